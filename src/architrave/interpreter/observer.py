"""Who watches a run, and what it is told. The trace is made by one; a run without one pays nothing for it."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from architrave.flows.program import AnyAction, Program, Target
from architrave.interpreter.effects import FlowError


class Changed(msgspec.Struct, frozen=True, gc=False):
    """A variable that was assigned: its target, its values before and after, and what the action assigned `earlier`."""

    target: Target
    before: Any
    after: Any
    earlier: "Changed | None"


class Step(msgspec.Struct, gc=False):
    """One action being performed, and what came of it.

    `program` is the flow or common module that it stands in; `at` is when it began, in milliseconds since the epoch,
    and `depth` the height of the stack, 1 for a state's own actions.

    When it has been performed, `path` is the path that it took, None where it goes on behind itself; `seen` are the
    values that decided, `changed` is the variable that it assigned last, `error` what it ended with where no path
    takes it. Neither it nor what it holds is tracked by the garbage collector: a trace has thousands of them.
    """

    program: Program
    action: AnyAction
    at: int
    depth: int
    path: str | None = None
    seen: dict[str, Any] | None = None
    changed: Changed | None = None
    error: FlowError | None = None

    def changes(self) -> list[Changed]:
        """The variables that it assigned, in order."""
        found: list[Changed] = []
        changed = self.changed
        while changed is not None:
            found.append(changed)
            changed = changed.earlier
        return found[::-1]


class Observer(Protocol):
    """Is told of each action when it has been performed. What is told may raise to end the run there."""

    def listener(self) -> Callable[[Step], None]:
        """What is told of each step; asked for once, when the run begins."""
        ...

    def returned(self, action: AnyAction, path: str, depth: int) -> None:
        """The task or common module that `action` called has ended on a path."""
        ...
