"""Data tables and decision tables."""

from architrave.flows.actions.data_tables import CallDecisionTable, DataTableLookup
from architrave.flows.program import Action, Target
from architrave.interpreter.actions.data_actions import SUGGESTED_TIMEOUT, ask_data_action
from architrave.interpreter.effects import LookUp, failure_in
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import sent_json, world_value

DECISION_TABLES = "Decision Tables"
"""The category of decision tables in a mocks file."""


@performs(DataTableLookup)
def data_table_lookup(machine: Machine, action: Action[DataTableLookup]) -> Effects:
    """Finds the row of a data table by its key; its columns go to the found outputs.

    A NOT_SET key finds nothing (assumed). A missing table is the documented failure DataTablesTableNotFoundException.
    """
    table = action.fields.table
    key = machine.evaluate(action.fields.key)
    machine.seen = {"table": table.name, "key": key}
    if key is None:
        return "notFound"
    row = machine.take(asked := LookUp("dataTableRow", "key", key, table.name), (yield asked))
    if row is None:
        return "notFound"
    if "failure" in row and (failure := failure_in(row)):
        return machine.fail(action, failure["errorType"], failure["errorMessage"])
    machine.seen["row"] = row
    found: list[tuple[Target, object]] = []
    # Convert all before assigning any: a column that does not fit fails the row.
    for column, target in table.item.found_outputs.items():
        found.append((target, world_value(target.type, row.get(column), "The column", column)))
    for target, value in found:
        machine.assign(target, value)
    return "found"


@performs(CallDecisionTable)
def call_decision_table(machine: Machine, action: Action[CallDecisionTable]) -> Effects:
    """Calls a decision table. A local organization has none: the reply comes from the mocks file, as for a data action
    in the category `Decision Tables`, with the output `output`.
    """
    fields = action.fields
    name = fields.table.name or ""
    given = {"input": sent_json(machine.evaluate(fields.input))}
    machine.seen = {"decisionTable": name, **given}
    reply = yield from ask_data_action(machine, DECISION_TABLES, name, given, SUGGESTED_TIMEOUT)
    if "success" not in reply:
        failure = reply.get("failure") or {"errorCode": "Timeout", "userMessage": "The decision table did not answer."}
        return machine.fail(action, str(failure.get("errorCode")), str(failure.get("userMessage")))
    if fields.output is not None:
        machine.assign(fields.output, world_value(fields.output.type, reply["success"].get("output"), "The output"))
    return "success"
