"""The report of `lint` for programs: stable JSON."""

from typing import Any

from architrave.diagnostics.renderers.json import render_json
from architrave.diagnostics.summary import summary_json
from architrave.local.linting.running import LintReport


def report_json(report: LintReport) -> dict[str, Any]:
    """The report: `ok` and `diagnostics`, complete, and what was counted, fixed and left out."""
    return {
        "ok": report.ok,
        "diagnostics": render_json(report.findings),
        "files": len(report.sources),
        "summary": summary_json(report.findings),
        "suppressed": report.suppressed,
        "fixed": render_json(report.fixed),
        "baseline": {
            "known": report.known,
            "gone": [
                {"file": file, "rule": rule, "message": message, "count": count}
                for (file, rule, message), count in report.gone.items()
            ],
            "written": report.written,
        },
        "skipped": report.skipped,
        "excluded": report.excluded,
        "exports": report.exports,
    }
