"""The page of a run: one HTML file."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from architrave.diagnostics import Source
from architrave.diagnostics.renderers.html import isolated, visible
from architrave.diagram.marks import marks_of
from architrave.diagram.outline import Outline
from architrave.diagram.recorded import RecordedRun, RecordedStep
from architrave.diagram.style import STYLE
from architrave.diagram.svg import svg_of
from architrave.flows.program import Program
from architrave.interpreter.shown import duration_text, one_line
from architrave.local.trace_page.excerpts import excerpt_html
from architrave.local.trace_page.steps import StepPlace, error_html, step_html, values_html

if TYPE_CHECKING:
    from architrave.engine.data_actions import Exchange

_HERE = Path(__file__).parent
_ROOM = 600_000
"""About how many characters all values together may have: the more steps a run has, the less of each value is shown."""

_LONGEST, _SHORTEST = 2_000, 100
_IN_A_LIST = 100
_SEVERAL = 2
_MOST_EXCERPTS = 500
_CLASSES = {"COMPLETED": "good", "RUNNING": "busy"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A flow to draw: the flow itself or a common module that it called, and its text; an empty one is unknown."""

    program: Program
    outline: Outline
    source: Source


def trace_page(
    run: RecordedRun, figures: Sequence[Figure], exchanges: "Mapping[int, Sequence[Exchange]] | None" = None
) -> str:
    """The page of a run, with a diagram of each figure. The figure of the run's own flow is first, if it is known.

    `exchanges` are the HTTP exchanges of data actions by the indexes of their steps.
    """
    style = STYLE + (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    name = visible(run.name or "Run")
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{name}: {visible(run.status)}</title>",
            f"<style>{style}</style>\n</head>\n<body>",
            _header(run),
            _diagrams(run, figures),
            _told(run, figures, exchanges or {}),
            f"<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _header(run: RecordedRun) -> str:
    began, ended = _began(run), run.ended_at or (run.trace[-1].at if run.trace else None)
    reason = f", {isolated(run.completion_reason)}" if run.completion_reason else ""
    took = "" if began is None or ended is None else f", after {duration_text(_milliseconds(began, ended))}"
    so_far = " so far" if run.status == "RUNNING" else ""
    status = f'<strong class="{_CLASSES.get(run.status, "bad")}">{isolated(run.status)}</strong>'
    facts = [f"{len(run.trace):,} step{'s' if len(run.trace) != 1 else ''}"]
    if began is not None:
        facts.append(f"launched {began}")
    if run.id:
        facts.append(f"execution {run.id}")
    buttons = "".join(
        f'<button type="button" id="{key}" aria-label="{label}" title="{label}">{sign}</button>'
        for key, label, sign in (("first", "First step", "|◀"), ("back", "Step back", "◀"))
    )
    more = "".join(
        f'<button type="button" id="{key}" aria-label="{label}" title="{label}">{sign}</button>'
        for key, label, sign in (("next", "Step forward", "▶"), ("last", "Last step", "▶|"))
    )
    count = len(_all_steps(run))
    slider = f'<input type="range" id="at" min="1" max="{max(count, 1)}" value="1" aria-label="Step">'
    return (
        f"<header><h1>{isolated(run.name or 'Run')}</h1> {status}{reason}{took}{so_far}"
        f'<p class="faint">{isolated(" · ".join(facts))}</p>'
        f'<div id="player" role="group" aria-label="Move through the run" hidden>{buttons}{slider}{more}'
        f'<output id="now" for="at"></output></div>{_result(run)}</header>'
    )


def _diagrams(run: RecordedRun, figures: Sequence[Figure]) -> str:
    """The diagrams. A box leads to the first step of its action."""
    found: list[str] = []
    for index, figure in enumerate(figures):
        first: dict[int, int] = {}
        for number, step in enumerate(_all_steps(run), 1):
            if step.flow == figure.program.name:
                first.setdefault(step.action, number)
        links = {number: f"#step-{step}" for number, step in first.items()}
        marks = marks_of(figure.program, [run])
        drawn = svg_of(figure.outline, marks, link=links.get, prefix=f"f{index}-", is_whole=False)
        found.append(f'<div class="figure">{drawn}</div>')
    if not found:
        found.append('<p class="faint">The flow of this run is not known, so there is no diagram.</p>')
    return f'<main id="diagrams" tabindex="0" aria-label="Diagram">{_choice(figures)}{"".join(found)}</main>'


def _choice(figures: Sequence[Figure]) -> str:
    """Buttons for the diagrams, of which the script shows one: that of the flow or module that the step is in."""
    if len(figures) < _SEVERAL:
        return ""
    buttons = "".join(
        f'<button type="button" aria-pressed="false">{isolated(one_line(figure.outline.name))}</button>'
        for figure in figures
    )
    return f'<div id="flows" role="group" aria-label="Flow and modules" hidden>{buttons}</div>'


def _told(run: RecordedRun, figures: Sequence[Figure], exchanges: "Mapping[int, Sequence[Exchange]]") -> str:
    """A step with the variables after it, which the script shows, the list of steps, and their lines in the files."""
    steps = _all_steps(run)
    longest = max(_SHORTEST, min(_LONGEST, _ROOM // (len(steps) + 1)))
    began = _began(run)
    excerpts: dict[str, str] = {}
    items = [
        step_html(
            number,
            step,
            0 if began is None else _milliseconds(began, step.at),
            _place(step, figures, excerpts),
            longest,
            exchanges.get(number - 1, ()),
            is_current=step is run.current,
        )
        for number, step in enumerate(steps, 1)
    ]
    return (
        '<aside aria-label="Steps and values"><section id="moment" tabindex="0" aria-labelledby="of-step" hidden>'
        '<h2 id="of-step">This step</h2><div id="step"></div>'
        '<table id="variables"><caption>Variables after this step</caption><tbody></tbody></table></section>'
        '<section id="list" tabindex="0" aria-labelledby="of-run"><h2 id="of-run">Steps</h2>'
        f'<div id="steps">{"".join(_lists(items))}</div>{_lines(excerpts)}</section></aside>'
    )


def _lines(excerpts: Mapping[str, str]) -> str:
    """The lines of the actions that ran, each once. The script shows those of the current step."""
    return f'<h2>Lines in the files</h2><div id="lines">{"".join(excerpts.values())}</div>' if excerpts else ""


def _lists(items: Sequence[str]) -> Iterator[str]:
    """The steps as lists of a hundred: a browser lays out only those that are seen."""
    for start in range(0, len(items), _IN_A_LIST):
        yield f'<ol start="{start + 1}">{"".join(items[start : start + _IN_A_LIST])}</ol>'


def _result(run: RecordedRun) -> str:
    """Why it failed, and its inputs and outputs, folded."""
    values = values_html("Inputs", run.input_data or {}, _LONGEST) + values_html(
        "Outputs", run.output_data or {}, _LONGEST
    )
    error = "" if run.error is None else error_html(run.error, _LONGEST)
    return error + (f'<details id="values"><summary>Inputs and outputs</summary>{values}</details>' if values else "")


def _place(step: RecordedStep, figures: Sequence[Figure], excerpts: dict[str, str]) -> StepPlace | None:
    """Where a step is, None if that is unknown. An excerpt of its file is added to `excerpts` by its id."""
    for index, figure in enumerate(figures):
        if figure.program.name == step.flow and 0 <= step.action < len(figure.program.actions):
            action = figure.program.actions[step.action]
            if (action.kind, action.name) == (step.type, step.name):
                source, line, key = figure.source, action.place.line, f"y{index}-{step.action}"
                if key not in excerpts and source.text and not source.parts and len(excerpts) < _MOST_EXCERPTS:
                    excerpts[key] = excerpt_html(source, source.name, line, key)
                return StepPlace(
                    f"f{index}-a{step.action}", f"{PurePath(source.name).name}:{line}", key if key in excerpts else ""
                )
    return None


def _all_steps(run: RecordedRun) -> list[RecordedStep]:
    """The steps and, of a running execution, the one that it is performing."""
    return [*run.trace, *([] if run.current is None else [run.current])]


def _began(run: RecordedRun) -> str | None:
    return run.launched_at or (run.trace[0].at if run.trace else None)


def _milliseconds(began: str, at: str) -> int:
    """The time between two ISO texts; 0 if one of them is not a time."""
    try:
        span = datetime.fromisoformat(at) - datetime.fromisoformat(began)
    except (TypeError, ValueError):
        return 0
    return round(span.total_seconds() * 1000)
