"""The command line: one verb, one file. `views/` is the only place that knows how things look.

A verb's module is imported when the verb is used, so that `architrave --version` loads nothing else.
"""

import errno
import io
import os
import sys
from importlib import import_module

import click

from architrave import __version__

VERBS = {
    "init": "Make an organization of a folder of flows, or an example.",
    "serve": "Serve a local organization over the Platform API.",
    "run": "Run a flow file on a virtual clock.",
    "launch": "Launch a flow on a server.",
    "trace": "Show what an execution did.",
    "check": "Check a launch request.",
    "lint": "Check flow files.",
    "eval": "Evaluate expressions.",
    "explain": "Explain a rule.",
    "schema": "Print a JSON Schema.",
    "worker": "Run executions for a Temporal service.",
}

WRONG_USAGE = 2
EXIT_FAULT = 3
"""The exit code for an internal error."""

_OF_THE_SYSTEM = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
)
"""Errors of the file system, for files and for the command's output. They are not bugs, wherever they occur."""


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
        """The named command. An unknown one is a usage error that suggests the nearest name."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            from architrave.diagnostics import did_you_mean

            meant = did_you_mean(args[0], VERBS, cutoff=0.6)
            hint = f"Did you mean {meant}?" if meant else f"The commands are {', '.join(VERBS)}."
            ctx.fail(f"Unknown command {args[0]}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="architrave", message="%(prog)s %(version)s")
def architrave() -> None:
    """Run Genesys Cloud Architect flows locally, and find out why a launch fails.

    Not affiliated with Genesys.
    """


def main() -> None:
    """The `architrave` command. Exits with 0 success, 1 problems or failure, 2 usage error, 3 internal error."""
    settle_streams()
    try:
        architrave(prog_name="architrave")
    except Exception as error:  # noqa: BLE001 - the last resort: a bug is reported as one, never as a usage error
        if isinstance(error, OSError) and error.errno in _OF_THE_SYSTEM:
            _complain_of_system(error)
            sys.exit(WRONG_USAGE)
        import traceback

        traceback.print_exc()
        message = f"architrave: internal error: {error}. This is a bug; please report it with the traceback above."
        click.echo(message, err=True)
        sys.exit(EXIT_FAULT)


def _complain_of_system(error: OSError) -> None:
    if error.filename is not None:
        click.echo(f"architrave: cannot use {os.fsdecode(error.filename)}: {error.strerror}.", err=True)
        return
    click.echo(f"architrave: cannot write the output: {error.strerror}.", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # discards what Python flushes at exit


def settle_streams() -> None:
    """Make sure that all text can be printed, and that a closed standard input reads as empty.

    Files and pipes get UTF-8, regardless of the system's encoding. A terminal gets its own encoding, with escapes for
    characters that it cannot show.
    """
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - None if it was closed
        sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
