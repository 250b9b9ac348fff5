"""Decision and Switch."""

from typing import Any

from architrave.expressions.values import equal
from architrave.flows.actions.branching import Decision, FirstMatch, Switch
from architrave.flows.program import Action
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Path, performs


@performs(Decision)
def decision(machine: Machine, action: Action[Decision]) -> Path:
    """Yes if the condition is true, else No; NOT_SET takes No (documented)."""
    value = machine.evaluate(action.fields.condition)
    machine.seen = {"condition": value}
    return "yes" if value is True else "no"


@performs(Switch)
def switch(machine: Machine, action: Action[Switch]) -> Path:
    """The first case that is true, or equal to the value; otherwise Default (documented)."""
    evaluate = action.fields.evaluate
    seen: dict[str, Any] = {}
    value: object = True
    if isinstance(evaluate, FirstMatch):
        value = seen["value"] = machine.evaluate(evaluate.value)
    machine.seen = seen
    for number, case in enumerate(evaluate.cases, 1):
        found = machine.evaluate(case.value)
        if found is value or (value is not True and equal(found, value)):
            seen["case"] = case.value.text or found
            return f"case {number}"
    return "default"
