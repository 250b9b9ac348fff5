"""A debugger: drives one run from action to action, forward and back.

It stops before an action. An execution is a pure function of its program, its start and the replies to its effects, so
the debugger goes back by running again from the start up to an earlier stop. Replies of data actions are kept for that:
no data action is called twice. A variable that a person sets belongs to the stop at which it was set: running again
sets it again. A new change discards everything after it: stops, later changes and replies.

A task that runs a movement may be cancelled: `recover` returns to the last stop. Nothing here reads commands or prints.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from architrave.definitions.mocks import Mocks
from architrave.engine.virtual import Replies, VirtualEngine
from architrave.engine.world import Call
from architrave.expressions.expression import Expression
from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import Type
from architrave.flows.program import AnyAction, Container, Program
from architrave.interpreter.pausing import Level, PausingMachine
from architrave.interpreter.trace import Halted, Trace
from architrave.local.breaks import Break, Hit, read_break
from architrave.local.evaluating import value_beside
from architrave.local.faults import BadExpressionError
from architrave.local.places import Places
from architrave.local.runs import Run, RunnableFlow, start_of, world
from architrave.local.scope import Scope

if TYPE_CHECKING:
    from architrave.interpreter.effects import Outcome

_BREATHER = 100
"""After how many actions the event loop gets a turn, so that a movement can be cancelled."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place in the run: before an action.

    `at` is the time in milliseconds since the epoch, `steps` the number of actions performed before. `height` is the
    height of the stack; `is_next_pass` says that a loop decides about another pass.
    """

    program: Program
    action: AnyAction
    at: int
    steps: int
    height: int
    is_next_pass: bool


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a variable or an expression; `name` is the variable's, or the expression."""

    name: str
    type: Type
    value: Any


class Debugger:
    """One run under a debugger. It has not started until the first movement, which may be any.

    `breaks` are the breaks by number. `hit` is the break that the last movement stopped at, if any.
    """

    def __init__(
        self,
        flow: RunnableFlow,
        inputs: Mapping[str, Any],
        *,
        mocks: Mocks,
        at: int,
        seed: int = 0,
        until: str | None = None,
    ) -> None:
        """Prepare a run. Raises NoSuchActionError if `until` names no action."""
        self.flow = flow
        self.places = Places(flow)
        self.breaks: dict[int, Break] = {}
        self.hit: Hit | None = None
        self._until = None if until is None else self.places.named(until)
        self._start = start_of(inputs, at)
        self._mocks = mocks
        self._seed = seed
        self._stops: list[Stop] = []
        self._changes: dict[int, dict[str, Any]] = {}
        self._replies: Replies = {}
        self._numbers = 0
        self._here = -1
        self._restart()

    def __repr__(self) -> str:
        at, name = self.at, self.flow.program.name
        if at is not None:
            return f"<Debugger {name!r}: before {at.action.name!r}, {self._trace!r}>"
        return f"<Debugger {name!r}: {f'ended, {self._trace!r}' if self.has_ended else 'not started'}>"

    # -- where it is -----------------------------------------------------------------------------------------------

    @property
    def at(self) -> Stop | None:
        """Before which action the run is; None before its start and at its end."""
        return self._stops[self._here] if 0 <= self._here < len(self._stops) else None

    @property
    def has_ended(self) -> bool:
        """Whether the run has ended: by its outcome, or after the action `until`."""
        return self._here >= 0 and self.at is None

    @property
    def run(self) -> Run:
        """The run so far, with its trace; its result, once it has ended."""
        flow = self.flow
        time = self._execution.time
        begun, unanswered = self._start.launched_at, self._handlers.unanswered
        return Run(
            flow.program.name, begun, time, self._outcome, self._trace, flow.diagnostics, unanswered, self._start.inputs
        )

    def stack(self) -> list[Level]:
        """The next action, and everything that contains it, from the inside out."""
        return [] if self.at is None else list(self._machine.levels())

    def variables(self) -> list[Value]:
        """The variables in scope, in the order of their declarations."""
        scope, values = self._scope, self._machine.variables
        return [Value(each.name, each.type, values.get(each.key)) for each in scope.targets]

    # -- movements -------------------------------------------------------------------------------------------------

    async def step(self) -> None:
        """To the next action, into whatever this one contains."""
        await self.recover()
        await self._forward(lambda: True)

    async def over(self) -> None:
        """To the next action after this one: a task, a loop, a common module or a branch runs as one.

        At a loop's next pass, the run is inside the loop, so this goes to the first action of that pass.
        """
        await self.recover()
        frames = self._machine.frames
        height, container = len(frames), frames[-1] if frames else None
        await self._forward(lambda: len(frames) <= height or frames[height - 1] is not container)

    async def out(self) -> None:
        """To the next action after the loop, branch, task or common module that contains this one."""
        await self.recover()
        frames = self._machine.frames
        height, container = len(frames), frames[-1] if frames else None
        await self._forward(lambda: len(frames) < height or frames[height - 1] is not container)

    async def go_on(self) -> None:
        """To the next break, or to the end."""
        await self.recover()
        await self._forward(lambda: False)

    async def back(self) -> None:
        """To the previous action; at the first one, nothing happens."""
        await self._rewind(max(0, self._here - 1))

    async def back_over(self) -> None:
        """To the previous action that is not inside an earlier one, or to the one that contains this one."""
        height = 1 if self.at is None else self.at.height
        earlier = range(self._here - 1, -1, -1)
        await self._rewind(next((index for index in earlier if self._stops[index].height <= height), 0))

    async def back_to_break(self) -> None:
        """To the previous stop at which a break holds, or to the first action."""
        target, found, hit = self._here - 1, 0, None
        self._restart()
        while self._reached < target:
            await self._advance()
            if (held := self._holding()) is not None:
                found, hit = self._reached, held
        await self._rewind(found)
        self.hit = hit

    async def recover(self) -> None:
        """Return to the last stop after a movement that was cancelled or failed; otherwise nothing happens."""
        if self._is_torn or self._reached != self._here:
            await self._rewind(self._here)

    # -- expressions and changes -----------------------------------------------------------------------------------

    def evaluate(self, text: str) -> Value:
        """The value of an expression here. Raises BadExpressionError, or ExpressionError if evaluating it fails.

        The run does not notice: the expression's random numbers are not the run's.
        """
        expression = self._scope.expression(text)
        return Value(text, expression.type, self._value(expression))

    def set(self, name: str, text: str) -> tuple[Value, int]:
        """Set a variable to the value of an expression. Everything after this stop is discarded.

        Returns the variable, and how many data actions that were called after this stop may be called again. Raises as
        `evaluate`, and BadExpressionError before the start and at the end of the run.
        """
        target = self._scope.target(name)
        if self.at is None:
            raise BadExpressionError("The run is not before an action. Go back to one to set a variable.")
        value = self._value(self._scope.expression(text, target.type))
        forgotten = [number for number in self._replies if number >= self._execution.sequence]
        for number in forgotten:
            del self._replies[number]
        self._changes = {index: made for index, made in self._changes.items() if index <= self._here}
        self._changes.setdefault(self._here, {})[target.key] = value
        del self._stops[self._here + 1 :]
        self._machine.variables[target.key] = value
        return Value(target.name, target.type, value), len(forgotten)

    # -- breaks ----------------------------------------------------------------------------------------------------

    def add_break(self, text: str) -> Break:
        """Add a break: PLACE or PLACE if EXPRESSION. Raises NoSuchActionError and BadExpressionError."""
        added = read_break(self._numbers + 1, text, self.places)
        self._numbers += 1
        self.breaks[added.number] = added
        return added

    def delete_break(self, number: int) -> bool:
        """Delete a break; False if there is none with this number."""
        return self.breaks.pop(number, None) is not None

    # -- driving ---------------------------------------------------------------------------------------------------

    def _restart(self) -> None:
        self._trace = Trace(self._until, self._start.launched_at)
        program, modules = self.flow.program, self.flow.modules.__getitem__
        self._machine = PausingMachine(program, self._start, modules, self._trace)
        self._handlers = world(self.flow, self._mocks)
        engine = VirtualEngine(self._handlers, modules, seed=self._seed)
        self._execution = engine.begin(self._machine.run(), program, self._start, self._replies)
        self._outcome: Outcome | None = None
        self._reached = -1
        self._is_torn = False

    async def _rewind(self, to: int) -> None:
        """Run again from the start up to a stop, or to the end."""
        self.hit = None
        self._restart()
        while self._reached < to:
            await self._advance()
        self._here = to

    async def _forward(self, is_there: Callable[[], bool]) -> None:
        """Run up to a stop that `is_there`, to a break, or to the end."""
        self.hit = None
        while not self.has_ended:
            await self._advance()
            self._here = self._reached
            self.hit = self._holding()
            if self.hit is not None or (self.at is not None and is_there()):
                return

    async def _advance(self) -> None:
        """Run to the next stop, or to the end."""
        if self._reached % _BREATHER == 0:
            await asyncio.sleep(0)
        self._is_torn = True  # until it gets there
        machine, index = self._machine, self._reached + 1
        ended = True
        try:
            self._outcome = await self._execution.advance()
            ended = self._outcome is not None
        except Halted:
            pass
        if not ended:
            if index == len(self._stops):
                steps, height, time = len(self._trace.steps), len(machine.frames), self._execution.time
                self._stops.append(Stop(machine.program, machine.action, time, steps, height, machine.is_next_pass))
            machine.variables.update(self._changes.get(index, {}))
        self._reached = index
        self._is_torn = False

    def _holding(self) -> Hit | None:
        """The break that holds at the stop that was reached."""
        if self._reached >= len(self._stops):
            return None
        action = self._stops[self._reached].action
        for each in self.breaks.values():
            if action not in each.actions:
                continue
            condition = each.conditions.get(action)
            try:
                if condition is None or self._value(condition) is True:
                    return Hit(each)
            except ExpressionError as error:
                return Hit(each, f"{error.type}: {error.message}")
        return None

    # -- evaluating ------------------------------------------------------------------------------------------------

    @property
    def _scope(self) -> Scope:
        """The variables in scope where the machine is."""
        container = next((level.part for level in self.stack() if isinstance(level.part, Container)), None)
        return Scope(self._machine.program, container)

    def _value(self, expression: Expression) -> Any:
        """The value of an expression; its questions are answered beside the run."""
        execution, machine = self._execution, self._machine
        call, seed = Call(execution.launch, execution.sequence), f"{self._seed} {self._reached}"
        return value_beside(expression, machine.variables, machine.program, self._handlers, call, execution.time, seed)
