"""The command line: one verb, one file. `views/` is the only place that knows how things look.

A verb's module is imported when the verb is used, so that `architrave --version` loads nothing else.
"""

import os
import sys
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from architrave import __version__
from architrave.cli.commands import COMMANDS, GROUPS, advice_for
from architrave.cli.exit_codes import GOOD
from architrave.cli.terminal import settle_streams

_COMPLETES = "_ARCHITRAVE_COMPLETE"


class _Verbs(click.Group):
    """A group that imports a verb's module when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"architrave.cli.{cmd_name}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that begin like this. No command's module is imported."""
        found = [CompletionItem(name, help=COMMANDS[name]) for name in COMMANDS if name.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The named command. An unknown one is a usage error that says what to use instead."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"Unknown command {args[0]}. {advice_for(args[0])}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        width = max(map(len, COMMANDS))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", summary) for name, summary in commands.items()])


def _install_completion(ctx: click.Context, _: click.Parameter, shell: str | None) -> None:
    if shell is None or ctx.resilient_parsing:
        return
    from architrave.cli.completion import install

    install(shell)
    ctx.exit()


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="architrave", message="%(prog)s %(version)s")
@click.option(
    "--install-completion",
    metavar="[bash|zsh|fish]",
    is_flag=False,
    flag_value="",
    is_eager=True,
    expose_value=False,
    callback=_install_completion,
    help="Install shell completion, by default for the shell in $SHELL, and exit.",
)
def architrave() -> None:
    """Run Genesys Cloud Architect flows locally, and find out why a launch fails.

    Exit codes: 0 good, 1 problems found or execution failed, 2 usage error, 3 internal error, 4 outcome of some
    launches unknown.

    Not affiliated with Genesys.
    """
    from architrave.cli.views.screen import use_color

    use_color()


def main() -> None:
    """The `architrave` command. See `exit_codes` for its exit codes."""
    settle_streams()
    if _COMPLETES in os.environ:
        import_module("architrave.cli.completion")
    try:
        ended = architrave.main(prog_name="architrave", standalone_mode=False)
        sys.exit(ended if isinstance(ended, int) else GOOD)
    except Exception as error:  # noqa: BLE001 - the last resort: a bug is reported as one, never as a usage error
        from architrave.cli.failing import report_failure

        sys.exit(report_failure(error))
