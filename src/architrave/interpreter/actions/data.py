"""Update Data."""

from architrave.flows.actions.data import UpdateData
from architrave.flows.program import Action
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Path, performs


@performs(UpdateData)
def update_data(machine: Machine, action: Action[UpdateData]) -> Path:
    """Assigns each statement's value in order (documented); a fault keeps the earlier assignments (assumed)."""
    statements = action.fields.statements
    last = len(statements) - 1
    for index in range(machine.done, last + 1):
        statement = statements[index]
        machine.assign(statement.target, machine.evaluate(statement.value))
        if index < last:
            machine.settled(index + 1)
    return None
