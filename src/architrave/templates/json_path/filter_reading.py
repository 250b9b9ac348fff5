"""Reads the condition of a filter.

or        = and { "||" and }
and       = operand { "&&" operand }
operand   = "!" operand | "(" or ")" | value [ operator value ]
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from architrave.templates.json_path.faults import BadPath
from architrave.templates.json_path.scanning import closing, unescaped, unescaped_index
from architrave.templates.json_path.steps import Comparison, Condition, Exists, Json, Logical, Operand, Path
from architrave.templates.patterns import BadPattern, Pattern, compile_pattern

SYMBOLS = frozenset({"==", "===", "!=", "!==", "<", "<=", ">", ">=", "=~"})
WORDS = frozenset(
    {"NIN", "IN", "CONTAINS", "ALL", "SIZE", "TYPE", "MATCHES", "EMPTY", "SUBSETOF", "ANYOF", "NONEOF", "EXISTS"}
)
_DEEPEST = 40
_FLAGS = "dixmsuU"
_OPERATOR = "<>=~!"

ReadPath = Callable[[str, int], Path]


def read_filter(text: str, depth: int, read_path: ReadPath) -> Condition:
    """The condition in a text like `(@.a == 1)`. `read_path` reads the paths in it. Raises BadPath."""
    reader = _Reader(text, depth, read_path)
    condition = reader.either(0)
    reader.skip_blanks()
    if not reader.at_end:
        raise BadPath(f"unexpected {reader.rest!r} in a filter")
    return condition


class _Reader:
    def __init__(self, text: str, depth: int, read_path: ReadPath) -> None:
        self._text = text
        self._at = 0
        self._depth = depth
        self._read_path = read_path

    @property
    def at_end(self) -> bool:
        """Whether everything was read."""
        return self._at >= len(self._text)

    @property
    def rest(self) -> str:
        """The start of what was not read."""
        return self._text[self._at : self._at + 30]

    def skip_blanks(self) -> None:
        """Skip blanks."""
        while self._text.startswith(" ", self._at):
            self._at += 1

    def _sees(self, text: str) -> bool:
        self.skip_blanks()
        return self._text.startswith(text, self._at)

    def either(self, level: int) -> Condition:
        """Conditions separated by `||`."""
        if level > _DEEPEST:
            raise BadPath("a filter is nested too deeply")
        return self._chain("||", lambda: self._chain("&&", lambda: self._operand(level)))

    def _chain(self, operator: str, read: Callable[[], Condition]) -> Condition:
        conditions = [read()]
        while self._sees(operator):
            self._at += 2
            conditions.append(read())
        return conditions[0] if len(conditions) == 1 else Logical(operator, tuple(conditions))

    def _operand(self, level: int) -> Condition:
        if level > _DEEPEST:
            raise BadPath("a filter is nested too deeply")
        if self._sees("!"):
            before = self._at
            self._at += 1
            if not self._sees("$") and not self._sees("@"):
                return Logical("!", (self._operand(level + 1),))
            self._at = before
        if self._sees("("):
            self._at += 1
            inner = self.either(level + 1)
            if not self._sees(")"):
                raise BadPath(f"expected “)” in a filter, found {self.rest!r}")
            self._at += 1
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        self.skip_blanks()
        negated = self._text.startswith("!", self._at)
        if negated:
            self._at += 1
        left = self._value()
        after = self._at
        operator = self._operator()
        if operator is not None:
            try:
                return Comparison(left, operator, self._value())
            except _NotAValue:
                pass
        self._at = after
        if not isinstance(left, Path):
            raise BadPath(f"expected an operator in a filter, found {self.rest!r}")
        return Exists(left, wanted=not negated)

    def _operator(self) -> str | None:
        self.skip_blanks()
        start = self._at
        if self._text[start : start + 1] in {*_OPERATOR}:
            while self._text[self._at : self._at + 1] in {*_OPERATOR}:
                self._at += 1
            found = self._text[start : self._at]
            return found if found in SYMBOLS else None
        end = self._text.find(" ", start)
        self._at = end if end >= 0 else len(self._text)
        word = self._text[start : self._at].upper()
        return word if word in WORDS else None

    # -- values --------------------------------------------------------------------------------------------------

    def _value(self) -> Operand:
        self.skip_blanks()
        match self._text[self._at : self._at + 1]:
            case "$" | "@":
                return self._path()
            case "'" | '"' as quote:
                end = self._end(quote)
                return unescaped(self._taken(end)[1:-1])
            case "/":
                return self._pattern()
            case "[" | "{" as opening:
                return self._json("[]" if opening == "[" else "{}")
            case "t" | "f" | "n" as letter:
                word = {"t": "true", "f": "false", "n": "null"}[letter]
                if not self._text.startswith(word, self._at):
                    raise _NotAValue(f"expected a value in a filter, found {self.rest!r}")
                self._at += len(word)
                return None if letter == "n" else letter == "t"
            case "!":
                raise _NotAValue("unexpected “!” in a filter")
            case _:
                return self._number()

    def _end(self, quote: str) -> int:
        end = unescaped_index(self._text, self._at, quote)
        if end < 0:
            raise _NotAValue(f"a {quote} in a filter is not closed")
        return end

    def _taken(self, end: int) -> str:
        """The text up to and including a position, which is then behind."""
        taken = self._text[self._at : end + 1]
        self._at = end + 1
        return taken

    def _pattern(self) -> Pattern:
        source = self._taken(self._end("/"))[1:-1]
        start = self._at
        while self._text[self._at : self._at + 1] and self._text[self._at] in _FLAGS:
            self._at += 1
        try:
            return compile_pattern(source, self._text[start : self._at])
        except BadPattern as problem:
            raise BadPath(f"its pattern /{source}/ cannot be used: {problem}") from None

    def _json(self, pair: str) -> Json:
        end = closing(self._text, self._at, pair)
        if end < 0:
            raise BadPath(f"a “{pair[0]}” in a filter is not closed")
        return Json(_permissive(self._taken(end)), literal=True)

    def _number(self) -> Decimal:
        start = self._at
        while self._text[self._at : self._at + 1] and (
            self._text[self._at].isdecimal() or self._text[self._at] in "-.eE"
        ):
            self._at += 1
        try:
            return Decimal(self._text[start : self._at])
        except InvalidOperation:
            raise BadPath(f"expected a value in a filter, found {self._text[start : start + 30]!r}") from None

    def _path(self) -> Path:
        text, start = self._text, self._at
        self._at += 1
        while not self.at_end:
            if text[self._at] == "[":
                end = closing(text, self._at, "[]")
                if end < 0:
                    raise BadPath("a “[” in a filter is not closed")
                self._at = end + 1
                if self.at_end:
                    break
            character = text[self._at]
            if character in _OPERATOR or character == " " or (character == ")" and not self._closes_function(start)):
                break
            self._at += 1
        return self._read_path(text[start : self._at], self._depth)

    def _closes_function(self, start: int) -> bool:
        """Whether the parenthesis here ends a function without parameters, as in `@.a.length()`."""
        before = self._text[start : self._at].rstrip(" ")
        return before.endswith("(") and "." in before[1:-1]


class _NotAValue(BadPath):
    """What follows an operator is no value, so the path before it may stand alone."""


def _permissive(text: str) -> object:
    """A JSON literal; strings may be in single quotes. None, which equals nothing, if it cannot be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_with_double_quotes(text))
    except (ValueError, RecursionError):
        raise BadPath(f"{text[:40]!r} in a filter is not JSON") from None


def _with_double_quotes(text: str) -> str:
    """JSON with its single-quoted strings and bare words as proper strings."""
    return _WORD_OR_QUOTED.sub(_as_json, text)


_WORD_OR_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"(?:[^"\\]|\\.)*"|[^\[\]{},:'"\s][^\[\]{},:'"]*""", re.DOTALL)


def _as_json(found: re.Match[str]) -> str:
    if found[1] is not None:
        return json.dumps(unescaped(found[1]))
    word = found[0].rstrip()
    try:
        json.loads(word)
    except ValueError:
        return json.dumps(word)
    return word
