"""Data tables and decision tables."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import JSON, STRING
from architrave.expressions.values import Json
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import Keyed, MapOf, Named, NamedObject, Object, Output, Value, field, fields
from architrave.flows.program import Fields, Slot, Target, Targets


@fields
class TableOutputs(Fields):
    """The outputs of a look-up, below the name of a data table."""

    found_outputs: Targets = field(MapOf(Output()), doc="The variable for each column, by the column's name.")
    failure_outputs: Targets = failures()


@fields
class DataTableLookup(Fields):
    """The fields of Data Table Lookup."""

    key: Slot[str] = field(Value(STRING), "lookupValue", required=True)
    table: Keyed[TableOutputs] = field(Named(Object(TableOutputs), "data table"), "dataTable", required=True)

    @property
    def failure_outputs(self) -> Targets:
        """The failure outputs below the table's name."""
        return self.table.item.failure_outputs


@fields
class CallDecisionTable(Fields):
    """The fields of Call Decision Table."""

    table: NamedObject = field(Object(NamedObject, is_open=True), "decisionTable")
    input: Slot[Json] | None = field(Value(JSON))
    output: Target | None = field(Output(JSON))
    failure_outputs: Targets = failures()


DECLARATIONS = (
    ActionDeclaration(
        "dataTableLookup",
        "Data Table Lookup",
        DataTableLookup,
        outputs=("found", "notFound", "failure"),
        running=Running.EXACT,
        page="data-table-lookup-action",
        note="That a column of another type than its variable is DataTablesSyntaxError is assumed.",
    ),
    ActionDeclaration(
        "callDecisionTable",
        "Call Decision Table",
        CallDecisionTable,
        outputs=("success", "failure"),
        is_open=True,
        provenance=Provenance.ASSUMED,
        running=Running.APPROXIMATED,
        note="How Archy writes it is not public. Replies come from the mocks file, under `Decision Tables/NAME`.",
    ),
)
