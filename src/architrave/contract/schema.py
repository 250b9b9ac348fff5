"""The JSON Schema of the launch body for one flow, so that programs in any language can validate before they send.

A schema cannot express everything in the contract: it has input names only as the flow declares them, although they
are not case-sensitive, and most validators ignore formats such as `date-time`.
"""

from typing import Any

from architrave.contract.identifiers import is_uuid
from architrave.contract.inputs import Input
from architrave.contract.world import FoundFlow
from architrave.expressions.bounds import MAX_INTEGER, MAX_ITEMS
from architrave.expressions.types import Type

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_DURATION = r"^[+-]?P(\d+(\.\d+)?W)?(\d+Y)?(\d+M)?(\d+(\.\d+)?D)?(T(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?$"

_SHAPES: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "int": {
        "anyOf": [
            {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER},
            {"type": "string", "pattern": r"^\s*[+-]?[0-9]{1,15}\s*$"},
        ]
    },
    "dec": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*$"}]},
    "bln": {"type": "boolean"},
    "dtm": {"type": "string", "format": "date-time"},
    "dat": {"type": "string", "format": "date"},
    "tim": {"type": "string", "format": "time"},
    "dur": {"type": "string", "format": "duration", "pattern": _DURATION},
    "cur": {
        "anyOf": [
            {"type": "string"},
            {"type": "object", "required": ["amount"], "properties": {"code": {"type": "string"}}},
        ]
    },
    "phn": {"type": "string"},
    "jsn": {},
}
_ENTITY: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "object"}]}


def request_schema(flow: FoundFlow, *, must_give: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The JSON Schema of a launch of the flow under the platform's contract.

    `must_give` has the full names of required inputs. If the flow's id is known, the schema requires it; if it is `""`,
    the schema accepts any UUID.
    """
    given = sorted(name for name in must_give if name in flow.inputs.by_full)
    inputs: dict[str, Any] = {
        "description": "Values for the flow's inputs, each under its full name. The API ignores the case of the names; "
        "this schema requires the case in which the flow declares them.",
        "type": "object" if given else ["object", "null"],
        "properties": {item.name: _input(item) for item in flow.inputs.all},
        "additionalProperties": False,
    }
    if given:
        inputs["required"] = given
    return {
        "$schema": DIALECT,
        "title": f"Launch of {flow.name}",
        "description": "The body of POST /api/v2/flows/executions.",
        "type": "object",
        "properties": {
            "flowId": _flow_id(flow),
            "flowVersion": {
                "description": "The version to launch; by default the latest published version.",
                "type": ["string", "null"],
            },
            "inputData": inputs,
            "name": {"description": "A name for the execution.", "type": ["string", "null"]},
        },
        "required": ["flowId", "inputData"] if given else ["flowId"],
        "additionalProperties": False,
    }


def _flow_id(flow: FoundFlow) -> dict[str, Any]:
    described = {"description": f"The id of the flow {flow.name}.", "type": "string"}
    if not flow.id:
        return described | {"pattern": _UUID}
    # UUIDs are not case-sensitive; other ids are.
    return described | ({"pattern": _either_case(flow.id)} if is_uuid(flow.id) else {"const": flow.id})


def _either_case(flow_id: str) -> str:
    return "^" + "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in flow_id) + "$"


def _input(item: Input) -> dict[str, Any]:
    return {"description": f"{item.type}", **_or_null(_value(item.type))}


def _value(of: Type) -> dict[str, Any]:
    item = _SHAPES.get(of.code, _ENTITY)
    return {"type": "array", "maxItems": MAX_ITEMS, "items": _or_null(item)} if of.is_collection else item


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or null for NOT_SET."""
    if not schema:
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}
