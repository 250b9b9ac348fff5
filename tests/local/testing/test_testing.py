"""Finding, selecting and running tests."""

from pathlib import Path

import pytest

from architrave.local.testing import CannotTestError, TestOptions
from architrave.local.testing.results import Status
from architrave.local.testing.stepping import debugger_for
from architrave.local.testing.testing import run_tests
from tests.local.testing.running import ERP, EXAMPLE, HEAD, messages, run_text
from tests.shared import SHARED, needs_shared

TESTS = str(EXAMPLE / "tests" / "order-sync.flowtest.yaml")


def names(*paths: str, text: str | None = None, tags: frozenset[str] = frozenset()) -> list[str]:
    return [result.full_name for result in run_tests(TestOptions(paths, text, tags)).results]


def test_the_tests_of_the_example_pass() -> None:
    report = run_tests(TestOptions((str(EXAMPLE),)))
    assert (messages(report), report.ok) == ([], True)
    assert len(report.results) > 5


def test_tests_are_selected() -> None:
    assert names(f"{TESTS}::No page comes") == ["No page comes"]
    assert names(f"{TESTS}::The ERP does not confirm › it is silent") == ["The ERP does not confirm › it is silent"]
    assert names(TESTS, text="NO PAGE") == ["No page comes"]
    assert "No page comes" in names(TESTS, tags=frozenset({"faults"}))
    assert "Every order of a batch is taken" not in names(TESTS, tags=frozenset({"faults"}))
    assert names(f"{TESTS}::No page comes", TESTS) == names(TESTS)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gone.flowtest.yaml", "File not found: gone.flowtest.yaml."),
        (str(EXAMPLE / "org.yaml"), "is not a test file: the names of test files end in .flowtest.yaml."),
        (f"{TESTS}::No page came", 'has no test "No page came". Did you mean "No page comes"?'),
        (f"{EXAMPLE}::x", "is a folder: write FILE::NAME to name a test."),
        (str(EXAMPLE / "flows"), "There are no test files (*.flowtest.yaml) in"),
    ],
)
def test_what_cannot_be_tested_is_said(path: str, said: str) -> None:
    with pytest.raises(CannotTestError) as problem:
        run_tests(TestOptions((path,)))
    assert said in str(problem.value)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("flow: Ordr sync\norg: {org}", 'Order sync example has no flow "Ordr sync". Did you mean "Order sync"?'),
        ("flow: gone.yaml", "File not found: "),
        ("flow: Order sync", "The flow “Order sync” is named, but there is no organization at or above this file."),
        ("flow: Order sync\norg: gone", "The organization in "),
    ],
)
def test_a_file_whose_flow_cannot_be_run(tmp_path: Path, head: str, said: str) -> None:
    report = run_text(tmp_path, f"{head.format(org=EXAMPLE)}\ntests: [{{name: a}}]\n")
    assert messages(report)[0].startswith(said)
    assert not report.ok


def test_a_selection_without_tests_is_a_mistake() -> None:
    with pytest.raises(CannotTestError, match=r"No test is selected: \d+ tests in the files\."):
        run_tests(TestOptions((TESTS,), "no such name"))


def test_skip_and_todo(tmp_path: Path) -> None:
    text = f"""{HEAD}  - {{name: skipped, skip: not now, {ERP}}}
  - {{name: known, todo: wrong sum, {ERP}, expect: {{reason: x}}}}
  - {{name: mended, todo: wrong sum, {ERP}}}
"""
    report = run_text(tmp_path, text)
    assert [result.status for result in report.results] == [Status.SKIPPED, Status.TODO, Status.FAILED]
    assert messages(report) == ["The test passes, but is marked as todo: wrong sum"]


def test_a_table_is_run(tmp_path: Path) -> None:
    table = "case,batchId,sourceSystem,expect.outputs.status\none,7,erp,synced\ntwo,8,legacy,refused\n"
    table += "three,9,legacy,synced\n"
    (tmp_path / "rows.csv").write_text(table, encoding="utf-8")
    report = run_text(tmp_path, f"{HEAD}  - {{name: a, cases: rows.csv}}\n")
    assert [result.status for result in report.results] == [Status.PASSED, Status.PASSED, Status.FAILED]
    (failure,) = report.results[2].failures
    start = failure.diagnostic.start
    assert failure.diagnostic.file == str(tmp_path / "rows.csv")
    assert start is not None
    assert start.line == 4


def test_a_repeated_run_is_identical(tmp_path: Path) -> None:
    text = f"{HEAD}  - {{name: a, {ERP}, expect: {{reason: x}}}}\n"
    one, other = run_text(tmp_path, text).results[0], run_text(tmp_path, text).results[0]
    assert (one.failures, one.steps) == (other.failures, other.steps)


def test_a_test_is_debugged() -> None:
    debugger, report = debugger_for(TestOptions((f"{TESTS}::No page comes",)))
    assert report.ok
    assert debugger is not None
    assert debugger.flow.program.name == "Order sync"
    with pytest.raises(CannotTestError, match="--step needs one test, but 2 tests are selected"):
        debugger_for(TestOptions((f"{TESTS}::The ERP does not confirm",)))


@needs_shared
@pytest.mark.parametrize("name", ["1-cases", "2-faults-and-time"])
def test_the_worked_examples_run(tmp_path: Path, name: str) -> None:
    path = SHARED / "reference" / "flow-tests" / f"{name}.flowtest.yaml"
    text = path.read_text(encoding="utf-8").replace("org: examples/order-sync", f"org: {EXAMPLE}")
    report = run_text(tmp_path, text)
    assert (messages(report), report.ok) == ([], True)
