"""Data tables and decision tables."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import JSON, STRING
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running, named, targets
from architrave.flows.actions.failures import FAILURE_OUTPUTS
from architrave.flows.actions.shape import MapOf, Named, Object, Output, Text, Value, field

_TABLE = Object(
    {
        "foundOutputs": field(MapOf(Output()), "found_outputs", doc="Targets by column."),
        "failureOutputs": FAILURE_OUTPUTS,
    }
)


def _lookup(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `table` name, `key` Slot, `found_outputs`, `failure_outputs`."""
    name, inner = named(raw, "table")
    table: Fields = inner or {}
    return {
        "table": name,
        "key": raw.get("key"),
        "found_outputs": targets(table, "found_outputs"),
        "failure_outputs": targets(table, "failure_outputs"),
    }, {}


DECLARATIONS = (
    ActionDeclaration(
        "dataTableLookup",
        "Data Table Lookup",
        {
            "lookupValue": field(Value(STRING), "key", required=True),
            "dataTable": field(Named(_TABLE, "data table"), "table", required=True),
        },
        outputs=("found", "notFound", "failure"),
        running=Running.EXACT,
        build=_lookup,
    ),
    ActionDeclaration(
        "callDecisionTable",
        "Call Decision Table",
        {
            "decisionTable": field(Object({"name": field(Text(), "name")}, is_open=True), "table"),
            "input": field(Value(JSON), "input"),
            "output": field(Output(JSON), "output"),
            "failureOutputs": FAILURE_OUTPUTS,
        },
        outputs=("success", "failure"),
        is_open=True,
        provenance=Provenance.ASSUMED,
        running=Running.APPROXIMATED,
        note="How Archy writes it is not public. The mocks file answers, by `Decision Tables/NAME`.",
    ),
)
