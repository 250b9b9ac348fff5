"""The executor that computes in the event loop's own thread, at once."""

from inspect import GEN_CLOSED, getgeneratorstate

from architrave.engine.drive import Answers, Ended, drive
from architrave.engine.durable.recovery import ProgramGone, Programs, machine_of, program_gone, replayed
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.time_limits import OverTime, TimeLimit
from architrave.engine.embedded.executor import Done, Failed, NotTaken, OverLimit, Parked, Result
from architrave.interpreter.effects import Reply
from architrave.store import NotKept


class InProcess:
    """Computes executions here. `limit` ends those that keep the thread for too long; without it, none is ended."""

    def __init__(self, programs: Programs, answers: Answers, done: Done, limit: TimeLimit | None = None) -> None:
        self._programs = programs
        self._answers = answers
        self._done = done
        self._limit = limit

    def compute(self, execution: DurableExecution, reply: Reply | None = None) -> None:
        """Compute an execution; `done` is told before this returns."""
        self._done(execution, self._computed(execution, reply))

    def _computed(self, execution: DurableExecution, reply: Reply | None) -> Result:
        if self._limit is not None:
            self._limit.begin()
        try:
            if (machine := execution.machine) is None:
                reply = None
                machine = execution.machine = machine_of(execution.launch, self._programs, self._limit)
                if execution.history:
                    found = replayed(execution, machine, execution.history)
                    if found is not None:
                        return found if isinstance(found, Ended) else Parked(found)
                    execution.history = []
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
        except Exception as bug:  # noqa: BLE001  an execution must end, and tell, whatever we did wrong
            return Failed(bug)
        return stop
