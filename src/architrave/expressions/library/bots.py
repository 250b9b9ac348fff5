"""Slots of a bot flow."""

from typing import Any

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, NOT_SET, ExpressionError


@function(
    "ResolveSlot(slot: Any?) -> Any",
    "The value of a slot; fails if the slot cannot be resolved.",
    category="bot",
    examples=[
        Example('ResolveSlot("blue")', "blue"),
        Example("ResolveSlot(ToString(NOT_SET))", error=NOT_SET),
    ],
    note="A slot with a value counts as resolved: the cloud's language understanding is not available locally.",
)
def _resolve(slot: Any) -> Any:
    if slot is None:
        raise ExpressionError(NOT_SET, "ResolveSlot needs a slot with a value; this slot has none.")
    return slot


@function(
    "ResolveSlot(slot: Any?, default: Any?) -> Any",
    "The value of a slot, or the default if it cannot be resolved.",
    category="bot",
    examples=[
        Example('ResolveSlot("blue", "red")', "blue"),
        Example('ResolveSlot(ToString(NOT_SET), "red")', "red"),
    ],
    note="A slot with a value counts as resolved: the cloud's language understanding is not available locally.",
)
def _resolve_or_default(slot: Any, default: Any) -> Any:
    return default if slot is None else slot


@function(
    "ResolveSlotTypeListValue(slotTypeName: String, value: String) -> String",
    "The canonical value for a synonym in a slot type with a list of values, case-sensitive; NOT_SET if there is none.",
    category="bot",
    examples=[Example('ResolveSlotTypeListValue("Colour", "navy")', error=NOT_AVAILABLE_LOCALLY)],
    note="Needs the slot types of a bot flow, which do not run locally. Always fails with NotAvailableLocally.",
)
def _resolve_list_value(_type: str, _value: str) -> str | None:
    raise ExpressionError(
        NOT_AVAILABLE_LOCALLY, "ResolveSlotTypeListValue needs the slot types of a bot flow in the cloud."
    )
