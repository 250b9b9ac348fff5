"""Runs cases as a test runs them, and tells the search what they did."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from architrave.definitions.mocks import Mocks
from architrave.engine.virtual import VirtualEngine, VirtualExecution
from architrave.engine.world import Call
from architrave.exploring.cases import Case
from architrave.exploring.seen import GOES_ON, ActionId, Output, Problem, Seen, Visit
from architrave.expressions.expression import Expression
from architrave.expressions.values import accept_input
from architrave.flows.program import AnyAction, Program
from architrave.flowtests.noted import Noted
from architrave.interpreter.effects import Json, Outcome
from architrave.interpreter.frames import ModuleFrame
from architrave.interpreter.machine import ACTION_LIMIT, HANDLER_LIMIT, Machine
from architrave.interpreter.observer import Step
from architrave.interpreter.trace import Halted
from architrave.local.evaluating import value_beside
from architrave.local.exploring.world import ExploredDirectory, ExploredWorld, UnusableCase
from architrave.local.runs import RunnableFlow, start_of
from architrave.local.testing.witness import Witness
from architrave.local.testing.world import STRICT, Unforeseen

_MOST_VISITS = 200
"""How many visits of actions a run remembers."""

LONGEST = 4 * (ACTION_LIMIT + HANDLER_LIMIT)
"""More steps than any run has: each pass of a loop is one too."""

_ENOUGH_LOOPS = 3
"""How many runs may go on to the limit of actions."""

_SHORT = 1_500
"""After how many actions later runs end, which would take the time of all others."""

LIMIT = "ActionLimitExceeded"
_NOT_RUN = "ActionNotSupported"

Judge = Callable[["Ran"], Iterable[Problem]]
"""What else is wrong with a run."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that has ended. `stopped` is the call that does not fit its contract."""

    case: Case
    outcome: Outcome | None
    stopped: Unforeseen | None
    trace: "Watch"
    world: ExploredWorld
    execution: VirtualExecution


@dataclass(frozen=True, slots=True)
class Looks:
    """What a test looks at after each action: conditions, and the variables after some actions; see `Witness`."""

    always: tuple[tuple[Noted[str], Expression], ...] = ()
    watched: frozenset[AnyAction] = frozenset()


class Watch(Witness):
    """A trace that keeps visits of the actions whose outputs are missing, and of those that fault."""

    __slots__ = ("_calls", "_left", "_look_ups", "_most", "_of_interest", "_world", "visits")

    def __init__(
        self,
        program: Program,
        began: int,
        world: ExploredWorld,
        of_interest: frozenset[ActionId],
        most: int,
        looks: Looks,
    ) -> None:
        super().__init__(program, began, looks.always, looks.watched)
        self._world = world
        self._of_interest = of_interest
        self._most = most
        self._calls = self._look_ups = 0
        self._left: dict[str, Mapping[str, Any]] = {}
        self.visits: list[Visit] = []

    def listener(self) -> Callable[[Step], None]:
        """As `Trace.listener`."""
        return self._note

    def _note(self, step: Step) -> None:
        self._look(step)
        if len(self.steps) >= self._most:
            raise Halted
        self._left[self.machine.program.hash] = self.machine.variables
        world, action = self._world, step.action
        calls, look_ups = len(world.calls_seen), len(world.directory.asked)
        for place in range(self._look_ups, look_ups):
            asked = world.directory.asked[place]
            world.directory.asked[place] = type(asked)(asked.asked, asked.answer, asked.is_given, action)
        is_watched = (step.program.hash, action.number) in self._of_interest or step.error is not None
        if is_watched and len(self.visits) < _MOST_VISITS:
            made = tuple(world.calls_seen[self._calls :])
            asked = tuple(world.directory.asked[self._look_ups :])
            path = "" if step.path is None else step.path.lower()
            variables = self._all_variables(step.program)
            self.visits.append(Visit(step.program, action, path, variables, made, asked, calls, look_ups, step.error))
        self._calls, self._look_ups = calls, look_ups

    def _all_variables(self, program: Program) -> Mapping[str, Mapping[str, Any]]:
        """Those of the programs that are running, and what they were at the end of those that have ended."""
        machine = self.machine
        found = {machine.program.hash: dict(machine.variables)}
        for frame in reversed(machine.frames):
            if isinstance(frame, ModuleFrame):
                found.setdefault(frame.program.hash, dict(frame.variables))
        found.setdefault(program.hash, dict(machine.variables))
        for digest, variables in self._left.items():
            found.setdefault(digest, dict(variables))
        return found


@dataclass(slots=True)
class Runner:
    """Runs cases of one flow. `given` are replies that do not vary; `judge` finds what else is wrong with a run."""

    flow: RunnableFlow
    default: Callable[[str], Mapping[str, Json]]
    place: Callable[[Program], str]
    given: Mocks = field(default_factory=Mocks)
    validate: str = STRICT
    judge: Judge | None = None
    looks: Looks = field(default_factory=Looks)
    most_steps: int = LONGEST
    _loops: int = 0

    def run(self, case: Case, of_interest: frozenset[ActionId]) -> Seen:
        """Run a case."""
        ran = self.ran(case, of_interest) if self._can_be_launched(case) else None
        if ran is None:
            return Seen(case, {}, (), 0, (), (), (), is_valid=False)
        if len(ran.trace.steps) > ACTION_LIMIT:
            self._loops += 1
            if self._loops == _ENOUGH_LOOPS:
                self.most_steps = _SHORT
        outputs: dict[Output, int] = {}
        for step in ran.trace.steps:
            if step.error is None:
                output = step.program.hash, step.action.number, GOES_ON if step.path is None else step.path.casefold()
                outputs[output] = outputs.get(output, 0) + 1
        world = ran.world
        full = Case(case.inputs, {**case.replies, **world.made_up}, case.found, case.at, case.seed)
        return Seen(
            full,
            outputs,
            tuple(ran.trace.visits),
            len(ran.trace.steps),
            tuple(self._problems(ran)),
            tuple(world.calls_seen),
            tuple(world.directory.asked),
            _ending(ran),
            frozenset((step.program.hash, step.action.number) for step in ran.trace.steps),
        )

    def _can_be_launched(self, case: Case) -> bool:
        """Whether a launch with these inputs would be accepted."""
        given = case.inputs
        inputs = (each for each in self.flow.program.inputs if each.name in given)
        return all(accept_input(each.type, given[each.name])[1] is None for each in inputs)

    def ran(self, case: Case, watched: frozenset[ActionId] = frozenset()) -> Ran | None:
        """The run of a case; None if no test can have it."""
        flow = self.flow
        directory = ExploredDirectory(flow.directory, case)
        world = ExploredWorld(directory, flow.data_actions, case, self.given, self.default, self.validate)
        trace = Watch(flow.program, case.at, world, watched, self.most_steps, self.looks)
        start = start_of(case.inputs, case.at)
        modules = flow.modules.__getitem__
        machine = trace.machine = Machine(flow.program, start, modules, trace)
        execution = VirtualEngine(world, modules, seed=case.seed).begin(machine.run(), flow.program, start)

        def evaluate(expression: Expression, variables: Mapping[str, Any]) -> Any:
            call, seed = Call(execution.launch, execution.sequence), f"{case.seed} {len(trace.steps)}"
            return value_beside(expression, variables, flow.program, world, call, execution.time, seed)

        trace.evaluate = evaluate
        outcome: Outcome | None = None
        stopped: Unforeseen | None = None
        try:
            outcome = _finished(execution)
        except Unforeseen as problem:
            stopped = problem
        except UnusableCase:
            return None
        except Halted:
            pass
        return Ran(case, outcome, stopped, trace, world, execution)

    def _problems(self, ran: Ran) -> Iterable[Problem]:
        if ran.stopped is not None:
            name = ran.world.calls[-1].full_name if ran.world.calls else ""
            yield Problem("contract", ran.stopped.message, f"contract {name}", name)
            return
        if self.judge is not None:
            yield from self.judge(ran)
            return
        error = None if ran.outcome is None else ran.outcome.error
        if error is None or error.type == _NOT_RUN or (ran.outcome is not None and ran.outcome.status == "COMPLETED"):
            return
        step = next((each for each in reversed(ran.trace.steps) if each.error is not None), None)
        program = self.flow.program if step is None else step.program
        file, line = self.place(program), 0 if step is None else step.action.place.line
        kind = "loop" if error.type == LIMIT else "fault"
        key = f"{kind} {error.type} {file}:{line} {error.action}" if kind == "fault" else "loop"
        yield Problem(kind, error.message, key, error.action, file, line, error.type)


def _finished(execution: VirtualExecution) -> Outcome | None:
    """Drive an execution to its end without an event loop: nothing in the world of a test waits for anything."""
    driving = execution.advance()
    try:
        driving.send(None)
    except StopIteration as end:
        outcome: Outcome | None = end.value
        return outcome
    finally:
        driving.close()
    raise RuntimeError("an explored run waited for something outside of it")


def _ending(ran: Ran) -> dict[str, Any]:
    """What a test expects of a run that ends like this one."""
    outcome = ran.outcome
    if outcome is None:
        return {}
    if outcome.error is None:
        return {"status": outcome.status} | (
            {} if not outcome.completion_reason else {"reason": outcome.completion_reason}
        )
    error = {"type": outcome.error.type} | ({} if not outcome.error.action else {"action": outcome.error.action})
    return {"status": outcome.status, "error": error}
