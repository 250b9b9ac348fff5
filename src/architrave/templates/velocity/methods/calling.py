"""Finds and calls the method of a value, or reads its property."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from architrave.templates.faults import Refused
from architrave.templates.velocity.arithmetic import same
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods import lists, maps, numbers, strings
from architrave.templates.velocity.methods.arguments import Failed, Methods, choose, converted
from architrave.templates.velocity.values import Array, Character, Entry, Range, Value, View, class_name

_HIDDEN = frozenset({"class", "getClass"})
"""What in Java leads from a value to the machine."""

_NOTHING: frozenset[str] = frozenset()


class Missing(Exception):  # noqa: N818 - the renderer decides what it means
    """The value has no such property or method. The message has the form of Velocity's strict mode."""


def refuse_hidden(name: str) -> None:
    """Refuse what in Java reaches beyond plain values."""
    if name in _HIDDEN:
        raise Refused(f"Templates cannot use “{name}”.")


def call(value: Value, name: str, arguments: Sequence[Value], budget: Budget) -> Value:
    """The result of a method.

    Raises Missing if values of this kind do not have the method, Failed if it fails, and Refused if it is not supported
    here.
    """
    if name in _HIDDEN:
        refuse_hidden(name)
    if name == "equals" and len(arguments) == 1:
        return same(value, arguments[0], budget)
    table, unsupported = _methods_of(value)
    method = choose(table, name, arguments)
    if method is None:
        if name in unsupported or (name == "toString" and isinstance(value, Array)):
            raise Refused(f"The method {name} of {class_name(value)} is not supported.")
        kinds = ", ".join(class_name(argument) for argument in arguments)
        raise Missing(f"Object '{class_name(value)}' does not contain method {name}({kinds})")
    budget.look_through(_size(value))
    try:
        result = method.body(budget, value, *converted(method, arguments, budget))
    except Failed as failure:
        raise Failed(f"Invocation of method '{name}' in class {class_name(value)} failed: {failure}") from None
    return budget.text(result) if isinstance(result, str) else result


def property_of(value: Value, name: str, budget: Budget) -> Value:
    """A map's entry; for other values what Java's getters return. Raises Missing or Refused."""
    if name in _HIDDEN:
        refuse_hidden(name)
    if isinstance(value, dict):
        return value.get(name)
    getter = _GETTERS.get((_kind(value), name))
    if getter is None:
        raise Missing(f"Object '{class_name(value)}' does not contain property '{name}'")
    return call(value, getter, (), budget)


def item_of(value: Value, at: Value, budget: Budget) -> Value:
    """The element of a list at an index, negative from its end, or the entry of a map. Raises Missing or Refused."""
    if isinstance(at, int) and not isinstance(at, bool) and at < 0 and isinstance(value, list | tuple | dict):
        at += len(value)
    return call(value, "get", (at,), budget)


def put(value: Value, name: str, new: Value, budget: Budget) -> None:
    """Sets a property, which only maps have. Raises Missing."""
    refuse_hidden(name)
    if not isinstance(value, dict):
        raise Missing(f"Object '{class_name(value)}' does not contain property '{name}'")
    maps.set_entry(budget, value, name, new)


def put_item(value: Value, at: Value, new: Value, budget: Budget) -> None:
    """Sets an element or an entry. Raises Missing or Refused."""
    if isinstance(at, int) and not isinstance(at, bool) and at < 0 and isinstance(value, list):
        at += len(value)
    call(value, "put" if isinstance(value, dict) else "set", (at, new), budget)


_GETTERS: dict[tuple[str, str], str] = {
    ("string", "empty"): "isEmpty",
    ("string", "blank"): "isBlank",
    ("string", "bytes"): "getBytes",
    ("list", "empty"): "isEmpty",
    ("entry", "key"): "getKey",
    ("entry", "value"): "getValue",
    ("float", "naN"): "isNaN",
    ("float", "infinite"): "isInfinite",
}


def _kind(value: Value) -> str:
    match value:
        case str() if not isinstance(value, Character):
            return "string"
        case list() | tuple():
            return "list"
        case Entry():
            return "entry"
        case float():
            return "float"
        case _:
            return "other"


def _methods_of(value: Value) -> tuple[Methods, frozenset[str]]:
    """The methods of a value, and the names of those that are not supported."""
    return _METHODS.get(type(value)) or ({}, _NOTHING)


_FIXED = lists.UNSUPPORTED | lists.CHANGING
_METHODS: dict[type, tuple[Methods, frozenset[str]]] = {
    str: (strings.STRING, strings.UNSUPPORTED),
    Character: (strings.CHARACTER, _NOTHING),
    list: (lists.LIST, lists.UNSUPPORTED),
    Array: (lists.ARRAY, _FIXED),
    Range: (lists.FIXED_LIST, _FIXED),
    View: (lists.COLLECTION, _FIXED),
    dict: (maps.MAP, maps.UNSUPPORTED),
    Entry: (maps.ENTRY, maps.UNSUPPORTED),
    bool: (numbers.BOOLEAN, _NOTHING),
    int: (numbers.INTEGER, _NOTHING),
    float: (numbers.DOUBLE, _NOTHING),
    Decimal: (numbers.DECIMAL, _NOTHING),
}


def _size(value: Any) -> int:
    """The number of characters or items in a value."""
    return len(cast("str", value)) if isinstance(value, str | list | tuple | dict) else 1
