"""Queries for the history of executions: groups of criteria, all of which must be met."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from architrave.wire.dates import parse_instant

Criterion = Mapping[str, Any]
Value = str | int | None

KEYS: dict[str, str] = {
    "FlowStartDateTime": "dateTime",
    "FlowEndDateTime": "dateTime",
    "FlowId": "guid",
    "FlowType": "string",
    "FlowErrorReason": "string",
    "FlowWarningReason": "string",
    "ConversationId": "guid",
    "WorkitemId": "guid",
}
"""What an execution is found by, with the type of each value. It has no conversation, work item or warning."""

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "begins": lambda value, wanted: str(value).startswith(str(wanted)),
}
OPERATORS = (*_COMPARED, "not", "not_null")


def criteria_of(query: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    """All criteria in a query."""
    return [one for group in query for part in _parts(group) for one in part]


def wanted_of(criterion: Criterion) -> Value:
    """The value that a criterion asks for; None if its text cannot be read as a value of its key."""
    text: str = criterion.get("value") or ""
    return parse_instant(text) if KEYS[criterion["key"]] == "dateTime" else text


def is_met(query: Sequence[Mapping[str, Any]], values: Mapping[str, Value]) -> bool:
    """Whether an execution with these values meets every group of a query."""
    return all(_group_is_met(group, values) for group in query)


def _parts(group: Mapping[str, Any]) -> tuple[list[Criterion], list[Criterion], list[Criterion], list[Criterion]]:
    single = group.get("criteria")
    listed = [cast("list[Criterion]", group.get(name) or []) for name in ("and", "or", "not")]
    return listed[0], listed[1], listed[2], [] if single is None else [single]


def _group_is_met(group: Mapping[str, Any], values: Mapping[str, Value]) -> bool:
    every, some, none, single = _parts(group)
    return (
        all(_is_true(one, values) for one in (*every, *single))
        and (not some or any(_is_true(one, values) for one in some))
        and not any(_is_true(one, values) for one in none)
    )


def _is_true(criterion: Criterion, values: Mapping[str, Value]) -> bool:
    value = values.get(criterion["key"])
    operator = criterion.get("operator") or "eq"
    if operator == "not_null":
        return value is not None
    if operator == "not":
        return value != wanted_of(criterion)
    wanted = wanted_of(criterion)
    return value is not None and wanted is not None and _COMPARED[operator](value, wanted)
