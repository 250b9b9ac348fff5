"""Data actions in their API form."""

from collections.abc import Mapping
from typing import Any, cast

from architrave.definitions.flattening import flattened
from architrave.expressions.types import BOOLEAN, DECIMAL, INTEGER, Type
from architrave.organization.data_actions import draft_of, published_version
from architrave.organization.entity import Entity

Shape = dict[str, Any]

PATH = "/api/v2/integrations/actions"
INPUT, SUCCESS, ERROR = "input.schema.json", "success.schema.json", "error.schema.json"
REQUEST_TEMPLATE, SUCCESS_TEMPLATE = "requesttemplate.vm", "successtemplate.vm"

_TEXT = {"type": "string"}
ERROR_SCHEMA: Shape = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "ErrorBody",
    "type": "object",
    "required": ["errorCode", "status", "userMessage"],
    "properties": {
        "errorCode": _TEXT,
        "status": {"type": "integer"},
        "correlationId": _TEXT,
        "entityId": _TEXT,
        "entityName": _TEXT,
        "userMessage": _TEXT,
        "userParamsMessage": _TEXT,
        "userParams": {"type": "array", "items": {"type": "object", "properties": {"key": _TEXT, "value": _TEXT}}},
        "details": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"errorCode": _TEXT, "fieldName": _TEXT, "entityId": _TEXT, "entityName": _TEXT},
            },
        },
    },
}
"""The failure outputs of every data action (recorded)."""

_JSON_TYPES: dict[Type, str] = {INTEGER: "integer", DECIMAL: "number", BOOLEAN: "boolean"}


def action_shape(
    action: Entity, *, has_contract: bool, has_config: bool, is_flat: bool = False, is_draft: bool = False
) -> Shape:
    """An action, or its draft, in its API form. With `is_flat`, its schemas are as flows see them."""
    draft = draft_of(action)
    of = draft if is_draft and draft is not None else action.properties
    version = draft["version"] if is_draft and draft is not None else published_version(action)
    address = f"{PATH}/{action.id}/draft" if is_draft else f"{PATH}/{action.id}"
    shown = {
        "id": action.id,
        "name": of.get("name"),
        "integrationId": action.properties.get("integrationId"),
        "category": category_of(action, of),
        "contract": _contract(of, address, has_schemas=has_contract, is_flat=is_flat),
        "version": version,
        "secure": of.get("secure") is True,
        "config": _config(of, address) if has_config else None,
        "selfUri": address,
    }
    return {name: value for name, value in shown.items() if value is not None}


def category_of(action: Entity, of: Mapping[str, Any] | None = None) -> str:
    """The category of an action: the name of its integration, or the type where a file names no integration."""
    properties = action.properties if of is None else of
    return properties.get("category") or action.properties.get("integrationType") or "custom-rest-actions"


def schema_of(of: Mapping[str, Any], file: str, *, is_flat: bool) -> Shape | None:
    """The schema in one of the files of an action; None if there is no such file."""
    contract = cast("Mapping[str, Any]", of.get("contract") or {})
    found = {
        INPUT: _in(contract, "input", "inputSchema"),
        SUCCESS: _in(contract, "output", "successSchema"),
        ERROR: ERROR_SCHEMA,
    }.get(file)
    return _flat(found) if found is not None and is_flat else found


def template_of(of: Mapping[str, Any], file: str) -> str | None:
    """The template in one of the files of an action; None if there is no such file, or no such template."""
    config = cast("Mapping[str, Any]", of.get("config") or {})
    if file == REQUEST_TEMPLATE:
        return _in(config, "request").get("requestTemplate", "${input.rawRequest}")
    return _in(config, "response").get("successTemplate", "${rawResult}") if file == SUCCESS_TEMPLATE else None


def _contract(of: Mapping[str, Any], address: str, *, has_schemas: bool, is_flat: bool) -> Shape:
    places = {INPUT: ("input", "inputSchema"), SUCCESS: ("output", "successSchema"), ERROR: ("output", "errorSchema")}
    shown: Shape = {"input": {}, "output": {}}
    for file, (part, name) in places.items():
        if has_schemas:
            schema = schema_of(of, file, is_flat=is_flat)
            if is_flat and part == "output":
                arrays = [each for each, one in cast("Shape", schema)["properties"].items() if one["type"] == "array"]
                schema = {"schema": schema, "arrayProperties": arrays}
            shown[part][f"{name}Flattened" if is_flat else name] = schema
        shown[part][f"{name}Uri"] = f"{address}/schemas/{file}"
    return shown


def _config(of: Mapping[str, Any], address: str) -> Shape:
    config = cast("Shape", of.get("config") or {})
    templates = f"{address}/templates"
    return {
        **{name: value for name, value in config.items() if name == "timeoutSeconds"},
        "request": {
            "requestTemplate": template_of(of, REQUEST_TEMPLATE),
            **_in(config, "request"),
            "requestTemplateUri": f"{templates}/{REQUEST_TEMPLATE}",
        },
        "response": {
            "successTemplate": template_of(of, SUCCESS_TEMPLATE),
            **_in(config, "response"),
            "successTemplateUri": f"{templates}/{SUCCESS_TEMPLATE}",
        },
    }


def _flat(schema: Shape) -> Shape:
    """A schema as flows see it: each member by its whole name."""
    members = {name: _json_type(kind) for name, kind in flattened(schema).items()}
    required = [name for name in cast("list[Any]", schema.get("required") or []) if name in members]
    return {"type": "object", "properties": members, "required": required}


def _json_type(kind: Type) -> Shape:
    if kind.is_collection:
        return {"type": "array", "items": _json_type(kind.item)}
    return {"type": _JSON_TYPES.get(kind, "string")}


def _in(value: Mapping[str, Any], *steps: str) -> Shape:
    found: Any = value
    for step in steps:
        found = cast("Mapping[str, Any]", found).get(step) if isinstance(found, Mapping) else None
    return cast("Shape", found) if isinstance(found, dict) else {}
