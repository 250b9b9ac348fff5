"""`architrave connect`: what to set so that a client uses a local server."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import PROBLEMS, USAGE
from architrave.cli.options import Verb, nearest_organization, target_option

if TYPE_CHECKING:
    from architrave.definitions.values import Client
    from architrave.local.connecting.connection import Connection

_DEFAULT_URL = "http://127.0.0.1:8642"


@click.command(
    cls=Verb,
    examples=("architrave connect java", "architrave connect terraform --client erp-sync --show-secret"),
    page="docs/sdks.md, docs/tls.md",
)
@click.argument("client", metavar="CLIENT", required=False)
@target_option
@click.option(
    "--client", "client_id", metavar="ID", help="The OAuth client of org.yaml to use.  [default: the first one]"
)
@click.option("--show-secret", is_flag=True, help="Print the client's secret too.")
def command(client: str | None, target: str | None, client_id: str | None, show_secret: bool) -> None:
    """Print what to set so that CLIENT uses the local server: its address, its certificate, and an OAuth client.

    Without CLIENT, lists the clients. The text is for the server that serves this folder, or that --target names;
    if none runs, for one at its default address.

    Exit code: 0 good, 1 the organization has no such OAuth client, 2 usage error.
    """
    from architrave.cli.views.errors import show_message
    from architrave.diagnostics import did_you_mean
    from architrave.diagnostics.visible import visible
    from architrave.local.connecting.connection import ALSO, CLIENTS, takes_cloud_names, text_for

    if client is None:
        width = max(map(len, CLIENTS))
        for name, what in CLIENTS.items():
            click.echo(f"{name:<{width}}  {what}")
        return
    kind = ALSO.get(client.lower(), client.lower())
    if kind not in CLIENTS:
        meant = did_you_mean(kind, CLIENTS)
        raise click.UsageError(
            f"Unknown client {client}. " + (f"Did you mean {meant}?" if meant else f"Use {', '.join(CLIENTS)}.")
        )
    connection = _connection(target, client_id, show_secret=show_secret)
    click.echo(visible(text_for(kind, connection)))
    if takes_cloud_names(connection):
        show_message(
            "This server has names of the cloud. While they are in the hosts file, no program on this machine reaches "
            "the real cloud: remove them afterwards, or use names of your own, such as api.genesys.test."
        )


def _connection(target: str | None, client_id: str | None, *, show_secret: bool) -> "Connection":
    from architrave.cli.views.errors import show_message
    from architrave.client.targets import NoTarget, find_target
    from architrave.local.connecting.connection import SECRET, Connection

    folder = nearest_organization()
    try:
        found = find_target(target, folder=Path.cwd(), organization=folder, environment={})
        url, certificate, names, served = found.api_url, found.certificate, found.names, found.folder
    except NoTarget as problem:
        if target is not None:
            raise click.UsageError(str(problem)) from None
        show_message(
            "No server serves this folder: this is for one that `architrave serve` starts at its default port."
        )
        url, certificate, names, served = _DEFAULT_URL, None, (), None
    where = Path(served) if served else folder
    chosen = _client(where, client_id)
    if chosen is None:
        return Connection(url, client_id or "CLIENT_ID", None, certificate, names)
    if not show_secret and chosen.secret:
        show_message(f"{SECRET} is a placeholder for the secret of {chosen.id}. --show-secret prints it.")
    return Connection(url, chosen.id, chosen.secret if show_secret and chosen.secret else None, certificate, names)


def _client(folder: Path | None, client_id: str | None) -> "Client | None":
    """The client in a folder's org.yaml; None if the folder has none and none was asked for."""
    from architrave.cli.views.errors import show_message
    from architrave.definitions.org_yaml import read_org_yaml
    from architrave.definitions.regular_files import CannotReadFileError, read_text
    from architrave.definitions.values import CLIENT_CREDENTIALS
    from architrave.diagnostics import Source

    try:
        text = "" if folder is None else read_text(folder / "org.yaml")
    except CannotReadFileError:
        text = ""
    org, _ = read_org_yaml(Source("org.yaml", text), os.environ, needs_secrets=False)
    if client_id is None:
        return next((one for one in org.clients if one.grant_type == CLIENT_CREDENTIALS), None)
    found = next((one for one in org.clients if one.id == client_id), None)
    if found is None:
        known = ", ".join(one.id for one in org.clients) or "none"
        show_message(f"org.yaml has no client {client_id}. Its clients: {known}.")
        raise SystemExit(PROBLEMS if org.clients else USAGE)
    return found
