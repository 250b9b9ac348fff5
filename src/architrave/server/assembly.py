"""Puts a server's parts together: an organization, its store, an engine, and the handlers between them."""

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field

from architrave.definitions.mocks import Mocks
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.engine import Engine
from architrave.engine.data_actions import AllowedHosts, DataActionCaller, Platform
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.embedded.workers import WorkerPool, default_workers
from architrave.engine.handlers import Handlers
from architrave.engine.telemetry import Telemetry, from_environment
from architrave.organization.conversations import Conversations
from architrave.organization.local import LocalOrganization
from architrave.server.services import Options, Services
from architrave.store import Store

EMBEDDED = "embedded"
TEMPORAL_EXTRA = "Temporal needs an extra: pip install 'architrave[temporal,postgres]'"
SHARED_DATABASE = "Servers and workers share a database: name one with --database postgresql://…"


class EngineUnusable(Exception):  # noqa: N818 - said to the person who named the engine
    """The engine that was asked for cannot be had. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What data actions may reach: hosts that were allowed by name, and the server itself once it has an address."""

    allowed: AllowedHosts = field(default_factory=AllowedHosts)
    platform: Callable[[], Platform | None] = lambda: None


def assemble(
    definition: Organization,
    store: Store,
    *,
    diagnostics: Iterable[Diagnostic] = (),
    mocks: Callable[[], Mocks] = Mocks,
    own_client: Client | None = None,
    options: Options | None = None,
    engine_address: str = EMBEDDED,
    outside: Outside | None = None,
    workers: int | None = None,
) -> Services:
    """A server's services over an open store. The flows of `definition` are published when this returns.

    `diagnostics` are those of reading it, `mocks` gives the scripted replies as they are now, `own_client` is a client
    beside those of org.yaml that may do everything. `engine_address` is EMBEDDED or the address of a Temporal service.
    `outside` is what data actions may reach; nothing by default. `workers` is the number of worker processes of the
    embedded engine at most; None for `default_workers()`.
    """
    organization = LocalOrganization(definition, store, own_client=own_client)
    organization.adopt(definition, diagnostics)
    if engine_address == EMBEDDED:
        engine = embedded_engine(organization, store, mocks, outside or Outside(), workers)
    else:
        engine = temporal_engine(engine_address, store)
    return Services(organization, engine, options or Options())


def embedded_engine(
    organization: LocalOrganization,
    store: Store,
    mocks: Callable[[], Mocks],
    outside: Outside,
    workers: int | None = None,
) -> Engine:
    """The embedded engine over an organization: what its flows look up is the organization as it is then.

    `workers` is the number of worker processes at most; None for `default_workers()`.
    """
    world = world_of(organization, store, mocks, outside)
    size = default_workers() if workers is None else workers
    pool = WorkerPool(lambda: organization.directory, organization.flows.source_of, size) if size else None
    return EmbeddedEngine(store, organization.flows.program_of, world, telemetry=telemetry(), pool=pool)


def telemetry() -> Telemetry:
    """What the environment asks for. Raises EngineUnusable where it cannot be had."""
    try:
        return from_environment()
    except ImportError as missing:
        raise EngineUnusable(
            f"OTEL_TRACES_EXPORTER needs {missing.name}: pip install 'architrave[telemetry]', and for `otlp` "
            "opentelemetry-exporter-otlp-proto-http."
        ) from None


def world_of(
    organization: LocalOrganization, store: Store, mocks: Callable[[], Mocks], outside: Outside | None = None
) -> Handlers:
    """What answers the effects of an organization's flows. `outside` is what data actions may reach."""
    reach = outside or Outside()
    conversations = Conversations(store, lambda: organization.directory)
    caller = DataActionCaller(lambda: organization.definition, reach.allowed, reach.platform)
    return Handlers(lambda: organization.directory, conversations, mocks, caller)


def temporal_engine(address: str, store: Store) -> Engine:
    """The distributed engine. Raises EngineUnusable, with the reason, where it cannot be had."""
    from architrave.engine.temporal.address import read_address

    found, diagnostics = read_address(address)
    if found is None:
        raise EngineUnusable(" ".join(f"{fault.message} {fault.help}" for fault in diagnostics))
    try:
        from architrave.engine.temporal.engine import TemporalEngine
    except ImportError:
        raise EngineUnusable(TEMPORAL_EXTRA) from None
    if store.dialect != "postgresql":
        raise EngineUnusable(SHARED_DATABASE)
    return TemporalEngine(store, found)


@contextlib.asynccontextmanager
async def running(services: Services) -> AsyncGenerator[None, None]:
    """The engine runs, and the server is ready, while this is entered."""
    await services.engine.start()
    services.is_ready = True
    try:
        yield
    finally:
        services.is_ready = False
        await services.engine.stop()
