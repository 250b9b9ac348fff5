"""Who watches a run, and what it is told. The trace is made by one; a run without one pays nothing for it."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from architrave.flows.program import Action, Program, Target
from architrave.interpreter.effects import FlowError
from architrave.interpreter.frames import Frame


class Changed(msgspec.Struct, frozen=True, gc=False):
    """A variable that was assigned: its target, and its values before and after."""

    target: Target
    before: Any
    after: Any


class Step(msgspec.Struct, gc=False):
    """One action being performed, and what came of it.

    `program` is the flow or common module that it stands in, `frame` the frame that it was taken from; `at` is when it
    began, in milliseconds since the epoch, and `depth` the height of the stack, 1 for a state's own actions. `again`
    says that a loop is performed for its next pass.

    When it has been performed, `path` is the path that it took, None where it goes on behind itself; `seen` are the
    values that decided, `changes` the variables it assigned, `error` what it ended with where no path takes it.
    """

    program: Program
    action: Action
    frame: Frame
    at: int
    depth: int
    again: bool
    path: str | None = None
    seen: dict[str, Any] | None = None
    changes: list[Changed] | tuple[()] = ()
    error: FlowError | None = None


class Observer(Protocol):
    """Is told of each action when it has been performed. What is told may raise to end the run there."""

    def listener(self) -> Callable[[Step], None]:
        """What is told of each step; asked for once, when the run begins."""
        ...

    def returned(self, action: Action, path: str, depth: int) -> None:
        """The task or common module that `action` called has ended on a path."""
        ...
