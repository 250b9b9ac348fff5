"""Observers of a run, and what they are told. The trace is one; a run without an observer has no overhead."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from architrave.flows.program import AnyAction, Program, Target
from architrave.interpreter.effects import FlowError


class Changed(msgspec.Struct, frozen=True, gc=False):
    """An assignment: the target, its values before and after, and the action's `earlier` assignment."""

    target: Target
    before: Any
    after: Any
    earlier: "Changed | None"


class Step(msgspec.Struct, gc=False):
    """One performed action, and its result.

    `program` is the flow or common module that contains it; `at` is when it started, in milliseconds since the epoch,
    and `depth` the height of the stack, 1 for the actions of a state.

    Afterwards, `path` is the path that it took, None if control continues after it; `seen` are the values that decided,
    `changed` is its last assignment, `error` is its error if no path takes it. The garbage collector tracks neither
    steps nor their contents: a trace has thousands of them.
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
        """Its assignments, in order."""
        found: list[Changed] = []
        changed = self.changed
        while changed is not None:
            found.append(changed)
            changed = changed.earlier
        return found[::-1]


class Observer(Protocol):
    """Notified after each action. It may raise an exception to end the run there."""

    def listener(self) -> Callable[[Step], None]:
        """The function called with each step; requested once, when the run starts."""
        ...

    def returned(self, action: AnyAction, path: str, depth: int) -> None:
        """The task or common module that `action` called has ended on a path."""
        ...
