"""Whether an event matches the conditions of a trigger.

A condition is a comparison in a JSONPath filter, as the cloud's test mode shows it, so it compares as Jayway does: a
number equals a number of the same value, also one in a text; `In` looks for the value of the path in `values`, and
`Contains` for `value` in the text or array that the path finds. Every condition must be true (documented).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from architrave.definitions.triggers import event_path
from architrave.templates.faults import Fault, Refused
from architrave.templates.json_path import JsonPath, NoValue
from architrave.templates.json_path.filters import Failed, Misfit, compare, same, value_of
from architrave.templates.json_path.steps import UNDEFINED
from architrave.templates.json_path.walk import Budget

_OPERATORS = {
    "Equal": "==",
    "NotEqual": "!=",
    "LessThan": "<",
    "LessThanOrEqual": "<=",
    "GreaterThan": ">",
    "GreaterThanOrEqual": ">=",
    "In": "IN",
    "NotIn": "NIN",
    "Contains": "CONTAINS",
    "Size": "SIZE",
}
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of one condition. `found` is what its path found in the event, if anything."""

    criterion: Mapping[str, Any]
    matches: bool
    found: tuple[Any, ...] = ()

    @property
    def as_filter(self) -> str:
        """The condition as a JSONPath filter."""
        path, operator = str(self.criterion.get("jsonPath")), str(self.criterion.get("operator"))
        tested = f"@{path[1:]}" if path.startswith("$") else f"@.{path}"
        if operator == "Exists":
            return f"$[?({tested})]" if self.criterion.get("value") else f"$[?(!{tested})]"
        value = msgspec.json.encode(_wanted(self.criterion)).decode()
        return f"$[?({tested} {_OPERATORS.get(operator, operator.upper())} {value})]"


def compared(criteria: Sequence[Mapping[str, Any]], event: Mapping[str, Any]) -> list[Compared]:
    """What becomes of each condition with an event."""
    return [_compared(each, event) for each in criteria]


def matches(trigger: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether all conditions of a trigger are true of an event."""
    return all(one.matches for one in compared(trigger.get("matchCriteria") or (), event))


def _compared(criterion: Mapping[str, Any], event: Mapping[str, Any]) -> Compared:
    path = event_path(str(criterion.get("jsonPath")))
    if isinstance(path, Fault):
        return Compared(criterion, matches=False)
    try:
        found: Any = path.read(dict(event))
    except NoValue:
        found = _NOTHING
    except Refused:
        return Compared(criterion, matches=False)
    try:
        is_true = _is_true(criterion, path, found)
    except (Misfit, Failed, Refused):
        is_true = False
    return Compared(criterion, is_true, () if found is _NOTHING else (found,))


def _is_true(criterion: Mapping[str, Any], path: JsonPath, found: Any) -> bool:
    operator, wanted = str(criterion.get("operator")), _wanted(criterion)
    if operator == "Exists":
        is_there = found is not _NOTHING and (path.definite or bool(found))
        return is_there is bool(wanted)
    if operator == "All":
        items = cast("list[Any]", found) if isinstance(found, list) else []
        return all(any(same(item, each) for item in items) for each in cast("list[Any]", wanted or []))
    left = UNDEFINED if found is _NOTHING else value_of(found)
    return compare(_OPERATORS[operator], left, value_of(wanted), Budget().pay)


def _wanted(criterion: Mapping[str, Any]) -> Any:
    """What a condition compares with."""
    values = criterion.get("values")
    return criterion.get("value") if values is None else values
