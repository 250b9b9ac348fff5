"""Changed literals: another text, a number that is one more, the other truth value, a longer duration."""

from collections.abc import Iterator
from decimal import Decimal

from architrave.expressions.types import BOOLEAN, DECIMAL, DURATION, INTEGER, STRING, Type
from architrave.flows.mutants.mutant import Change, with_entries, with_text
from architrave.flows.yaml import Entry, Mapping, Node, Scalar

CHANGED = " changed"
"""What is added to a text."""

LONGEST = 60
"""How much of a text is shown."""


def literal_changes(node: Node, kind: Type) -> Iterator[Change]:
    """The changes of a literal of a type, by the node below `lit`."""
    match node:
        case Scalar():
            text = _other_text(node, kind)
            if text is not None:
                made = with_text(node, text, plain=kind != STRING)
                yield Change("literal", arrow(node.text, text), node, node, made)
        case Mapping(entries=(Entry() as first, *others)) if kind == DURATION and isinstance(first.value, Scalar):
            number = first.value.value
            if isinstance(number, int | Decimal) and not isinstance(number, bool):
                longer = with_text(first.value, str(number + 1), plain=True)
                made = with_entries(node, (Entry(first.key, longer), *others))
                said = arrow(f"{first.name}: {number}", f"{first.name}: {number + 1}")
                yield Change("literal", said, node, node, made)
        case _:
            pass


def other_value(value: str | int | Decimal | bool) -> str | int | Decimal | bool:
    """A value of the same type that is another one."""
    match value:
        case bool():
            return not value
        case str():
            return f"{value}{CHANGED}" if value else CHANGED.strip()
        case _:
            return value + 1


def _other_text(node: Scalar, kind: Type) -> str | None:
    value = node.value
    if kind == STRING:
        return str(other_value(node.text))
    if kind == BOOLEAN and isinstance(value, bool):
        return "false" if value else "true"
    if kind in (INTEGER, DECIMAL) and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value + 1)
    return None


def arrow(before: str, after: str) -> str:
    """A change for people: both texts on one line, shortened."""
    return f"`{_short(before)}` → `{_short(after)}`"


def _short(text: str) -> str:
    line = " ".join(text.split()) or '""'
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}…{line[-LONGEST // 2 :]}"
