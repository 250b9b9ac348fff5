"""The server that a command talks to: the one of the current folder, or the one that `--target` names."""

import shlex
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import PROBLEMS, UNKNOWN, USAGE
from architrave.cli.options import nearest_organization
from architrave.diagnostics.visible import visible_line

if TYPE_CHECKING:
    from architrave.client.local_servers import Running
    from architrave.client.platform import PlatformClient
    from architrave.client.targets import Target


@contextmanager
def connected(wanted: str | None, form: str) -> Generator["PlatformClient", None, None]:
    """A client of the command's server. Says on standard error which server and organization it is.

    Exits with 2 if there is no server or it cannot be reached, 1 if the server refuses a request, 4 if the outcome of a
    launch is unknown.
    """
    from architrave.cli.views.errors import show_lines, show_message
    from architrave.cli.views.refusals import show_refusal
    from architrave.client.platform import OutcomeUnknown, PlatformClient, Refused, Unreachable
    from architrave.client.targets import NoTarget

    try:
        target = _found(wanted)
        with PlatformClient(target) as client:
            name = client.organization()
            show_message(f"{target.api_url}  {f'“{name}”, ' if name else ''}{target.source}")
            yield client
    except NoTarget as error:
        show_lines("architrave: " + "\n".join(map(visible_line, error.lines)))
        raise SystemExit(USAGE) from None
    except Refused as error:
        show_refusal(error, form)
        if isinstance(error, OutcomeUnknown):
            show_message(f"Before you launch again, look for it: architrave executions{with_target(wanted)}")
        kinds = ((OutcomeUnknown, UNKNOWN), (Unreachable, USAGE))
        raise SystemExit(next((code for kind, code in kinds if isinstance(error, kind)), PROBLEMS)) from None


def with_target(wanted: str | None) -> str:
    """The option that names the same server in another command."""
    return f" --target {shlex.quote(wanted)}" if wanted else ""


def _found(wanted: str | None) -> "Target":
    from architrave.client.targets import OthersOnlyError, find_target, local_target

    try:
        return find_target(wanted, folder=Path.cwd(), organization=nearest_organization())
    except OthersOnlyError as error:
        chosen = _choose(error.running)
        if chosen is None:
            raise
        return local_target(chosen)


def _choose(running: "tuple[Running, ...]") -> "Running | None":
    """The server that a person at a terminal chooses; None without a terminal or a choice."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    click.echo("No server serves this folder. These run on this machine:", err=True)
    for number, one in enumerate(running, 1):
        click.echo(f"  {number}  {one.url}  {visible_line(one.folder)}", err=True)
    numbers = click.Choice([str(number) for number in range(1, len(running) + 1)] + [""])
    answer: str = click.prompt(
        "Which one? (Enter: none)", default="", type=numbers, show_default=False, show_choices=False, err=True
    )
    return running[int(answer) - 1] if answer else None
