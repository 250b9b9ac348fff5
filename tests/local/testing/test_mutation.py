"""The mutation score: changes of a flow that tests notice, and those that they do not."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from architrave.diagnostics.renderers.json import render_json
from architrave.local.testing import Report
from architrave.local.testing.junit import render_tests
from architrave.local.testing.mutants import unnoticed
from architrave.local.testing.report_json import report_json
from tests.local.testing.running import EXAMPLE, run_text

KEYS = f"flow: Key lookup\norg: {EXAMPLE}\ntests:\n"
WEAK = f"{KEYS}  - {{name: a key, inputs: {{key: erp}}}}\n"
STRONG = f"""{KEYS}  - {{name: a key, inputs: {{key: erp}}, expect: {{outputs: {{value: House ERP}}}}}}
  - {{name: no such key, inputs: {{key: x}}, expect: {{path: [Is there a key?, Look the key up, Looked up]}}}}
  - {{name: no key, expect: {{reason: No key}}}}
"""


def survivors(report: Report) -> list[tuple[str | None, str, int]]:
    return [(each.action, each.change, each.tests) for flow in report.mutants or () for each in flow.survivors]


def test_weak_tests_let_changes_pass(tmp_path: Path) -> None:
    report = run_text(tmp_path, WEAK, mutate=True)
    assert report.ok
    assert survivors(report) == [
        ("Is there a key?", "the action is removed", 1),
        ("Is there a key?", "`IsNotSetOrEmpty(Flow.key)` → `!(IsNotSetOrEmpty(Flow.key))`", 1),
        ("There is none", "the action is removed", 0),
        ("There is none", "`No key` → `No key changed`", 0),
        ("Look the key up", "the action is removed", 1),
        ("Look the key up", "Flow.value is not assigned", 1),
    ]
    assert report.share == 0


def test_strong_tests_notice_all(tmp_path: Path) -> None:
    report = run_text(tmp_path, STRONG, mutate=True, fail_under=100)
    assert (survivors(report), report.share, report.ok) == ([], 100, True)
    (flow,) = report.mutants or ()
    assert [(each.change, each.noticed_by) for each in flow.tried][:2] == [
        ("the action is removed", "no such key"),
        ("`IsNotSetOrEmpty(Flow.key)` → `!(IsNotSetOrEmpty(Flow.key))`", "a key"),
    ]


def test_a_score_can_be_too_low(tmp_path: Path) -> None:
    report = run_text(tmp_path, WEAK, mutate=True, fail_under=60)
    assert (report.is_passed, report.is_enough, report.ok) == (True, False, False)


def test_mutants_are_tried_only_if_the_tests_pass(tmp_path: Path) -> None:
    report = run_text(tmp_path, f"{KEYS}  - {{name: a, expect: {{reason: x}}}}\n", mutate=True, fail_under=60)
    assert (report.mutants, report.ok) == (None, False)


def test_a_test_that_is_known_to_fail_notices_nothing(tmp_path: Path) -> None:
    text = f"{KEYS}  - {{name: a, todo: later, expect: {{reason: x}}}}\n"
    (flow,) = run_text(tmp_path, text, mutate=True).mutants or ()
    assert {(each.noticed_by, each.tests) for each in flow.tried} == {(None, 0)}


@pytest.mark.slow
def test_a_common_module_is_changed_too(tmp_path: Path) -> None:
    text = f"flow: Order sync\norg: {EXAMPLE}\ntests:\n  - name: a\n    inputs: {{batchId: B-1, sourceSystem: erp}}\n"
    report = run_text(tmp_path, text + "    expect: {outputs: {summary: {matches: ^Batch B-1 }}}\n", mutate=True)
    flow, module = report.mutants or ()
    assert (flow.name, module.name, Path(module.file).name) == ("Order sync", "Order paging", "paging.yaml")
    assert '`"Batch "` → `"Batch changed"`' in [each.change for each in module.tried if each.noticed_by == "a"]


@pytest.mark.slow
def test_several_processes_give_the_same_score(tmp_path: Path) -> None:
    from architrave.local.testing import TestOptions
    from architrave.local.testing.testing import run_tests

    (tmp_path / "a.flowtest.yaml").write_text(WEAK, encoding="utf-8")
    options = TestOptions((str(tmp_path),), mutate=True)
    (one,), (two,) = run_tests(options).mutants or (), run_tests(options, processes=2).mutants or ()
    assert one == two


@pytest.mark.slow
def test_the_example_is_tested_well() -> None:
    from architrave.local.testing import TestOptions
    from architrave.local.testing.testing import run_tests

    report = run_tests(TestOptions((str(EXAMPLE),), mutate=True, fail_under=90))
    assert report.ok, survivors(report)


def test_reports(tmp_path: Path) -> None:
    report = run_text(tmp_path, WEAK, mutate=True)
    mutation = json.loads(json.dumps(report_json(report)))["mutation"]
    assert mutation["flows"][0]["summary"] == {"noticed": 0, "total": 6}
    assert mutation["flows"][0]["mutants"][0]["noticedBy"] is None
    suites = ET.fromstring(render_tests(report))
    skipped = [each.get("message") for each in suites.iter("skipped")]
    assert (suites.get("tests"), suites.get("skipped")) == ("7", "6")
    assert set(skipped) == {"no test noticed", "no test reaches it"}
    warnings = render_json(unnoticed(report.mutants or ()))
    assert {each["rule"] for each in warnings} == {"unnoticed-change"}
