"""Serves an organization for `architrave serve` until told to stop, and prints what it serves."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import click

import architrave
from architrave.cli.addresses import check_hosts, check_origins, check_server_names
from architrave.cli.exit_codes import PROBLEMS, USAGE
from architrave.cli.files import read_source
from architrave.cli.logs import JSON
from architrave.cli.reports import Reports
from architrave.cli.taken_ports import why_not
from architrave.cli.views.serving import show_certificate, show_how_to_stop, show_server
from architrave.client import local_servers
from architrave.contract import Contract
from architrave.definitions.reader import HIDDEN_FOLDER
from architrave.definitions.rules import NO_FLOWS
from architrave.definitions.values import Client
from architrave.diagnostics.visible import visible_line
from architrave.local.certificates import CannotKeepCertificate, Certificate, certificate_for
from architrave.local.faults import CannotOpenError, EngineUnusableError
from architrave.local.platform import AsyncLocalPlatform, Server
from architrave.organization.flows import Flow
from architrave.server.running import (
    CannotListen,
    allow_many_files,
    run_until_told_to_stop,
    spare_the_collector,
)

DATABASE = "architrave.db"

log = logging.getLogger("architrave.server")


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """The options of `architrave serve`."""

    org: Path
    host: str
    port: int
    contract: Contract
    engine: str
    database: str | None
    mocks: Path | None
    log_format: str
    allowed_hosts: tuple[str, ...]
    allowed_origins: tuple[str, ...]
    server_names: tuple[str, ...]
    tls: bool
    rate_limit: int | None
    chaos: Path | None
    max_connections: int | None = None
    workers: int | None = None
    cpu_budget: int | None = None
    form: str = "text"
    access_log: bool = False

    @property
    def folder(self) -> Path:
        """The organization's folder; for a single flow file, the folder that holds it."""
        return self.org.parent if self.org.is_file() else self.org

    @property
    def hidden(self) -> Path:
        """Where the server keeps its database and the client that Architrave's commands use."""
        return self.folder / HIDDEN_FOLDER


def serve(options: ServeOptions) -> int:
    """Serve until told to stop. Returns the exit code."""
    allow_many_files()
    reports = Reports("serve", options.log_format, options.folder)
    check_hosts(options.allowed_hosts)
    check_origins(options.allowed_origins)
    names = check_server_names(options.server_names)
    if options.mocks is not None:
        read_source(str(options.mocks), "--mocks")
    if options.chaos is not None:
        read_source(str(options.chaos), "--chaos")
    known = names if _is_loopback(options.host) else None
    try:
        certificate = (
            certificate_for(options.hidden, (*sorted(names), _listened(options.host))) if options.tls else None
        )
    except CannotKeepCertificate as problem:
        return reports.complain(str(problem), USAGE)
    return run_until_told_to_stop(lambda told: _serve(options, known, certificate, reports, told))


async def _serve(
    options: ServeOptions,
    names: frozenset[str] | None,
    certificate: Certificate | None,
    reports: Reports,
    told: asyncio.Event,
) -> int:
    client = Client(
        local_servers.OWN_CLIENT_ID, local_servers.own_secret(options.hidden), local_servers.OWN_CLIENT_NAME
    )
    try:
        opening = architrave.open(
            options.org,
            database=options.database or options.hidden / DATABASE,
            mocks=options.mocks,
            contract=options.contract,
            engine=options.engine,
            workers=options.workers,
            cpu_budget=options.cpu_budget,
            allow_hosts=options.allowed_hosts,
            allow_origins=options.allowed_origins,
            rate_limit=options.rate_limit,
            chaos=options.chaos,
            client=client,
        )
        async with opening as platform:
            without = next((fault for fault in platform.diagnostics if fault.rule is NO_FLOWS), None)
            if without is not None:
                return reports.complain(f"{without.message} {without.help}", USAGE)
            if not platform.definition.flows:
                reports.problems(platform.diagnostics)
                return reports.complain(f"Cannot start: no flow in {options.org} can be served.", PROBLEMS)
            server = await platform.serve(
                options.host,
                options.port,
                names=names,
                max_connections=options.max_connections,
                on_reload=reports.reloaded,
                access_log=options.access_log,
                certificate=certificate,
            )
            reports.started(platform.diagnostics)
            log.info("listening at %s", server.url, extra={"url": server.url})
            spare_the_collector()
            with _announced(options, server):
                _introduce(platform, server, options, certificate)
                await told.wait()
    except CannotOpenError as problem:
        return reports.refused(problem)
    except CannotListen as problem:
        return reports.complain(why_not(problem, options.port, options.folder), USAGE)
    except EngineUnusableError as problem:
        return reports.complain(str(problem), USAGE)
    return 0


@contextmanager
def _announced(options: ServeOptions, server: Server) -> Generator[None, None, None]:
    """Lets the user's other commands find the server inside the block."""
    folder, client = str(options.folder.resolve()), server.client
    authority = None if server.certificate is None else str(server.certificate.resolve())
    names = tuple(sorted(check_server_names(options.server_names)))
    running = local_servers.Running(server.url, os.getpid(), folder, client.id, client.secret, authority, names)
    announced = local_servers.announce(running, options.hidden)
    if not announced.has_secret:
        log.warning(
            "cannot save the secret of the client %s in %s, so there will be a new one at each start. To keep it, make "
            "the folder writable, or define clients with their secrets in org.yaml",
            visible_line(client.id),
            visible_line(str(options.hidden)),
        )
    if not announced.files:
        log.warning("other commands cannot find this server by themselves: use --target %s", server.url)
    try:
        yield
    finally:
        for path in announced.files:
            path.unlink(missing_ok=True)


def _introduce(
    platform: AsyncLocalPlatform, server: Server, options: ServeOptions, certificate: Certificate | None
) -> None:
    """Print the flows, where the server is, and its OAuth clients; as JSON, on one line.

    If the log is for programs, the flows and clients go there, without the secrets.
    """
    definition = platform.definition
    clients = definition.clients or (server.client,)
    flows = list(platform.organization.flows)
    if options.form == "json":
        ready = {
            "url": server.url,
            **({} if certificate is None else {"certificate": str(certificate.authority)}),
            "organization": definition.name,
            "folder": str(options.folder),
            "clients": [{"id": one.id, "secret": one.secret or None, "name": one.name} for one in clients],
            "flows": [_flow_json(flow) for flow in flows],
        }
        click.echo(json.dumps(ready, ensure_ascii=False))
    elif options.log_format == JSON:
        for flow in flows:
            log.info("serves the flow “%s”", flow.row.name, extra={"flow": flow.row.id, "type": flow.row.type})
        for one in clients:
            log.info("has the OAuth client %s", one.id, extra={"client": one.id})
    else:
        faults = [fault.name for fault in platform.services.chaos.chaos.faults]
        show_server(definition.name, server.url, clients, flows, faults)
        if certificate is not None:
            show_certificate(certificate)
        show_how_to_stop()
    sys.stdout.flush()


def _flow_json(flow: Flow) -> dict[str, str | None]:
    version = f"{flow.published.number}.0" if flow.published else None
    return {"id": flow.row.id, "name": flow.row.name, "type": flow.row.type, "version": version}


def _listened(host: str) -> str:
    """The address to listen on, if clients can use it as a host name; empty for a wildcard."""
    return "" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
