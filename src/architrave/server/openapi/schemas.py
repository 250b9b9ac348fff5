"""The cloud's models as JSON Schemas."""

from collections.abc import Callable, Iterable
from typing import Any

from architrave.cloud.models import Property, ValueType, model
from architrave.cloud.parameters import Parameter
from architrave.server.query_check import RANGES, known_values

Schema = dict[str, Any]

_SCALARS: dict[str, Schema] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "any": {},
}

ERROR_BODY: Schema = {
    "type": "object",
    "required": ["message", "code", "status", "contextId", "details", "errors"],
    "properties": {
        "message": {"type": "string"},
        "code": {"type": "string"},
        "status": {"type": "integer"},
        "contextId": {"type": "string"},
        "details": {"type": "array", "items": {"type": "object"}},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ErrorBody"}},
        "messageWithParams": {"type": "string"},
        "messageParams": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
"""The cloud's error response."""


def schema_of(of: ValueType) -> Schema:
    """The schema of a value. Models are referred to by name."""
    if of.kind == "list":
        return {"type": "array", "items": {} if of.items is None else schema_of(of.items)}
    if of.kind == "map":
        return {"type": "object", "additionalProperties": True if of.items is None else schema_of(of.items)}
    if of.kind == "model":
        return {"type": "object"} if model(of.model) is None else {"$ref": f"#/components/schemas/{of.model}"}
    scalar = dict(_SCALARS[of.kind])
    return scalar | {"format": of.format} if of.format in ("date-time", "date") else scalar


def parameter_schema(one: Parameter) -> Schema:
    """The schema of a query parameter, with the default and the bounds that the server has for it."""
    item = schema_of(one.item) | ({"enum": list(values)} if (values := known_values(one)) else {})
    schema: Schema = {"type": "array", "items": item} if one.type.kind == "list" else item
    if one.name in RANGES:
        schema["minimum"], schema["maximum"] = RANGES[one.name]
    if one.default is not None and one.type.kind != "list":
        schema["default"] = _DEFAULTS.get(one.type.kind, str)(one.default)
    return schema


_DEFAULTS: dict[str, Callable[[str], Any]] = {"integer": int, "number": float, "boolean": lambda text: text == "true"}


def model_schemas(used: Iterable[ValueType]) -> dict[str, Schema]:
    """The schemas of the models that types refer to, and of those that these refer to, by name."""
    found: dict[str, Schema] = {}
    waiting = [name for of in used for name in _names(of)]
    while waiting:
        name = waiting.pop()
        known = model(name)
        if name in found or known is None:
            continue
        properties = list(known.properties.values())
        found[name] = {
            "type": "object",
            "properties": {one.name: _property(one) for one in properties},
            "additionalProperties": False,
        }
        required = [one.name for one in properties if one.is_required]
        if required:
            found[name]["required"] = required
        waiting += [each for one in properties for each in _names(one.type)]
    return dict(sorted(found.items()))


def example_of(of: ValueType) -> Any:
    """A small value of a type: an object has its required properties."""
    if of.kind == "list":
        return [] if of.items is None else [example_of(of.items)]
    known = model(of.model) if of.kind == "model" else None
    if known is None:
        return _EXAMPLES.get(of.format or of.kind, {})
    wanted = [one for one in known.properties.values() if one.is_required] or list(known.properties.values())[:1]
    return {one.name: one.values[0] if one.values else example_of(one.type) for one in wanted}


_EXAMPLES: dict[str, Any] = {
    "string": "Example",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "date-time": "2026-03-26T20:33:25.890Z",
    "date": "2026-03-26",
    "local-date-time": "2026-03-26T20:33:25.890",
}


def _property(one: Property) -> Schema:
    schema = schema_of(one.type)
    return schema | {"enum": list(one.values)} if one.values else schema


def _names(of: ValueType) -> list[str]:
    if of.kind == "model":
        return [of.model]
    return [] if of.items is None else _names(of.items)
