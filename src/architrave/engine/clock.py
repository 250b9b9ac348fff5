"""Clocks: how an engine reads the time, and how it waits.

`wall_clock` is this machine's clock. A `ManualClock` only advances when it is moved, so that a test need not wait for
hours.
"""

import asyncio
import heapq
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Protocol, cast

LONGEST_SLEEP = 30.0
"""Seconds. The wall clock is checked at least this often, because it may be set while an alarm runs."""

Now = Callable[[], int]
"""Returns the time in milliseconds since the epoch. Every clock is one."""


class Clock(Protocol):
    """Tells the time, and wakes what waits for a time. Its methods are called in the event loop's thread."""

    def __call__(self) -> int:
        """The time in milliseconds since the epoch."""
        ...

    def alarm(self, moment: int, ring: Callable[[], None]) -> Callable[[], object]:
        """Call `ring` at or before a time, in milliseconds since the epoch. Returns a function that cancels it."""
        ...

    async def sleep(self, milliseconds: int) -> None:
        """Wait for a number of milliseconds on this clock."""
        ...


class WallClock:
    """The clock of this machine."""

    def __call__(self) -> int:
        """As `Clock`."""
        return time.time_ns() // 1_000_000

    def alarm(self, moment: int, ring: Callable[[], None]) -> Callable[[], object]:
        """As `Clock.alarm`; `ring` is called after 30 seconds at the latest."""
        seconds = min(max((moment - self()) / 1000, 0.0), LONGEST_SLEEP)
        return asyncio.get_running_loop().call_later(seconds, ring).cancel

    async def sleep(self, milliseconds: int) -> None:
        """As `Clock.sleep`."""
        await asyncio.sleep(milliseconds / 1000)


wall_clock = WallClock()
"""The current time in milliseconds since the epoch."""


class ManualClock:
    """A clock that only advances when `move_to` moves it.

    `at` is a datetime or ISO text, in UTC if it names no time zone, or milliseconds since the epoch. Raises ValueError
    for a text that is not an ISO time.
    """

    def __init__(self, at: datetime | str | int) -> None:
        self._now = milliseconds_of(at)
        self._numbers = count()
        self._alarms: list[tuple[int, int, Callable[[], None]]] = []
        self._sleeping = 0
        self._user: object | None = None
        self._claiming = threading.Lock()

    def claim(self, user: object) -> bool:
        """Reserve the clock for one user, whose event loop its alarms ring in.

        Returns False if the user has it already. Raises ValueError if another user has it.
        """
        with self._claiming:
            if self._user not in (None, user):
                raise ValueError(
                    "This ManualClock is used by another platform that is still open. "
                    "Give each platform its own clock, or close the other one first."
                )
            is_new = self._user is None
            self._user = user
            return is_new

    def release(self, user: object) -> None:
        """End a reservation, so that another user can claim the clock."""
        with self._claiming:
            if self._user is user:
                self._user = None

    def __call__(self) -> int:
        """As `Clock`."""
        return self._now

    @property
    def next_alarm(self) -> int | None:
        """The time of the next alarm, in milliseconds since the epoch; None if there is none."""
        return self._alarms[0][0] if self._alarms else None

    @property
    def sleeping(self) -> int:
        """How many tasks are in `sleep`."""
        return self._sleeping

    def alarm(self, moment: int, ring: Callable[[], None]) -> Callable[[], object]:
        """As `Clock.alarm`. An alarm that is already due rings in the next iteration of the loop."""
        if moment <= self._now:
            return asyncio.get_running_loop().call_soon(ring).cancel
        entry = moment, next(self._numbers), ring
        heapq.heappush(self._alarms, entry)

        def cancel() -> None:
            if entry in self._alarms:
                self._alarms.remove(entry)
                heapq.heapify(self._alarms)

        return cancel

    async def sleep(self, milliseconds: int) -> None:
        """As `Clock.sleep`."""
        woken = asyncio.Event()
        cancel = self.alarm(self._now + milliseconds, woken.set)
        self._sleeping += 1
        try:
            await woken.wait()
        finally:
            self._sleeping -= 1
            cancel()

    def move_to(self, moment: int) -> None:
        """Move forward to a time, in milliseconds since the epoch, and ring all due alarms, the earliest first.

        Called in the thread of the event loop in which alarms were set. Raises ValueError for a time in the past.
        """
        if moment < self._now:
            raise ValueError("A clock only moves forward.")
        self._now = moment
        while self._alarms and self._alarms[0][0] <= moment:
            heapq.heappop(self._alarms)[2]()


def milliseconds_of(moment: datetime | str | int) -> int:
    """A time in milliseconds since the epoch; without a zone, it is in UTC. Raises ValueError for other texts."""
    if isinstance(moment, int):
        return moment
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if not isinstance(read, datetime):  # pyright: ignore[reportUnnecessaryIsInstance] - a program may pass anything
        kind = cast("type[object]", type(read)).__name__
        raise TypeError(f"A time must be a datetime, an ISO text or whole milliseconds, not {kind}.")
    zoned = read if read.tzinfo is not None else read.replace(tzinfo=UTC)
    return round(zoned.timestamp() * 1000)
