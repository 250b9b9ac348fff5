"""Timers that wake executions. One heap and one alarm of the clock serve any number of waits."""

import heapq
from collections.abc import Callable

from architrave.engine.clock import Clock, Now


class Timers:
    """Calls `wake(execution id)` once a timeline has reached a time; `clock` rings when it may be so far."""

    def __init__(self, clock: Clock, timeline: Now, wake: Callable[[str], None]) -> None:
        self._clock = clock
        self._timeline = timeline
        self._wake = wake
        self._heap: list[tuple[int, str]] = []
        self._cancel: Callable[[], object] | None = None

    def add(self, due: int, execution_id: str) -> None:
        """Wake an execution at a time of the timeline, in milliseconds."""
        heapq.heappush(self._heap, (due, execution_id))
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
        self._cancel = self._clock.alarm(self._heap[0][0] - self._timeline(), self._ring)

    def _ring(self) -> None:
        self._cancel = None
        now = self._timeline()
        while self._heap and self._heap[0][0] <= now:
            self._wake(heapq.heappop(self._heap)[1])
        if self._heap:
            self._arm()
