"""What `architrave serve --upstream` does: a proxy before a real Platform API that says why it refuses a launch."""

import asyncio
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from architrave.server.http.server import url_of
from architrave.server.running import CannotListen, listen, run_until_told_to_stop, serve_handler, spare_the_collector
from architrave.server.upstream import Upstream, UpstreamOptions

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Proxying:
    """What `serve --upstream` was told; see the command's options."""

    org: Path
    host: str
    port: int
    contract: str
    upstream: str
    allowed_hosts: tuple[str, ...]
    server_names: frozenset[str]


def serve_upstream(wanted: Proxying) -> int:
    """Serve until told to stop. Returns the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    base = _base(wanted)
    flows = _flows(wanted.org)
    names = None if wanted.host not in ("127.0.0.1", "localhost", "::1") else wanted.server_names
    contract = "extended" if wanted.contract == "extended" else "platform"
    try:
        listening = listen(wanted.host, wanted.port)
    except CannotListen as error:
        raise click.UsageError(str(error)) from None

    def on_ready() -> None:
        click.echo(f"Architrave passes requests at {url_of(listening.getsockname())} on to {base}\n")
        click.echo("A launch that is refused there comes back with what is wrong with it.")
        if flows is not None:
            click.echo(f"Inputs are judged by the flows in {wanted.org}.")
        click.echo("\nStop with Ctrl+C.")
        sys.stdout.flush()

    upstream = Upstream(UpstreamOptions(base, contract, names), flows)

    async def serve(told: asyncio.Event) -> None:
        async with upstream:
            await serve_handler(upstream, listening, told, on_ready)

    spare_the_collector()
    run_until_told_to_stop(serve)
    return 0


def _base(wanted: Proxying) -> str:
    """The upstream's address without a path, if its host is allowed."""
    parts = urlsplit(wanted.upstream)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise click.UsageError(f"--upstream {wanted.upstream}: a URL such as https://api.mypurecloud.com is wanted.")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise click.UsageError(f"--upstream {wanted.upstream}: the port is no number.") from None
    allowed = {name.strip().lower() for name in wanted.allowed_hosts}
    if not allowed & {parts.hostname, f"{parts.hostname}:{port}"}:
        raise click.UsageError(
            f"The host {parts.hostname} is not allowed. Allow it by name: --allow-host {parts.hostname}:{port}"
        )
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _flows(org: Path):
    """The flows of the folder, where there are any, by which inputs can be judged."""
    from architrave.definitions.reader import read_organization
    from architrave.organization.launch_check import WrittenFlows

    organization, _ = read_organization(org, environment=os.environ)
    return None if organization is None or not organization.flows else WrittenFlows(organization)
