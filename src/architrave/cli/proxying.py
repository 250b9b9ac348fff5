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
class ProxyOptions:
    """What `serve --upstream` was told; see the command's options."""

    org: Path
    host: str
    port: int
    contract: str
    upstream: str
    allowed_hosts: tuple[str, ...]
    server_names: frozenset[str]


def serve_upstream(options: ProxyOptions) -> int:
    """Serve until told to stop. Returns the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    base = _base(options)
    flows = _flows(options.org)
    names = None if options.host not in ("127.0.0.1", "localhost", "::1") else options.server_names
    contract = "extended" if options.contract == "extended" else "platform"
    try:
        listening = listen(options.host, options.port)
    except CannotListen as error:
        raise click.UsageError(str(error)) from None

    def on_ready() -> None:
        click.echo(f"Architrave passes requests at {url_of(listening.getsockname())} on to {base}\n")
        click.echo("A launch that is refused there comes back with what is wrong with it.")
        if flows is not None:
            click.echo(f"Inputs are judged by the flows in {options.org}.")
        click.echo("\nStop with Ctrl+C.")
        sys.stdout.flush()

    upstream = Upstream(UpstreamOptions(base, contract, names), flows)

    async def serve(told: asyncio.Event) -> None:
        async with upstream:
            await serve_handler(upstream, listening, told, on_ready)

    spare_the_collector()
    run_until_told_to_stop(serve)
    return 0


def _base(options: ProxyOptions) -> str:
    """The upstream's address without a path, if its host is allowed."""
    parts = urlsplit(options.upstream)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise click.UsageError(f"--upstream {options.upstream}: a URL such as https://api.mypurecloud.com is options.")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise click.UsageError(f"--upstream {options.upstream}: the port is no number.") from None
    allowed = {name.strip().lower() for name in options.allowed_hosts}
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
