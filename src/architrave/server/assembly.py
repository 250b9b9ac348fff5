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


def assemble(
    definition: Organization,
    store: Store,
    *,
    diagnostics: Iterable[Diagnostic] = (),
    mocks: Callable[[], Mocks] = Mocks,
    own_client: Client | None = None,
    options: Options | None = None,
) -> Services:
    """A server's services over an open store. The flows of `definition` are published when this returns.

    `diagnostics` are those of reading it, `mocks` gives the scripted replies as they are now, `own_client` is a client
    beside those of org.yaml that may do everything.
    """
    organization = LocalOrganization(definition, store, own_client=own_client)
    organization.adopt(definition, diagnostics)
    return Services(organization, embedded_engine(organization, store, mocks), options or Options())


def embedded_engine(organization: LocalOrganization, store: Store, mocks: Callable[[], Mocks]) -> Engine:
    """The embedded engine over an organization: what its flows look up is the organization as it is then."""
    conversations = Conversations(store, lambda: organization.directory)
    world = Handlers(lambda: organization.directory, conversations, mocks)
    return EmbeddedEngine(store, organization.flows.program_of, world)


@contextlib.asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[None]:
    """The engine runs while this is entered."""
    await engine.start()
    try:
        yield
    finally:
        await engine.stop()
