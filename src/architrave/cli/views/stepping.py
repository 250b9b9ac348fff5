"""The debugger at a prompt: reads commands, and moves the run.

The commands have the names and letters that they have in gdb, where gdb has them.
"""

import re
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from architrave.cli.views.debugged import Screen
from architrave.cli.views.screen import screen_console
from architrave.diagnostics import did_you_mean
from architrave.diagnostics.visible import visible_line
from architrave.expressions import ExpressionError
from architrave.local.faults import BadExpressionError, NoSuchActionError

if TYPE_CHECKING:
    from architrave.local.debugging import Debugger

Wait = Callable[[Coroutine[Any, Any, None]], None]
"""Runs a movement to its end. Raises KeyboardInterrupt if a person interrupts it."""

Read = Callable[[], str | None]
"""Returns the next command, None at the end of the input."""

PROMPT = "> "
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class _Command:
    """A command: its letters, its word, what follows it, and what it does."""

    letters: str
    word: str
    follows: str
    does: str

    @property
    def usage(self) -> str:
        """How to write it."""
        return " ".join(filter(None, [", ".join(dict.fromkeys([self.letters, self.word])), self.follows]))


_FORWARD = (
    _Command("s", "step", "", "to the next action, into loops, branches and tasks"),
    _Command("n", "next", "", "to the next action; what this one contains runs too"),
    _Command("o", "out", "", "out of the loop, branch, task or module around it"),
    _Command("c", "continue", "", "to the next break, or to the end"),
)
_BACK = (
    _Command("rs", "reverse-step", "", "back to the previous action"),
    _Command("rn", "reverse-next", "", "back over what the previous action contains"),
    _Command("rc", "reverse-continue", "", "back to the previous break, or to the first action"),
)
_OTHERS = (
    _Command("l", "list", "[LINE]", "the file around the action, or around LINE"),
    _Command("w", "where", "", "the action, and what contains it"),
    _Command("v", "variables", "[TEXT]", "the variables, or those with TEXT in their names"),
    _Command("p", "print", "EXPRESSION", "evaluate an expression; also = EXPRESSION"),
    _Command("set", "set", "NAME = EXPRESSION", "set a variable; what comes after it runs anew"),
    _Command("b", "break", "[PLACE [if TEST]]", "add a break, or show all breaks"),
    _Command("d", "delete", "[NUMBER]", "delete a break, or all breaks"),
    _Command("h", "help", "", "show this help"),
    _Command("q", "quit", "", "quit"),
)
_ALL = (*_FORWARD, *_BACK, *_OTHERS)
_ALSO = {"back": "rs", "finish": "o", "bt": "w", "?": "h", "exit": "q"}
_BY_NAME = {name: each.letters for each in _ALL for name in (each.letters, each.word)} | _ALSO
_NOTES = """
PLACE is the name or number of an action, FILE:LINE, or :LINE of the flow's file.
Enter repeats the last movement. Ctrl+C interrupts a movement."""


def step_through(
    debugger: "Debugger", wait: Wait, *, is_stepping: bool, read: Read | None = None, console: Console | None = None
) -> None:
    """Debug a run: go to its first action or, unless `is_stepping`, to the first break; then follow commands.

    Returns at `q` or at the end of the input.
    """
    session = _Session(debugger, wait, Screen(debugger, console or screen_console()))
    session.begin("s" if is_stepping else "c")
    ask = read or _read
    while (line := ask()) is not None and session.follow(line.strip()):
        pass


def _read() -> str | None:
    """The next line of standard input. A line that is not typed at a terminal is printed after the prompt."""
    is_typed = sys.stdin.isatty()
    if is_typed:
        with suppress(ImportError):
            import_module("readline")  # gives `input` a history and editing
    try:
        line = input(PROMPT)
    except (EOFError, KeyboardInterrupt):
        print()
        return None
    except UnicodeDecodeError:
        print()
        raise click.UsageError("The commands are not UTF-8 text.") from None
    if not is_typed:
        print(visible_line(line))
    return line


class _Session:
    """One debugger at a prompt."""

    def __init__(self, debugger: "Debugger", wait: Wait, screen: Screen) -> None:
        self._debugger = debugger
        self._wait = wait
        self._screen = screen
        self._last = "s"

    def begin(self, movement: str) -> None:
        """Make the first movement."""
        self._screen.title()
        self._screen.note("Commands: " + " ".join(each.letters for each in _ALL) + "  (h: help)")
        self._move(movement)
        if self._debugger.has_ended and movement == "c":
            self._screen.note("The run did not reach a break.")

    def follow(self, line: str) -> bool:
        """Follow a command; False to quit."""
        word, _, rest = line.partition(" ")
        if line.startswith("="):
            word, rest = "p", line[1:]
        command = _BY_NAME.get(word.lower()) if line else self._last
        if command == "q":
            return False
        try:
            self._follow(command, word, rest.strip())
        except (BadExpressionError, NoSuchActionError, ExpressionError) as problem:
            self._screen.problem(str(problem))
        return True

    def _follow(self, command: str | None, word: str, rest: str) -> None:
        match command:
            case None:
                near = did_you_mean(word, _BY_NAME)
                hint = f" Did you mean {near}?" if near is not None else ""
                self._screen.problem(f"There is no command “{word}”.{hint} Type h for help.")
            case "l":
                self._list(rest)
            case "w":
                self._screen.stack()
            case "v":
                self._screen.variables(rest)
            case "p" if not rest:
                self._screen.problem("Write p EXPRESSION, for example p Flow.x + 1.")
            case "p":
                self._screen.value(self._debugger.evaluate(rest))
            case "set":
                self._set(rest)
            case "b":
                self._break(rest)
            case "d":
                self._delete(rest)
            case "h":
                self._help()
            case _:
                self._last = command
                self._move(command)

    def _move(self, command: str) -> None:
        """Move, and show what ran and where the run is."""
        debugger, is_back = self._debugger, command.startswith("r")
        if debugger.has_ended and not is_back:
            self._screen.note("The run has ended. rs steps back, rc goes back to a break, q quits.")
            return
        if is_back and debugger.at is not None and not debugger.at.steps:
            self._screen.note("This is the first action. Nothing ran before it.")
            return
        before = len(debugger.run.trace.steps)
        try:
            self._wait(_movement(debugger, command))
        except KeyboardInterrupt:
            self._wait(debugger.recover())
            self._screen.note("Interrupted.")
        self._screen.steps(before, as_one=command == "n")
        self._screen.place()

    def _list(self, rest: str) -> None:
        line = _number(rest)
        if rest and line is None:
            self._screen.problem("Write l, or l LINE.")
        else:
            self._screen.source(line)

    def _set(self, rest: str) -> None:
        name, equals, text = rest.partition("=")
        if not (equals and name.strip() and text.strip()):
            self._screen.problem("Write set NAME = EXPRESSION, for example set Flow.x = 5.")
            return
        value, forgotten = self._debugger.set(name, text.strip())
        self._screen.variable(value)
        if forgotten:
            replies = "1 reply of a data action" if forgotten == 1 else f"{forgotten} replies of data actions"
            self._screen.note(f"  What ran after this action is discarded, with {replies}.")

    def _break(self, rest: str) -> None:
        if rest:
            self._screen.breaks(self._debugger.add_break(rest).number)
        elif not self._debugger.breaks:
            self._screen.note("There are no breaks. Write b PLACE to add one.")
        else:
            self._screen.breaks(*self._debugger.breaks)

    def _delete(self, rest: str) -> None:
        number = _number(rest)
        if not rest:
            self._debugger.breaks.clear()
            self._screen.note("There are no breaks now.")
        elif number is None or not self._debugger.delete_break(number):
            self._screen.problem(f"There is no break {rest}. Write b to show all breaks.")

    def _help(self) -> None:
        wide = max(len(each.usage) for each in _ALL)
        for each in _ALL:
            self._screen.note(f"{each.usage:{wide}}  {each.does}")
        self._screen.note(_NOTES)


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _movement(debugger: "Debugger", command: str) -> Coroutine[Any, Any, None]:
    return {
        "s": debugger.step,
        "n": debugger.over,
        "o": debugger.out,
        "c": debugger.go_on,
        "rs": debugger.back,
        "rn": debugger.back_over,
        "rc": debugger.back_to_break,
    }[command]()
