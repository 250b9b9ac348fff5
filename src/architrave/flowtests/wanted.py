"""What a test wants of a value: an exact value, a text that matches a pattern, or the value of an expression."""

from dataclasses import dataclass
from typing import Any

from architrave.flows.yaml import Mapping, Node, Scalar, plain_value
from architrave.flowtests.rules import FLOWTEST_SHAPE
from architrave.flowtests.shapes import Reader, Schema
from architrave.templates import Refused
from architrave.templates.patterns import BadPattern, compile_pattern

_KEYS = ("matches", "is", "equals")


@dataclass(frozen=True, slots=True)
class Exactly:
    """This JSON value. `text` is the text of a single value as it is written."""

    value: Any
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """A text in which the pattern is found."""

    pattern: str

    def fits(self, text: str) -> bool:
        """Whether the pattern is found in a text; not in one that is too long to try."""
        try:
            return compile_pattern(self.pattern).finds(text, lambda _: None)
        except Refused:
            return False


@dataclass(frozen=True, slots=True)
class IsValueOf:
    """The value of an expression of the flow's language, evaluated at the end of the run."""

    expression: str


Wanted = Exactly | Matches | IsValueOf


@dataclass(frozen=True, slots=True)
class WantedShape:
    """A value, `{matches: /PATTERN/}` or `{is: EXPRESSION}`; `{equals: VALUE}` for a value that looks like these."""

    def read(self, node: Node, reader: Reader) -> Wanted | None:
        """What is wanted."""
        if not isinstance(node, Mapping) or len(node.entries) != 1 or node.entries[0].name not in _KEYS:
            return Exactly(plain_value(node), node.text if isinstance(node, Scalar) else None)
        (entry,) = node.entries
        if entry.name == "equals":
            value = entry.value
            return Exactly(plain_value(value), value.text if isinstance(value, Scalar) else None)
        if not isinstance(entry.value, Scalar) or not entry.value.text:
            return reader.misfit(entry.value, "a pattern" if entry.name == "matches" else "an expression")
        text = entry.value.text
        if entry.name == "is":
            return IsValueOf(text)
        pattern = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "/" else text
        problem = pattern_problem(pattern)
        if problem is not None:
            reader.fault(
                FLOWTEST_SHAPE, entry.value, f"The pattern is not valid: {problem}.", "Patterns have Java's notation."
            )
            return None
        return Matches(pattern)

    def schema(self) -> Schema:
        """As `Shape`."""
        return {}


def pattern_problem(pattern: str) -> str | None:
    """Why a pattern cannot be used; None if it can."""
    try:
        compile_pattern(pattern)
    except (BadPattern, Refused) as problem:
        return str(problem).rstrip(".")
    return None
