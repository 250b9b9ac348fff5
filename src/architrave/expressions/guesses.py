"""Where the parser guessed: a wrong type there only follows from a syntax fault, which is reported anyway."""

from collections.abc import Iterable
from dataclasses import dataclass

from architrave.diagnostics import TextFault
from architrave.expressions import rules
from architrave.expressions.syntax_tree import Span

_STRUCTURE = (
    rules.UNBALANCED_BRACKET,
    rules.MISSING_OPERATOR,
    rules.MISSING_OPERAND,
    rules.ADJACENT_OPERATORS,
    rules.NESTED_CONDITIONAL,
    rules.UNTERMINATED_STRING,
    rules.UNEXPECTED_CHARACTER,
)
"""Faults after which the structure may differ from the one that the parser assumed."""

_SIGNS = (rules.WRONG_OPERATOR, rules.INDEX_ON_LITERAL)
"""Faults of a single operator; the text around it is as written."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """The places of an expression where the parser guessed: `parts` of its structure, and single `signs`."""

    parts: tuple[Span, ...] = ()
    signs: tuple[Span, ...] = ()

    def cover(self, span: Span, place: Span) -> bool:
        """Whether a function or operator at `span`, with its name or sign at `place`, depends on a guess."""
        return any(_touch(part, span) for part in self.parts) or any(_touch(sign, place) for sign in self.signs)


NOTHING_GUESSED = Guesses()
"""The guesses for a text without faults."""


def guesses(text: str, faults: Iterable[TextFault]) -> Guesses:
    """The guesses that the parser made at a text's syntax faults."""
    parts: list[Span] = []
    signs: list[Span] = []
    for fault in faults:
        if fault.rule in _STRUCTURE:
            is_open = fault.rule is rules.UNBALANCED_BRACKET and text[fault.start : fault.end] in ("(", "[")
            parts.append(Span(fault.start, len(text) if is_open else fault.end))
        elif fault.rule in _SIGNS:
            signs.append(Span(fault.start, fault.end))
    return Guesses(tuple(parts), tuple(signs))


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
