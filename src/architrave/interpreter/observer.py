"""Observers of a run, and what they are told. The trace is one; a run without an observer has no overhead."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from architrave.flows.program import AnyAction, Program, Target
from architrave.interpreter.effects import FlowError, Json
from architrave.interpreter.plain import plain_json
from architrave.interpreter.shown import shown


class Changed(msgspec.Struct, frozen=True, gc=False):
    """An assignment: the target, its values before and after, and the action's `earlier` assignment."""

    target: Target
    before: Any
    after: Any
    earlier: "Changed | None"

    @property
    def variable(self) -> str:
        """The full name of the variable."""
        return self.target.name

    def __repr__(self) -> str:
        return f"<{self.variable}: {shown(plain_json(self.before))} → {shown(plain_json(self.after))}>"


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

    @property
    def name(self) -> str:
        """The name of the action."""
        return self.action.name

    @property
    def type(self) -> str:
        """The type of the action, as it is written in a flow file: `updateData`."""
        return self.action.kind

    @property
    def inputs(self) -> dict[str, Json]:
        """The values that decided, as JSON for display."""
        return {name: plain_json(value) for name, value in (self.seen or {}).items()}

    @property
    def changes(self) -> list[Changed]:
        """Its assignments, in order."""
        found: list[Changed] = []
        changed = self.changed
        while changed is not None:
            found.append(changed)
            changed = changed.earlier
        return found[::-1]

    def __repr__(self) -> str:
        path = "" if self.path is None else f" → {self.path!r}"
        failed = "" if self.error is None else f", {self.error.type}"
        return f"<Step {self.name!r} ({self.type}){path}{failed}>"


class Observer(Protocol):
    """Notified after each action. It may raise an exception to end the run there."""

    def listener(self) -> Callable[[Step], None]:
        """The function called with each step; requested once, when the run starts."""
        ...

    def returned(self, action: AnyAction, path: str, depth: int) -> None:
        """The task or common module that `action` called has ended on a path."""
        ...
