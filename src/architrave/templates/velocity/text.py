"""Values as printed text, and as conditions."""

from collections.abc import Iterable
from typing import cast

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import LONGEST_TEXT

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
"""The only values that a template sees."""


def text_of(value: Value) -> str:
    """A value as Java prints it: `true`, `5`, `[a, b]`, `{a=b}` (recorded for strings, numbers and Booleans)."""
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
    """The parts, separated by commas. Lists are never nested, but long lists may contain long texts."""
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part) + 2
        if length > LONGEST_TEXT:
            raise Refused(f"The template was stopped: it creates a text of more than {LONGEST_TEXT:,} characters.")
        kept.append(part)
    return ", ".join(kept)


def is_true(value: Value) -> bool:
    """The value as a condition: no value, empty and zero are false (Velocity 2)."""
    return bool(value)


def equal(left: Value, right: Value) -> bool:
    """`==`: compares numbers by value, and values of different types by their text."""
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
    """A value as a number: a number, or a string that contains one; None for other values."""
    if _is_number(value):
        return cast("int | float", value)
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        return int(value) if value.strip().lstrip("+-").isdecimal() else float(value)
    except ValueError:
        return None
