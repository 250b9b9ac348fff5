"""Who watches a run. The trace is made by one; a run without one pays nothing for it."""

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from architrave.flows.program import Action, Program, Target

if TYPE_CHECKING:
    from architrave.interpreter.effects import FlowError
    from architrave.interpreter.machine import Machine


class Changed(NamedTuple):
    """A variable that was assigned: its target, and its values before and after."""

    target: Target
    before: Any
    after: Any


class Observer(Protocol):
    """Is told of each action when it has been performed. It may raise to end the run there."""

    def acted(
        self,
        machine: "Machine",
        program: Program,
        action: Action,
        path: str | None,
        at: int,
        depth: int,
        error: "FlowError | None",
    ) -> None:
        """An action was performed.

        Args:
            machine: the run; its `seen` and `changes` are this action's.
            program: the flow or common module that the action stands in.
            action: what was performed.
            path: the path that it took, None where it goes on behind itself.
            at: when it began, in milliseconds since the epoch.
            depth: how deep it stands, 1 for the actions of a state.
            error: what it ended with, where it failed and has no failure path.
        """
        ...

    def returned(self, action: Action, path: str, depth: int) -> None:
        """The task or common module that `action` called has ended on a path."""
        ...
