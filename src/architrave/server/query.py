"""Helpers for the query parameters of lists: filters and sorting. `ApiCall` has those for paging and for one value."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from architrave.server.call import MAX_PAGE_SIZE, ApiCall
from architrave.server.refusals import Refusal, bad_value
from architrave.wire.paging import DEFAULT_PAGE_SIZE

Item = TypeVar("Item")

PAGING = ("pageNumber", "pageSize")
SORTING = ("sortBy", "sortOrder")

PARAMETERS: dict[str, dict[str, Any]] = {
    "pageNumber": {"type": "integer", "minimum": 1, "default": 1},
    "pageSize": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE},
    "sortOrder": {"type": "string", "enum": ["asc", "ascending", "desc", "descending"]},
    "id": {"type": "array", "items": {"type": "string"}},
    "expand": {"type": "array", "items": {"type": "string"}},
    "includeSchemas": {"type": "boolean"},
    "joined": {"type": "boolean"},
    "delete": {"type": "boolean"},
    "force": {"type": "boolean"},
    "forceDelete": {"type": "boolean"},
    "parked": {"type": "boolean"},
}
"""The schemas of query parameters by name; a parameter that is not here is any text."""

_ORDERS = ("asc", "ascending", "desc", "descending")


def among(value: str, wanted: Sequence[str]) -> bool:
    """Whether a value is one of those wanted; any is if none is named."""
    return not wanted or value in wanted


def like(values: Iterable[str], pattern: str | None) -> bool:
    """Whether one of the values matches a pattern with `*` wildcards, ignoring case; any does without a pattern."""
    if pattern is None:
        return True
    escaped = pattern.casefold().replace("[", "[[]").replace("?", "[?]")
    return any(fnmatchcase(value.casefold(), escaped) for value in values)


def order_of(call: ApiCall, keys: Mapping[str, Any]) -> tuple[str, bool] | Refusal:
    """What `sortBy` and `sortOrder` ask for: one of `keys`, by default the first, and whether it descends."""
    sort_by, order = call.text("sortBy") or next(iter(keys)), (call.text("sortOrder") or "asc").lower()
    if sort_by not in keys:
        return bad_value("sortBy", sort_by, ", ".join(keys))
    if order not in _ORDERS:
        return bad_value("sortOrder", order, "asc, desc")
    return sort_by, order.startswith("desc")


def ordered(call: ApiCall, found: Iterable[Item], keys: Mapping[str, Callable[[Item], Any]]) -> list[Item] | Refusal:
    """The items in the order that the query asks for. `keys` are the ways to sort, the default first."""
    way = order_of(call, keys)
    return way if isinstance(way, Refusal) else sorted(found, key=keys[way[0]], reverse=way[1])
