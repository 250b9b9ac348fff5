"""Puts the durable parts together: a store, the organization that uses it, an engine, and its handlers."""

import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from architrave.definitions.mocks import Mocks
from architrave.engine import Engine
from architrave.engine.clock import ManualClock
from architrave.engine.data_actions import ActionRuns, AllowedHosts, DataActionCaller, Platform
from architrave.engine.durable.time_limits import CPU_BUDGET
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.embedded.workers import WorkerPool, default_workers
from architrave.engine.handlers import Handlers
from architrave.engine.telemetry import Telemetry, from_environment
from architrave.engine.work_counts import WorkCounts
from architrave.local.faults import CannotOpenError, EngineUnusableError
from architrave.local.reading import Read, good_chaos
from architrave.local.settings import EMBEDDED, Settings
from architrave.organization.flow_changes import FlowChanges
from architrave.organization.local import LocalOrganization
from architrave.server.origins import origin_of
from architrave.server.services import Options, Services
from architrave.server.states import following
from architrave.server.trigger_launching import launching_by_triggers
from architrave.store import Store, executions, open_store

TEMPORAL_EXTRA = "The Temporal engine is not installed. Install it with: pip install 'architrave[temporal,postgres]'"
TEMPORARY = (":memory:", "sqlite://", "sqlite:///:memory:")
"""A database that is deleted with the platform. It is a file, because several connections use it."""

SHARED_DATABASE = "With Temporal, servers and workers must share a PostgreSQL database: --database postgresql://…"


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What can change while the parts run: the current scripted replies, and the Platform API to call."""

    mocks: Callable[[], Mocks]
    platform: Callable[[], Platform | None]


@contextlib.asynccontextmanager
async def running(settings: Settings, read: Read, around: Surroundings) -> AsyncGenerator[Services, None]:
    """The services of a server. Publishes the flows that were read; the engine runs inside the block.

    Raises CannotOpenError if the files or the database cannot be used, and EngineUnusableError.
    """
    with opened(settings) as store:
        organization = organization_over(settings, read, store)
        organization.adopt(organization.definition, read.diagnostics)
        if settings.engine == EMBEDDED:
            with store.read() as connection:  # in advance, because nobody is served yet
                organization.flows.read_programs(executions.unfinished_programs(connection))
        work = WorkCounts(telemetry() if settings.engine == EMBEDDED else None)
        engine = _engine(settings, organization, store, around, work)
        options = Options(
            settings.contract,
            settings.rate_limit,
            frozenset(map(origin_of, settings.allow_origins)),
            chaos=good_chaos(settings.chaos),
        )
        runs = ActionRuns(_caller(settings, organization, around), around.mocks)
        services = Services(organization, engine, settings.clock, runs, options, work=work)
        await engine.start()
        services.is_ready = True
        try:
            async with following(services), launching_by_triggers(services, settings.clock):
                yield services
        finally:
            services.is_ready = False
            await engine.stop()


@contextlib.contextmanager
def opened(settings: Settings) -> Generator[Store, None, None]:
    """Open the database from the settings, or a temporary one. Raises CannotOpenError."""
    with contextlib.ExitStack() as stack:
        url = settings.database
        if url is None or url in TEMPORARY:
            url = Path(stack.enter_context(TemporaryDirectory(prefix="architrave-"))) / "architrave.db"
        store, faults = open_store(url, owner=settings.engine == EMBEDDED)
        if store is None:
            raise CannotOpenError(faults)
        stack.callback(store.close)
        for warning in faults:
            log.warning("%s %s", warning.message, warning.help or "", extra={"rule": warning.rule.slug})
        yield store


def organization_over(settings: Settings, read: Read, store: Store) -> LocalOrganization:
    """The organization that was read, with a store. Raises CannotOpenError if it cannot be used."""
    if read.definition is None or read.has_broken_mocks:
        raise CannotOpenError(read.stopping)
    is_shared = settings.engine != EMBEDDED
    return LocalOrganization(
        read.definition, store, now=settings.clock, own_client=settings.client, is_shared=is_shared
    )


def handlers(settings: Settings, organization: LocalOrganization, around: Surroundings) -> Handlers:
    """The handlers for the effects of an organization's flows. They always use the current organization."""
    caller = _caller(settings, organization, around)
    return Handlers(
        organization.current_directory,
        organization.conversations,
        around.mocks,
        caller,
        settings.clock,
        organization.module_for,
        FlowChanges(organization.entities),
        has_far_rows=organization.store.dialect != "sqlite" and not organization.is_shared,
    )


def _caller(settings: Settings, organization: LocalOrganization, around: Surroundings) -> DataActionCaller:
    allowed = AllowedHosts.of(settings.allow_hosts)
    return DataActionCaller(organization.current_definition, allowed, around.platform)


def telemetry() -> Telemetry:
    """The telemetry that the environment configures. Raises EngineUnusableError if it is not installed."""
    try:
        return from_environment()
    except ImportError as missing:
        raise EngineUnusableError(
            f"OTEL_TRACES_EXPORTER needs {missing.name}. Install 'architrave[telemetry]' and, for `otlp`, "
            "opentelemetry-exporter-otlp-proto-http."
        ) from None


def _engine(
    settings: Settings, organization: LocalOrganization, store: Store, around: Surroundings, work: WorkCounts
) -> Engine:
    if settings.engine != EMBEDDED:
        return _temporal(settings.engine, store)
    world = handlers(settings, organization, around)
    pool = _workers(settings, organization)
    programs = organization.flows.program_of
    return EmbeddedEngine(store, programs, world, telemetry=work, pool=pool, clock=settings.clock)


def _workers(settings: Settings, organization: LocalOrganization) -> WorkerPool | None:
    """The worker processes; none with a ManualClock, because they use the system clock."""
    if isinstance(settings.clock, ManualClock):
        return None
    size = default_workers() if settings.workers is None else settings.workers
    flows = organization.flows
    return WorkerPool(
        lambda: organization.directory,
        flows.source_of,
        size,
        cpu_budget(settings),
        flows.program_in_memory,
    )


def cpu_budget(settings: Settings) -> float:
    """How much CPU an execution may use between two effects, in seconds."""
    return CPU_BUDGET if settings.cpu_budget is None else settings.cpu_budget


def _temporal(address: str, store: Store) -> Engine:
    from architrave.engine.temporal.address import read_address

    found, diagnostics = read_address(address)
    if found is None:
        raise EngineUnusableError(" ".join(f"{fault.message} {fault.help}" for fault in diagnostics))
    try:
        from architrave.engine.temporal.engine import TemporalEngine
    except ImportError:
        raise EngineUnusableError(TEMPORAL_EXTRA) from None
    if store.dialect != "postgresql":
        raise EngineUnusableError(SHARED_DATABASE)
    return TemporalEngine(store, found)
