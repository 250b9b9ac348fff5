"""The result of checking a launch as HTML, for notebooks."""

import json
from collections.abc import Mapping
from typing import Any

from architrave.contract import CheckResult
from architrave.diagnostics import Source
from architrave.diagnostics.renderers.html import FAINT, GREEN, PRE, RED, folded, isolated, render_html, visible

_MOST_OF_A_BODY = 20_000
"""The maximum number of characters that are shown of a corrected body."""


def launch_html(result: CheckResult, corrected: Any, sources: Mapping[str, Source]) -> str:
    """Whether the launch would be accepted, its problems, the corrected body, and what was not checked."""
    parts = [_summary(result), render_html(result.diagnostics, sources)]
    if corrected is not None:
        text = json.dumps(corrected, ensure_ascii=False, indent=2)
        shown = text if len(text) <= _MOST_OF_A_BODY else f"{text[:_MOST_OF_A_BODY]}…"
        parts.append(folded("The corrected body", f'<pre dir="ltr" style="{PRE}">{visible(shown)}</pre>'))
    if result.not_checked:
        parts.append(f'<div style="{FAINT}">Not checked: {isolated(", ".join(result.not_checked))}</div>')
    return f'<div style="line-height:1.4">{"".join(parts)}</div>'


def _summary(result: CheckResult) -> str:
    errors = sum(item.is_error for item in result.diagnostics)
    warnings = len(result.diagnostics) - errors
    found = " and ".join(_counted(*each) for each in ((errors, "error"), (warnings, "warning")) if each[0])
    if result.ok:
        warned = f": {found}" if found else ""
        return f'<div><b style="color:{GREEN}">No errors</b> in the parts that were checked{warned}</div>'
    if result.status is None:
        why = "This is not a launch" if result.is_another_request else "The request would not reach the Platform API"
        return f'<div><b style="color:{RED}">{why}</b>: {found}</div>'
    return f'<div><b style="color:{RED}">Rejected</b> with status {result.status}: {found}</div>'


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' if number != 1 else ''}"
