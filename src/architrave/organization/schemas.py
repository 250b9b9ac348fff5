"""JSON Schemas of a flow's inputs and outputs, as the API returns them with a flow.

That a flow has these schemas, and that their keys are the inputs' full names, is documented. The form of each type is
assumed.
"""

from collections.abc import Iterable
from typing import Any

from architrave.expressions.types import Type
from architrave.flows.outline import Declared, Outline

_DRAFT = "http://json-schema.org/draft-04/schema#"
_FORMS: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "dec": {"type": "number"},
    "bln": {"type": "boolean"},
    "dtm": {"type": "string", "format": "date-time"},
    "dat": {"type": "string", "format": "date"},
    "tim": {"type": "string", "format": "time"},
    "dur": {"type": "string", "format": "duration"},
    "phn": {"type": "string"},
    "cur": {
        "type": "object",
        "properties": {"amount": {"type": "string"}, "code": {"type": "string"}},
        "required": ["amount", "code"],
    },
    "jsn": {},
}
_ENTITY: dict[str, Any] = {"type": "string", "description": "The id of the entity"}


def input_schema(flow: Outline) -> dict[str, Any]:
    """The schema of a launch's inputData."""
    return _schema(flow.inputs, closed=True)


def output_schema(flow: Outline) -> dict[str, Any]:
    """The schema of a completed execution's outputData."""
    return _schema(flow.outputs, closed=True)


def full_name(variable: Declared) -> str:
    """The name of a variable with its scope, even if its declaration omits the scope."""
    return variable.name if "." in variable.name else f"{variable.scope}.{variable.name}"


def type_schema(type: Type) -> dict[str, Any]:  # noqa: A002 - the cloud's word
    """The schema of a type's JSON form."""
    form = _FORMS.get(type.code, _ENTITY)
    return {"type": "array", "items": form} if type.is_collection else dict(form)


def _schema(variables: Iterable[Declared], *, closed: bool) -> dict[str, Any]:
    properties = {full_name(variable): _property(variable) for variable in variables}
    return {"$schema": _DRAFT, "type": "object", "properties": properties, "additionalProperties": not closed}


def _property(variable: Declared) -> dict[str, Any]:
    schema = type_schema(variable.type)
    return schema | {"description": variable.description} if variable.description else schema
