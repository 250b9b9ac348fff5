"""Reads a path: the grammar is Jayway's, with its leniencies."""

import re

from architrave.templates.json_path.faults import BadPath
from architrave.templates.json_path.filter_reading import read_filter
from architrave.templates.json_path.functions import FUNCTIONS
from architrave.templates.json_path.scanning import closing, unescaped, unescaped_index
from architrave.templates.json_path.steps import Filter, Function, Indexes, Names, Path, Scan, Slice, Step, Wildcard

MOST_STEPS = 60
DEEPEST = 8
"""How deep filters and parameters may be nested in each other."""

_DIGITS = re.compile(r"[-+]?\d{1,9}\Z", re.ASCII)
_BLANK = " \t\n\r"


def read_path(text: str, depth: int = 0) -> Path:
    """The path in a text. One without `$` or `@` at its start means `$.` and the text. Raises BadPath."""
    if depth > DEEPEST:
        raise BadPath("it is nested too deeply")
    if not text.strip(" "):
        raise BadPath("it is empty")
    trimmed = (text if text[0] in "$@" else f"$.{text}").rstrip(" ")
    if trimmed.endswith(".") and len(trimmed) > 1:
        raise BadPath("it ends with a dot")
    return _Reader(trimmed, depth).path()


def read_parameter(text: str, depth: int) -> Path:
    """A path among the parameters of a function, which is not trimmed or completed."""
    return _Reader(text.lstrip(_BLANK), depth).path()


class _Reader:
    def __init__(self, text: str, depth: int) -> None:
        self._text = text
        self._at = 1
        self._depth = depth
        self._steps: list[Step] = []

    def path(self) -> Path:
        text = self._text
        if len(text) > 1 and text[1] not in ".[":
            raise BadPath(f"unexpected {text[1]!r} at character 2: expected “.” or “[”")
        while self._at < len(text):
            self._next()
            if len(self._steps) > MOST_STEPS:
                raise BadPath(f"it has more than {MOST_STEPS} steps")
        steps = _function_around_scan(tuple(self._steps))
        return Path(steps, of_root=text[0] == "$")

    def _next(self) -> None:
        match self._text[self._at]:
            case "[":
                self._bracket()
            case ".":
                self._dot()
            case "*":
                self._at += 1
                self._steps.append(Wildcard())
            case _:
                self._name()

    def _fail(self, message: str) -> BadPath:
        return BadPath(f"{message} at character {self._at + 1}")

    def _dot(self) -> None:
        if self._text.startswith("..", self._at):
            self._steps.append(Scan())
            self._at += 2
        else:
            self._at += 1
        after = self._text[self._at : self._at + 1]
        if not after or after in ". ":
            raise self._fail("expected a name")
        if after == "*" and self._at + 1 == len(self._text) and self._text.endswith("..*"):
            self._at += 1
            self._steps.append(Wildcard())
            return
        self._next()

    def _name(self) -> None:
        """A name or a function. A name ends only at a dot or bracket; blanks must be in brackets."""
        text, start = self._text, self._at
        end = next((at for at in range(start, len(text)) if text[at] in ".[( "), len(text))
        name = text[start:end]
        if text[end : end + 1] == " ":
            raise BadPath(f"a name with a blank must be in brackets, like ['my name'], at character {start + 1}")
        if text[end : end + 1] != "(":
            self._at = end
            self._steps.append(Names((name,)))
            return
        if name not in FUNCTIONS:
            raise BadPath(f"unknown function {name}()")
        self._function(name, end)

    # -- brackets ------------------------------------------------------------------------------------------------

    def _bracket(self) -> None:
        first = self._text[self._at + 1 :].lstrip(" ")[:1]
        if first and first in "'\"":
            self._names(first)
        elif first == "*":
            self._wildcard()
        elif first == "?":
            self._filter()
        elif first and (first.isdecimal() or first in "-:"):
            self._array()
        else:
            raise self._fail("expected a quoted name, an index, * or ? after “[”")

    def _names(self, quote: str) -> None:
        text, at = self._text, self._at + 1
        names: list[str] = []
        wanted = True
        while True:
            while text[at : at + 1] == " ":
                at += 1
            character = text[at : at + 1]
            if character == quote and wanted:
                end = unescaped_index(text, at, quote)
                if end < 0:
                    raise self._fail("a quote is not closed")
                names.append(unescaped(text[at + 1 : end]))
                at, wanted = end + 1, False
            elif character == "," and not wanted:
                at, wanted = at + 1, True
            elif character == "]" and not wanted:
                break
            else:
                raise self._fail("expected quoted names, separated by commas")
        self._at = at + 1
        self._steps.append(Names(tuple(names)))

    def _wildcard(self) -> None:
        inside = self._text[self._at + 1 :].lstrip(" ")[1:].lstrip(" ")
        if not inside.startswith("]"):
            raise self._fail("expected “]” after “[*”")
        self._at = len(self._text) - len(inside) + 1
        self._steps.append(Wildcard())

    def _array(self) -> None:
        end = self._text.find("]", self._at)
        if end < 0:
            raise self._fail("a bracket is not closed")
        written = self._text[self._at + 1 : end].strip()
        if ":" in written:
            parts = written.split(":")
            start, stop = (_number(part) if part else None for part in [*parts, ""][:2])
            if start is None and stop is None:
                raise self._fail(f"[{written}] is not a slice")
            self._steps.append(Slice(start, stop))
        else:
            self._steps.append(Indexes(tuple(_number(part) for part in written.split(","))))
        self._at = end + 1

    def _filter(self) -> None:
        text = self._text
        opened = text.find("(", self._at)
        if opened < 0 or text[self._at + 1 : opened].replace(" ", "") != "?":
            raise self._fail("expected a filter like [?(@.name == 'x')]")
        end = closing(text, opened, "()", skip_patterns=True)
        after = end + 1
        while text[after : after + 1] == " ":
            after += 1
        if end < 0 or text[after : after + 1] != "]":
            raise self._fail("a filter is not closed")
        self._steps.append(Filter(read_filter(text[opened : end + 1], self._depth + 1, read_path)))
        self._at = after + 1

    # -- functions -----------------------------------------------------------------------------------------------

    def _function(self, name: str, opened: int) -> None:
        text = self._text
        if text.startswith("()", opened):
            # Jayway reads the “)” as the start of the next name, if there is a next step (measured).
            self._at = opened + 1 if opened + 2 < len(text) else opened + 2
            self._steps.append(Function(name, ()))
            return
        end = closing(text, opened, "()")
        if end < 0:
            raise BadPath(f"the parameters of {name}() are not closed")
        written = _separated(text[opened + 1 : end])
        parameters = tuple(self._parameter(part) for part in written if part)
        self._at = end + 1
        self._steps.append(Function(name, parameters))

    def _parameter(self, text: str) -> Path | str:
        if text[0] in "$@":
            if self._depth > DEEPEST:
                raise BadPath("it is nested too deeply")
            return read_parameter(text, self._depth + 1)
        return text


def _separated(text: str) -> list[str]:
    """The parameters: texts between commas that are outside of brackets and double quotes.

    As in Jayway (measured), a comma in double quotes is lost, a function among the parameters cannot have its own, and
    what is not a path, a number, an object or a string in double quotes is left out.
    """
    parts = [""]
    depth, quoted = 0, False
    for at, character in enumerate(text):
        if character == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif character in "([{" and not quoted:
            depth += 1
        elif character in ")]}" and not quoted:
            depth -= 1
            if character == ")" and text[at - 1] != "(":
                raise BadPath("a function among the parameters cannot have parameters")
        elif character == "," and depth == 0:
            if not quoted:
                parts.append("")
            continue
        parts[-1] += character
    found = [part.strip(_BLANK) for part in parts]
    return [part for part in found if part and (part[0] in '$@{"-' or part[0].isdecimal())]


def _number(text: str) -> int:
    if _DIGITS.match(text) is None:
        raise BadPath(f"{text!r} is not an index")
    return int(text)


def _function_around_scan(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """`$..name.sum()` means `$.sum($..name)` (measured)."""
    if len(steps) < 2 or not isinstance(steps[0], Scan) or not isinstance(steps[-1], Function):
        return steps
    first = next(at for at, step in enumerate(steps) if isinstance(step, Function))
    function = steps[first]
    return (
        (Function(function.name, (Path(steps[:first]),)), *steps[first + 1 :])
        if isinstance(function, Function)
        else steps
    )
