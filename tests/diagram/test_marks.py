"""What runs did is counted by action and path; what is not of this flow is left out or counted as foreign."""

import json
import re

import pytest

from architrave.diagram.marks import marks_of, marks_of_coverage
from architrave.diagram.recorded import RecordedRun, read_coverage, read_run, recorded
from tests.diagram.drawn import flow

PROGRAM, _ = flow("loops")
AT = "2026-01-05T09:00:00.000Z"


def step(number: int, output: str | None = None, **more: object) -> dict[str, object]:
    action = PROGRAM.actions[number]
    known = {"action": number, "name": action.name, "type": action.kind, "flow": "Loops", "at": AT, "output": output}
    return known | more


def run(*steps: dict[str, object], **more: object) -> RecordedRun:
    return recorded({"status": "COMPLETED", "trace": list(steps), **more})


def test_actions_and_paths_are_counted() -> None:
    marks = marks_of(PROGRAM, [run(step(0, "loop"), step(0)), run(step(0, "Loop"))])
    assert marks.ran == {0: 3}
    assert marks.taken == {(0, "loop"): 2}


def test_a_failed_and_a_current_action_are_marked() -> None:
    failed = step(1, error={"type": "Conversion", "message": "no"})
    marks = marks_of(PROGRAM, [run(failed, current=step(2))])
    assert (marks.failed, marks.current, marks.ran) == ({1}, {2}, {1: 1, 2: 1})


def test_steps_of_other_flows_are_left_out() -> None:
    marks = marks_of(PROGRAM, [run(step(0, flow="A module"))])
    assert (marks.ran, marks.foreign) == ({}, 0)


@pytest.mark.parametrize("changed", [{"action": 99}, {"action": -1}, {"name": "Other"}, {"type": "wait"}])
def test_steps_that_fit_no_action_are_foreign(changed: dict[str, object]) -> None:
    marks = marks_of(PROGRAM, [run(step(0, **changed))])
    assert (marks.ran, marks.foreign) == ({}, 1)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "truncated"),
        (b"[]", "Expected `object`"),
        (b'{"status": "COMPLETED"}', "required field `trace`"),
        (b'{"status": "COMPLETED", "trace": [{"action": "x"}]}', "$.trace[0].action"),
        (b"\xff", "JSON is malformed"),
    ],
)
def test_what_is_not_a_run_is_refused_with_the_reason(content: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        read_run(content)


def test_a_run_is_read_from_its_text() -> None:
    content = json.dumps({"status": "ERROR", "trace": [step(0)], "completionReason": "why", "new": 1}).encode()
    found = read_run(content)
    assert (found.status, found.completion_reason, found.trace[0].name) == ("ERROR", "why", "Outer")


def test_coverage_is_marked_by_action_and_output() -> None:
    def action(number: int, covered: bool, **outputs: bool) -> dict[str, object]:
        known = {"action": number, "name": PROGRAM.actions[number].name, "type": PROGRAM.actions[number].kind}
        return known | {"covered": covered, "outputs": outputs, "line": 1, "refused": False}

    actions = [action(0, True, loop=True), action(1, True, Loop=True, goes_on=True), action(2, False, default=False)]
    actions.append(action(3, True) | {"name": "Another"})
    content = json.dumps({"flows": [{"name": "Loops", "file": "x", "summary": {}, "actions": actions}]}).encode()
    marks = marks_of_coverage(PROGRAM, read_coverage(content).flows[0])
    assert marks.ran == {0: 1, 1: 2}
    assert marks.taken == {(0, "loop"): 1, (1, "loop"): 1, (1, "goes_on"): 1}
    assert (marks.foreign, marks.is_coverage) == (1, True)
