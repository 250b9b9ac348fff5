"""Timers: which execution wakes when. One heap and one timer of the loop serve any number of waits."""

import asyncio
import heapq
from collections.abc import Callable

LONGEST_SLEEP = 30.0
"""Seconds. The heap is looked at at least this often, since the clock of the day may be set while a timer runs."""


class Timers:
    """Calls `wake(execution id)` once the clock has reached the moment. `clock` gives milliseconds since the epoch."""

    def __init__(self, loop: asyncio.AbstractEventLoop, clock: Callable[[], int], wake: Callable[[str], None]) -> None:
        self._loop = loop
        self._clock = clock
        self._wake = wake
        self._heap: list[tuple[int, str]] = []
        self._handle: asyncio.TimerHandle | None = None

    def add(self, until: int, execution_id: str) -> None:
        """Wake an execution at a moment, in milliseconds since the epoch."""
        heapq.heappush(self._heap, (until, execution_id))
        if self._heap[0][1] == execution_id:
            self._arm()

    def stop(self) -> None:
        """Wake nobody any more."""
        if self._handle is not None:
            self._handle.cancel()
        self._heap.clear()

    def _arm(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
        delay = (self._heap[0][0] - self._clock()) / 1000
        self._handle = self._loop.call_later(min(max(delay, 0.0), LONGEST_SLEEP), self._ring)

    def _ring(self) -> None:
        self._handle = None
        now = self._clock()
        while self._heap and self._heap[0][0] <= now:
            self._wake(heapq.heappop(self._heap)[1])
        if self._heap:
            self._arm()
