"""Compares what a run did with what its test expects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from architrave.diagnostics import Severity
from architrave.diagnostics.summary import counted
from architrave.expressions.expression import Expression
from architrave.expressions.types import STRING, Type
from architrave.flowtests.cases import Case
from architrave.flowtests.expect import Expect, ExpectedCoverage, ExpectedError
from architrave.flowtests.noted import Noted, entries_of, items_of
from architrave.flowtests.wanted import Wanted
from architrave.interpreter.effects import Outcome
from architrave.interpreter.shown import duration_text
from architrave.local.testing import ways
from architrave.local.testing.calls import call_failures
from architrave.local.testing.coverage import FlowCoverage, percent
from architrave.local.testing.failing import KEEP, failed, value_failure
from architrave.local.testing.names import find_output, full_name
from architrave.local.testing.results import Failure
from architrave.local.testing.snapshots import snapshot_failures
from architrave.local.testing.subjects import Subject
from architrave.local.testing.witness import Witness
from architrave.local.testing.world import CallMade


@dataclass(frozen=True, slots=True)
class Done:
    """A run that has ended."""

    case: Case
    subject: Subject
    outcome: Outcome
    witness: Witness
    calls: tuple[CallMade, ...]
    began: int
    ended: int

    def value_of(self, expression: str, kind: Type) -> Any:
        """The value of an expression at the end. Raises ExpressionError."""
        return self.evaluate(self.subject.scope.expression(expression, kind))

    def evaluate(self, expression: Expression) -> Any:
        """The value of an expression at the end. Raises ExpressionError."""
        return self.witness.evaluate(expression, self.witness.machine.variables)


def failures(done: Done) -> Iterator[Failure]:
    """Every expectation that was not met, in the order of the keys in the documentation."""
    expect = done.case.expect
    yield from _ending(done, expect)
    yield from _outputs(done, expect)
    yield from _variables(done, expect)
    yield from snapshot_failures(expect, done.outcome, done.witness)
    yield from ways.way_failures(expect, done.witness)
    yield from call_failures(expect, done.calls, done.value_of)
    yield from _rest(done, expect)


def _ending(done: Done, expect: Expect) -> Iterator[Failure]:
    outcome = done.outcome
    is_any = expect.error is not None or done.case.test.value.replay is not None
    wanted = expect.status.value if expect.status is not None else None if is_any else "COMPLETED"
    if wanted is not None and outcome.status != wanted:
        why = ""
        if outcome.error is not None:
            where = f" in “{outcome.error.action}”" if outcome.error.action else ""
            why = f" {outcome.error.type}{where}: {outcome.error.message}"
        place = expect.status or done.case.place
        instead = KEEP if expect.status is None else outcome.status
        yield failed(
            place,
            f"The flow ended as {outcome.status}, expected {wanted}.{why}",
            outcome.status,
            wanted,
            instead=instead,
        )
    if expect.reason is not None:
        yield from _text(done, "The exit reason", expect.reason, outcome.completion_reason)
    if expect.error is not None:
        yield from _error(done, expect.error, outcome)


def _error(done: Done, wanted: Noted[ExpectedError], outcome: Outcome) -> Iterator[Failure]:
    error = outcome.error
    if error is None:
        yield failed(wanted, f"The flow did not fail: it ended as {outcome.status}.", outcome.status, "an error")
        return
    each = wanted.value
    for what, noted, actual in (
        ("The error's type", each.type, error.type),
        ("The error's message", each.message, error.message),
        ("The action that failed", each.action, error.action),
    ):
        if noted is not None:
            yield from _text(done, what, noted, actual)


def _text(done: Done, what: str, noted: Noted[Wanted], actual: str | None) -> Iterator[Failure]:
    yield from value_failure(what, noted, STRING, actual, done.value_of)


def _outputs(done: Done, expect: Expect) -> Iterator[Failure]:
    for name, noted in entries_of(expect.outputs):
        variable = find_output(done.subject, name)
        if not isinstance(variable, str):
            actual = done.witness.machine.variables.get(variable.key)
            yield from value_failure(variable.name, noted, variable.type, actual, done.value_of)


def _variables(done: Done, expect: Expect) -> Iterator[Failure]:
    for action, values in entries_of(expect.variables):
        found = [each for each in done.subject.places.find(action) if each in done.witness.kept]
        if not found:
            yield failed(values, f"The action “{action}” did not run.", "not run", "its variables")
            continue
        scope, kept = done.subject.scope_of(action), done.witness.kept[found[-1]]
        for name, noted in values.value.items():
            target = scope.target(full_name(name))
            what = f"After “{action}”, {target.name}"
            yield from value_failure(what, noted, target.type, kept.get(target.key), done.value_of)


def _rest(done: Done, expect: Expect) -> Iterator[Failure]:
    took = done.ended - done.began
    if expect.within is not None and took > expect.within.value:
        got, wanted = duration_text(took), duration_text(expect.within.value)
        yield failed(expect.within, f"The run took {got} on its clock, expected at most {wanted}.", got, wanted)
    for noted in items_of(expect.always):
        broken = done.witness.broken.get(noted)
        if broken is not None:
            steps, problem = broken
            action = done.witness.steps[steps - 1].action.name
            why = f": {problem.rstrip('.')}" if problem else ""
            message = f"`{noted.value}` is not true after “{action}”, action {steps:,} of the run{why}."
            yield failed(noted, message, problem or "false", "true", after=steps)
    if expect.warnings is not None:
        found = [each for each in done.subject.flow.diagnostics if each.severity is Severity.WARNING]
        if len(found) != expect.warnings.value:
            said = f": {found[0].message}" if found else "."
            message = f"The flow has {counted(len(found), 'warning')}, expected {expect.warnings.value}{said}"
            yield failed(expect.warnings, message, str(len(found)), str(expect.warnings.value), instead=len(found))


def coverage_failures(wanted: Noted[ExpectedCoverage], flow: FlowCoverage) -> Iterator[Failure]:
    """What a test reaches less of its flow than it expects."""
    for what, noted, counts in (
        ("actions", wanted.value.actions, flow.action_counts),
        ("outputs", wanted.value.outputs, flow.output_counts),
    ):
        if noted is not None and percent(counts) < noted.value:
            got, least = f"{percent(counts):.0f}%", f"{noted.value:g}%"
            message = f"The test covers {got} of the {what} ({counts[0]} of {counts[1]}), expected {least}."
            yield failed(noted, message, got, least, advice="Run with --coverage to see what is missing.")
