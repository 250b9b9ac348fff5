"""The position of a run: a stack of frames, each a block of actions and the index of the next one.

The stack holds plain data and no Python generators, so that a position can be inspected and discarded. At the end of
its block, a frame's `finish` is called: the frame starts another pass or leaves the stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from architrave.flows.program import AnyAction, Block, Program, Target


class Run(Protocol):
    """The run that a frame belongs to, as the frame sees it."""

    frames: list[Frame]

    def end_call(self, path: str) -> None:
        """Ends the running task or common module on a path."""
        ...


class Frame:
    """A branch of an action: its block runs once; then control continues after the action."""

    __slots__ = ("block", "index", "size")

    def __init__(self, block: Block) -> None:
        self.block = block
        self.index = 0
        self.size = len(block)

    def restart(self, block: Block) -> None:
        """Start a block at its first action."""
        self.block = block
        self.index = 0
        self.size = len(block)

    def finish(self, run: Run) -> AnyAction | None:
        """Leave the stack at the end of the block. Returns the action to perform again, for a loop's next pass."""
        run.frames.pop()
        return None


class LoopFrame(Frame):
    """A loop: `action` is performed again at each end of its block, and decides whether there is another pass."""

    __slots__ = ("action", "count", "passes")

    def __init__(self, action: AnyAction, block: Block, count: int | None) -> None:
        super().__init__(block)
        self.action = action
        self.count = count
        self.passes = 0

    def finish(self, run: Run) -> AnyAction | None:  # noqa: ARG002 - the signature of all frames
        """The loop's action decides about the next pass."""
        return self.action


class StateFrame(Frame):
    """A state, always at the bottom of the stack. Running off its end ends the flow (assumed)."""

    __slots__ = ()


class CallFrame(Frame):
    """A called task or common module: what to restore, and which outputs to assign, when it ends.

    `saved` are the caller's variables that the callee's variables hide, `outputs` pairs a variable of the callee with
    the caller's target. A task ends on `paths` of the calling action.
    """

    __slots__ = ("action", "outputs", "saved")

    def __init__(
        self, action: AnyAction, block: Block, saved: dict[str, Any], outputs: tuple[tuple[str, Target], ...]
    ) -> None:
        super().__init__(block)
        self.action = action
        self.saved = saved
        self.outputs = outputs

    def finish(self, run: Run) -> AnyAction | None:
        """The task ran off its end, which counts as End Task on the default path."""
        run.end_call("default")
        return None


class ModuleFrame(CallFrame):
    """A called common module: a separate program with separate variables."""

    __slots__ = ("program", "variables")

    def __init__(
        self,
        action: AnyAction,
        block: Block,
        outputs: tuple[tuple[str, Target], ...],
        program: Program,
        variables: dict[str, Any],
    ) -> None:
        super().__init__(action, block, {}, outputs)
        self.program = program
        self.variables = variables
