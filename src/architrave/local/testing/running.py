"""Runs one case: its flow from its inputs to its end on a virtual clock, and compares."""

from collections.abc import Mapping
from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING, Any

from architrave.diagnostics import Position
from architrave.diagnostics.guarding import CAUGHT, internal_fault
from architrave.engine.virtual import VirtualEngine
from architrave.engine.world import Call
from architrave.expressions.expression import Expression
from architrave.expressions.types import BOOLEAN
from architrave.flowtests.cases import Case
from architrave.flowtests.noted import Noted, entries_of, items_of
from architrave.flowtests.shapes import Given
from architrave.interpreter.machine import Machine
from architrave.interpreter.observer import Step
from architrave.local.evaluating import value_beside
from architrave.local.inputs import find_input
from architrave.local.runs import start_of
from architrave.local.testing.alone import DataActionSubject, alone_failures, world_of
from architrave.local.testing.coverage import Hit
from architrave.local.testing.expectations import Done, failures
from architrave.local.testing.failing import failed
from architrave.local.testing.look_ups import with_look_ups
from architrave.local.testing.names import input_value
from architrave.local.testing.recordings import Recording
from architrave.local.testing.replaying import recording_for, replay_failures
from architrave.local.testing.replies import own_replies, replies_for
from architrave.local.testing.results import CaseResult, Failure, ShownStep, Status
from architrave.local.testing.subjects import Subject
from architrave.local.testing.witness import Witness
from architrave.local.testing.world import TestWorld, Unforeseen

if TYPE_CHECKING:
    from architrave.definitions.mocks import Mocks
    from architrave.local.exploring.testing import ExploreRun

LAST_STEPS = 5
"""How many of the last actions a failure shows."""

_NOT_RUN = {
    "steps": "This test has `steps`. Architrave does not run conversations yet.",
}


async def run_case(case: Case, subject: Subject | DataActionSubject) -> CaseResult:
    """The result of a case."""
    if case.skip is not None:
        return _result(case, Status.SKIPPED, reason=case.skip.value)
    began = process_time()
    refused = _refused(case)
    run = _run_of(case, subject)
    try:
        found = refused or await run.failures()
    except CAUGHT as error:
        found = (Failure(internal_fault(case.file.source.name, error)),)
    seconds = process_time() - began
    hits = run.hits
    own, used = frozenset(own_replies(case).values()), run.used_replies
    if case.todo is not None:
        if found:
            return _result(case, Status.TODO, reason=case.todo.value, seconds=seconds, hits=hits)
        message = f"The test passes, but is marked as todo: {case.todo.value}"
        found = (failed(case.todo, message, advice="Remove `todo`."),)
    status = Status.FAILED if found else Status.PASSED
    steps = run.shown_steps(found) if found and not refused else ()
    return _result(case, status, failures=found, steps=steps, seconds=seconds, hits=hits, mocks=own, used=used)


def _run_of(case: Case, subject: Subject | DataActionSubject) -> "CaseRun | AloneRun | ExploreRun":
    explore = case.test.value.explore
    if not isinstance(subject, Subject):
        return AloneRun(case, subject)
    if explore is None:
        return CaseRun(case, subject)
    from architrave.local.exploring.testing import ExploreRun

    return ExploreRun(case, subject, explore.value)


def _result(case: Case, status: Status, **more: Any) -> CaseResult:
    return CaseResult(case.file.source.name, case.name, case.row, case.place.line, status, **more)


def _refused(case: Case) -> tuple[Failure, ...]:
    """Why a case is not run."""
    for key, message in _NOT_RUN.items():
        noted = getattr(case.test.value, key, None) or getattr(case.expect, key, None)
        if noted is not None:
            return (failed(noted, message),)
    test = case.test.value
    if test.explore is not None and (test.replay is not None or case.data_action is not None):
        return (failed(test.explore, "`explore` is for a flow, and not together with `replay`."),)
    return ()


def inputs_of(case: Case, subject: Subject) -> dict[str, Any]:
    """The inputs of a case by their full names."""
    found = ((find_input(subject.program, name), given) for name, given in case.inputs.items())
    return {each.name: input_value(each, given) for each, given in found if not isinstance(each, str)}


def replayed(case: Case, kept: Recording) -> Case:
    """A case with the inputs and the time of its kept run, where it has none of its own.

    A kept run has only the outputs of data actions that the flow kept, so that others may be missing.
    """
    at = case.test.value.replay
    if at is None:
        return case
    given = {name: Noted(Given(value), at.node, at.source) for name, value in kept.inputs.items()}
    bare = {name.casefold().removeprefix("flow.") for name in case.inputs}
    inputs = {name: value for name, value in given.items() if name.casefold().removeprefix("flow.") not in bare}
    validate = "present" if case.validate == "strict" else case.validate
    start = case.at if case.is_timed else kept.at
    return replace(case, inputs={**inputs, **case.inputs}, at=start, validate=validate)


class CaseRun:
    """One run of a case."""

    def __init__(self, case: Case, subject: Subject) -> None:
        kept = recording_for(case)
        self._kept = kept if isinstance(kept, Recording) else None
        if self._kept is not None:
            case = replayed(case, self._kept)
        self._case = case
        self._subject = subject
        self._mocks: Mocks = replies_for(case, subject.mocks if self._kept is None else self._kept.mocks)
        flow = subject.flow
        self._world = TestWorld(
            with_look_ups(flow.directory, case),
            flow.data_actions,
            self._mocks,
            validate=case.validate,
            is_strict=case.is_strict,
        )
        expect, scope = case.expect, subject.scope
        conditions = items_of(expect.always)
        always = tuple((noted, scope.expression(noted.value, BOOLEAN)) for noted in conditions)
        watched = frozenset(action for name, _ in entries_of(expect.variables) for action in subject.places.find(name))
        self._witness = Witness(subject.program, case.at, always, watched)

    async def failures(self) -> tuple[Failure, ...]:
        """Run, and compare."""
        case, flow, witness = self._case, self._subject.flow, self._witness
        start = start_of(inputs_of(case, self._subject), case.at)
        modules = flow.modules.__getitem__
        machine = witness.machine = Machine(flow.program, start, modules, witness)
        execution = VirtualEngine(self._world, modules, seed=case.seed).begin(machine.run(), flow.program, start)

        def evaluate(expression: Expression, variables: Mapping[str, Any]) -> Any:
            call, seed = Call(execution.launch, execution.sequence), f"{case.seed} {len(witness.steps)}"
            return value_beside(expression, variables, flow.program, self._world, call, execution.time, seed)

        witness.evaluate = evaluate
        try:
            outcome = await execution.advance()
        except Unforeseen as problem:
            return (failed(case.place, problem.message, advice=problem.advice),)
        if outcome is None:
            raise RuntimeError("a run without a debugger paused")
        calls = tuple(self._world.calls)
        done = Done(case, self._subject, outcome, witness, calls, case.at, execution.time)
        again = () if self._kept is None else replay_failures(case.test.value, done, self._kept)
        return (*again, *failures(done))

    @property
    def hits(self) -> frozenset[Hit]:
        """The actions that ran, and the outputs that they took."""
        return frozenset((step.program.hash, step.action.number, step.path) for step in self._witness.steps)

    @property
    def used_replies(self) -> frozenset[Position]:
        """The replies of the test and its row that a call used."""
        return used_replies(self._case, self._world)

    def shown_steps(self, found: tuple[Failure, ...]) -> tuple[ShownStep, ...]:
        """The last actions before the first of these failures that shows on the way, or else before the end."""
        end = min((each.after for each in found if each.after is not None), default=len(self._witness.steps))
        return tuple(map(self._shown, self._witness.steps[max(0, end - LAST_STEPS) : end]))

    def _shown(self, step: Step) -> ShownStep:
        action, at = step.action, step.at - self._case.at
        file = self._subject.places.source(step.program).name
        return ShownStep(action.name, action.kind, step.path, at, step.depth, file, action.place.line)


class AloneRun:
    """One call of a data action that is tested alone."""

    hits: frozenset[Hit] = frozenset()

    def __init__(self, case: Case, subject: DataActionSubject) -> None:
        self._case = case
        self._subject = subject
        self._world = world_of(case, subject)

    async def failures(self) -> tuple[Failure, ...]:
        """Call it, and compare."""
        return await alone_failures(self._case, self._subject, self._world)

    @property
    def used_replies(self) -> frozenset[Position]:
        """As `CaseRun.used_replies`."""
        return used_replies(self._case, self._world)

    def shown_steps(self, found: tuple[Failure, ...]) -> tuple[ShownStep, ...]:  # noqa: ARG002
        """None: no action of a flow ran."""
        return ()


def used_replies(case: Case, world: TestWorld) -> frozenset[Position]:
    """The replies of a test and its row that a call used."""
    own = own_replies(case)
    return frozenset(own[id(reply)] for reply in world.used if id(reply) in own)
