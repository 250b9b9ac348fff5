"""Decision and Switch."""

from typing import Any

from architrave.expressions.values import equal
from architrave.flows.program import Action
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Path, performs


@performs("decision")
def decision(machine: Machine, action: Action) -> Path:
    """Yes where the condition is true, else No; NOT_SET takes No (documented)."""
    value = machine.evaluate(action.fields["condition"])
    machine.seen = {"condition": value}
    return "yes" if value is True else "no"


@performs("switch")
def switch(machine: Machine, action: Action) -> Path:
    """The first case that is true, or equal to the value; Default where there is none (documented)."""
    fields = action.fields
    seen: dict[str, Any] = {}
    value = True
    if fields["style"] == "firstMatch":
        value = seen["value"] = machine.evaluate(fields["value"])
    machine.seen = seen
    for number, case in enumerate(fields["cases"], 1):
        found = machine.evaluate(case)
        if found is value or (value is not True and equal(found, value)):
            seen["case"] = case.text or found
            return f"case {number}"
    return "default"
