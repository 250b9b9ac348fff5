"""Puts a server's parts together: an organization, its store, the embedded engine, and the handlers between them."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable

from architrave.definitions.mocks import Mocks
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.engine import Engine
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.handlers import Handlers
from architrave.organization.conversations import Conversations
from architrave.organization.local import LocalOrganization
from architrave.server.services import Options, Services
from architrave.store import Store

EMBEDDED = "embedded"


class EngineUnusable(Exception):  # noqa: N818 - said to the person who named the engine
    """The engine that was asked for cannot be had. The message says why and what to do."""


def assemble(
    definition: Organization,
    store: Store,
    *,
    diagnostics: Iterable[Diagnostic] = (),
    mocks: Callable[[], Mocks] = Mocks,
    own_client: Client | None = None,
    options: Options | None = None,
    engine_address: str = EMBEDDED,
) -> Services:
    """A server's services over an open store. The flows of `definition` are published when this returns.

    `diagnostics` are those of reading it, `mocks` gives the scripted replies as they are now, `own_client` is a client
    beside those of org.yaml that may do everything. `engine_address` is EMBEDDED or the address of a Temporal service.
    """
    organization = LocalOrganization(definition, store, own_client=own_client)
    organization.adopt(definition, diagnostics)
    if engine_address == EMBEDDED:
        engine = embedded_engine(organization, store, mocks)
    else:
        engine = temporal_engine(engine_address, store)
    return Services(organization, engine, options or Options())


def embedded_engine(organization: LocalOrganization, store: Store, mocks: Callable[[], Mocks]) -> Engine:
    """The embedded engine over an organization: what its flows look up is the organization as it is then."""
    return EmbeddedEngine(store, organization.flows.program_of, world_of(organization, store, mocks))


def world_of(organization: LocalOrganization, store: Store, mocks: Callable[[], Mocks]) -> Handlers:
    """What answers the effects of an organization's flows."""
    conversations = Conversations(store, lambda: organization.directory)
    return Handlers(lambda: organization.directory, conversations, mocks)


def temporal_engine(address: str, store: Store) -> Engine:
    """The distributed engine. Raises EngineUnusable, with the reason, where it cannot be had."""
    try:
        from architrave.engine.temporal.address import read_address
        from architrave.engine.temporal.engine import TemporalEngine
    except ImportError:
        raise EngineUnusable("Temporal needs an extra: pip install 'architrave[temporal,postgres]'") from None
    found, diagnostics = read_address(address)
    if found is None:
        raise EngineUnusable(" ".join(f"{fault.message} {fault.help}" for fault in diagnostics))
    if store.dialect != "postgresql":
        raise EngineUnusable("Servers and workers share a database: name one with --database postgresql://…")
    return TemporalEngine(store, found)


@contextlib.asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[None]:
    """The engine runs while this is entered."""
    await engine.start()
    try:
        yield
    finally:
        await engine.stop()
