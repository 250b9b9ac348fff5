"""The server that a command talks to: the one of the current folder, or the one that `--target` names."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import PROBLEMS, UNKNOWN, USAGE
from architrave.cli.options import nearest_organization

if TYPE_CHECKING:
    from architrave.client.local_servers import Running
    from architrave.client.platform import PlatformClient
    from architrave.client.targets import Target


@contextmanager
def connected(wanted: str | None, form: str) -> Generator["PlatformClient", None, None]:
    """A client of the command's server. Says on standard error which server and organization it is.

    Exits with 2 if there is no server, 1 if the server refuses a request, 4 if the outcome of a launch is unknown.
    """
    from architrave.cli.views.refusals import show_refusal
    from architrave.client.platform import OutcomeUnknown, PlatformClient, Refused
    from architrave.client.targets import NoTarget

    try:
        target = _found(wanted)
        with PlatformClient(target) as client:
            name = client.organization()
            click.echo(f"{target.api_url}  {f'“{name}”, ' if name else ''}{target.source}", err=True)
            yield client
    except NoTarget as error:
        click.echo(f"architrave: {error}", err=True)
        raise SystemExit(USAGE) from None
    except Refused as error:
        show_refusal(error, form)
        raise SystemExit(UNKNOWN if isinstance(error, OutcomeUnknown) else PROBLEMS) from None


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
    """The server that a person at a terminal agrees to use; None without a terminal or an agreement."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    click.echo("No server serves this folder.", err=True)
    for one in running:
        if click.confirm(f"Use {one.url}, which serves {one.folder}?", default=False, err=True):
            return one
    return None
