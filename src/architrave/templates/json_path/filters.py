"""Compares values in filters, as Jayway does.

A comparison that Jayway cannot make for a kind of value makes the whole filter false, also under `!` and `||`: it
raises Misfit. What ends the reading of the path raises Failed.
"""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from architrave.templates.java_text import number_text
from architrave.templates.json_path.steps import UNDEFINED, Json, Value
from architrave.templates.patterns import Pattern

Pay = Callable[[int], None]


class Misfit(Exception):  # noqa: N818 - makes a filter false
    """The operator does not take such a value."""


class Failed(Exception):  # noqa: N818 - the path has no value
    """The path cannot be followed to its end."""


def compare(operator: str, left: Value, right: Value, pay: Pay) -> bool:
    """Whether a comparison is true. Raises Misfit or Failed; `pay` takes the work from a budget."""
    pay(1 + _length(left) + _length(right))
    match operator:
        case "==":
            return _equal(left, right)
        case "!=":
            return not _equal(left, right)
        case "===":
            return _kind(left) == _kind(right) and _equal(left, right)
        case "!==":
            return not (_kind(left) == _kind(right) and _equal(left, right))
        case "<" | "<=" | ">" | ">=":
            return _ordered(operator, left, right)
        case "=~":
            return _matches(left, right, pay)
        case _:
            return _BY_WORD[operator](left, right, pay)


def value_of(found: Any) -> Value:
    """What a path found, as a value in a filter."""
    if isinstance(found, list | dict):
        return Json(cast("Any", found))
    if isinstance(found, int | float) and not isinstance(found, bool):
        return Decimal(number_text(found))
    return found


def _kind(value: Value) -> type:
    return type(value)


def _length(value: Value) -> int:
    return len(value.value) if isinstance(value, Json) else len(value) // 16 if isinstance(value, str) else 0


def _equal(left: Value, right: Value) -> bool:
    """Equal as Jayway's nodes: a number equals its text; what is undefined equals nothing."""
    match left, right:
        case (str(), str()) | (bool(), bool()):
            return left == right
        case (str(), Decimal()):
            return left == str(right)
        case (Decimal(), str()):
            return left == _decimal(right)
        case (Decimal(), Decimal()):
            return left == right
        case (None, None):
            return True
        case (Json(), Json()):
            return not left.literal and same(left.value, right.value)
        case _:
            return False


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if len(text) <= 400 and text.strip("+-.eE0123456789") == "" else None
    except InvalidOperation:
        return None


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal in Java: an integer does not equal a fraction, nor true 1."""
    if isinstance(left, list) and isinstance(right, list):
        one, two = cast("list[Any]", left), cast("list[Any]", right)
        return len(one) == len(two) and all(same(*pair) for pair in zip(one, two, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        first, second = cast("dict[str, Any]", left), cast("dict[str, Any]", right)
        return first.keys() == second.keys() and all(same(first[name], second[name]) for name in first)
    return type(cast("object", left)) is type(cast("object", right)) and left == right


def _ordered(operator: str, left: Value, right: Value) -> bool:
    """Numbers by value, texts by their UTF-16 units, and everything else is not ordered."""
    if isinstance(left, str) and isinstance(right, str):
        first, second = (text.encode("utf-16-be", "surrogatepass") for text in (left, right))
        before, equal = first < second, first == second
    elif isinstance(left, Decimal) and isinstance(right, Decimal):
        before, equal = left < right, left == right
    else:
        return False
    return {"<": before, "<=": before or equal, ">": not before and not equal, ">=": not before}[operator]


def _matches(left: Value, right: Value, pay: Pay) -> bool:
    if isinstance(left, Pattern) == isinstance(right, Pattern):
        return False
    pattern, value = (left, right) if isinstance(left, Pattern) else (cast("Pattern", right), left)
    if isinstance(value, Json) and isinstance(value.value, list):
        return any(pattern.matches(_input(item), pay) for item in _items(value))
    return pattern.matches(_input(value), pay)


def _input(value: Value) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return str(value)
        case _:
            return ""


# -- operators that are words ------------------------------------------------------------------------------------


def _list(value: Value) -> list[Value] | None:
    """The items of an array; None for an object. Raises Misfit for other values."""
    if not isinstance(value, Json):
        raise Misfit
    return _items(value) if isinstance(value.value, list) else None


def _items(value: Json) -> list[Value]:
    return [_item(item) for item in cast("list[Any]", value.value)]


def _item(item: Any) -> Value:
    """An item of an array as a value: Jayway takes a text for a path, for JSON or for a quoted text if it looks so."""
    if isinstance(item, list | dict):
        raise Failed
    if not isinstance(item, str):
        return value_of(item)
    if len(item) > 1 and item[0] in "'\"" and item[-1] == item[0]:
        return item[1:-1]
    trimmed = item.strip()
    if trimmed[:1] in {"[", "{"} and trimmed[-1:] in {"]", "}"}:
        try:
            json.loads(trimmed)
        except (ValueError, RecursionError):
            return item
        return Json(item, literal=True)
    return UNDEFINED if item.startswith(("$.", "$[", "@.", "@[")) or item in {"$", "@"} else item


def _contains(items: list[Value], wanted: Value, pay: Pay) -> bool:
    pay(len(items))
    return any(_equal(wanted, item) for item in items)


def _in(left: Value, right: Value, pay: Pay) -> bool:
    items = _list(right)
    return items is not None and _contains(items, left, pay)


def _not_in(left: Value, right: Value, pay: Pay) -> bool:
    return not _in(left, right, pay)


def _subset(left: Value, right: Value, pay: Pay) -> bool:
    whole, part = _lists(left, right)
    return whole is not None and part is not None and all(_contains(whole, item, pay) for item in part)


def _any_of(left: Value, right: Value, pay: Pay) -> bool:
    whole, part = _lists(left, right)
    return whole is not None and part is not None and any(_contains(whole, item, pay) for item in part)


def _none_of(left: Value, right: Value, pay: Pay) -> bool:
    whole, part = _lists(left, right)
    return whole is not None and part is not None and not any(_contains(whole, item, pay) for item in part)


def _lists(left: Value, right: Value) -> tuple[list[Value] | None, list[Value] | None]:
    whole = _list(right)
    return whole, None if whole is None else _list(left)


def _contains_value(left: Value, right: Value, pay: Pay) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return right in left
    items = _list(left) if isinstance(left, Json) else None
    return items is not None and _contains(items, right, pay)


def _size(left: Value, right: Value, _pay: Pay) -> bool:
    if not isinstance(right, Decimal):
        return False
    if isinstance(left, str):
        return len(left.encode("utf-16-be", "surrogatepass")) // 2 == int(right)
    if not isinstance(left, Json):
        return False
    items: Any = left.value
    return (len(items) if isinstance(left.value, list) else -1) == int(right)


def _empty(left: Value, right: Value, _pay: Pay) -> bool:
    if isinstance(left, Json) and isinstance(left.value, dict):
        raise Failed
    if not isinstance(left, str | Json):
        return False
    if not isinstance(right, bool):
        raise Misfit
    return (len(left if isinstance(left, str) else left.value) == 0) is right


def _never(_left: Value, _right: Value, _pay: Pay) -> bool:
    """Operators that need a value which a path cannot have; Jayway makes them in Java code only."""
    raise Misfit


def _exists(left: Value, right: Value, _pay: Pay) -> bool:
    if not isinstance(left, bool) and not isinstance(right, bool):
        raise Failed
    if not isinstance(left, bool) or not isinstance(right, bool):
        raise Misfit
    return left is right


_BY_WORD: dict[str, Callable[[Value, Value, Pay], bool]] = {
    "IN": _in,
    "NIN": _not_in,
    "CONTAINS": _contains_value,
    "SUBSETOF": _subset,
    "ANYOF": _any_of,
    "NONEOF": _none_of,
    "SIZE": _size,
    "EMPTY": _empty,
    "EXISTS": _exists,
    "ALL": _never,
    "TYPE": _never,
    "MATCHES": _never,
}
