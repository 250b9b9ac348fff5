"""Time limits: checkpoints that end a machine, after the action that it performs, when it has computed for too long.

All machines of a process share its processor with what the process has to answer.
"""

import time
from collections.abc import Iterable, Iterator

from architrave.engine.drive import RunningExecution
from architrave.interpreter.journal import Entry

COMPUTING_SECONDS = 180.0
"""How much CPU an execution may take between two effects. Each of a flow's 10,000 actions may take 18 ms."""


class OverTime(BaseException):
    """Leaves a machine that has computed for longer than its limit. No machine catches it."""


class SliceLimit:
    """Ends a machine that takes more than `seconds` of its thread's CPU since `begin`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = 0.0
        self._look = 0.0

    def begin(self) -> None:
        """The machine begins to compute."""
        self._began = time.thread_time()
        self._look = time.perf_counter() + self._seconds

    def check(self) -> None:
        """The checkpoint of the machine."""
        now = time.perf_counter()
        if now < self._look:  # CPU cannot have taken longer than the time that passed, which costs less to read
            return
        left = self._seconds - (time.thread_time() - self._began)
        if left < 0:
            raise OverTime
        self._look = now + left


class EffectLimit:
    """Ends a machine that takes more than COMPUTING_SECONDS of its thread's CPU between two effects."""

    def __init__(self, execution: RunningExecution) -> None:
        self._execution = execution
        self.begin()

    def begin(self) -> None:
        """The machine begins to compute, in this thread."""
        self._sequence = self._execution.sequence
        self._began = time.thread_time()

    def anew_for_each(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries of a journal, to replay by: after each the machine begins to compute anew."""
        for entry in entries:
            self.begin()
            yield entry

    def check(self) -> None:
        """The checkpoint of the machine."""
        if self.used() > COMPUTING_SECONDS:
            raise OverTime

    def used(self) -> float:
        """How much CPU the machine has taken since the latest effect, in seconds."""
        if self._execution.sequence != self._sequence:
            self.begin()
        return time.thread_time() - self._began
