"""Slots of a bot flow."""

from typing import Any

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, NOT_SET, ExpressionError


@function(
    "ResolveSlot(slot: Any?) -> Any",
    "The value of a slot; a fault where it cannot be resolved.",
    category="bot",
    examples=[
        Example('ResolveSlot("blue")', "blue"),
        Example("ResolveSlot(ToString(NOT_SET))", error=NOT_SET),
    ],
    note="A slot that has a value counts as resolved: the cloud's language understanding is not at hand.",
)
def _resolve(slot: Any) -> Any:
    if slot is None:
        raise ExpressionError(NOT_SET, "ResolveSlot got a slot that has no value.")
    return slot


@function(
    "ResolveSlot(slot: Any?, default: Any?) -> Any",
    "The value of a slot, or the default where it cannot be resolved.",
    category="bot",
    examples=[
        Example('ResolveSlot("blue", "red")', "blue"),
        Example('ResolveSlot(ToString(NOT_SET), "red")', "red"),
    ],
    note="A slot that has a value counts as resolved: the cloud's language understanding is not at hand.",
)
def _resolve_or_default(slot: Any, default: Any) -> Any:
    return default if slot is None else slot


@function(
    "ResolveSlotTypeListValue(slotTypeName: String, value: String) -> String",
    "The canonical value for a synonym in a slot type that lists its values, by case; NOT_SET where it has none.",
    category="bot",
    examples=[Example('ResolveSlotTypeListValue("Colour", "navy")', error=NOT_AVAILABLE_LOCALLY)],
    note="Needs the slot types of a bot flow, which are not run locally: always the fault NotAvailableLocally.",
)
def _resolve_list_value(_type: str, _value: str) -> str | None:
    raise ExpressionError(
        NOT_AVAILABLE_LOCALLY, "ResolveSlotTypeListValue needs the slot types of a bot flow in the cloud."
    )
