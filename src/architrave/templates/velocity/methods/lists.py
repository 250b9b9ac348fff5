# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The functions of a table have parameters of many kinds, which their signatures in the table describe.
"""The methods of Java's lists, arrays and sets."""

from collections.abc import Sequence
from typing import Any

from architrave.templates.faults import Refused
from architrave.templates.velocity.arithmetic import same
from architrave.templates.velocity.budget import MOST_ITEMS, Budget
from architrave.templates.velocity.methods.arguments import Failed, Methods, methods
from architrave.templates.velocity.values import Array, Value, text_of

Items = Sequence[Any]


def element(items: Items, at: int) -> Value:
    """The element at an index. Raises Failed if there is none."""
    if not 0 <= at < len(items):
        raise Failed(f"Index {at} out of bounds for length {len(items)}")
    return items[at]


def _index(budget: Budget, items: Items, wanted: Value) -> int:
    return next((at for at, item in enumerate(items) if same(item, wanted, budget)), -1)


def _last_index(budget: Budget, items: Items, wanted: Value) -> int:
    return next((at for at in range(len(items) - 1, -1, -1) if same(items[at], wanted, budget)), -1)


def _contains_all(budget: Budget, items: Items, wanted: Items) -> bool:
    return all(_index(budget, items, item) >= 0 for item in wanted)


def bound(length: int) -> None:
    """Refuse to create a list or map that would be too long."""
    if length > MOST_ITEMS:
        raise Refused(f"The template was stopped: it creates a list of more than {MOST_ITEMS:,} items.")


def _add(_budget: Budget, items: list[Any], item: Value) -> bool:
    bound(len(items) + 1)
    items.append(item)
    return True


def _insert(_budget: Budget, items: list[Any], at: int, item: Value) -> str:
    bound(len(items) + 1)
    if not 0 <= at <= len(items):
        raise Failed(f"Index {at} out of bounds for length {len(items)}")
    items.insert(at, item)
    return ""


def _add_all(_budget: Budget, items: list[Any], more: Items) -> bool:
    bound(len(items) + len(more))
    items.extend(more)
    return bool(more)


def _insert_all(_budget: Budget, items: list[Any], at: int, more: Items) -> bool:
    bound(len(items) + len(more))
    if not 0 <= at <= len(items):
        raise Failed(f"Index {at} out of bounds for length {len(items)}")
    items[at:at] = more
    return bool(more)


def set_element(_budget: Budget, items: list[Any], at: int, item: Value) -> Value:
    """Replaces an element; returns the old one."""
    before = element(items, at)
    items[at] = item
    return before


def _remove_at(_budget: Budget, items: list[Any], at: int) -> Value:
    before = element(items, at)
    del items[at]
    return before


def _remove(budget: Budget, items: list[Any], item: Value) -> bool:
    at = _index(budget, items, item)
    if at >= 0:
        del items[at]
    return at >= 0


def _keep(budget: Budget, items: list[Any], others: Items, wanted: bool) -> bool:
    kept = [item for item in items if (_index(budget, others, item) >= 0) is wanted]
    changed = len(kept) != len(items)
    items[:] = kept
    return changed


def _clear(_budget: Budget, items: list[Any]) -> str:
    items.clear()
    return ""


def _sub_list(_budget: Budget, items: Items, start: int, end: int) -> Value:
    if not 0 <= start <= end <= len(items):
        raise Failed(f"fromIndex {start}, toIndex {end}, size {len(items)}")
    return list(items[start:end])


_COLLECTION: dict[str, Any] = {
    "size()": lambda _, items: len(items),
    "isEmpty()": lambda _, items: not items,
    "contains(o)": lambda budget, items, wanted: _index(budget, items, wanted) >= 0,
    "containsAll(L)": _contains_all,
    "toArray()": lambda _, items: Array(items),
}
_INDEXED: dict[str, Any] = {
    **_COLLECTION,
    "get(i)": lambda _, items, at: element(items, at),
    "indexOf(o)": _index,
    "lastIndexOf(o)": _last_index,
    "subList(ii)": _sub_list,
}
_PRINTED: dict[str, Any] = {"toString()": lambda budget, items: text_of(items, budget)}

COLLECTION: Methods = methods({**_COLLECTION, **_PRINTED})
ARRAY: Methods = methods(_INDEXED)
"""An array has no `toString()` here: Java prints an address for it."""
FIXED_LIST: Methods = methods({**_INDEXED, **_PRINTED})
LIST: Methods = methods(
    {
        **_INDEXED,
        **_PRINTED,
        "add(o)": _add,
        "add(io)": _insert,
        "addAll(L)": _add_all,
        "addAll(iL)": _insert_all,
        "set(io)": set_element,
        "remove(i)": _remove_at,
        "remove(o)": _remove,
        "removeAll(L)": lambda budget, items, others: _keep(budget, items, others, False),
        "retainAll(L)": lambda budget, items, others: _keep(budget, items, others, True),
        "clear()": _clear,
    }
)

UNSUPPORTED = frozenset(
    [
        "stream",
        "parallelStream",
        "iterator",
        "listIterator",
        "spliterator",
        "forEach",
        "removeIf",
        "replaceAll",
        "sort",
        "toArray",
        "hashCode",
        "clone",
        "ensureCapacity",
        "trimToSize",
        "wait",
        "notify",
        "notifyAll",
    ]
)
CHANGING = frozenset(["add", "addAll", "set", "remove", "removeAll", "retainAll", "clear"])
"""What arrays, ranges and sets of a map do not take."""
