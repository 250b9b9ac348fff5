"""What the debugger shows: the place of the run, what ran, the lines of the file, the stack, the variables, breaks."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from architrave.cli.views.trace import INDENT, clock, counting, outcome_lines, print_line, shown, step_lines
from architrave.diagnostics.visible import visible, visible_line
from architrave.flows.program import AnyAction, Container
from architrave.interpreter.plain import plain_json
from architrave.interpreter.trace import iso, step_json

if TYPE_CHECKING:
    from architrave.interpreter.pausing import Level
    from architrave.local.debugging import Debugger, Stop, Value

_AROUND = 5
"""How many lines are listed before and after a line."""

_NARROWEST = 20
_MOST_PLACES = 3
_NOWHERE = "The run is not before an action."


class Screen:
    """Shows the state of a debugger on a console."""

    def __init__(self, debugger: "Debugger", console: Console) -> None:
        self._debugger = debugger
        self._out = console
        self._began = iso(debugger.run.launched_at)

    def title(self) -> None:
        """The name of the flow, and when the run starts."""
        self._say((self._debugger.flow.program.name, "bold"), f"  {self._began}")

    def note(self, text: str) -> None:
        """A remark."""
        self._out.print(Text(visible(text), "dim"))

    def problem(self, text: str) -> None:
        """Something that a person must correct."""
        self._out.print(Text(visible(text), "red"))

    def steps(self, since: int, *, as_one: bool) -> None:
        """The actions that ran since a number of them: a single one in full, more as a number, failures in full.

        `as_one`: if the others are inside the first one, that one is shown.
        """
        run = self._debugger.run
        steps, shown_below = run.trace.steps[since:], run.outcome is not None and run.outcome.error
        failed = [step for step in steps if step.error is not None and step.error is not shown_below]
        if len(steps) == 1:
            failed = steps
        elif steps:
            first = next(iter(step_lines(step_json(steps[0]), self._began)))
            is_one = as_one and all(step.depth > steps[0].depth for step in steps[1:])
            self._out.print(counting(first, len(steps) - 1) if is_one else Text(f"({len(steps)} actions)", "dim"))
        for step in failed:
            self._lines(step_lines(step_json(step), self._began))

    def place(self) -> None:
        """The action that the run is before, with the break that stopped it; or how the run ended."""
        debugger = self._debugger
        if debugger.hit is not None:
            self.note(f"Break {debugger.hit.at.number}: {debugger.hit.at.text}")
            if debugger.hit.problem is not None:
                self.problem(f"{INDENT}Its condition failed. {debugger.hit.problem}")
        if debugger.at is not None:
            self._place(debugger.at)
        elif debugger.has_ended:
            self._lines(outcome_lines(debugger.run.to_json()))

    def _place(self, stop: "Stop") -> None:
        lead = clock(self._began, iso(stop.at), stop.height)
        lead = f"→{lead[1:]}" if lead.startswith(" ") else f"→{lead}"
        passes = f", after pass {self._debugger.stack()[0].passes}" if stop.is_next_pass else ""
        kind = f"  {stop.action.kind}{passes}  {self._written_at(stop.action)}"
        self._say((lead, "bold cyan"), (stop.action.name, "bold"), (kind, "dim"))

    def source(self, line: int | None) -> None:
        """The lines of the file around a line or, without one, around the action."""
        stop = self._debugger.at
        if stop is None and line is None:
            self.note(f"{_NOWHERE} Write l LINE.")
            return
        source = self._debugger.places.source(self._debugger.flow.program if stop is None else stop.program)
        here = 0 if stop is None else stop.action.place.line
        middle, last = here if line is None else line, source.position(len(source.text.rstrip("\n"))).line
        numbers = range(max(1, middle - _AROUND), min(last, middle + _AROUND) + 1)
        if not numbers:
            self.note(f"{Path(source.name).name} has {last} lines.")
            return
        lines = [source.line(number).expandtabs() for number in numbers]
        margin = min((len(text) - len(text.lstrip()) for text in lines if text.strip()), default=0)
        for number, text in zip(numbers, lines, strict=True):
            head = f"{'→' if number == here else ' '} {number:>{len(str(last))}}  "
            shortened = _cut(text[margin:], max(_NARROWEST, self._out.width - len(head)))
            self._say((head, "dim"), (shortened, "bold" if number == here else ""))

    def stack(self) -> None:
        """The action, and what contains it."""
        levels = self._debugger.stack()
        if not levels:
            self.note(_NOWHERE)
        for number, level in enumerate(levels):
            self._say((f"#{number}  ", "dim"), (level.part.name, "bold"), (f"  {self._described(level)}", "dim"))

    def _described(self, level: "Level") -> str:
        if isinstance(level.part, Container):
            is_module = level.program is not self._debugger.flow.program
            return f"{level.part.kind} of {level.program.name}" if is_module else level.part.kind
        passes = "" if level.passes is None else f", pass {level.passes}"
        return f"{level.part.kind}{passes}  {self._written_at(level.part)}"

    def variables(self, part: str) -> None:
        """The variables whose names contain a text."""
        found = [each for each in self._debugger.variables() if part.lower() in each.name.lower()]
        if not found:
            self.note(f"No variable here has “{part}” in its name." if part else "There are no variables here.")
        for value in found:
            self.variable(value)

    def variable(self, value: "Value") -> None:
        """A variable with its value."""
        self._say(INDENT, (value.name, "yellow"), f" = {shown(plain_json(value.value))}")

    def value(self, value: "Value") -> None:
        """The value of an expression."""
        self._say(f"{INDENT}{shown(plain_json(value.value))}")

    def breaks(self, *numbers: int) -> None:
        """Breaks, by their numbers, and where they are."""
        for number in numbers:
            one = self._debugger.breaks[number]
            places = list(map(self._written_at, sorted(one.actions, key=lambda action: action.place)))
            more = f", … ({len(places)} places)" if len(places) > _MOST_PLACES else ""
            written = f"  {', '.join(places[:_MOST_PLACES])}{more}"
            self._say((f"Break {number}: ", "bold"), one.text, (written, "dim"))

    def _written_at(self, action: AnyAction) -> str:
        program, _ = self._debugger.places.owner(action)
        return f"{Path(self._debugger.places.source(program).name).name}:{action.place.line}"

    def _say(self, *parts: str | tuple[str, str]) -> None:
        """Print a line of texts and styled texts."""
        written = (part if isinstance(part, tuple) else (part, "") for part in parts)
        self._out.print(Text.assemble(*((visible_line(text), style) for text, style in written)))

    def _lines(self, lines: Iterable[Text]) -> None:
        for line in lines:
            print_line(self._out, line)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
