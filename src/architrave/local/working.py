"""Runs executions for a distributed engine, with the flows that servers published in the shared database."""

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
    cpu_budget,
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
"""How often to check for newly published flows and changed entities."""

log = logging.getLogger("architrave.worker")


async def work(
    settings: Settings, read: Read, stop: asyncio.Event, platform: Platform | None, on_ready: Callable[[str], None]
) -> None:
    """Run executions until `stop` is set. `platform` is the Platform API for data actions with a relative URL.

    `on_ready` is called with the engine's address before the worker connects to the engine.

    Raises CannotOpenError, and EngineUnusableError if the engine is not distributed or cannot be used.
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
        organization.refresh()
        world = handlers(settings, organization, Surroundings(lambda: read.mocks, lambda: platform))
        on_ready(str(address))
        refreshing = asyncio.create_task(_refresh(organization))
        try:
            programs, budget = organization.flows.program_of, cpu_budget(settings)
            await worker.work(address, store, programs, world, stop, telemetry=telemetry(), budget=budget)
        finally:
            refreshing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await refreshing


async def _refresh(organization: LocalOrganization) -> None:
    """Reload the published flows, so that new common modules are found. Programs are found by hash."""
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        try:
            await asyncio.to_thread(organization.refresh)
        except (NotKept, SQLAlchemyError) as problem:
            log.warning("could not read what servers have changed: %s", problem)
