"""`--substitute KEY=VALUE` and `--options FILE`: the values of `{{KEY}}` in flow files."""

import click

from architrave.cli.files import read_source
from architrave.diagnostics.renderers.text import render_text


def substitutions_from(options_file: str | None, pairs: tuple[str, ...]) -> dict[str, str]:
    """The substitutions that the command line gives; a pair wins over the file. Faults are errors of usage."""
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
            raise click.UsageError(f"--substitute {pair}: write it as KEY=VALUE.")
        values[key.strip()] = value
    return values
