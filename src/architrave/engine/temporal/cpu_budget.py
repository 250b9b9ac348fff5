"""The CPU budget of a worker's machines: they share one core with each other and with the worker's replies to Temporal.

Most compute for milliseconds. A machine that computes for longer needs a turn: only a few do so at the same time, and
the others do not wait for them.
"""

import threading

from architrave.engine.drive import RunningExecution
from architrave.engine.durable.time_limits import EffectLimit

LIGHT_SECONDS = 0.1
"""How much CPU an execution may use between two effects before it needs a turn."""

TURNS = 2
"""How many executions may exceed that at the same time."""

TURN_PATIENCE_SECONDS = 10.0
"""How long an execution waits for a turn before it is postponed; another worker may have one."""


class Busy(BaseException):
    """Raised in a machine that got no turn."""


class Abandoned(BaseException):
    """Raised in a machine whose activity is over."""


class CpuBudget(EffectLimit):
    """Ends a machine that uses too much CPU, gets no turn, or is no longer needed."""

    def __init__(
        self, execution: RunningExecution, seconds: float, turns: threading.Semaphore, stop: threading.Event
    ) -> None:
        """`seconds` is the budget between two effects. `stop` is set when the machine is no longer needed."""
        self._turns = turns
        self._has_turn = False
        self._stop = stop
        super().__init__(execution, seconds)

    def begin_for(self, stop: threading.Event) -> None:
        """The machine starts to compute, in this thread, for another activity."""
        self._stop = stop
        self.begin()

    def begin(self) -> None:
        """The machine starts to compute, in this thread: at first it needs no turn."""
        self.end()
        super().begin()

    def end(self) -> None:
        """The machine stops computing for now."""
        if self._has_turn:
            self._has_turn = False
            self._turns.release()

    def check(self, weight: int = 0) -> None:
        """The checkpoint of the machine."""
        if self._stop.is_set():
            raise Abandoned
        super().check(weight)
        if self.used() > LIGHT_SECONDS and not self._has_turn:
            if not self._turns.acquire(timeout=TURN_PATIENCE_SECONDS):
                raise Busy
            self._has_turn = True
