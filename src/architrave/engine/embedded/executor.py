"""Executors compute an execution until it ends or needs the engine.

There are two: `in_process` computes it at once, in the event loop's thread; `workers.pool` sends it to a worker process
and gets its result later. Both are given the same and report the same results.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from architrave.diagnostics import Diagnostic
from architrave.engine.drive import Calling, Ended, Waiting
from architrave.engine.durable.running import DurableExecution
from architrave.interpreter.effects import Reply
from architrave.store import NotKept


@dataclass(frozen=True, slots=True)
class Parked:
    """The execution cannot go on."""

    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class Failed:
    """The execution met an internal error: an exception, or the traceback of one in another process."""

    bug: BaseException | str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The database refused something. The execution is where it was; without its machine, if that was in the way."""

    fault: NotKept


@dataclass(frozen=True, slots=True)
class OverLimit:
    """The execution has computed for longer than it may here. Its machine is gone, its journal is as it was."""


@dataclass(frozen=True, slots=True)
class Returned:
    """This executor cannot compute the execution, for whatever reason. It is where it was."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The process that computed the execution has ended. The execution is where it was."""


Result = Ended | Waiting | Calling | Parked | Failed | NotTaken | OverLimit | Returned | Lost

OnResult = Callable[[DurableExecution, Result], None]
"""Is called with what came of an execution."""


class Executor(Protocol):
    """Computes executions."""

    def compute(self, execution: DurableExecution, reply: Reply | None = None) -> None:
        """Compute an execution until it ends or needs the engine, now or later.

        `reply` is what its machine is given. An execution without a machine is replayed from its `history`, which then
        includes the reply. Each is computed once at a time.
        """
        ...
