"""Puts a server together from what `architrave serve` was told, and says what it serves."""

import logging
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import click

from architrave.cli.files import sources_of
from architrave.cli.logs import configure_logs
from architrave.client import local_servers
from architrave.contract import Contract
from architrave.definitions.files import FolderFiles
from architrave.definitions.mocks import MOCKS_YAML, Mocks, read_mocks
from architrave.definitions.reader import HIDDEN_FOLDER, read_organization
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.diagnostics.renderers.text import render_text
from architrave.engine.data_actions import AllowedHosts, Platform
from architrave.organization.flows import Published
from architrave.organization.local import LocalOrganization
from architrave.server.assembly import EMBEDDED, EngineUnusable, Outside, assemble
from architrave.server.http.server import url_of
from architrave.server.running import CannotListen, listen, run
from architrave.server.services import Options
from architrave.server.watching import Signature, Watch, signature
from architrave.store import Store, open_store

NOT_GOOD = 1
WRONG_USAGE = 2
DATABASE = "architrave.db"
OWN_CLIENT_NAME = "Architrave's own client"

log = logging.getLogger("architrave.server")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `architrave serve` was told; see its options."""

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
    rate_limit: int | None
    workers: int | None = None

    @property
    def folder(self) -> Path:
        """The organization's folder; that of the file where a single flow file is served."""
        return self.org.parent if self.org.is_file() else self.org

    @property
    def mocks_file(self) -> Path:
        """Where the replies for data actions stand."""
        return self.mocks or self.folder / MOCKS_YAML


@dataclass(frozen=True, slots=True)
class Read:
    """The organization's files and the mocks file as they were read, with what is wrong with each.

    `seen` is their signature from before: what changes while they are read is noticed later.
    """

    definition: Organization | None
    diagnostics: tuple[Diagnostic, ...]
    mocks: Mocks
    mock_faults: tuple[Diagnostic, ...]
    seen: Signature


@dataclass(slots=True)
class Kept:
    """What the running server replaces when files change."""

    mocks: Mocks = field(default_factory=Mocks)


def serve(wanted: Wanted) -> int:
    """Serve until told to stop. Returns the exit code."""
    configure_logs(wanted.log_format)
    read = _read(wanted)
    show((*read.diagnostics, *read.mock_faults))
    if read.definition is None or any(fault.is_error for fault in read.mock_faults):
        return WRONG_USAGE if not wanted.org.exists() or (wanted.mocks and not wanted.mocks.is_file()) else NOT_GOOD
    if not read.definition.flows:
        return _complain(f"There is nothing to serve: no flow of {wanted.org} can be read.", NOT_GOOD)
    hidden = wanted.folder / HIDDEN_FOLDER
    store, store_faults = open_store(wanted.database or hidden / DATABASE, owner=wanted.engine == EMBEDDED)
    if store is None:
        show(store_faults)
        return NOT_GOOD
    try:
        return _serve(wanted, read.definition, read, store)
    except (CannotListen, EngineUnusable) as error:
        return _complain(str(error), WRONG_USAGE)
    finally:
        store.close()


def _serve(wanted: Wanted, definition: Organization, read: Read, store: Store) -> int:
    kept = Kept(read.mocks)
    hidden = wanted.folder / HIDDEN_FOLDER
    listening = listen(wanted.host, wanted.port)
    url = url_of(listening.getsockname())
    own = Client(local_servers.OWN_CLIENT_ID, local_servers.own_secret(hidden), OWN_CLIENT_NAME)
    options = Options(
        contract=wanted.contract,
        rate_limit=wanted.rate_limit,
        server_names=frozenset(name.lower() for name in wanted.server_names) if _is_loopback(wanted.host) else None,
        allowed_origins=allowed_origins(wanted.allowed_origins),
    )
    services = assemble(
        definition,
        store,
        diagnostics=read.diagnostics,
        mocks=lambda: kept.mocks,
        own_client=own,
        options=options,
        engine_address=wanted.engine,
        outside=Outside(allowed_hosts(wanted.allowed_hosts), lambda: Platform(url, own.id, own.secret)),
        workers=wanted.workers,
    )
    organization = services.organization
    announced: list[Path] = []

    def on_ready() -> None:
        running = local_servers.Running(url, os.getpid(), str(wanted.folder.resolve()), own.id, own.secret)
        announced.extend(local_servers.announce(running, hidden))
        _introduce(url, organization, own)

    watch = Watch(
        wanted.folder,
        lambda: _read(wanted),
        lambda read: _take(read, organization, kept),
        read.seen,
        [wanted.mocks_file],
    )
    try:
        run(services, listening, watch, on_ready)
    finally:
        for path in announced:
            path.unlink(missing_ok=True)
    return 0


def _read(wanted: Wanted) -> Read:
    """The files as they are now."""
    seen = signature(wanted.folder, [wanted.mocks_file])
    definition, diagnostics = read_organization(wanted.org, environment=os.environ)
    mocks, mock_faults = read_replies(wanted.mocks_file, named=wanted.mocks is not None)
    return Read(definition, diagnostics, mocks, mock_faults, seen)


def _take(read: Read, organization: LocalOrganization, kept: Kept) -> None:
    """Go on with files that have changed; what cannot be read stays as it was."""
    show((*read.diagnostics, *read.mock_faults))
    if not any(fault.is_error for fault in read.mock_faults):
        kept.mocks = read.mocks
    if read.definition is None:
        log.warning("org.yaml has errors: the organization stays as it was")
        return
    for published in organization.adopt(read.definition, read.diagnostics):
        if published.is_new:
            log.info("%s", _said_of(published))


def _said_of(published: Published) -> str:
    row = published.flow.row
    how = "is published" if published.flow.published else "is saved, not published"
    return f'version {published.version} of "{row.name}" ({row.id}) {how}'


def read_replies(path: Path, *, named: bool) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """The scripted replies of a mocks file; none where there is no file, unless it was `named` by the user."""
    if not named and not path.exists():
        return Mocks(), ()
    source = FolderFiles(path.parent).read(path.name)
    return (Mocks(), (source,)) if isinstance(source, Diagnostic) else read_mocks(source)


def _introduce(url: str, organization: LocalOrganization, own: Client) -> None:
    definition = organization.definition
    click.echo(f'Architrave serves "{definition.name}" at {url}\n')
    click.echo("OAuth clients (client credentials):")
    shown = definition.clients or (own,)
    for client in shown:
        click.echo(
            f"  {client.id}  secret {client.secret}" + (f"  ({client.name})" if client.name != client.id else "")
        )
    click.echo("\nFlows:")
    width = max((len(flow.row.id) for flow in organization.flows), default=0)
    for flow in organization.flows:
        version = f"version {flow.published.number}.0" if flow.published else "not published"
        click.echo(f"  {flow.row.id:<{width}}  {flow.row.name}  ({flow.row.type}, {version})")
    click.echo("\nStop with Ctrl+C.")
    sys.stdout.flush()


def show(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Show what is wrong, with the lines it is wrong in, on standard error."""
    if not diagnostics:
        return
    click.echo(render_text(diagnostics, sources_of(diagnostics)) + "\n", err=True)


def allowed_hosts(written: Iterable[str]) -> AllowedHosts:
    """The hosts of `--allow-host`; one that is none is wrong usage."""
    try:
        return AllowedHosts.of(written)
    except ValueError as problem:
        raise click.UsageError(f"--allow-host: {problem}") from None


def allowed_origins(written: Iterable[str]) -> frozenset[str]:
    """The origins of `--allow-origin`, as browsers send them; one that is none is wrong usage."""
    return frozenset(_origin(text) for text in written)


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text.strip().lower())
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme or not parts.hostname or parts.path not in ("", "/") or parts.query or "*" in text:
        raise click.UsageError(f"--allow-origin {text}: an origin is wanted, such as http://localhost:3000.")
    return f"{parts.scheme}://{parts.netloc}"


def _complain(message: str, code: int) -> int:
    click.echo(f"architrave serve: {message}", err=True)
    return code


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
