"""The report of tests as stable JSON."""

from typing import Any

from architrave.diagnostics.renderers.json import render_json
from architrave.local.testing.coverage import coverage_json
from architrave.local.testing.results import CaseResult, Failure, Report, ShownStep, Status


def report_json(report: Report) -> dict[str, Any]:
    """The stable JSON shape that `architrave test --format json` prints."""
    return {
        "ok": report.ok,
        "tests": [test_json(result) for result in report.results],
        "summary": {
            **{status.value: report.count(status) for status in Status},
            "deselected": report.deselected,
            "seconds": round(report.seconds, 3),
        },
        "coverage": None if report.coverage is None else coverage_json(report.coverage),
        "diagnostics": render_json(report.diagnostics),
    }


def test_json(result: CaseResult) -> dict[str, Any]:
    """A test."""
    return {
        "file": result.file,
        "name": result.name,
        "case": result.row,
        "line": result.line,
        "status": result.status.value,
        "reason": result.reason,
        "failures": [_failure_json(failure) for failure in result.failures],
        "steps": [_step_json(step) for step in result.steps],
        "seconds": round(result.seconds, 4),
    }


test_json.__test__ = False  # type: ignore[attr-defined] - its name begins like that of a test of pytest


def _failure_json(failure: Failure) -> dict[str, Any]:
    (diagnostic,) = render_json([failure.diagnostic])
    return {**diagnostic, "got": failure.got, "wanted": failure.wanted, "example": failure.example}


def _step_json(step: ShownStep) -> dict[str, Any]:
    return {
        "name": step.name,
        "type": step.kind,
        "output": step.output,
        "at": step.at,
        "depth": step.depth,
        "file": step.file,
        "line": step.line,
    }
