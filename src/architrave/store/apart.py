"""Reading the database from an event loop, which must not wait for it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from architrave.store.database import Store
from architrave.store.faults import NotKept

READ_SECONDS = 6.0
"""How long a reader waits for a database on a server."""

T = TypeVar("T")


async def apart(store: Store, read: Callable[[], T], *, seconds: float = READ_SECONDS, is_quick: bool = True) -> T:
    """The result of `read`, which uses the store. From SQLite, a quick one is read here: a thread costs more than that.

    Others are read in a thread, for at most `seconds`. Raises `NotKept` if the database fails or does not answer in
    time.
    """
    if store.dialect == "sqlite" and is_quick:
        return read()
    store.check()
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.to_thread(read)
    except TimeoutError:
        raise NotKept(f"The database did not answer within {seconds:g} seconds.") from None
