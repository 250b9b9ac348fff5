"""Writes the report of tests into a folder, for CI: results.json, junit.xml, and coverage.json and coverage.xml."""

import json
from pathlib import Path

from architrave.local.replacing import replace_file
from architrave.local.testing.cobertura import render_cobertura
from architrave.local.testing.coverage import coverage_json
from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.junit import render_tests
from architrave.local.testing.report_json import report_json
from architrave.local.testing.results import Report


def write_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write the files, and return their paths. Raises CannotTestError if that is not possible."""
    files = {
        "results.json": json.dumps(report_json(report), ensure_ascii=False, indent=2) + "\n",
        "junit.xml": render_tests(report) + "\n",
    }
    if report.coverage is not None:
        files["coverage.json"] = json.dumps(coverage_json(report.coverage), ensure_ascii=False, indent=2) + "\n"
        files["coverage.xml"] = render_cobertura(report.coverage) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            replace_file(folder / name, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise CannotTestError(f"Cannot write the report to {folder}: {error.strerror or error}.") from None
    return tuple(folder / name for name in files)
