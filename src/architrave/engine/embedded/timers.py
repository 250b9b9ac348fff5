"""Timers that wake executions. One heap and one alarm of the clock serve any number of waits."""

import heapq
from collections.abc import Callable

from architrave.engine.clock import Clock


class Timers:
    """Calls `wake(execution id)` once the clock has reached a time."""

    def __init__(self, clock: Clock, wake: Callable[[str], None]) -> None:
        self._clock = clock
        self._wake = wake
        self._heap: list[tuple[int, str]] = []
        self._cancel: Callable[[], object] | None = None

    def add(self, until: int, execution_id: str) -> None:
        """Wake an execution at a time, in milliseconds since the epoch."""
        heapq.heappush(self._heap, (until, execution_id))
        if self._heap[0][1] == execution_id:
            self._arm()

    def stop(self) -> None:
        """Stop waking executions."""
        if self._cancel is not None:
            self._cancel()
        self._heap.clear()

    def _arm(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = self._clock.alarm(self._heap[0][0], self._ring)

    def _ring(self) -> None:
        self._cancel = None
        now = self._clock()
        while self._heap and self._heap[0][0] <= now:
            self._wake(heapq.heappop(self._heap)[1])
        if self._heap:
            self._arm()
