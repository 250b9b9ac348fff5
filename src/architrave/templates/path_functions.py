"""The functions at the end of a path, as in Jayway: `$.items.size()`."""

from collections.abc import Callable, Mapping
from typing import Any, cast

Function = Callable[[Any], Any]


def size(value: Any) -> Any:
    """The number of elements or members; no value for a scalar."""
    return len(cast("list[Any]", value)) if isinstance(value, list | dict) else None


def keys(value: Any) -> Any:
    """The names of an object's members."""
    return list(cast("dict[str, Any]", value)) if isinstance(value, dict) else None


def first(value: Any) -> Any:
    """The first element."""
    return _element(value, 0)


def last(value: Any) -> Any:
    """The last element."""
    return _element(value, -1)


def _element(value: Any, at: int) -> Any:
    items = cast("list[Any]", value) if isinstance(value, list) else []
    return items[at] if items else None


def _of_numbers(function: Callable[[list[float]], float]) -> Function:
    """A function of the numbers in an array; it has no value if there are none."""

    def apply(value: Any) -> Any:
        items = cast("list[Any]", value) if isinstance(value, list) else []
        numbers = [float(item) for item in items if isinstance(item, int | float) and not isinstance(item, bool)]
        return function(numbers) if numbers else None

    return apply


FUNCTIONS: Mapping[str, Function] = {
    "size": size,
    "length": size,
    "keys": keys,
    "first": first,
    "last": last,
    "min": _of_numbers(min),
    "max": _of_numbers(max),
    "sum": _of_numbers(sum),
    "avg": _of_numbers(lambda numbers: sum(numbers) / len(numbers)),
}
