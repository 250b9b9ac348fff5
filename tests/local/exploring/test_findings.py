"""What an exploration finds, and that its test does the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from architrave.local.exploring.command import Asked, explore_flow
from architrave.local.exploring.report import ExploreReport
from architrave.local.testing import TestOptions
from architrave.local.testing.testing import run_tests
from tests.local.exploring.flows_of import deciding, text_of

LOOP = """- loop:
    name: Again
    loopCount: {exp: Flow.times}
    outputs:
      loop:
        actions:
          - loop:
              name: And again
              loopCount: {exp: Flow.times}
              outputs:
                loop:
                  actions:
                    - updateData: {name: Work, statements: [{integer: {variable: Flow.done, value: {lit: 1}}}]}
"""
DIVIDE = """- decision:
    name: Large?
    condition: {exp: 'Flow.total > 1000'}
    outputs:
      yes:
        actions:
          - updateData: {name: Share, statements: [{integer: {variable: Flow.share, value: {exp: 100 / Flow.people}}}]}
"""
LOOK_UP = """- findQueue:
    name: Find the queue
    findName: {exp: Flow.name}
    findResult: {noValue: true}
    outputs:
      found:
        actions:
          - updateData:
              name: First
              statements:
                - string: {variable: Flow.first, value: {exp: 'Split(Flow.name, ",")[1]'}}
"""
CALLS = """- callData:
    name: Ask
    category:
      Shop:
        dataAction:
          Get:
            inputs: {id: {exp: Flow.id}}
            successOutputs: {ids: {var: Flow.ids}}
    outputs:
      failure: {actions: []}
- updateData: {name: First, statements: [{string: {variable: Flow.first, value: {exp: 'Flow.ids[0]'}}}]}
"""


@pytest.fixture
def explore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ExploreReport]:
    """Explores the text of a flow, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def of(text: str) -> ExploreReport:
        Path("small.yaml").write_text(text, encoding="utf-8")
        return explore_flow(Asked("small.yaml", budget=1.0))

    return of


def runs_as_it_says(report: ExploreReport) -> bool:
    """Whether each test of a finding, and the tests that cover, pass as `architrave test` runs them."""
    for number, text in enumerate([*(each.test for each in report.findings), report.tests, report.cases]):
        path = Path(f"{number}.flowtest.yaml")
        path.write_text(text, encoding="utf-8")
        if text.rstrip().endswith("tests:"):
            continue
        done = run_tests(TestOptions((str(path),)))
        if not done.ok:
            return False
    return True


def test_a_fault_is_found_with_its_shortest_case(explore: Callable[[str], ExploreReport]) -> None:
    report = explore(text_of({"total": "integer", "people": "integer"}, DIVIDE).replace("Flow.share", "Flow.people"))
    found = {(each.problem.kind, each.problem.type, each.problem.action): each for each in report.findings}
    assert set(found) == {
        ("fault", "NotSet", "Large?"),
        ("fault", "NotSet", "Share"),
        ("fault", "DivisionByZero", "Share"),
    }
    by_zero = found["fault", "DivisionByZero", "Share"]
    assert by_zero.case.inputs["Flow.people"] == 0
    assert (by_zero.problem.file, by_zero.problem.line) == ("small.yaml", 21)
    assert runs_as_it_says(report)
    assert not report.ok


@pytest.mark.slow
def test_a_loop_to_the_limit_is_found_once(explore: Callable[[str], ExploreReport]) -> None:
    report = explore(text_of({"times": "integer", "done": "integer"}, LOOP))
    assert [each.problem.kind for each in report.findings] == ["loop"]
    assert runs_as_it_says(report)


def test_what_look_ups_find_is_part_of_the_test(explore: Callable[[str], ExploreReport]) -> None:
    report = explore(text_of({"name": "string", "first": "string"}, LOOK_UP))
    (finding,) = report.findings
    assert "lookUps:" in finding.test
    assert runs_as_it_says(report)


def test_replies_of_data_actions_are_part_of_the_test(explore: Callable[[str], ExploreReport]) -> None:
    report = explore(text_of({"id": "string", "ids": "stringCollection", "first": "string"}, CALLS))
    assert {each.problem.type for each in report.findings} == {"NoSuchItem"}
    assert any("{timeout: true}" in each.test or "success: {ids: []}" in each.test for each in report.findings)
    assert runs_as_it_says(report)


def test_a_flow_that_cannot_fail_has_no_findings(explore: Callable[[str], ExploreReport]) -> None:
    report = explore(deciding({"s": "string"}, 'Flow.s == "a"'))
    assert report.ok
    assert report.is_exhausted
    assert report.percent == 100.0
    assert runs_as_it_says(report)


def test_what_was_not_taken_is_listed_with_its_condition(explore: Callable[[str], ExploreReport]) -> None:
    inner = "\n".join(f"          {line}" for line in DIVIDE.splitlines())
    never = "- decision:\n    name: Never\n    condition: {exp: 1 == 2}\n    outputs:\n      yes:\n        actions:\n"
    report = explore(text_of({"total": "integer", "people": "integer", "share": "integer"}, never + inner))
    (missing,) = report.missing
    assert (missing.file, missing.line, missing.action, missing.output) == ("small.yaml", 16, "Never", "yes")
    assert (missing.condition, missing.behind) == ("1 == 2", 2)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["answers", "data_actions", "finding", "people", "schedules", "tables"])
def test_what_covers_a_flow_of_the_interpreter_runs_as_a_test(
    explore: Callable[[str], ExploreReport], name: str
) -> None:
    path = Path(__file__).parents[2] / "interpreter" / "flows" / f"{name}.yaml"
    report = explore(path.read_text(encoding="utf-8"))
    assert report.percent > 80.0
    assert runs_as_it_says(report)
