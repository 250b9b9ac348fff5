"""The position of a run: the program, its variables, the stack of frames, and the moves between positions.

A called task has its own variables: the variables that they hide are kept in its frame and restored when it is left.
A common module has its own program, and none of its caller's variables.
"""

from typing import Any

from architrave.flows.program import AnyAction, Block, Program, Target, Variables
from architrave.interpreter.frames import CallFrame, Frame, LoopFrame, ModuleFrame

_UNBOUND = object()


class Position:
    """The position of a run, as data."""

    __slots__ = ("frames", "program", "variables")

    def __init__(self, program: Program) -> None:
        self.program = program
        self.variables: Variables = {}
        self.frames: list[Frame] = []

    def branch(self, action: AnyAction, path: str) -> None:
        """Starts the block of an action's path; a path that is not written is empty."""
        block = action.branches.get(path)
        if block:
            self.frames.append(Frame(block))

    def begin_task(
        self, action: AnyAction, block: Block, values: Variables, outputs: tuple[tuple[str, Target], ...]
    ) -> None:
        """Starts a called task with its variables."""
        self.frames.append(CallFrame(action, block, self._hide(values), outputs))

    def replace_task(self, block: Block, values: Variables) -> None:
        """Replaces the running task, state or module with a task."""
        while type(self.frames[-1]) in {Frame, LoopFrame}:
            self.frames.pop()
        frame = self.frames[-1]
        hidden = self._hide(values)
        if type(frame) is CallFrame:
            frame.saved = {**hidden, **frame.saved}
        frame.restart(block)

    def begin_module(
        self,
        action: AnyAction,
        module: Program,
        block: Block,
        variables: Variables,
        outputs: tuple[tuple[str, Target], ...],
    ) -> None:
        """Starts a common module with its variables."""
        self.frames.append(ModuleFrame(action, block, outputs, self.program, self.variables))
        self.program, self.variables = module, variables

    def leave_call(self) -> tuple[CallFrame, list[Any]] | None:
        """Leaves the running task or module: its frame, and the values of its outputs; None if nothing called it."""
        frame = self.frames.pop()
        while self.frames and not isinstance(frame, CallFrame):
            frame = self.frames.pop()
        if not isinstance(frame, CallFrame):
            return None
        values = [self.variables.get(key) for key, _ in frame.outputs]
        self._leave(frame)
        return frame, values

    def unwind(self) -> None:
        """Leaves everything."""
        while self.frames:
            self._leave(self.frames.pop())

    def _leave(self, frame: Frame) -> None:
        if isinstance(frame, ModuleFrame):
            self.program, self.variables = frame.program, frame.variables
        elif isinstance(frame, CallFrame):
            for key, value in frame.saved.items():
                if value is _UNBOUND:
                    del self.variables[key]
                else:
                    self.variables[key] = value

    def _hide(self, values: Variables) -> dict[str, Any]:
        saved = {key: self.variables.get(key, _UNBOUND) for key in values}
        self.variables.update(values)
        return saved
