"""Runs tests that are written in a test, over the example organization."""

from pathlib import Path

from architrave.local.testing import Report, TestOptions
from architrave.local.testing.testing import run_tests

EXAMPLE = Path(__file__).parents[3] / "examples" / "order-sync"
HEAD = f"flow: Order sync\norg: {EXAMPLE}\ntests:\n"
ERP = "inputs: {batchId: B-1, sourceSystem: erp}"


def run_text(folder: Path, text: str, **options: object) -> Report:
    """The report of a test file with this text."""
    path = folder / "a.flowtest.yaml"
    path.write_text(text, encoding="utf-8")
    return run_tests(TestOptions((str(path),), **options))  # type: ignore[arg-type]


def run_expect(folder: Path, expect: str, more: str = "", inputs: str = ERP) -> Report:
    """The report of one test that expects something of the flow of the example."""
    return run_text(folder, f"{HEAD}  - name: a\n    {inputs}\n    {more}\n    expect: {expect}\n")


def messages(report: Report) -> list[str]:
    """What is wrong, in files and in runs."""
    found = [each.message for each in report.diagnostics]
    return [*found, *(each.diagnostic.message for result in report.results for each in result.failures)]
