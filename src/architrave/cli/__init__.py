"""The command line: one verb, one file. `views/` is the only place that knows how things look.

Each verb's module is imported when the verb is asked for, so that `architrave --version` pays for nothing else.
"""

import sys
from importlib import import_module

import click

from architrave import __version__

VERBS = {
    "serve": "Serve a local organization over the Platform API.",
    "run": "Run one flow file to its end on a virtual clock.",
    "launch": "Launch a flow on a server.",
    "trace": "Show what an execution did.",
    "check": "Judge a launch request.",
    "lint": "Judge flow files.",
    "eval": "Evaluate expressions.",
    "explain": "Say what a rule means.",
    "schema": "Print a JSON Schema.",
    "worker": "Run executions for a distributed engine.",
}

EXIT_FAULT = 3
"""The exit code for a fault of our own."""


class _Verbs(click.Group):
    """A group that imports a verb's module when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"architrave.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="architrave", message="%(prog)s %(version)s")
def architrave() -> None:
    """Run Genesys Cloud Architect flows locally and learn why a launch fails.

    Not affiliated with Genesys.
    """


def main() -> None:
    """The `architrave` command. Ends the process: 0 good, 1 not good, 2 wrong usage, 3 a fault of our own."""
    try:
        architrave(prog_name="architrave")
    except Exception as error:  # noqa: BLE001 - the last door: a fault of our own is said as such, never as a usage error
        import traceback

        traceback.print_exc()
        click.echo(f"architrave: a fault of our own: {error}. Please report it with the lines above.", err=True)
        sys.exit(EXIT_FAULT)
