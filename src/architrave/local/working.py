"""Work for a distributed engine: executions of the flows that servers have published in the shared database."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from architrave.engine.data_actions import Platform
from architrave.engine.temporal.address import read_address
from architrave.local.assembly import (
    SHARED_DATABASE,
    TEMPORAL_EXTRA,
    Surroundings,
    handlers,
    opened,
    organization_over,
    telemetry,
)
from architrave.local.faults import EngineUnusableError
from architrave.local.reading import Read
from architrave.local.settings import Settings
from architrave.organization.local import LocalOrganization
from architrave.store import NotKept

REFRESH_SECONDS = 5.0
"""How often it is looked which flows the servers have published."""

log = logging.getLogger("architrave.worker")


async def work(
    settings: Settings, read: Read, stop: asyncio.Event, platform: Platform | None, on_ready: Callable[[str], None]
) -> None:
    """Run executions until `stop` is set. `platform` is where data actions with a relative URL go.

    `on_ready` is told the engine's address once everything is there but the engine itself.

    Raises CannotOpenError, and EngineUnusableError where the engine is not distributed or cannot be had.
    """
    address, faults = read_address(settings.engine)
    if address is None:
        raise EngineUnusableError(" ".join(f"{fault.message} {fault.help}" for fault in faults))
    try:
        from architrave.engine.temporal import worker
    except ImportError:
        raise EngineUnusableError(TEMPORAL_EXTRA) from None
    with opened(settings) as store:
        if store.dialect != "postgresql":
            raise EngineUnusableError(SHARED_DATABASE)
        organization = organization_over(settings, read, store)
        organization.flows.refresh()
        world = handlers(settings, organization, store, Surroundings(lambda: read.mocks, lambda: platform))
        on_ready(str(address))
        refreshing = asyncio.create_task(_refresh(organization))
        try:
            await worker.work(address, store, organization.flows.program_of, world, stop, telemetry=telemetry())
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
