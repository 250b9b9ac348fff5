"""What is reported about a runtime fault: the action, the expression, the values."""

import re
from typing import Any

from architrave.expressions.faults import ExpressionError
from architrave.flows.program import AnyAction, Slot, Variables
from architrave.interpreter.effects import FlowError, Json
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.plain import plain_json

_VARIABLE = re.compile(r"\b(?:Flow|State|Task|Common)\.[\w$]+", re.IGNORECASE)
_SHOWN = 200
"""The maximum number of characters shown of a value."""


def flow_error(
    action: AnyAction | None, slot: Slot[object] | None, variables: Variables, fault: ExpressionError | ActionFault
) -> FlowError:
    """The error for a fault. `slot` is the value slot whose expression failed."""
    name = None if action is None else action.name
    pointer = None if action is None else action.pointer
    if isinstance(fault, ActionFault) or slot is None:
        return FlowError(fault.type, fault.message, name, pointer)
    values = values_in(slot.text or "", variables)
    return FlowError(fault.type, fault.message, name, slot.pointer or pointer, slot.text, values)


def values_in(text: str, variables: Variables) -> dict[str, Json]:
    """The values of the variables in an expression's text, by their names as written there."""
    values: dict[str, Json] = {}
    for name in _VARIABLE.findall(text):
        if name.lower() in variables:
            values.setdefault(name, _shortened(plain_json(variables[name.lower()])))
    return values


def _shortened(value: Any) -> Json:
    if isinstance(value, str) and len(value) > _SHOWN:
        return value[:_SHOWN] + "…"
    return value
