"""Stepping through a run: forward and back, with the variables as they were at each step."""

from collections.abc import Callable
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from architrave.cli.views.trace import began_at, outcome_lines, step_lines
from architrave.interpreter.shown import shown

_HELP = "Enter: next   b: back   c: continue to next break   v: variables   q: quit"


def step_through(
    result: dict[str, Any],
    breaks: tuple[str, ...],
    read: Callable[[], str] | None = None,
    console: Console | None = None,
) -> None:
    """Step through a finished run, forward and back.

    Starts at the first action; with `breaks`, at the first action that they name.
    """
    out = console or Console(highlight=False, soft_wrap=True)
    ask = read or _prompt
    steps: list[dict[str, Any]] = result["trace"]
    place = _next_break(steps, -1, breaks)
    out.print(Text(_HELP, "dim"))
    while place < len(steps):
        for line in step_lines(steps[place], began_at(result)):
            out.print(line)
        answer = ask()
        while answer not in {"", "b", "c", "q", None}:
            _look(steps, place, answer, out)
            answer = ask()
        if answer is None or answer == "q":
            return
        place = {"": place + 1, "b": max(0, place - 1), "c": _next_break(steps, place, breaks)}[answer]
    for line in outcome_lines(result):
        out.print(line)


def variables_at(steps: list[dict[str, Any]], place: int) -> dict[str, Any]:
    """The variables after a step, by name. Only variables that some step assigns are included."""
    values: dict[str, Any] = {}
    for step in steps:
        for change in step["changes"]:
            values.setdefault(change["variable"], change["before"])
    for step in steps[: place + 1]:
        for change in step["changes"]:
            values[change["variable"]] = change["after"]
    return values


def _prompt() -> str | None:
    try:
        return click.prompt("", default="", show_default=False, prompt_suffix="> ").strip().lower()
    except click.Abort:
        return None


def _look(steps: list[dict[str, Any]], place: int, answer: str | None, out: Console) -> None:
    if answer != "v":
        out.print(Text(_HELP, "dim"))
        return
    for name, value in sorted(variables_at(steps, place).items()):
        out.print(Text.assemble("  ", (name, "yellow"), f" = {shown(value)}"))


def _next_break(steps: list[dict[str, Any]], place: int, breaks: tuple[str, ...]) -> int:
    for index in range(place + 1, len(steps)):
        if not breaks or any(_is_named(steps[index], wanted) for wanted in breaks):
            return index
    return len(steps)


def _is_named(step: dict[str, Any], wanted: str) -> bool:
    return step["name"].casefold() == wanted.casefold() or str(step["action"]) == wanted
