"""Data tables and decision tables."""

from typing import Any, cast

from architrave.flows.program import Action, Target
from architrave.interpreter.actions.data_actions import SUGGESTED_TIMEOUT, ask_data_action
from architrave.interpreter.effects import LookUp
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import sent_json, world_value

DECISION_TABLES = "Decision Tables"
"""The category under which a mocks file answers for decision tables."""


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
    machine.seen["row"] = row
    found: list[tuple[Target, Any]] = []  # all of them before any is assigned: a column that does not fit fails the row
    for column, target in targets.items():
        if target is not None:
            found.append((target, world_value(target.type, row.get(column), "The column", column)))
    for target, value in found:
        machine.assign(target, value)
    return "found"


@performs("callDecisionTable", failure=True)
def call_decision_table(machine: Machine, action: Action) -> Effects:
    """Asks a decision table. A local organization holds none: the mocks file answers, as for a data action of the
    category `Decision Tables`, with the output `output`.
    """
    fields = action.fields
    slot, table = fields.get("input"), fields.get("table")
    name = str(cast("dict[str, Any]", table).get("name")) if isinstance(table, dict) else str(table or "")
    given = {"input": None if slot is None else sent_json(machine.evaluate(slot))}
    machine.seen = {"decisionTable": name, **given}
    reply = yield from ask_data_action(machine, DECISION_TABLES, name, given, SUGGESTED_TIMEOUT)
    if "success" not in reply:
        failure = reply.get("failure") or {"errorCode": "Timeout", "userMessage": "The decision table did not answer."}
        return machine.fail(action, str(failure.get("errorCode")), str(failure.get("userMessage")))
    target = fields.get("output")
    if target is not None:
        machine.assign(target, world_value(target.type, reply["success"].get("output"), "The output"))
    return "success"
