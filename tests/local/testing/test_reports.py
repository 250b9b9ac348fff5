"""Reports for CI, several processes, and watching."""

import json
import threading
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from architrave.local.testing import CannotTestError, Report, TestOptions
from architrave.local.testing.junit import render_tests
from architrave.local.testing.report_files import write_report
from architrave.local.testing.report_json import report_json
from architrave.local.testing.testing import run_tests
from architrave.local.testing.watching import state_of, wait_for_change
from tests.local.testing.running import ERP, EXAMPLE, HEAD, run_text

MIXED = f"""{HEAD}  - {{name: "good <&> \\e[0m", {ERP}}}
  - {{name: bad, {ERP}, expect: {{reason: x}}}}
  - {{name: later, skip: not now}}
  - {{name: known, todo: wrong, {ERP}, expect: {{reason: x}}}}
"""


def test_junit_has_each_test(tmp_path: Path) -> None:
    suites = ET.fromstring(render_tests(run_text(tmp_path, MIXED)))
    assert {name: suites.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "0",
        "skipped": "2",
    }
    good, bad, later, known = suites.iter("testcase")
    assert good.get("name") == "good <&> \N{REPLACEMENT CHARACTER}[0m"
    (failure,) = bad
    assert failure.get("message") == 'The exit reason is "Batch synced", expected "x".'
    assert "End with the status" in (failure.text or "")
    assert [each[0].get("message") for each in (later, known)] == ["skipped: not now", "todo: wrong"]


def test_junit_has_files_that_cannot_be_run(tmp_path: Path) -> None:
    suites = ET.fromstring(render_tests(run_text(tmp_path, "tests: 1")))
    assert (suites.get("errors"), suites.get("failures")) == ("1", "0")
    assert [each.get("type") for each in suites.iter("error")] == ["flowtest-shape"]


def test_a_report_is_written(tmp_path: Path) -> None:
    report = run_text(tmp_path, MIXED)
    files = write_report(report, tmp_path / "a" / "b")
    assert [path.name for path in files] == ["results.json", "junit.xml"]
    assert json.loads(files[0].read_text(encoding="utf-8")) == report_json(report)
    with pytest.raises(CannotTestError, match="Cannot write the report to"):
        write_report(report, files[0])


@pytest.mark.slow
def test_several_processes_give_the_same_report(tmp_path: Path) -> None:
    (tmp_path / "a.flowtest.yaml").write_text(MIXED, encoding="utf-8")
    options = TestOptions((str(EXAMPLE), str(tmp_path)))
    seen: list[str] = []
    one = run_tests(options)
    two = run_tests(options, lambda result: seen.append(result.full_name), processes=2)
    assert without_times(one) == without_times(two)
    assert sorted(seen) == sorted(result.full_name for result in one.results)


def without_times(report: Report) -> tuple[object, ...]:
    return [replace(result, seconds=0.0) for result in report.results], report.diagnostics, report.ok


@pytest.mark.slow
def test_a_change_ends_the_wait(tmp_path: Path) -> None:
    file = tmp_path / "a.flowtest.yaml"
    file.write_text("tests: []\n", encoding="utf-8")
    seen = state_of((str(file),))
    waiting = threading.Thread(target=wait_for_change, args=((str(file),), seen))
    waiting.start()
    (tmp_path / "flow.yaml").write_text("workflow: {}\n", encoding="utf-8")
    waiting.join(60)
    assert not waiting.is_alive()
