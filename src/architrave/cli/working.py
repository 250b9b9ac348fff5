"""Puts a worker together from what `architrave worker` was told, and runs it."""

import asyncio
import contextlib
import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import SQLAlchemyError

from architrave.cli.logs import configure_logs
from architrave.cli.serving import NOT_GOOD, WRONG_USAGE, allowed_hosts, read_replies, show
from architrave.definitions.mocks import MOCKS_YAML, Mocks
from architrave.definitions.reader import read_organization
from architrave.engine.data_actions import Platform
from architrave.organization.local import LocalOrganization
from architrave.server.assembly import SHARED_DATABASE, TEMPORAL_EXTRA, Outside, telemetry, world_of
from architrave.store import NotKept, Store, open_store

if TYPE_CHECKING:
    from architrave.engine.temporal.address import Address

CLIENT_ID = "GENESYSCLOUD_OAUTHCLIENT_ID"
CLIENT_SECRET = "GENESYSCLOUD_OAUTHCLIENT_SECRET"  # noqa: S105 - the name of one

log = logging.getLogger("architrave.worker")

REFRESH_SECONDS = 5.0
"""How often a worker looks which flows the servers have published."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `architrave worker` was told; see its options."""

    org: Path
    engine: str
    database: str
    mocks: Path | None
    hosts: tuple[str, ...]
    platform_url: str | None
    log_format: str


def work_until_stopped(wanted: Wanted) -> int:
    """Work until SIGINT or SIGTERM. Returns the exit code."""
    configure_logs(wanted.log_format)
    from architrave.engine.temporal.address import read_address

    address, faults = read_address(wanted.engine)
    if address is None:
        show(faults)
        return WRONG_USAGE
    try:
        import temporalio as _  # noqa: F401 - is the extra there?
    except ImportError:
        click.echo(f"architrave worker: {TEMPORAL_EXTRA}", err=True)
        return WRONG_USAGE
    platform = _platform(wanted.platform_url)
    outside = Outside(allowed_hosts(wanted.hosts), lambda: platform)
    definition, diagnostics = read_organization(wanted.org, environment=os.environ)
    mocks, mock_faults = read_replies(wanted.mocks or wanted.org / MOCKS_YAML, named=wanted.mocks is not None)
    show((*diagnostics, *mock_faults))
    if definition is None or any(fault.is_error for fault in mock_faults):
        return NOT_GOOD
    store, store_faults = open_store(wanted.database, owner=False)
    if store is None:
        show(store_faults)
        return NOT_GOOD
    try:
        if store.dialect != "postgresql":
            click.echo(f"architrave worker: {SHARED_DATABASE}", err=True)
            return WRONG_USAGE
        organization = LocalOrganization(definition, store)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_work(address, store, organization, mocks, outside))
    finally:
        store.close()
    return 0


def _platform(url: str | None) -> Platform | None:
    """Where data actions find the Platform API, and as whom. Raises UsageError where that cannot be known."""
    if url is None:
        return None
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--platform-url is an address such as https://api.example.com, not “{url}”.")
    client_id, secret = os.environ.get(CLIENT_ID), os.environ.get(CLIENT_SECRET)
    if not client_id or not secret:
        raise click.UsageError(
            f"--platform-url needs a client to log in as: set {CLIENT_ID} and {CLIENT_SECRET} to those of a client in "
            "org.yaml that may do what the data actions do."
        )
    return Platform(url, client_id, secret)


async def _work(
    address: "Address", store: Store, organization: LocalOrganization, mocks: Mocks, outside: Outside
) -> None:
    from architrave.engine.temporal.worker import work

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    organization.flows.refresh()
    refreshing = asyncio.create_task(_refresh(organization))
    world = world_of(organization, store, lambda: mocks, outside)
    click.echo(f"Architrave works for {address}. Stop with Ctrl+C.")
    try:
        await work(address, store, organization.flows.program_of, world, stop, telemetry=telemetry())
    finally:
        refreshing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await refreshing


async def _refresh(organization: LocalOrganization) -> None:
    """See the common modules that were published meanwhile; programs themselves are found by their hashes."""
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        try:
            await asyncio.to_thread(organization.flows.refresh)
        except (NotKept, SQLAlchemyError) as problem:
            log.warning("the published flows could not be read: %s", problem)
