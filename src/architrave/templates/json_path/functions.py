"""The functions of a path, as Jayway computes them: `$.items.size()`, `$.sum($.items[*].price)`."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from architrave.templates.java_text import number_text
from architrave.templates.json_path.filters import Failed

Function = Callable[[Any, list[Any]], Any]
"""Takes the value before the function and the values of its parameters."""


def _length(value: Any, _parameters: list[Any]) -> Any:
    """The number of elements or members; null for other values. A parameter has been counted by the caller."""
    return len(cast("list[Any]", value)) if isinstance(value, list | dict) else None


class KeySet(list[str]):
    """The names of an object's members. Jayway cannot compare them in a filter."""


def _keys(value: Any, _parameters: list[Any]) -> Any:
    return KeySet(cast("dict[str, Any]", value)) if isinstance(value, dict) else None


def _element(value: Any, at: int) -> Any:
    """An element; Jayway never takes the first one from the end."""
    items = cast("list[Any]", value) if isinstance(value, list) else []
    if (at < 0 and len(items) + at <= 0) or at >= len(items):
        raise Failed
    return items[at]


def _indexed(value: Any, parameters: list[Any]) -> Any:
    numbers = [number for number in _flat(parameters) if _is_number(number)]
    if not isinstance(value, list) or not numbers:
        raise Failed
    return _element(value, int(numbers[0]))


def _concat(value: Any, parameters: list[Any]) -> Any:
    """The texts in an array and the parameters, joined; a parameter may be an array, and is not null."""
    own = [item for item in cast("list[Any]", value) if isinstance(item, str)] if isinstance(value, list) else []
    return "".join([*own, *(_text(item) for item in _flat(parameters) if item is not None)])


def _append(value: Any, parameters: list[Any]) -> Any:
    return [*cast("list[Any]", value), *parameters] if isinstance(value, list) else value


def _flat(parameters: list[Any]) -> Iterator[Any]:
    for parameter in parameters:
        if isinstance(parameter, list):
            yield from cast("list[Any]", parameter)
        else:
            yield parameter


def _text(value: Any) -> str:
    """A value as Java's toString gives it."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case dict():
            entries = cast("dict[str, Any]", value).items()
            return f"{{{', '.join(f'{name}={_text(item)}' for name, item in entries)}}}"
        case list():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case _:
            return "null"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _of_numbers(function: Callable[[list[float]], float]) -> Function:
    """A function of the numbers in an array and in the parameters; it fails if there are none."""

    def apply(value: Any, parameters: list[Any]) -> Any:
        items = cast("list[Any]", value) if isinstance(value, list) else []
        try:
            numbers = [float(item) for item in (*items, *_flat(parameters)) if _is_number(item)]
            if not numbers:
                raise Failed
            return function(numbers)
        except (OverflowError, ValueError):
            raise Failed from None

    return apply


def _sum(numbers: list[float]) -> float:
    total = 0.0
    for number in numbers:
        total += number
    return total


def _deviation(numbers: list[float]) -> float:
    count, total = float(len(numbers)), _sum(numbers)
    return math.sqrt(_sum([number * number for number in numbers]) / count - total * total / count / count)


_SMALLEST = 5e-324

FUNCTIONS: Mapping[str, Function] = {
    "length": _length,
    "size": _length,
    "keys": _keys,
    "first": lambda value, _: _element(value, 0),
    "last": lambda value, _: _element(value, -1),
    "index": _indexed,
    "concat": _concat,
    "append": _append,
    "sum": _of_numbers(_sum),
    "avg": _of_numbers(lambda numbers: _sum(numbers) / len(numbers)),
    "min": _of_numbers(min),
    "max": _of_numbers(lambda numbers: max(_SMALLEST, *numbers)),
    "stddev": _of_numbers(_deviation),
}
"""The functions by name. `max` of negative numbers is Java's smallest positive number, a slip (measured)."""
