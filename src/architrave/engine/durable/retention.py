"""Retention: completed executions are kept for some days, as in the cloud, then deleted with their journals.

The days are those of the database's calendar, which begins with the first completion and follows the clock, but slowly.
If the clock is 11 days ahead for a minute, nothing is deleted. After a server was away for 10 days, the calendar has
caught up after two and a half hours.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from architrave.engine.clock import Clock, ManualClock, wall_clock
from architrave.store import NotKept, Store, calendar, executions, journals

KEPT_DAYS = 10.0
"""The retention in days: the cloud keeps details for “several days”, history for 10 (documented)."""

SWEEP_SECONDS = 60.0
ROWS_AT_ONCE = 500

TIMES_AS_FAST = 100
"""How much faster than time passes the calendar follows a clock that is ahead of it."""

log = logging.getLogger(__name__)


class Sweeper:
    """Deletes executions that were completed more than `kept_days` ago, and gives their space back to the disk."""

    def __init__(self, store: Store, kept_days: float = KEPT_DAYS, clock: Clock = wall_clock) -> None:
        self._store = store
        self._kept = int(kept_days * 86_400_000)
        self._clock = clock
        self._seen: tuple[int, int] | None = None
        """The moment in the calendar when this sweeper last looked, and how much time had passed then."""

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
        before = min(await asyncio.to_thread(self._turn_calendar), self._clock()) - self._kept
        while await asyncio.to_thread(self._forget, before):
            pass
        while await asyncio.to_thread(self._store.give_back):
            pass

    def _turn_calendar(self) -> int:
        """Let the calendar follow the clock, and return its moment, in milliseconds since the epoch."""
        now, passed = self._clock(), self._clock.passed()
        with self._store.write() as connection:
            before = calendar.read(connection)
            if before is None:
                before = min(calendar.first_completion(connection) or now, now)
            moment = max(before, min(now, self._latest_believable(before, now, passed)))
            calendar.set_to(connection, moment)
        self._seen = moment, passed
        return moment

    def _latest_believable(self, before: int, now: int, passed: int) -> int:
        """How far the calendar may move. A ManualClock is always believed: somebody moves it on purpose.

        If the calendar has moved since this sweeper looked, another server moves it.
        """
        if isinstance(self._clock, ManualClock):
            return now
        if self._seen is None or self._seen[0] != before:
            return before
        return before + TIMES_AS_FAST * (passed - self._seen[1])

    def _forget(self, before: int) -> int:
        with self._store.write() as connection:
            ids = executions.expired(connection, before, limit=ROWS_AT_ONCE)
            if ids:
                journals.forget(connection, ids)
                executions.forget(connection, ids)
        return len(ids)
