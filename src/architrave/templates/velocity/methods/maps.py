# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The functions of a table have parameters of many kinds, which their signatures in the table describe.
"""The methods of Java's maps and their entries."""

from decimal import Decimal
from typing import Any

from architrave.templates.velocity.arithmetic import same
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Failed, Methods, methods
from architrave.templates.velocity.methods.lists import bound
from architrave.templates.velocity.values import Entry, Value, View, text_of

Map = dict[Any, Any]


def _is_key(key: Value) -> bool:
    return key is None or isinstance(key, str | int | float | Decimal)


def key_of(key: Value) -> Any:
    """A value as a key. Raises Failed for lists and maps, which may change."""
    if not _is_key(key):
        raise Failed("A list or map cannot be the key of a map.")
    return key


def _get(_budget: Budget, entries: Map, key: Value, otherwise: Value = None) -> Value:
    return entries.get(key, otherwise) if _is_key(key) else otherwise


def set_entry(_budget: Budget, entries: Map, key: Value, value: Value) -> Value:
    """Sets the value of a key; returns the old one."""
    before = entries.get(key_of(key))
    entries[key_of(key)] = value
    bound(len(entries))
    return before


def _put_if_absent(budget: Budget, entries: Map, key: Value, value: Value) -> Value:
    before = entries.get(key_of(key))
    if before is None:
        set_entry(budget, entries, key, value)
    return before


def _put_all(_budget: Budget, entries: Map, more: Map) -> str:
    entries.update(more)
    bound(len(entries))
    return ""


def _clear(_budget: Budget, entries: Map) -> str:
    entries.clear()
    return ""


def _replace(budget: Budget, entries: Map, key: Value, value: Value) -> Value:
    return set_entry(budget, entries, key, value) if key_of(key) in entries else None


MAP: Methods = methods(
    {
        "size()": lambda _, entries: len(entries),
        "isEmpty()": lambda _, entries: not entries,
        "get(o)": _get,
        "getOrDefault(oo)": _get,
        "containsKey(o)": lambda _, entries, key: _is_key(key) and key in entries,
        "containsValue(o)": lambda budget, entries, value: any(same(item, value, budget) for item in entries.values()),
        "put(oo)": set_entry,
        "putIfAbsent(oo)": _put_if_absent,
        "putAll(M)": _put_all,
        "remove(o)": lambda _, entries, key: entries.pop(key, None) if _is_key(key) else None,
        "replace(oo)": _replace,
        "clear()": _clear,
        "keySet()": lambda _, entries: View(entries),
        "values()": lambda _, entries: View(entries.values()),
        "entrySet()": lambda _, entries: View(Entry(key, value) for key, value in entries.items()),
        "toString()": lambda budget, entries: text_of(entries, budget),
    }
)

ENTRY: Methods = methods(
    {
        "getKey()": lambda _, entry: entry.key,
        "getValue()": lambda _, entry: entry.value,
        "toString()": lambda budget, entry: text_of(entry, budget),
    }
)

UNSUPPORTED = frozenset(
    [
        "compute",
        "computeIfAbsent",
        "computeIfPresent",
        "merge",
        "forEach",
        "replaceAll",
        "hashCode",
        "clone",
        "setValue",
        "wait",
        "notify",
        "notifyAll",
    ]
)
