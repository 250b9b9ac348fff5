"""A machine that pauses before each action, for a debugger. It yields `Pause`, which is not an effect of the flow."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple, NoReturn, cast

from architrave.flows.program import AnyAction, Block, Container, Program
from architrave.interpreter.effects import Effect
from architrave.interpreter.frames import CallFrame, Frame, LoopFrame, ModuleFrame, StateFrame
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Performer, performers


class Pause(Effect, frozen=True, gc=False):
    """The machine is before an action. Any reply makes it continue; neither is part of the journal."""


class Level(NamedTuple):
    """One level of the stack: an action, or the state, task or common module that contains it.

    `passes` counts the passes of a running loop, the current one included.
    """

    program: Program
    part: AnyAction | Container
    passes: int | None = None


class PausingMachine(Machine):
    """A machine that pauses before each action.

    While it pauses, `action` is the next action, and the variables may be changed: the action has not used them yet.
    """

    __slots__ = ("action",)

    action: AnyAction

    @property
    def is_next_pass(self) -> bool:
        """Whether the action is a loop that decides about another pass; then its own frame is on the stack."""
        return self._again

    def levels(self) -> Iterator[Level]:
        """The stack, from the next action outwards."""
        program, passes = self.program, None
        if not self._again:
            yield Level(program, self.action)
        for frame in reversed(self.frames):
            if frame is not self.frames[-1] and frame.index:
                yield Level(program, frame.block[frame.index - 1], passes)
            if isinstance(frame, StateFrame | CallFrame):
                container = container_of(program, frame.block)
                if container is not None:
                    yield Level(program, container)
            if isinstance(frame, ModuleFrame):
                program = frame.program
            passes = _passes(frame)

    def begin(self, action: AnyAction) -> bool:
        """Set the next action. False if it has begun and is performed again with one more answer."""
        self.action = action
        return not self._answers and not self.done

    def refuse(self, action: AnyAction) -> NoReturn:
        """Fail at an action that Architrave does not run."""
        self._refuse(action)

    def performers(self) -> Mapping[str, Performer]:
        """The performers of the actions, each with a pause before it."""
        return _Pausing(performers())


def container_of(program: Program, block: Block) -> Container | None:
    """The state or task with a block."""
    found = (each for each in program.containers.values() if each.block is block)
    return next(found, program.start if program.start is not None and program.start.block is block else None)


def _passes(frame: Frame) -> int | None:
    return frame.passes if isinstance(frame, LoopFrame) else None


class _Pausing(dict[str, Performer]):
    """Performers with a pause before them, one for every kind of action, including those that do not run."""

    def get(self, key: str, default: object = None, /) -> Performer:  # noqa: ARG002 - the signature of dict
        return _pausing(super().get(key))


@cache
def _pausing(performer: Performer | None) -> Performer:
    def ask(machine: Machine, action: AnyAction) -> Effects:
        pausing = cast("PausingMachine", machine)
        if pausing.begin(action):
            yield Pause()
        if performer is None:
            pausing.refuse(action)
        if performer.ask is None:
            return performer.act(machine, action)
        return (yield from performer.ask(machine, action))

    return Performer(lambda machine, action: None, ask)  # noqa: ARG005 - never called: it has `ask`
