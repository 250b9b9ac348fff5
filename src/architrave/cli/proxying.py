"""`architrave serve --upstream`: a proxy for a real Platform API that explains why it rejects a launch."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from architrave.cli.files import lint_command
from architrave.cli.logs import JSON
from architrave.cli.taken_ports import why_not
from architrave.client.targets import REGIONS
from architrave.cloud.hosts import DOMAINS
from architrave.contract.flow_pins import LAUNCHABLE
from architrave.definitions.flow_files import flow_id
from architrave.definitions.reader import read_organization
from architrave.definitions.values import Organization
from architrave.diagnostics.visible import visible_line
from architrave.flows.yaml.write import inline
from architrave.organization.launch_check import ReadFlows, WrittenFlows
from architrave.server.http.server import url_of
from architrave.server.running import (
    CannotListen,
    allow_many_files,
    limits,
    listen,
    run_until_told_to_stop,
    serve_handler,
    spare_the_collector,
)
from architrave.server.upstream import Upstream, UpstreamOptions

_SCHEMES = ("https", "http")
log = logging.getLogger("architrave.server")

_SHOWN = 6
"""How many flows are named."""


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
    log_format: str = "text"
    max_connections: int | None = None
    proxy: str | None = None
    access_log: bool = False


def serve_upstream(options: ProxyOptions) -> int:
    """Serve until told to stop. Returns the exit code."""
    allow_many_files()
    base = _base(options.upstream)
    _check_proxy(options.proxy)
    if not options.org.is_dir():
        raise click.UsageError(f"{options.org} is not a folder. With --upstream, name a folder with flows, or none.")
    organization, errors = _organization(options.org)
    flows = None if organization is None else WrittenFlows(ReadFlows(organization), organization.folder)
    folder = options.org.resolve()
    names = None if options.host not in ("127.0.0.1", "localhost", "::1") else options.server_names
    contract = "extended" if options.contract == "extended" else "platform"
    try:
        listening = listen(options.host, options.port)
    except CannotListen as error:
        raise click.UsageError(why_not(error, options.port, options.org)) from None

    def on_ready() -> None:
        url = url_of(listening.getsockname())
        if options.form == "json":
            checked = None if flows is None else str(options.org)
            click.echo(json.dumps({"url": url, "upstream": base, "folder": checked}))
        elif options.log_format == JSON:
            log.info("forwards requests from %s to %s", url, base, extra={"url": url, "upstream": base})
            for line in _about_flows(organization, errors, folder):
                log.info("%s", line)
        else:
            click.echo(f"Architrave forwards requests from {url} to {base}\n")
            click.echo("A rejected launch comes back with an explanation of what is wrong.")
            for line in _about_flows(organization, errors, folder):
                click.echo(line)
            click.echo("\nPress Ctrl+C to stop.")
        sys.stdout.flush()

    upstream = Upstream(UpstreamOptions(base, contract, names, _quoted(folder), options.proxy), flows)

    async def serve(told: asyncio.Event) -> None:
        async with upstream:
            most = limits(options.max_connections, files_each=2)  # one to the client, one to the upstream
            await serve_handler(upstream, listening, told, on_ready, most, access_log=options.access_log)

    spare_the_collector()
    run_until_told_to_stop(serve)
    return 0


def _base(upstream: str) -> str:
    """The upstream's URL without a path; a region or a domain of the cloud is its API's URL."""
    domain = REGIONS.get(upstream) or (upstream if upstream in DOMAINS else None)
    if domain is not None:
        return f"https://api.{domain}"
    wrong = click.UsageError(
        f"--upstream {upstream}: expected a URL like https://api.mypurecloud.com, or a region like eu-west-1."
    )
    try:
        parts = urlsplit(upstream)
        is_url = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.path in ("", "/") and not parts.query
        _ = parts.port
    except ValueError:
        raise wrong from None
    if not is_url or not upstream.isprintable():
        raise wrong
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _check_proxy(proxy: str | None) -> None:
    try:
        parts = urlsplit(proxy or "http://localhost")
        is_url = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.path in ("", "/") and not parts.query
        _ = parts.port
    except ValueError:
        is_url = False
    if not is_url or not (proxy or "").isprintable():
        raise click.UsageError("--upstream-proxy: expected a URL like http://proxy.example.com:3128.")


def _organization(org: Path) -> tuple[Organization | None, int]:
    """The organization with the flows by which inputs are checked, None if it has no flows; how many errors it has."""
    organization, diagnostics = read_organization(org, environment=os.environ, needs_secrets=False)
    known = None if organization is None or not organization.flows else organization
    return known, sum(fault.is_error for fault in diagnostics)


def _about_flows(organization: Organization | None, errors: int, folder: Path) -> Iterator[str]:
    """Which launches are checked with their inputs, and how to have more of them checked."""
    shown = _quoted(folder)
    if organization is None:
        yield f"Inputs are not checked, because no flow in {shown} can be read: name a folder with the flows to launch."
    else:
        yield f"Inputs are checked against the flows in {shown}."
        launchable = [flow.outline for flow in organization.flows if flow.outline.flow_type == LAUNCHABLE]
        ids = {flow.id for flow in organization.flows}
        unknown = [flow.name for flow in launchable if flow_id(flow, None) in ids]
        if unknown:
            more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
            named = ", ".join(f"“{visible_line(name)}”" for name in unknown[:_SHOWN]) + more
            entry = visible_line(inline({unknown[0]: {"id": "ID"}}))
            yield f"Not of {named}: write the ids of the cloud into org.yaml, as in `flows: {entry}`."
    if errors:
        counted = "1 error" if errors == 1 else f"{errors} errors"
        yield f"The folder has {counted}, so a flow may be missing. To see: {lint_command(folder)}"


def _quoted(folder: Path) -> str:
    return f"“{visible_line(str(folder))}”"
