"""Diagnostics as HTML for notebooks: no script, nothing to load, readable on light and dark backgrounds.

Text takes the notebook's own color. The few colors here have enough contrast with white and with black.
"""

from collections.abc import Mapping, Sequence
from html import escape

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.rule import Severity
from architrave.diagnostics.source import Position, Source
from architrave.diagnostics.visible import visible as visible_text

RED = "#e5352f"
AMBER = "#a66f00"
GREEN = "#258c45"
BLUE = "#2f7bd9"

COLORS = {Severity.ERROR: RED, Severity.WARNING: AMBER, Severity.INFO: BLUE}
FAINT = "opacity:.75"

MOST_SHOWN = 100
"""The maximum number of diagnostics that are shown; a note says how many are left out."""

_BEFORE = 60
_LINE_SHOWN = 160
_MARK = "font-weight:bold;text-decoration:underline"
PRE = "margin:.2em 0;padding:0;background:transparent;color:inherit;overflow-x:auto;white-space:pre"


def render_html(diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source] | None = None) -> str:
    """The diagnostics as an HTML fragment, with their source lines if `sources` has their texts by name."""
    known = sources or {}
    shown = [_one(item, known.get(item.file or "")) for item in diagnostics[:MOST_SHOWN]]
    left = len(diagnostics) - len(shown)
    if left:
        shown.append(f'<div style="{FAINT}">{left:,} more problems are not shown here.</div>')
    return "\n".join(shown)


def visible(text: str) -> str:
    """A text as HTML: markup is escaped, and characters that cannot be seen are shown as `\\u202e`."""
    return escape(visible_text(text))


def isolated(text: str) -> str:
    """As `visible`, kept apart from its surroundings: a text that runs from right to left does not reorder them."""
    return f"<bdi>{visible(text)}</bdi>"


def folded(summary: str, content: str, *, is_open: bool = False) -> str:
    """HTML that is folded under a summary, which is a text."""
    return f"<details{' open' if is_open else ''}><summary>{visible(summary)}</summary>{content}</details>"


def _one(item: Diagnostic, source: Source | None) -> str:
    color = COLORS[item.severity]
    rule = f'<b style="color:{color}">{item.severity.value}</b> <code>{visible(item.rule.slug)}</code>'
    parts = [f"<div>{rule} {isolated(item.message)}</div>"]
    if item.file is not None or item.start is not None:
        parts.append(f'<div style="{FAINT}">{isolated(_place(item))}</div>')
    if source is not None and item.start is not None:
        parts.append(_excerpt(source, item.start, item.end, color))
    if item.help:
        parts.append(f"<div><b>help:</b> {isolated(item.help)}</div>")
    return f'<div style="border-left:3px solid {color};padding-left:.7em;margin:.7em 0">{"".join(parts)}</div>'


def _place(item: Diagnostic) -> str:
    place = item.file or "<input>"
    if item.start is not None:
        place += f":{item.start.line}:{item.start.column}"
    return place + (f" (at {item.pointer})" if item.pointer else "")


def _excerpt(source: Source, start: Position, end: Position | None, color: str) -> str:
    """The source line with the problem marked; of a long line, only the part around it."""
    text = source.line(start.line)
    first = start.column - 1
    last = end.column - 1 if end is not None and end.line == start.line else len(text)
    begin = max(0, first - _BEFORE) if len(text) > _LINE_SHOWN else 0
    stop = min(len(text), begin + _LINE_SHOWN)
    before = ("…" if begin else "") + text[begin:first]
    problem = text[first : min(max(last, first + 1), stop)] or " "
    after = text[max(last, first + 1) : stop] + ("…" if stop < len(text) else "")
    marked = f'<span style="color:{color};{_MARK}">{visible(problem)}</span>'
    line = f"{visible(before)}{marked}{visible(after)}"
    return f'<pre dir="ltr" style="{PRE}"><span style="{FAINT}">{start.line} |</span> <bdi>{line}</bdi></pre>'
