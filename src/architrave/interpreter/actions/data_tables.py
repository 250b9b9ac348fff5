"""Data Table Lookup."""

from typing import Any

from architrave.flows.program import Action, Target
from architrave.interpreter.effects import LookUp
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value


@performs("dataTableLookup", failure=True)
def data_table_lookup(machine: Machine, action: Action) -> Effects:
    """Finds the row of a data table by its key; its columns go to the found outputs.

    A key of NOT_SET finds nothing (assumed). A table that is not there is the documented failure
    DataTablesTableNotFoundException.
    """
    fields = action.fields
    key: str | None = machine.evaluate(fields["key"])
    machine.seen = {"table": fields["table"], "key": key}
    if key is None:
        return "notFound"
    row: dict[str, Any] | None = machine.take((yield LookUp("dataTableRow", "key", key, fields["table"])))
    if row is None:
        return "notFound"
    if "failure" in row:
        failure = row["failure"]
        return machine.fail(action, failure["errorType"], failure["errorMessage"])
    targets: dict[str, Target | None] = fields.get("found_outputs") or {}
    for column, target in targets.items():
        if target is not None:
            machine.assign(target, world_value(target.type, row.get(column), "The column", column))
    machine.seen["row"] = row
    return "found"
