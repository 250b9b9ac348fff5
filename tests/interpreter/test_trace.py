"""A trace as programs use it: the sequence of the steps, and what can be read of each."""

import pytest

from architrave.interpreter.trace import Trace
from tests.interpreter.test_trace_html import RUNS, run
from tests.markup import text_of


@pytest.fixture(scope="module")
def trace() -> Trace:
    return run(RUNS["failed"]).trace


def test_a_trace_is_a_sequence_of_steps(trace: Trace) -> None:
    steps = list(trace)
    assert len(trace) == len(steps) == 10
    assert (trace[0], trace[-1], trace.index(steps[2]), steps[3] in trace) == (steps[0], steps[-1], 2, True)
    assert list(reversed(trace)) == steps[::-1]
    with pytest.raises(IndexError):
        trace[10]


def test_a_slice_of_a_trace_is_a_trace_with_the_same_times(trace: Trace) -> None:
    part = trace[-2:]
    assert isinstance(part, Trace)
    assert list(part) == list(trace)[-2:]
    assert part.to_json() == trace.to_json()[-2:]
    assert text_of(part._repr_html_()).count("1m30.000s") == 2
    assert text_of(trace[5:][:1]._repr_html_()).count("1m30.000s") == 1


def test_a_trace_and_its_steps_are_short(trace: Trace) -> None:
    assert [repr(trace), repr(trace[:1]), repr(trace[:0])] == [
        "<Trace: 10 actions>",
        "<Trace: 1 action>",
        "<Trace: 0 actions>",
    ]
    assert [repr(step) for step in (trace[0], trace[1], trace[-1])] == [
        "<Step 'A minute and a half' (wait)>",
        "<Step 'Many' (loop) → 'loop'>",
        "<Step 'Divide' (updateData), DivisionByZero>",
    ]
    assert repr(trace[2].changes) == '[<Flow.text: "a" → "a0">]'
    assert "No action ran" in trace[:0]._repr_html_()


def test_a_step_says_what_its_json_says(trace: Trace) -> None:
    for step, data in zip(trace, trace.to_json(), strict=True):
        assert (step.name, step.type, step.path, step.depth) == (
            data["name"],
            data["type"],
            data["output"],
            data["depth"],
        )
        assert step.inputs == data["inputs"]
        assert [change.variable for change in step.changes] == [change["variable"] for change in data["changes"]]
        assert (step.error is None) == (data["error"] is None)
