"""`--substitute KEY=VALUE` and `--options FILE`: the values of `{{KEY}}` in flow files."""

import click

from architrave.cli.files import read_source
from architrave.diagnostics.renderers.text import render_text


def substitutions_from(options_file: str | None, pairs: tuple[str, ...]) -> dict[str, str]:
    """The substitutions from the command line. Pairs override the file; problems are usage errors."""
    from architrave.flows.substitutions import read_options

    values: dict[str, str] = {}
    if options_file is not None:
        source = read_source(options_file, "the options")
        values, faults = read_options(source)
        if faults:
            raise click.UsageError(render_text(faults, {source.name: source}))
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator:
            raise click.UsageError(f"--substitute {pair}: expected KEY=VALUE.")
        values[key.strip()] = value
    return values
