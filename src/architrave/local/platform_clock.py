"""The clock of a platform, which tests can move."""

import asyncio
from datetime import timedelta

from architrave.engine.clock import Clock, ManualClock
from architrave.local.platform_engine import POLL_SECONDS
from architrave.local.platform_states import PlatformStates


class PlatformClock(PlatformStates):
    """An organization with a clock; a ManualClock can be moved."""

    @property
    def clock(self) -> Clock:
        """The clock of the engine and the server. Calling it returns the time in milliseconds since the epoch."""
        return self._settings.clock

    async def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move the clock forward, and process everything that is due until then, each at its time.

        Returns once everything is idle. Raises ValueError if the platform has no ManualClock.
        """
        clock = self._settings.clock
        if not isinstance(clock, ManualClock):
            raise ValueError(
                "This platform uses the system time. To move its clock, open it with clock=ManualClock(…)."
            )
        span = round(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds() * 1000)
        if span < 0:
            raise ValueError("A clock can only move forward.")
        async with self._moving:
            self._check_open()
            self._claim_clock()
            end = clock() + span
            await self._rest(clock)
            while (moment := clock.next_alarm) is not None and moment <= end:
                clock.move_to(moment)
                await self._rest(clock)
            clock.move_to(end)

    async def _rest(self, clock: ManualClock) -> None:
        """Wait until everything is waiting for the clock."""
        from architrave.engine.embedded import EmbeddedEngine

        engine = None if self._services is None else self._services.engine
        await asyncio.sleep(0)
        triggers = None if self._services is None else self._services.triggers

        def is_at_rest() -> bool:
            if not isinstance(engine, EmbeddedEngine):
                return True
            return (triggers is None or triggers.is_at_rest) and engine.is_at_rest(clock.sleeping)

        while not is_at_rest():  # noqa: ASYNC110
            await asyncio.sleep(POLL_SECONDS)
