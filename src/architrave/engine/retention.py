"""Retention: completed executions are kept for some days, as in the cloud, and then deleted with their journals."""

import asyncio
import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from architrave.store import NotKept, Store, executions, journals

KEPT_DAYS = 10.0
"""How long: the cloud keeps details for “several days”, history for 10 (documented)."""

SWEEP_SECONDS = 60.0
ROWS_AT_ONCE = 500

log = logging.getLogger(__name__)


def clock() -> int:
    """The time of day in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class Sweeper:
    """Deletes executions that were completed more than `kept_days` ago. `now` gives milliseconds since the epoch."""

    def __init__(self, store: Store, kept_days: float = KEPT_DAYS, now: Callable[[], int] = clock) -> None:
        self._store = store
        self._kept = int(kept_days * 86_400_000)
        self._now = now

    async def forever(self) -> None:
        """Sweep once a minute until cancelled."""
        while True:
            try:
                await self.sweep()
            except (NotKept, SQLAlchemyError) as problem:  # tried again in a minute
                log.warning("expired executions could not be deleted: %s", problem)
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Delete all that has expired, in small steps, since launches wait for each."""
        before = self._now() - self._kept
        while await asyncio.to_thread(self._forget, before):
            pass

    def _forget(self, before: int) -> int:
        with self._store.write() as connection:
            ids = executions.expired(connection, before, limit=ROWS_AT_ONCE)
            if ids:
                journals.forget(connection, ids)
                executions.forget(connection, ids)
        return len(ids)
