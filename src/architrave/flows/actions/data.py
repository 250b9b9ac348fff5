"""Update Data: assigns variables, one after another."""

from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.shape import GIVEN, ByType, ListOf, Object, Value, VariableName, field, fields
from architrave.flows.program import Fields, Slot, Target


@fields
class Statement(Fields):
    """One assignment."""

    target: Target = field(VariableName(GIVEN), "variable", required=True)
    value: Slot[object] = field(Value(GIVEN), required=True)


@fields
class UpdateData(Fields):
    """The fields of Update Data."""

    statements: tuple[Statement, ...] = field(
        ListOf(ByType(Object(Statement))),
        doc="The assignments, in order: each under its type, with `variable` and `value`.",
    )


DECLARATIONS = (
    ActionDeclaration(
        "updateData",
        "Update Data",
        UpdateData,
        running=Running.EXACT,
        page="update-data-action",
        note="A fault keeps the assignments before it (assumed).",
    ),
)
