"""Update Data: assigns variables, one after another."""

from architrave.expressions.types import Type
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running
from architrave.flows.actions.shape import ByType, ListOf, Object, Value, VariableName, field


def _statement(kind: Type) -> Object:
    return Object(
        {
            "variable": field(VariableName(kind), "target", required=True),
            "value": field(Value(kind), "value", required=True),
        }
    )


def _build(raw: Fields) -> tuple[Fields, Branches]:
    statements: tuple[tuple[Type, Fields], ...] = raw.get("statements") or ()
    return {
        "statements": tuple(
            (kind, statement["target"], statement["value"])
            for kind, statement in statements
            if statement.get("target") is not None and statement.get("value") is not None
        )
    }, {}


DECLARATIONS = (
    ActionDeclaration(
        "updateData",
        "Update Data",
        {
            "statements": field(
                ListOf(ByType(_statement)), "statements", doc="Tuples of (Type, Target, Slot), in order."
            )
        },
        running=Running.EXACT,
        build=_build,
    ),
)
