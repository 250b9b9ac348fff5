"""The executor that computes at once, in the event loop's thread."""

from collections.abc import Callable
from inspect import GEN_CLOSED, getgeneratorstate

from architrave.engine.drive import Answers, Ended, drive
from architrave.engine.durable.recovery import ProgramGone, Programs, machine_of, program_gone, replayed
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.time_limits import OverTime, SliceLimit
from architrave.engine.embedded.executor import Failed, NotTaken, OnResult, OverLimit, Parked, Result
from architrave.expressions.effort import weight_of
from architrave.interpreter.effects import Reply
from architrave.store import NotKept

COMPUTING_SECONDS = 0.02
"""How much CPU an execution may use here before it moves to a worker: meanwhile, the server answers no requests. After
that, it may still finish one function, which takes up to 20 ms with values that are not HEAVY."""


class InProcess:
    """Computes executions here. Those of a program that `can_move` are stopped after COMPUTING_SECONDS.

    They are not even begun if they have HEAVY inputs or replies: one action may then take longer.
    """

    def __init__(
        self, programs: Programs, answers: Answers, on_result: OnResult, can_move: Callable[[str], bool]
    ) -> None:
        self._programs = programs
        self._answers = answers
        self._on_result = on_result
        self._can_move = can_move
        self._limit = SliceLimit(COMPUTING_SECONDS)

    def compute(self, execution: DurableExecution, reply: Reply | None = None) -> None:
        """Compute an execution; `on_result` is called before this returns."""
        self._on_result(execution, self._computed(execution, reply))

    def _computed(self, execution: DurableExecution, reply: Reply | None) -> Result:
        self._limit.begin()
        try:
            if (machine := execution.machine) is None:
                reply = None
                limit = self._limit.check if self._can_move(execution.launch.program) else None
                if limit is not None:
                    limit(_weight_of(execution))
                machine = execution.machine = machine_of(execution.launch, self._programs, limit)
                if execution.history:
                    found = replayed(execution, machine, execution.history)
                    if found is not None:
                        return found if isinstance(found, Ended) else Parked(found)
                    execution.history = []
            elif reply is not None and self._can_move(execution.launch.program):
                self._limit.check(weight_of(reply.value))
            stop = drive(machine, execution, self._answers, reply)
        except OverTime:
            execution.machine = None
            return OverLimit()
        except ProgramGone as gone:
            return Parked(program_gone(execution.launch, gone))
        except NotKept as fault:
            if execution.machine is not None and getgeneratorstate(execution.machine) == GEN_CLOSED:
                execution.machine = None  # it was reading a common module
            return NotTaken(fault)
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            return Failed(bug)
        return stop


def _weight_of(execution: DurableExecution) -> int:
    """How large the inputs and replies of an execution are that is about to be computed from its start."""
    weight = weight_of(execution.launch.inputs)
    return weight + weight_of([entry.value for entry in execution.history]) if execution.history else weight
