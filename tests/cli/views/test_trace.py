"""The text form of a trace. Complete traces are goldens in `tests/interpreter/flows`."""

import io
from typing import Any

from rich.console import Console

from architrave.cli.views.trace import show_reasons, show_trace

FAULT = {"type": "NoSuchItem", "message": "There is no item at 0."}


def step(name: str, depth: int, error: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "type": "updateData",
        "depth": depth,
        "at": "2026-01-01T00:00:00Z",
        "output": None,
        "error": error,
        "inputs": {"text": name},
        "changes": [],
    }


def brief(*steps: dict[str, Any]) -> list[str]:
    """The lines of a brief trace, without clock and outcome."""
    text = io.StringIO()
    result = {"trace": list(steps), "status": "RUNNING", "completionReason": None, "error": None, "outputData": {}}
    show_trace({**result, "diagnostics": []}, Console(file=text, width=200), brief=True)
    return [line.removeprefix("      0.000s  ") for line in text.getvalue().splitlines()[:-1]]


def test_a_brief_trace_has_one_line_per_outermost_step_and_counts_the_others() -> None:
    assert brief(step("a", 1), step("a1", 2), step("a11", 3), step("b", 1)) == [
        "a  updateData  (2 actions inside)",
        "b  updateData",
    ]


def test_a_brief_trace_shows_every_failed_step() -> None:
    assert brief(step("a", 1), step("a1", 2), step("a2", 2, FAULT), step("a3", 2), step("b", 1)) == [
        "a  updateData  (1 action inside)",
        "  a2  updateData",
        '                  text "a2"',
        "                  NoSuchItem: There is no item at 0.",
        "b  updateData",
    ]


def test_an_empty_brief_trace_is_the_outcome() -> None:
    assert brief() == []


def test_why_a_trace_is_not_complete_is_printed(capsys) -> None:
    show_reasons(
        [{"message": "The trace ends here.\x1b[2J", "help": "Run the earlier version."}, {"message": "Parked."}]
    )
    assert capsys.readouterr().out == "The trace ends here.\\u001b[2J\nRun the earlier version.\nParked.\n"
