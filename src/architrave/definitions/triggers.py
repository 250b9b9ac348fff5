"""What must be true of a trigger besides the types of its properties, in org.yaml as in the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from architrave.definitions.nouns.trigger import LEAST_DELAY, LEAST_TTL, MOST_DELAY
from architrave.templates.faults import Fault
from architrave.templates.json_path import JsonPath, compile_path

MOST_DESCRIPTION = 512
_OF_MANY = frozenset({"In", "NotIn", "All"})
_OF_NUMBERS = "Size"
_OF_FLAGS = "Exists"


@dataclass(frozen=True, slots=True)
class TriggerFault:
    """What is wrong with a trigger, by the path of the property, and what to do."""

    path: tuple[str | int, ...]
    message: str
    help: str


def event_path(text: str) -> JsonPath | Fault:
    """The JSONPath of a condition. One without `$` begins at the event: `mediaType` is `$.mediaType`."""
    return compile_path(text if text.startswith("$") else f"$.{text}")


def trigger_faults(trigger: Mapping[str, Any], *, is_whole: bool = True) -> Iterator[TriggerFault]:
    """Everything that is wrong with a trigger whose properties have the right types.

    Without `is_whole`, properties with wrong types or values were left out, and are no problem here.
    """
    description, lasts, delay = (trigger.get(key) for key in ("description", "eventTTLSeconds", "delayBySeconds"))
    if isinstance(description, str) and len(description) > MOST_DESCRIPTION:
        message = f"The description has {len(description):,} characters."
        yield TriggerFault(("description",), message, f"Use at most {MOST_DESCRIPTION}.")
    if isinstance(lasts, int) and lasts < LEAST_TTL:
        message = f"{lasts} seconds are too few for an event."
        yield TriggerFault(("eventTTLSeconds",), message, f"Use at least {LEAST_TTL}, or leave it out.")
    if isinstance(delay, int) and not LEAST_DELAY <= delay <= MOST_DELAY:
        message = f"A trigger cannot wait for {delay} seconds."
        yield TriggerFault(("delayBySeconds",), message, f"Use {LEAST_DELAY} to {MOST_DELAY}, or leave it out.")
    if lasts is not None and delay is not None:
        message = "A trigger has eventTTLSeconds or delayBySeconds, not both."
        yield TriggerFault(("delayBySeconds",), message, "Leave one of them out.")
    for index, criterion in enumerate(cast("list[Mapping[str, Any] | None]", trigger.get("matchCriteria") or ())):
        for fault in (*(_missing(criterion or {}) if is_whole else ()), *_criterion_faults(criterion or {})):
            yield TriggerFault(("matchCriteria", index, *fault.path), fault.message, fault.help)


def _missing(criterion: Mapping[str, Any]) -> Iterator[TriggerFault]:
    for name in ("jsonPath", "operator"):
        if criterion.get(name) is None:
            yield TriggerFault((), f"The condition has no {name}.", f'Add "{name}".')


def _criterion_faults(criterion: Mapping[str, Any]) -> Iterator[TriggerFault]:
    path, operator = criterion.get("jsonPath"), criterion.get("operator")
    if isinstance(path, str):
        read = event_path(path)
        if isinstance(read, Fault):
            yield TriggerFault(("jsonPath",), read.message, "Write it as in $.participants[0].purpose.")
    has_value, has_values = (criterion.get(name) is not None for name in ("value", "values"))
    if has_value and has_values:
        yield TriggerFault(("values",), "A condition has value or values, not both.", "Leave one of them out.")
    elif operator in _OF_MANY and not has_values:
        yield TriggerFault((), f"The operator {operator} compares with a list.", 'Add "values", a list.')
    elif operator is not None and operator not in _OF_MANY and not has_value:
        yield TriggerFault((), f"The operator {operator} compares with one value.", 'Add "value".')
    elif operator == _OF_FLAGS and not isinstance(criterion.get("value"), bool):
        yield TriggerFault(("value",), f"The operator {operator} takes true or false.", "Use true or false.")
    elif operator == _OF_NUMBERS and not _is_whole(criterion.get("value")):
        yield TriggerFault(("value",), f"The operator {operator} takes a whole number.", "Use a whole number.")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
