"""Clocks: how an engine reads the time, and how it waits.

A clock tells two times. The time of day can be set: by a person, by NTP, by a virtual machine that continues. The time
that has passed cannot, and includes the time that the machine was asleep; whatever lasts for a duration is measured by
it. `wall_clock` is this machine's clock. A `ManualClock` only advances when it is moved, so that a test need not wait
for hours.
"""

import asyncio
import heapq
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol, cast

LONGEST_SLEEP = 2.0
"""Seconds. A wait is checked at least this often: the event loop's timers stand still while the machine is asleep."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

Now = Callable[[], int]
"""Returns the time in milliseconds since the epoch. Every clock is one."""


class Clock(Protocol):
    """Tells the time, and wakes what waits for a time. Its methods are called in the event loop's thread."""

    def __call__(self) -> int:
        """The time of day, in milliseconds since the epoch. It can be set, also backward."""
        ...

    def passed(self) -> int:
        """Milliseconds since some fixed moment. It cannot be set, and includes the time that the machine slept."""
        ...

    @property
    def boot(self) -> str:
        """Identifies what `passed` is counted from; empty if the next process cannot continue counting from there."""
        ...

    def alarm(self, milliseconds: int, ring: Callable[[], None]) -> Callable[[], object]:
        """Call `ring` when that much time has passed, or earlier. Returns a function that cancels it."""
        ...

    async def sleep(self, milliseconds: int) -> None:
        """Wait until that many milliseconds have passed."""
        ...


class WallClock:
    """The clock of this machine."""

    def __call__(self) -> int:
        """As `Clock`."""
        return time.time_ns() // 1_000_000

    def passed(self) -> int:
        """As `Clock.passed`. Linux: since the machine was started, as for every process until it is started again."""
        return _steady_ns() // 1_000_000

    @property
    def boot(self) -> str:
        """As `Clock.boot`: Linux has an id for each start of the machine. Other systems: empty."""
        return _boot_id()

    def alarm(self, milliseconds: int, ring: Callable[[], None]) -> Callable[[], object]:
        """As `Clock.alarm`; `ring` is called after two seconds at the latest."""
        seconds = min(max(milliseconds / 1000, 0.0), LONGEST_SLEEP)
        return asyncio.get_running_loop().call_later(seconds, ring).cancel

    async def sleep(self, milliseconds: int) -> None:
        """As `Clock.sleep`."""
        end = self.passed() + milliseconds
        while (left := end - self.passed()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left / 1000, LONGEST_SLEEP))  # no event tells that the machine was asleep


@cache
def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() if hasattr(time, "CLOCK_BOOTTIME") else ""
    except OSError:
        return ""


def _steady_ns() -> int:
    """Nanoseconds since some fixed moment, by a clock that cannot be set and includes the time asleep."""
    # Python's own monotonic clock stands still while Linux or macOS is asleep; that of Windows does not.
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if (number := getattr(time, name, None)) is not None:
            return time.clock_gettime_ns(number)
    return time.monotonic_ns()


wall_clock = WallClock()
"""The current time in milliseconds since the epoch."""


class ManualClock:
    """A clock that only advances when `move_to` moves it.

    `at` is a datetime or ISO text, in UTC if it names no time zone, or milliseconds since the epoch. Raises ValueError
    for a text that is not an ISO time.
    """

    def __init__(self, at: datetime | str | int) -> None:
        self._passed = milliseconds_of(at)
        self._ahead = 0
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
        return self._passed + self._ahead

    def passed(self) -> int:
        """As `Clock.passed`: how far the clock was moved, from its first time on."""
        return self._passed

    @property
    def boot(self) -> str:
        """As `Clock.boot`: every manual clock counts from the epoch."""
        return "manual"

    @property
    def next_alarm(self) -> int | None:
        """The time of the next alarm, in milliseconds since the epoch; None if there is none."""
        return self._alarms[0][0] + self._ahead if self._alarms else None

    @property
    def sleeping(self) -> int:
        """How many tasks are in `sleep`."""
        return self._sleeping

    def alarm(self, milliseconds: int, ring: Callable[[], None]) -> Callable[[], object]:
        """As `Clock.alarm`. An alarm that is already due rings in the next iteration of the loop."""
        if milliseconds <= 0:
            return asyncio.get_running_loop().call_soon(ring).cancel
        entry = self._passed + milliseconds, next(self._numbers), ring
        heapq.heappush(self._alarms, entry)

        def cancel() -> None:
            if entry in self._alarms:
                self._alarms.remove(entry)
                heapq.heapify(self._alarms)

        return cancel

    async def sleep(self, milliseconds: int) -> None:
        """As `Clock.sleep`."""
        woken = asyncio.Event()
        cancel = self.alarm(milliseconds, woken.set)
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
        if moment < self():
            raise ValueError("A clock only moves forward.")
        self._passed = moment - self._ahead
        while self._alarms and self._alarms[0][0] <= self._passed:
            heapq.heappop(self._alarms)[2]()

    def set_to(self, moment: datetime | str | int) -> None:
        """Set the time of day, forward or backward, as a person sets a clock: no time passes, so no alarm rings."""
        self._ahead = milliseconds_of(moment) - self._passed


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
