"""Helpers for the query parameters of lists: filters and sorting. `ApiCall` has those for paging and for one value."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from architrave.server.call import ApiCall
from architrave.server.query_check import ORDERS
from architrave.server.refusals import Refusal, bad_value

Item = TypeVar("Item")

PAGING = ("pageNumber", "pageSize")
SORTING = ("sortBy", "sortOrder")


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
    if order not in ORDERS:
        return bad_value("sortOrder", order, "asc, desc")
    return sort_by, order.startswith("desc")


def ordered(call: ApiCall, found: Iterable[Item], keys: Mapping[str, Callable[[Item], Any]]) -> list[Item] | Refusal:
    """The items in the order that the query asks for. `keys` are the ways to sort, the default first."""
    way = order_of(call, keys)
    return way if isinstance(way, Refusal) else sorted(found, key=keys[way[0]], reverse=way[1])
