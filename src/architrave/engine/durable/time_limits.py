"""Time limits: checkpoints that end a machine, after its current action, when it has computed for too long.

All machines of a process share its CPU with the requests that the process answers.
"""

import time
from collections.abc import Iterable, Iterator

from architrave.engine.drive import RunningExecution
from architrave.expressions.effort import HEAVY
from architrave.interpreter.journal import Entry

CPU_BUDGET = 60.0
"""How much CPU an execution may use between two effects by default. Each of a flow's 10,000 actions may take 6 ms."""


class OverTime(BaseException):
    """Raised in a machine that has computed for longer than its limit. No machine catches it."""


class SliceLimit:
    """Ends a machine that uses more than `seconds` of its thread's CPU after `begin`, or handles HEAVY values."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = 0.0
        self._look = 0.0

    def begin(self) -> None:
        """The machine starts to compute."""
        self._began = time.thread_time()
        self._look = time.perf_counter() + self._seconds

    def check(self, weight: int = 0) -> None:
        """The checkpoint of the machine."""
        if weight >= HEAVY:
            raise OverTime
        now = time.perf_counter()
        if now < self._look:  # CPU time cannot exceed elapsed time, which is cheaper to read
            return
        left = self._seconds - (time.thread_time() - self._began)
        if left < 0:
            raise OverTime
        self._look = now + left


class EffectLimit:
    """Ends a machine that uses more than `seconds` of its thread's CPU between two effects."""

    def __init__(self, execution: RunningExecution, seconds: float) -> None:
        self._execution = execution
        self._seconds = seconds
        self.begin()

    def begin(self) -> None:
        """The machine starts to compute, in this thread."""
        self._sequence = self._execution.sequence
        self._began = time.thread_time()

    def anew_for_each(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries of a journal for a replay; the limit starts again after each entry."""
        for entry in entries:
            self.begin()
            yield entry

    def check(self, weight: int = 0) -> None:  # noqa: ARG002 - values of any size are fine here
        """The checkpoint of the machine."""
        if self.used() > self._seconds:
            raise OverTime

    def used(self) -> float:
        """How much CPU the machine has used since the latest effect, in seconds."""
        if self._execution.sequence != self._sequence:
            self.begin()
        return time.thread_time() - self._began
