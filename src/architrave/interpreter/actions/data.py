"""Update Data."""

from architrave.flows.program import Action
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Path, performs


@performs("updateData")
def update_data(machine: Machine, action: Action) -> Path:
    """Assigns each statement's value in turn (documented); a fault leaves the earlier ones done (assumed)."""
    statements = action.fields["statements"]
    evaluate, assign = machine.evaluate, machine.assign
    for index in range(machine.done, len(statements)):
        _, target, slot = statements[index]
        assign(target, evaluate(slot))
        machine.settled(index + 1)
    return None
