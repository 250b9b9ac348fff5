"""Data tables and decision tables."""

from architrave.flows.actions.data_tables import CallDecisionTable, DataTableLookup
from architrave.flows.program import Action, Target
from architrave.interpreter.actions.data_actions import SUGGESTED_TIMEOUT, ask_data_action
from architrave.interpreter.effects import LookUp, failure_in
from architrave.interpreter.faults import ReplyFault, not_set
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import sent_json, world_value

ROW_UNUSABLE = "DataTablesSyntaxError"
"""The failure of a row that cannot be used (documented)."""

DECISION_TABLES = "Decision Tables"
"""The category of decision tables in a mocks file."""


@performs(DataTableLookup)
def data_table_lookup(machine: Machine, action: Action[DataTableLookup]) -> Effects:
    """Finds the row of a data table by its key; its columns go to the found outputs.

    A NOT_SET key is a fault, which no path handles. A missing table is the failure DataTablesTableNotFoundException,
    and a row that does not fit the flow's variables DataTablesSyntaxError (documented; that a type is such an error is
    assumed).
    """
    table = action.fields.table
    key = machine.evaluate(action.fields.key)
    machine.seen = {"table": table.name, "key": key}
    if key is None:
        raise not_set(action, "key to look up")
    row = machine.take(asked := LookUp("dataTableRow", "key", key, table.name), (yield asked))
    if row is None:
        return "notFound"
    if "failure" in row and (failure := failure_in(row)):
        return machine.fail(action, failure["errorType"], failure["errorMessage"])
    machine.seen["row"] = row
    found: list[tuple[Target, object]] = []
    # Convert all before assigning any: a column that does not fit fails the row.
    try:
        for column, target in table.item.found_outputs.items():
            found.append((target, world_value(target.type, row.get(column), "The column", column)))
    except ReplyFault as fault:
        return machine.fail(action, ROW_UNUSABLE, fault.message)
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
