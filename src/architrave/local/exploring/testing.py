"""Runs a flow test with `explore`: everything that it expects must hold of every run."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from architrave.definitions.mocks import Mocks
from architrave.diagnostics import Position
from architrave.exploring.cases import Case as Explored
from architrave.exploring.seen import Problem
from architrave.expressions.types import BOOLEAN
from architrave.flows.actions.data_actions import CallData
from architrave.flows.yaml import plain_value
from architrave.flowtests.cases import Case
from architrave.flowtests.document import EFFECTS, Explore
from architrave.flowtests.expect import Expect
from architrave.flowtests.noted import Noted, entries_of, items_of
from architrave.flowtests.objects import keys_of
from architrave.local.exploring.exploring import RAN, Exploration, Limits, defaults_of, files_of
from architrave.local.exploring.report import shortest
from architrave.local.exploring.running import Looks, Ran, Runner
from architrave.local.exploring.written import Also, written
from architrave.local.inputs import find_input
from architrave.local.testing.coverage import Hit
from architrave.local.testing.expectations import Done, failures
from architrave.local.testing.failing import failed
from architrave.local.testing.look_ups import with_look_ups
from architrave.local.testing.names import input_value
from architrave.local.testing.replies import own_replies, replies_for
from architrave.local.testing.results import Failure, ShownStep
from architrave.local.testing.subjects import Subject

_BUDGET = 10_000
_MOST_FAILURES = 3
_LAST_STEPS = 5


class ExploreRun:
    """One exploration of a case."""

    def __init__(self, case: Case, subject: Subject, explore: Explore) -> None:
        self._case = case
        self._subject = subject
        self._known: dict[str, Failure] = {}
        self._steps: tuple[ShownStep, ...] = ()
        given = replies_for(case, Mocks())
        flow = replace(subject.flow, directory=with_look_ups(subject.flow.directory, case))
        scope, places = subject.scope, subject.places
        looks = Looks(
            tuple((noted, scope.expression(noted.value, BOOLEAN)) for noted in items_of(case.expect.always)),
            frozenset(action for name, _ in entries_of(case.expect.variables) for action in places.find(name)),
        )
        runner = Runner(flow, defaults_of(subject), files_of(subject), given, case.validate, self._judge, looks)
        first = Explored(inputs=_inputs(case, subject), at=case.at, seed=case.seed)
        self._exploration = Exploration(subject, _limits(subject, explore, given, first), first, runner)

    async def failures(self) -> tuple[Failure, ...]:
        """Explore, and what some run does not do as expected: each with the shortest case that was found."""
        exploration = self._exploration
        exploration.explore()
        return tuple(self._failures())

    def _failures(self) -> Iterator[Failure]:
        problems = list(self._exploration.search.problems.values())
        for number, (problem, case) in enumerate(problems[:_MOST_FAILURES]):
            short = shortest(self._exploration, problem, case)
            ran = self._exploration.runner.ran(short)
            known = self._known.get(problem.key) or failed(self._case.place, problem.message)
            if not number and ran is not None:
                self._steps = self._shown(ran, known)
            lines = written(f"{self._case.name}, explored", short, self._expected(known), also_of(self._case))
            example = "\n".join(lines)
            yield replace(known, edit=None, example=example)
        if (more := len(problems) - _MOST_FAILURES) > 0:
            yield failed(self._case.place, f"{more} more expectations do not hold of every run.")

    def _expected(self, failure: Failure) -> dict[str, Any]:
        """The expectation that does not hold, as it is written."""
        place = (failure.diagnostic.pointer or "").split("/")
        key = place[place.index("expect") + 1] if "expect" in place[:-1] else ""
        declared = keys_of(Expect).get(key)
        noted: Noted[object] | None = None if declared is None else getattr(self._case.expect, declared.field)
        return {} if noted is None else {key: plain_value(noted.node)}

    def _judge(self, ran: Ran) -> Iterator[Problem]:
        outcome = ran.outcome
        if outcome is None:
            return
        calls = tuple(ran.world.calls)
        done = Done(self._case, self._subject, outcome, ran.trace, calls, ran.case.at, ran.execution.time)
        error = outcome.error
        for failure in failures(done):
            why = "" if error is None else f"{error.type} {error.action}"
            key = f"{failure.diagnostic.pointer} {failure.diagnostic.start} {why}"
            self._known[key] = failure
            yield Problem("expectation", failure.diagnostic.message, key, None if error is None else error.action)

    def _shown(self, ran: Ran, failure: Failure) -> tuple[ShownStep, ...]:
        steps = ran.trace.steps
        end = len(steps) if failure.after is None else failure.after
        found: list[ShownStep] = []
        for step in steps[max(0, end - _LAST_STEPS) : end]:
            action, file = step.action, self._subject.places.source(step.program).name
            at = step.at - ran.case.at
            found.append(ShownStep(action.name, action.kind, step.path, at, step.depth, file, action.place.line))
        return tuple(found)

    @property
    def hits(self) -> frozenset[Hit]:
        """The actions that ran in any run, and the outputs that they took."""
        search = self._exploration.search
        ran: set[Hit] = {(digest, number, RAN) for digest, number in search.reached}
        return frozenset(ran | {(digest, number, output or None) for digest, number, output in search.taken})

    @property
    def used_replies(self) -> frozenset[Position]:
        """All: which of them a run uses differs from run to run."""
        return frozenset(own_replies(self._case).values())

    def shown_steps(self, found: tuple[Failure, ...]) -> tuple[ShownStep, ...]:  # noqa: ARG002
        """The last actions of the first run that is shown."""
        return self._steps


def also_of(case: Case) -> Also:
    """The replies and look-ups that are written in a test and its row."""
    mocks = {entry.name: plain_value(entry.value) for given in case.mocks for entry in given.value.entries}
    return Also(mocks, tuple(plain_value(each.node) for each in case.look_ups_given))


def _inputs(case: Case, subject: Subject) -> dict[str, Any]:
    found = ((find_input(subject.program, name), given) for name, given in case.inputs.items())
    return {each.name: input_value(each, given) for each, given in found if not isinstance(each, str)}


def _limits(subject: Subject, explore: Explore, given: Mocks, first: Explored) -> Limits:
    """What varies, and for how long. What the test gives stays as it is."""
    varies = {noted.value for noted in items_of(explore.effects)} or set(EFFECTS[:3])
    fixed: set[str] = {*first.inputs}
    if "inputs" not in varies:
        fixed |= {variable.name for variable in subject.program.inputs}
    if "look-ups" not in varies:
        fixed.add("look-ups")
    if "time" not in varies:
        fixed.add("at")
    for program in subject.places.programs:
        for action in program.actions:
            if isinstance(action.fields, CallData):
                category, name = action.fields.category.name, action.fields.data_action.name
                if "data actions" not in varies or (category, name) in given:
                    fixed.add(f"{category}/{name}")
    budget = _BUDGET if explore.budget is None else explore.budget.value
    runs = None if explore.runs is None else explore.runs.value
    depth = None if explore.depth is None else explore.depth.value
    return Limits(budget / 1000, None, frozenset(fixed), runs, depth)
