"""Values as the text that a template prints, and as truth in a condition."""

from collections.abc import Iterable
from typing import cast

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import LONGEST_TEXT

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
"""All that a template ever sees."""


def text_of(value: Value) -> str:
    """A value as Java would print it: `true`, `5`, `[a, b]`, `{a=b}` (recorded for texts, numbers and truth values)."""
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list():
            return f"[{_joined(text_of(item) for item in value)}]"
        case dict():
            return f"{{{_joined(f'{name}={text_of(item)}' for name, item in value.items())}}}"


def _joined(parts: Iterable[str]) -> str:
    """Parts with commas between them. Lists stand in no lists here, but long texts may stand in long lists."""
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part) + 2
        if length > LONGEST_TEXT:
            raise Refused(f"The template makes a text of more than {LONGEST_TEXT:,} characters: it was stopped.")
        kept.append(part)
    return ", ".join(kept)


def is_true(value: Value) -> bool:
    """What a condition makes of a value: nothing, empty and zero are false (Velocity 2)."""
    return bool(value)


def equal(left: Value, right: Value) -> bool:
    """`==`: numbers by value, values of different kinds by their text."""
    if left is None or right is None:
        return left is right
    if _is_number(left) and _is_number(right):
        return left == right
    if type(left) is type(right) and isinstance(left, str | bool):
        return left == right
    return text_of(left) == text_of(right)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def number_of(value: Value) -> int | float | None:
    """A value as a number: a number itself, or a text that writes one; None for all others."""
    if _is_number(value):
        return cast("int | float", value)
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        return int(value) if value.strip().lstrip("+-").isdecimal() else float(value)
    except ValueError:
        return None
