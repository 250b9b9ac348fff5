"""A run as HTML, for notebooks: how it ended, its outputs, and a table of its actions, shortened if there are many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from architrave.diagnostics.renderers.html import AMBER, FAINT, GREEN, RED, folded, isolated
from architrave.interpreter.effects import FlowError, Outcome
from architrave.interpreter.observer import Step
from architrave.interpreter.shown import duration_text, one_line, shown
from architrave.interpreter.trace import step_json

FIRST, LAST, FAILED = 150, 50, 50
"""Of a long trace, the first and the last actions are shown, and this many of the failed ones in between."""

_OPEN = 40
"""A trace of at most this many actions is not folded."""

_LINES = 20
_OUTPUTS = 100
_LONGEST_OUTPUT = 1000
_LONGEST_TEXT = 500
_DEEPEST = 30
_TABLE = "border-collapse:collapse;margin:.3em 0"
_CELL = "text-align:left;vertical-align:top;padding:.1em .8em .1em 0"
_COLORS = {"COMPLETED": GREEN, "RUNNING": AMBER}


def run_html(name: str, steps: Sequence[Step], outcome: Outcome | None, began: int, ended: int) -> str:
    """A run of the flow `name`. Times are in milliseconds since the epoch; `outcome` is None while it is running."""
    return _framed(*_result(name, outcome, ended - began), steps_html(steps, began))


def result_html(name: str, outcome: Outcome | None, took: int | None, notes: Iterable[str]) -> str:
    """The result of an execution, which took `took` milliseconds, with notes under it; without its actions."""
    return _framed(*_result(name, outcome, took), *(f'<div style="{FAINT}">{isolated(note)}</div>' for note in notes))


def _framed(*parts: str) -> str:
    return f'<div style="line-height:1.4">{"".join(parts)}</div>'


def _result(name: str, outcome: Outcome | None, took: int | None) -> Iterator[str]:
    """How it ended, its error and its outputs."""
    status = "RUNNING" if outcome is None else outcome.status
    reason = f", {isolated(outcome.completion_reason)}" if outcome is not None and outcome.completion_reason else ""
    after = "" if took is None else f", after {duration_text(took)}{' so far' if outcome is None else ''}"
    head = f'<b>{isolated(name)}</b> <b style="color:{_COLORS.get(status, RED)}">{status}</b>{reason}{after}'
    yield f"<div>{head}</div>"
    if outcome is not None:
        if outcome.error is not None:
            yield _error(outcome.error)
        yield _outputs(outcome.output_data)


def trace_html(steps: Sequence[Step], began: int, current: Step | None) -> str:
    """The actions of an execution, and the one that it is performing."""
    shown_steps = steps_html(steps, began) if steps or current is None else ""
    if current is None:
        return shown_steps
    now = f"now at <b>{_short(current.name)}</b> {isolated(current.type)}, since {duration_text(current.at - began)}"
    return f"{shown_steps}<div>{now}</div>"


def steps_html(steps: Sequence[Step], began: int) -> str:
    """The actions as a folded table: when, which, on which path, why, what changed, and the error of a failed one."""
    if not steps:
        return f'<div style="{FAINT}">No action ran.</div>'
    rows: list[str] = []
    last = -1
    for index in _picked(steps):
        if index > last + 1:
            rows.append(_left_out(index - last - 1))
        rows.append(_row(steps[index], began))
        last = index
    heads = "".join(f'<th style="{_CELL}">{head}</th>' for head in ("time", "action", "path", "why and what changed"))
    table = "\n".join([f'<table style="{_TABLE}"><tr>{heads}</tr>', *rows, "</table>"])
    many = len(steps)
    return folded(f"{many:,} action{'s' if many != 1 else ''}", table, is_open=many <= _OPEN)


def _picked(steps: Sequence[Step]) -> list[int]:
    """The indexes of the actions that are shown."""
    if len(steps) <= FIRST + LAST:
        return list(range(len(steps)))
    middle = range(FIRST, len(steps) - LAST)
    failed = [index for index in middle if steps[index].error is not None][:FAILED]
    return [*range(FIRST), *failed, *range(len(steps) - LAST, len(steps))]


def _left_out(number: int) -> str:
    text = f"{number:,} action{'s' if number != 1 else ''} not shown here; to_json() has all of them"
    return f'<tr><td></td><td colspan="3" style="{_CELL};{FAINT}">… {text}</td></tr>'


def _row(step: Step, began: int) -> str:
    data = step_json(step)
    name = f'<b style="color:{RED}">{_short(data["name"])}</b>' if data["error"] else f"<b>{_short(data['name'])}</b>"
    indent = f";padding-left:{min(step.depth - 1, _DEEPEST) * 1.2:g}em" if step.depth > 1 else ""
    path = "" if data["output"] is None else f"→ {isolated(data['output'])}"
    cells = (
        f'<td style="{_CELL};{FAINT}">{duration_text(step.at - began)}</td>',
        f'<td style="{_CELL}{indent}">{name} <span style="{FAINT}">{isolated(data["type"])}</span></td>',
        f'<td style="{_CELL}">{path}</td>',
        f'<td style="{_CELL}">{"<br>".join(_details(data))}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"


def _details(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _at_most(_reasons(data), len(data["inputs"]))
    yield from _at_most(_changes(data), len(data["changes"]))
    if data["error"]:
        error = data["error"]
        yield f'<b style="color:{RED}">{isolated(error["type"])}</b>: {_short(error["message"])}'


def _at_most(lines: Iterable[str], number: int) -> Iterator[str]:
    for index, line in enumerate(lines):
        if index == _LINES:
            yield f'<span style="{FAINT}">… and {number - _LINES:,} more</span>'
            return
        yield line


def _reasons(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data["inputs"].items():
        written = data["expressions"].get(name)
        why = f"{isolated(name)} <code>{isolated(one_line(written))}</code> is" if written else isolated(name)
        yield f'<span style="{FAINT}">{why} {_value(value)}</span>'


def _changes(data: Mapping[str, Any]) -> Iterator[str]:
    for change in data["changes"]:
        before, after = _value(change["before"]), _value(change["after"])
        moved = f"{before} → {after}" if before != after else f"{after} (as before)"
        written = change.get("expression")
        source = f' <span style="{FAINT}">= <code>{isolated(one_line(written))}</code></span>' if written else ""
        yield f"<b>{isolated(change['variable'])}</b>: {moved}{source}"


def _short(text: str) -> str:
    return isolated(text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…")


def _value(value: Any, *longest: int) -> str:
    return f"<code>{isolated(shown(value, *longest))}</code>"


def _error(error: FlowError) -> str:
    where = f" in {isolated(error.action)}" if error.action else ""
    lines = [f'<b style="color:{RED}">{isolated(error.type)}</b>{where}: {_short(error.message)}']
    if error.expression:
        lines.append(f"<code>{isolated(one_line(error.expression))}</code>")
    values: Mapping[str, Any] = error.values or {}
    lines += _at_most((f"{isolated(name)} = {_value(value)}" for name, value in values.items()), len(values))
    return f"<div>{'<br>'.join(lines)}</div>"


def _outputs(outputs: Mapping[str, Any]) -> str:
    shown_ones = list(outputs.items())[:_OUTPUTS]
    rows = [
        f'<tr><td style="{_CELL}"><b>{isolated(name)}</b></td>'
        f'<td style="{_CELL}">{_value(value, _LONGEST_OUTPUT)}</td></tr>'
        for name, value in shown_ones
    ]
    if len(outputs) > _OUTPUTS:
        rows.append(f'<tr><td style="{FAINT}" colspan="2">… and {len(outputs) - _OUTPUTS:,} more outputs</td></tr>')
    return f'<table style="{_TABLE}">{"".join(rows)}</table>' if rows else ""
