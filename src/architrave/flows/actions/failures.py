"""What an action puts into variables when it fails."""

from architrave.expressions.types import INTEGER, STRING, Type
from architrave.flows.actions.shape import Field, Object, Output, field

FAILURE_OUTPUTS = field(
    Object({key: Field(Output(STRING), key) for key in ("errorType", "errorMessage")}, is_open=True),
    "failure_outputs",
    doc="The variables for the error's type and message, by `errorType` and `errorMessage`.",
)
"""The failure outputs of every action but a data action."""

_STRINGS = STRING.collection

DATA_ACTION_ERROR: dict[str, Type] = {
    "errorCode": STRING,
    "status": INTEGER,
    "correlationId": STRING,
    "entityId": STRING,
    "entityName": STRING,
    "userMessage": STRING,
    "userParamsMessage": STRING,
    "userParams.key": _STRINGS,
    "userParams.value": _STRINGS,
    "details.errorCode": _STRINGS,
    "details.fieldName": _STRINGS,
    "details.entityId": _STRINGS,
    "details.entityName": _STRINGS,
}
"""The thirteen failure outputs of a data action with their types (recorded in the editor's own exports)."""

DATA_ACTION_FAILURES = field(
    Object({key: Field(Output(kind), key) for key, kind in DATA_ACTION_ERROR.items()}),
    "failure_outputs",
    doc="The variables for the parts of the error, by the names of `DATA_ACTION_ERROR`.",
)
