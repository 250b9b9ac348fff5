"""Saves, restores and resets the whole organization of a server: its database, its engine, and what is in memory."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, TypeVar

from architrave.server.services import Services
from architrave.store import NotKept, states
from architrave.store.state_reading import read_state
from architrave.store.states import State

AGAIN_SECONDS = 1.0

T = TypeVar("T")

log = logging.getLogger("architrave.server")

_working: set[asyncio.Task[Any]] = set()


async def save(services: Services) -> bytes:
    """The state as JSON: what is in the database at one moment. Executions go on. Raises TooLargeToSave, `NotKept`."""
    store, now = services.organization.store, services.now()

    def saved() -> bytes:
        with store.read() as connection:
            return states.document(connection, now)

    await services.engine.flush()
    return await asyncio.to_thread(saved)


async def restore(services: Services, document: bytes) -> None:
    """Replace everything by a saved state, and continue its executions.

    Raises WrongState and `NotKept`: then nothing has changed.
    """
    state = await asyncio.to_thread(read_state, document)
    await _to_the_end(_replace(services, state))


async def reset(services: Services) -> None:
    """Delete everything, and publish the folder again as at a first start. Raises `NotKept`: nothing has changed."""
    await _to_the_end(_replace(services, None))


async def _replace(services: Services, state: State | None) -> None:
    organization = services.organization
    async with services.gate.alone(), services.engine.stopped() as along_with:

        def replace() -> None:
            with organization.store.write(alone=True) as connection:
                states.replace(connection, state)
                along_with(connection)

        await asyncio.to_thread(organization.replace_content, replace)
        await _until_kept(organization.adopt_again)


async def follow(services: Services) -> None:
    """Take over a content of the database that another server has replaced, if there is one."""
    organization = services.organization
    if await asyncio.to_thread(organization.is_replaced):
        async with services.gate.alone():
            if await asyncio.to_thread(organization.is_replaced):
                log.warning("another server has replaced the state of the organization; reading it again")
                await asyncio.to_thread(organization.replace_content, lambda: None)
                await _until_kept(organization.adopt_again)


@contextlib.asynccontextmanager
async def following(services: Services) -> AsyncGenerator[None, None]:
    """Inside the block, look every second whether another server has replaced the content of the database."""

    async def forever() -> None:
        while True:
            await asyncio.sleep(AGAIN_SECONDS)
            with contextlib.suppress(NotKept):
                await follow(services)

    if not services.organization.is_shared:
        yield
        return
    watching = asyncio.create_task(forever())
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _until_kept(attempt: Callable[[], None]) -> None:
    """Try until the database takes it: it has already got everything else."""
    while True:
        try:
            return await asyncio.to_thread(attempt)
        except NotKept as fault:
            log.warning("cannot publish the flows yet; trying again: %s", fault)
            await asyncio.sleep(AGAIN_SECONDS)


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Do something to its end, even if the client that asked for it disconnects."""
    task = asyncio.get_running_loop().create_task(work)
    _working.add(task)
    task.add_done_callback(_working.discard)
    return await asyncio.shield(task)
