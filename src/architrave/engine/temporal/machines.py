"""The machines that a worker holds between activities, and the leash that each is kept on.

All machines of a worker share one core, and so do its answers to Temporal. Most compute for milliseconds. One that does
not needs a turn: only few compute for long at once, and the others do not wait for them.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from architrave.engine.embedded.live import Live, Machine
from architrave.flows.program import Action
from architrave.interpreter.effects import Effect, Outcome, Reply
from architrave.interpreter.journal import Entry
from architrave.interpreter.observer import Step

HELD = 500
"""How many machines are held. One that is not held is replayed from its journal when it goes on."""

COMPUTING_SECONDS = 180.0
"""How much CPU an execution may take between two effects. Each of a flow's 10,000 actions may take 18 ms."""

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


class ComputesTooLong(BaseException):
    """Leaves a machine that has computed for COMPUTING_SECONDS without an effect."""


class Leash:
    """Watches a machine, and ends it after the action that it performs when it must not go on."""

    def __init__(self, turns: threading.Semaphore, stop: threading.Event) -> None:
        self._turns = turns
        self._has_turn = False
        self.begin(stop)

    def begin(self, stop: threading.Event) -> None:
        """The machine begins to compute, in this thread; `stop` is set when nobody waits for it any more."""
        self._stop = stop
        self._began = time.thread_time()

    def anew_for_each(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries of a journal, to replay by: after each the machine begins to compute anew."""
        for entry in entries:
            self.begin(self._stop)
            yield entry

    def end(self) -> None:
        """The machine has come to an effect, or is left."""
        if self._has_turn:
            self._has_turn = False
            self._turns.release()

    def listener(self) -> "Leash":
        """Itself."""
        return self

    def __call__(self, step: Step) -> None:  # noqa: ARG002
        """An action was performed."""
        if self._stop.is_set():
            raise Abandoned
        used = time.thread_time() - self._began
        if used > COMPUTING_SECONDS:
            raise ComputesTooLong
        if used > LIGHT_SECONDS and not self._has_turn:
            if not self._turns.acquire(timeout=TURN_PATIENCE_SECONDS):
                raise Busy
            self._has_turn = True

    def returned(self, action: Action, path: str, depth: int) -> None:
        """A task has ended, which is no matter here."""


@dataclass(slots=True)
class Held:
    """A machine and where it stands: at an effect that it has asked for and that has no answer yet, or at its outcome.

    `intended` says that the effect's intent was found in a journal, so that it may have happened already.
    """

    live: Live
    machine: Machine
    leash: Leash
    asked: Effect | Outcome
    intended: bool = False

    def send(self, reply: Reply) -> None:
        """Answer what it has asked for, and let it compute."""
        try:
            self.asked = self.machine.send(reply)
        except StopIteration as stop:
            self.asked = stop.value
        finally:
            self.leash.end()
        self.intended = False


class Machines:
    """The machines that were used last, by execution. Whoever takes one has it alone."""

    def __init__(self, most: int = HELD) -> None:
        self.turns = threading.Semaphore(TURNS)
        self._most = most
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, execution_id: str) -> Held | None:
        """The machine of an execution, which is held here no longer; None where there is none."""
        with self._lock:
            return self._held.pop(execution_id, None)

    def hold(self, held: Held) -> None:
        """Hold a machine until it goes on, or until there are too many."""
        with self._lock:
            self._held[held.live.launch.id] = held
            while len(self._held) > self._most:
                self._held.popitem(last=False)
