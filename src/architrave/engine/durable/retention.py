"""Retention: completed executions are kept for some days, as in the cloud, then deleted with their journals."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from architrave.engine.clock import Now, wall_clock
from architrave.store import NotKept, Store, executions, journals

KEPT_DAYS = 10.0
"""The retention in days: the cloud keeps details for “several days”, history for 10 (documented)."""

SWEEP_SECONDS = 60.0
ROWS_AT_ONCE = 500

log = logging.getLogger(__name__)


class Sweeper:
    """Deletes executions that were completed more than `kept_days` ago."""

    def __init__(self, store: Store, kept_days: float = KEPT_DAYS, clock: Now = wall_clock) -> None:
        self._store = store
        self._kept = int(kept_days * 86_400_000)
        self._clock = clock

    async def forever(self) -> None:
        """Sweep once a minute until cancelled."""
        while True:
            try:
                await self.sweep()
            except (NotKept, SQLAlchemyError) as problem:  # retried in a minute
                log.warning("could not delete expired executions: %s", problem)
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Delete all expired executions, in small steps, because launches wait for each step."""
        before = self._clock() - self._kept
        while await asyncio.to_thread(self._forget, before):
            pass

    def _forget(self, before: int) -> int:
        with self._store.write() as connection:
            ids = executions.expired(connection, before, limit=ROWS_AT_ONCE)
            if ids:
                journals.forget(connection, ids)
                executions.forget(connection, ids)
        return len(ids)
