"""Executors compute an execution until it ends or needs the engine.

There are two: `in_process` computes it at once, in the event loop's thread; `workers.pool` sends it to a worker process
and gets the result later. Both take the same input and report the same results.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from architrave.diagnostics import Diagnostic
from architrave.engine.drive import Calling, Ended, Waiting
from architrave.engine.durable.running import DurableExecution
from architrave.interpreter.effects import Reply
from architrave.store import Finish, NotKept


@dataclass(frozen=True, slots=True)
class Parked:
    """The execution cannot continue."""

    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class Failed:
    """The execution met an internal error: an exception, or the traceback of an exception in another process."""

    bug: BaseException | str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A database operation failed. The execution has not advanced, and may have lost its machine."""

    fault: NotKept


@dataclass(frozen=True, slots=True)
class OverLimit:
    """The execution exceeded its computing time here. Its machine is dropped, its journal is unchanged."""


@dataclass(frozen=True, slots=True)
class Returned:
    """This executor cannot compute the execution, which has not advanced."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The process that computed the execution has exited. The execution has not advanced."""


Result = Ended | Finish | Waiting | Calling | Parked | Failed | NotTaken | OverLimit | Returned | Lost
"""`Finish` is the outcome of an execution that has ended in another process, ready to be written."""

OnResult = Callable[[DurableExecution, Result], None]
"""Called with the result for an execution."""


class Executor(Protocol):
    """Computes executions."""

    def compute(self, execution: DurableExecution, reply: Reply | None = None) -> None:
        """Compute an execution until it ends or needs the engine, now or later.

        `reply` goes to its machine. An execution without a machine is replayed from its `history`, which then includes
        the reply. An execution is never computed twice at the same time.
        """
        ...
