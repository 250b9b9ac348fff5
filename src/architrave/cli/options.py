"""Options that several commands have, declared once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Decorator = Callable[[_Function], _Function]


class Verb(click.Command):
    """A command whose help ends with examples and the page that tells more."""

    def __init__(self, *arguments: Any, examples: tuple[str, ...] = (), page: str = "README.md", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.examples = examples
        self.page = page

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples, one per line as it is typed, and the page."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        formatter.write(f"\nMore: {self.page}\n")


def format_option(*more: str, help: str = "Output format.") -> _Decorator[Any]:  # noqa: A002 - click's word
    """`--format text|json`, and `more` formats; the command's parameter is `form`."""
    choice = click.Choice(["text", "json", *more])
    return click.option("--format", "form", type=choice, default="text", show_default=True, help=help)


def log_options(function: _Function) -> _Function:
    """`--log-format` and `--log-bodies`, of commands that log."""
    bodies = click.option(
        "--log-bodies",
        is_flag=True,
        help="Log the messages and source lines of rejected launches, which quote values of their bodies.",
    )
    style = click.option(
        "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Log format."
    )
    return style(bodies(function))


def org_option(help: str, default: str = "the nearest folder with an org.yaml") -> _Decorator[Any]:  # noqa: A002
    """`--org FOLDER`; without it, the command uses `nearest_organization`."""
    return click.option("--org", type=click.Path(), metavar="FOLDER", help=f"{help}  [default: {default}]")


mocks_option = click.option(
    "--mocks", type=click.Path(path_type=Path), help="Replies for data actions.  [default: ORG/mocks.yaml]"
)
allow_host_option = click.option(
    "--allow-host", "allowed_hosts", multiple=True, metavar="HOST:PORT", help="Let flows call this host."
)
cpu_budget_option = click.option(
    "--cpu-budget",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="Park an execution that uses more CPU than this between two effects.  [default: 60]",
)


def _folders(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


target_option = click.option(
    "--target",
    metavar="URL|PROFILE|FOLDER",
    shell_complete=_folders,
    help="The server: a URL, a region, a profile in ~/.gc/config.toml, or the folder that a local server serves."
    "  [default: the local server of this folder]",
)


def nearest_organization(path: str | Path | None = None) -> Path | None:
    """The nearest folder with an org.yaml, at or above a file or folder, or None.

    Without `path`, or for "-", the search begins in the current folder.
    """
    from architrave.definitions.nearest import nearest_organization as nearest

    return nearest(Path.cwd() if path is None or path == "-" else Path(path))


def completes(kind: str) -> Callable[[click.Context, click.Parameter, str], Any]:
    """The completion of an argument or option: `rules`, `lint_rules`, `flows`, `flow_names` or `actions`.

    Imported when used.
    """

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from architrave.cli import completion

        return getattr(completion, f"complete_{kind}")(ctx, param, incomplete)

    return complete
