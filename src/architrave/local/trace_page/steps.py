"""The steps of a run as a list: each with when it ran, the path that it took, why, and what it changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from architrave.diagnostics.renderers.html import isolated, visible
from architrave.diagram.recorded import RecordedChange, RecordedError, RecordedStep
from architrave.interpreter.shown import duration_text, one_line, shown
from architrave.local.trace_page.excerpts import exchanges_html

if TYPE_CHECKING:
    from architrave.engine.data_actions import Exchange

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class StepPlace:
    """Where a step is: the id of its box in a diagram, the file and line of its action, and the id of the excerpt."""

    box: str
    written: str
    excerpt: str


def step_html(
    number: int,
    step: RecordedStep,
    took: int,
    place: StepPlace | None,
    longest: int,
    exchanges: "Sequence[Exchange]" = (),
    *,
    is_current: bool,
) -> str:
    """A step as a list item. `number` counts from 1, `took` is the time since the launch in milliseconds.

    `longest` is how many characters of a value are shown. `exchanges` are the HTTP exchanges of a data action.
    """
    path = "" if step.output is None else f' <span class="path">→ {isolated(step.output)}</span>'
    sign = ' <strong class="bad">failed</strong>' if step.error else ""
    waits = f' <strong class="busy">{isolated(_waits(step))}</strong>' if is_current else ""
    depth = f' class="d{min(step.depth, _DEEPEST)}"' if step.depth > 1 else ""
    summary = (
        f"<time>{duration_text(took)}</time> <b>{isolated(one_line(step.name))}</b> "
        f'<span class="faint">{isolated(step.type)}</span>{path}{sign}{waits}'
    )
    inside = "".join(_details(step, place, exchanges, longest))
    own = ("" if place is None else f' data-box="{place.box}"') + (" data-failed" if step.error else "")
    return f'<li id="step-{number}"{depth}{own}><details><summary>{summary}</summary>{inside}</details></li>'


def values_html(caption: str, values: Mapping[str, Any], longest: int) -> str:
    """Values by name as a table; nothing if there are none."""
    if not values:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{isolated(name)}</th>{_cell(each, longest)}</tr>' for name, each in values.items()
    )
    return f"<table><caption>{visible(caption)}</caption>{rows}</table>"


def error_html(error: RecordedError, longest: int) -> str:
    """An error: its type, its message, and the expression with its values."""
    where = f" in {isolated(error.action)}" if error.action else ""
    kind = f'<strong class="bad">{isolated(error.type or "Error")}</strong>{where}: {isolated(error.message)}'
    written = f"<br><code>{isolated(one_line(error.expression))}</code>" if error.expression else ""
    return f"<p>{kind}{written}</p>{values_html('Values', error.values or {}, longest)}"


def _waits(step: RecordedStep) -> str:
    """What an action that is being performed waits for."""
    if step.until:
        return f"waits until {step.until}"
    return f"called {step.calling}, no reply yet" if step.calling else "not finished yet"


def _details(
    step: RecordedStep, place: StepPlace | None, exchanges: "Sequence[Exchange]", longest: int
) -> Iterator[str]:
    if step.error is not None:
        yield error_html(step.error, longest)
    yield _reasons(step, longest)
    if step.changes:
        rows = "".join(_change(change, longest) for change in step.changes)
        yield f"<table><caption>Changed</caption>{rows}</table>"
    yield exchanges_html(exchanges, longest)
    if place is not None:
        written = isolated(place.written)
        yield f'<a class="place" href="#{place.excerpt}">{written}</a>' if place.excerpt else written


def _reasons(step: RecordedStep, longest: int) -> str:
    """The values that decided, with the expressions that gave them."""
    if not step.inputs:
        return ""
    rows: list[str] = []
    for name, value in step.inputs.items():
        expression = step.expressions.get(name)
        source = f"<br><code>{isolated(one_line(expression))}</code>" if expression else ""
        rows.append(f'<tr><th scope="row">{isolated(name)}{source}</th>{_cell(value, longest)}</tr>')
    return f"<table><caption>Used</caption>{''.join(rows)}</table>"


def _change(change: RecordedChange, longest: int) -> str:
    before, after = visible(shown(change.before, longest)), visible(shown(change.after, longest))
    values = f"<bdi>{before}</bdi> → <bdi>{after}</bdi>" if before != after else f"<bdi>{after}</bdi> (as before)"
    source = f" = <code>{isolated(one_line(change.expression))}</code>" if change.expression else ""
    name = visible(change.variable)
    cell = f'<td data-before="{before}" data-after="{after}">{values}{source}</td>'
    return f'<tr data-variable="{name}"><th scope="row"><bdi>{name}</bdi></th>{cell}</tr>'


def _cell(value: Any, longest: int) -> str:
    return f"<td>{isolated(shown(value, longest))}</td>"
