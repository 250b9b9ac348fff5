"""`--substitute KEY=VALUE` and `--options FILE`: the values of `{{KEY}}` in flow files."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from architrave.cli.files import read_source
from architrave.cli.refusing import refuse

if TYPE_CHECKING:
    from architrave.diagnostics import Diagnostic


def substitutions_from(options_file: str | None, pairs: tuple[str, ...]) -> dict[str, str]:
    """The substitutions from the command line. Pairs override the file; problems are usage errors."""
    from architrave.flows.substitutions import read_options

    values: dict[str, str] = {}
    if options_file is not None:
        source = read_source(options_file, "the options")
        values, faults = read_options(source)
        if faults:
            refuse(f"{options_file} cannot be used.", faults, {source.name: source})
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator:
            raise click.UsageError(f"--substitute {pair}: expected KEY=VALUE.")
        values[key.strip()] = value
    return values


def check_used(options_file: str | None, pairs: tuple[str, ...], keys: Collection[str]) -> "tuple[Diagnostic, ...]":
    """Check that the flows have the placeholders `keys` of the substitutions.

    A pair without a placeholder is a usage error; for a value in the options file, which other flows may share, this
    returns a warning.
    """
    from architrave.flows.placeholders import unused_key, unused_options

    for pair in pairs:
        key = pair.partition("=")[0].strip()
        if key not in keys:
            raise click.UsageError(f"--substitute {pair}: {unused_key(key, keys)}")
    return () if options_file is None else unused_options(read_source(options_file, "the options"), keys)
