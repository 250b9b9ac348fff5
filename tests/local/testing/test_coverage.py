"""Coverage of actions and outputs."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from architrave.local.testing import TestOptions
from architrave.local.testing.cobertura import render_cobertura
from architrave.local.testing.coverage import coverage_json, percent, total_outputs
from architrave.local.testing.testing import run_tests
from tests.local.testing.running import ERP, EXAMPLE, HEAD, messages, run_text

ONE = f"{HEAD}  - name: a\n    {ERP}\n"


def test_what_ran_is_covered_and_what_did_not_is_missing(tmp_path: Path) -> None:
    coverage = run_text(tmp_path, ONE, coverage=True).coverage
    assert coverage is not None
    sync, paging = coverage
    assert (sync.name, paging.name) == ("Order sync", "Order paging")
    by_name = {action.name: action for action in sync.actions}
    assert by_name["Is the source switched on?"].outputs == {"yes": True, "no": False}
    assert by_name["How did it go?"].outputs == {"case 1": False, "case 2": False, "default": True}
    assert by_name["Each order"].outputs == {"loop": True, "goes on": True}
    assert by_name["Get the orders of a page"].missing == ["timeout"]
    assert not by_name["End refused"].is_covered
    assert paging.action_counts == (2, 2)


def test_the_tests_of_the_example_cover_its_flow() -> None:
    report = run_tests(TestOptions((str(EXAMPLE),), coverage=True, fail_under=95))
    assert report.ok, messages(report)
    assert percent(total_outputs(report.coverage or ())) >= 95


def test_too_little_fails(tmp_path: Path) -> None:
    report = run_text(tmp_path, ONE, coverage=True, fail_under=99)
    assert (report.ok, report.is_enough) == (False, False)
    assert run_text(tmp_path, ONE, coverage=True, fail_under=10).ok


def test_a_test_expects_coverage_of_its_own(tmp_path: Path) -> None:
    text = f"{ONE}    cases: [{{case: b}}, {{case: c}}]\n    expect: {{coverage: {{outputs: 99%, actions: 1%}}}}\n"
    report = run_text(tmp_path, text)
    assert [len(result.failures) for result in report.results] == [0, 1]
    assert messages(report)[0].startswith("The test covers ")
    assert run_text(tmp_path, text.replace("99%", "20%")).ok
    row = f"{ONE}    cases: [{{case: b, expect: {{coverage: {{outputs: 20%}}}}}}]\n"
    assert messages(run_text(tmp_path, row)) == ["`coverage` is of a whole test, all of its cases together."]


def test_cobertura_and_json_agree(tmp_path: Path) -> None:
    coverage = run_text(tmp_path, ONE, coverage=True).coverage
    assert coverage is not None
    root = ET.fromstring(render_cobertura(coverage))
    (sync, _) = coverage_json(coverage)["flows"]
    assert root.get("branches-covered") == str(sync["summary"]["outputs"]["covered"])
    lines = {line.get("number"): line for line in root.iter("line")}
    decision = next(action for action in sync["actions"] if action["name"] == "Is the source switched on?")
    assert lines[str(decision["line"])].get("condition-coverage") == "50% (1/2)"


@pytest.mark.slow
def test_coverage_of_several_processes_is_the_same() -> None:
    options = TestOptions((str(EXAMPLE),), coverage=True)
    assert run_tests(options).coverage == run_tests(options, processes=2).coverage
