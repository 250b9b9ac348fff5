"""A run as HTML: exact for a few runs, safe for hostile values, and of a bounded size."""

from pathlib import Path

import pytest

from architrave.diagnostics import Source
from architrave.engine.handlers import Handlers
from architrave.engine.virtual import VirtualEngine, VirtualRun
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Start
from architrave.interpreter.trace_html import FAILED, FIRST, LAST, run_html, steps_html
from tests.goldens import Golden
from tests.markup import text_of

HERE = Path(__file__).parent / "html"

FLOW = """
workflow:
  name: Sync <orders>
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Flow.text, initialValue: {noValue: true}, isInput: true, isOutput: true}
    - integerVariable: {name: Flow.count, initialValue: {lit: 2}, isInput: true, isOutput: true}
    - integerVariable: {name: Flow.index, initialValue: {lit: 0}, isInput: false, isOutput: false}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - wait:
              name: A minute and a half
              trimDurationNearMaxRunningTime: {lit: false}
              duration: {exp: "MakeDuration(0, 0, 1, 30)"}
          - loop:
              name: Many
              currentIndex: {var: Flow.index}
              loopCount: {exp: Flow.count}
              outputs:
                loop:
                  actions:
                    - updateData:
                        name: Note <b>the index</b>
                        statements:
                          - string: {variable: Flow.text, value: {exp: 'Flow.text + ToString(Flow.index)'}}
          - decision:
              name: Many?
              condition: {exp: Flow.count > 2}
              outputs:
                "no":
                  actions:
                    - endWorkflow: {name: End, exitReason: {lit: Few <i>orders</i>}}
          - updateData:
              name: Divide
              statements:
                - integer: {variable: Flow.count, value: {exp: 'Flow.count / (Flow.count - Flow.count)'}}
          - endWorkflow: {name: The end, exitReason: {noValue: true}}
"""
HOSTILE = "</code><script>alert(1)</script>\u202e\x07\ud800"
RUNS = {
    "completed": {"Flow.text": "a", "Flow.count": 2},
    "hostile": {"Flow.text": HOSTILE, "Flow.count": 1},
    "not-set": {"Flow.text": None, "Flow.count": 3},
    "failed": {"Flow.text": "a", "Flow.count": 3},
}


def run(inputs: dict[str, object]) -> VirtualRun:
    program, faults = read_flow(Source("sync", FLOW))
    assert program is not None
    assert not [fault for fault in faults if fault.is_error], faults
    return VirtualEngine(Handlers(), {}.__getitem__).run(program, Start("e", inputs, 0))


def html_of(done: VirtualRun) -> str:
    return run_html("Sync <orders>", done.trace.steps, done.outcome, 0, done.ended_at)


@pytest.mark.parametrize("name", RUNS)
def test_html(name: str, golden: Golden) -> None:
    html = html_of(run(RUNS[name]))
    golden(HERE / f"{name}.html", html + "\n")
    golden(HERE / f"{name}.txt", text_of(html))


def test_a_run_that_is_still_running_says_so() -> None:
    done = run(RUNS["completed"])
    text = text_of(run_html("Sync", done.trace.steps[:2], None, 0, 90_000))
    assert "Sync RUNNING, after 1m30.000s so far" in text
    assert "2 actions" in text


def test_a_run_without_actions_says_so() -> None:
    assert text_of(steps_html([], 0)) == "No action ran.\n"


def test_a_long_trace_is_folded_and_cut_with_a_count() -> None:
    done = run({"Flow.text": "x" * 30_000, "Flow.count": 1000})
    steps = done.trace.steps * 5
    text = text_of(html := steps_html(steps, 0))
    assert html.startswith(f"<details><summary>{len(steps):,} actions</summary>")
    assert sum("not shown here" in line for line in text.splitlines()) == 1 + 4
    assert text.count("Divide") == 5, "the failed actions in the part that is left out are shown"
    assert len(html) < 400_000


def test_of_many_failed_actions_only_some_are_shown() -> None:
    failed = run(RUNS["failed"]).trace.steps[-1]
    text = text_of(html := steps_html([failed] * 10_000, 0))
    assert text.count("Divide") == FIRST + FAILED + LAST
    assert f"… {10_000 - FIRST - FAILED - LAST:,} actions not shown here" in text
    assert len(html) < 400_000


def test_a_short_trace_is_open() -> None:
    assert html_of(run(RUNS["completed"])).count("<details open>") == 1
