"""`architrave serve --upstream`: a proxy for a real Platform API that explains why it rejects a launch."""

import asyncio
import json
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from architrave.client.targets import REGIONS
from architrave.cloud.hosts import DOMAINS
from architrave.server.http.server import url_of
from architrave.server.running import CannotListen, listen, run_until_told_to_stop, serve_handler, spare_the_collector
from architrave.server.upstream import Upstream, UpstreamOptions

_SCHEMES = ("https", "http")


@dataclass(frozen=True, slots=True)
class ProxyOptions:
    """The options of `serve --upstream`."""

    org: Path
    host: str
    port: int
    contract: str
    upstream: str
    server_names: frozenset[str]
    form: str


def serve_upstream(options: ProxyOptions) -> int:
    """Serve until told to stop. Returns the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    base = _base(options.upstream)
    flows = _flows(options.org)
    names = None if options.host not in ("127.0.0.1", "localhost", "::1") else options.server_names
    contract = "extended" if options.contract == "extended" else "platform"
    try:
        listening = listen(options.host, options.port)
    except CannotListen as error:
        raise click.UsageError(str(error)) from None

    def on_ready() -> None:
        url = url_of(listening.getsockname())
        if options.form == "json":
            checked = None if flows is None else str(options.org)
            click.echo(json.dumps({"url": url, "upstream": base, "folder": checked}))
        else:
            click.echo(f"Architrave forwards requests from {url} to {base}\n")
            click.echo("A rejected launch comes back with an explanation of what is wrong.")
            if flows is not None:
                click.echo(f"Inputs are checked against the flows in {options.org}.")
            click.echo("\nPress Ctrl+C to stop.")
        sys.stdout.flush()

    upstream = Upstream(UpstreamOptions(base, contract, names), flows)

    async def serve(told: asyncio.Event) -> None:
        async with upstream:
            await serve_handler(upstream, listening, told, on_ready)

    spare_the_collector()
    run_until_told_to_stop(serve)
    return 0


def _base(upstream: str) -> str:
    """The upstream's URL without a path; a region or a domain of the cloud is its API's URL."""
    domain = REGIONS.get(upstream) or (upstream if upstream in DOMAINS else None)
    if domain is not None:
        return f"https://api.{domain}"
    parts = urlsplit(upstream)
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path not in ("", "/") or parts.query:
        expected = "expected a URL like https://api.mypurecloud.com, or a region like eu-west-1"
        raise click.UsageError(f"--upstream {upstream}: {expected}.")
    try:
        _ = parts.port
    except ValueError:
        raise click.UsageError(f"--upstream {upstream}: the port is not a valid port number.") from None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _flows(org: Path):
    """The folder's flows, for checking inputs; None if it has no flows."""
    from architrave.definitions.reader import read_organization
    from architrave.organization.launch_check import WrittenFlows

    organization, _ = read_organization(org, environment=os.environ, needs_secrets=False)
    return None if organization is None or not organization.flows else WrittenFlows(organization)
