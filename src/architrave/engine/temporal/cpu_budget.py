"""The CPU budget of a worker's machines: they share one core, and so do the worker's answers to Temporal.

Most compute for milliseconds. One that does not needs a turn: only few compute for long at once, and the others do not
wait for them.
"""

import threading

from architrave.engine.drive import RunningExecution
from architrave.engine.durable.time_limits import EffectLimit

LIGHT_SECONDS = 0.1
"""How much CPU an execution may take between two effects before it needs a turn."""

TURNS = 2
"""How many executions compute for longer than that at once."""

TURN_PATIENCE_SECONDS = 10.0
"""How long one waits for its turn before it is put off; another worker may have one."""


class Busy(BaseException):
    """Leaves a machine that got no turn."""


class Abandoned(BaseException):
    """Leaves a machine whose activity is over."""


class CpuBudget(EffectLimit):
    """Ends a machine that takes too much CPU, that gets no turn, or that nobody waits for any more."""

    def __init__(self, execution: RunningExecution, turns: threading.Semaphore, stop: threading.Event) -> None:
        """`stop` is set when nobody waits for the machine any more."""
        self._turns = turns
        self._has_turn = False
        self._stop = stop
        super().__init__(execution)

    def begin_for(self, stop: threading.Event) -> None:
        """The machine begins to compute, in this thread, for another activity."""
        self._stop = stop
        self.begin()

    def begin(self) -> None:
        """The machine begins to compute, in this thread: at first it needs no turn."""
        self.end()
        super().begin()

    def end(self) -> None:
        """The machine computes no more for now."""
        if self._has_turn:
            self._has_turn = False
            self._turns.release()

    def check(self) -> None:
        """The checkpoint of the machine."""
        if self._stop.is_set():
            raise Abandoned
        super().check()
        if self.used() > LIGHT_SECONDS and not self._has_turn:
            if not self._turns.acquire(timeout=TURN_PATIENCE_SECONDS):
                raise Busy
            self._has_turn = True
