"""The variables that an action sets when it fails."""

from typing import Any, Protocol, runtime_checkable

from architrave.expressions.types import INTEGER, STRING, Type
from architrave.flows.actions.shape import Outputs, field
from architrave.flows.program import Targets


@runtime_checkable
class Failing(Protocol):
    """The fields of an action that has a failure path."""

    @property
    def failure_outputs(self) -> Targets:
        """The variables that take the parts of the error, by their names."""
        ...


def failures() -> Any:
    """The field `failure_outputs` of every action except a data action."""
    return field(
        Outputs({"errorType": STRING, "errorMessage": STRING}, is_open=True),
        doc="The variables for the error's type and message, by `errorType` and `errorMessage`.",
    )


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
"""The thirteen failure outputs of a data action with their types (recorded in the editor's exports)."""
