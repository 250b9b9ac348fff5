"""The command line: one verb, one file. `views/` is the only place that knows how things look.

Each verb's module is imported when the verb is asked for, so that `architrave --version` pays for nothing else.
"""

import errno
import io
import os
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

WRONG_USAGE = 2
EXIT_FAULT = 3
"""The exit code for a fault of our own."""

_OF_THE_SYSTEM = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
)
"""What the system refuses of files, and of what a command prints: no fault of ours, wherever it is met."""


class _Verbs(click.Group):
    """A group that imports a verb's module when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"architrave.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; one that is not there is wrong usage, with what it may have been."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            from architrave.diagnostics import did_you_mean

            meant = did_you_mean(args[0], VERBS, cutoff=0.6)
            hint = f"Did you mean {meant}?" if meant else f"The commands are {', '.join(VERBS)}."
            ctx.fail(f"There is no command {args[0]}. {hint}")
        return super().resolve_command(ctx, args)

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
    settle_streams()
    try:
        architrave(prog_name="architrave")
    except Exception as error:  # noqa: BLE001 - the last door: a fault of our own is said as such, never as a usage error
        if isinstance(error, OSError) and error.errno in _OF_THE_SYSTEM:
            _complain_of_system(error)
            sys.exit(WRONG_USAGE)
        import traceback

        traceback.print_exc()
        click.echo(f"architrave: a fault of our own: {error}. Please report it with the lines above.", err=True)
        sys.exit(EXIT_FAULT)


def _complain_of_system(error: OSError) -> None:
    if error.filename is not None:
        click.echo(f"architrave: {os.fsdecode(error.filename)} cannot be used: {error.strerror}.", err=True)
        return
    click.echo(f"architrave: The output cannot be written: {error.strerror}.", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left over goes there when the process ends


def settle_streams() -> None:
    """See to it that whatever is printed can be written, and that a standard input that was closed is an empty one.

    Files and pipes get UTF-8, whatever the system's encoding; a terminal gets what it can show, and the rest escaped.
    """
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - so it is where it was closed
        sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
