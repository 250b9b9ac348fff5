"""A JSON Schema of Archy YAML, from the declarations of actions: editors complete and check flow files with it."""

from collections.abc import Mapping
from typing import Any

from architrave.expressions.types import AUDIO, REFERENCES, Type
from architrave.flows.actions import ACTIONS, ActionDeclaration, Running
from architrave.flows.actions.shape import (
    Actions,
    Anything,
    Branch,
    ByType,
    Field,
    Flag,
    ListOf,
    MapOf,
    Named,
    Number,
    Object,
    OneOf,
    Output,
    Outputs,
    Ref,
    Shape,
    Text,
    Value,
    VariableName,
    keys_of,
    with_type,
)
from architrave.flows.flow_types import FLOW_TYPES, FlowType
from architrave.flows.header import HEADER_KEYS
from architrave.flows.literals import PARTS
from architrave.flows.type_names import TYPE_BY_KEY, type_key

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TRUE: Schema = {"const": True}
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_WRITTEN: Schema = {"type": ["string", "number", "boolean", "null"]}
"""A literal whose text counts, not its YAML type: `null` is a text of four letters."""
_ANYTHING: Schema = {}


def flow_schema() -> Schema:
    """The JSON Schema (2020-12) of a flow file of any type."""
    definitions: dict[str, Schema] = {
        "action": _action(),
        "actions": {"type": "array", "items": {"$ref": "#/$defs/action"}},
        "branch": _shape(Object(Branch)),
        "output": _output(None),
        "variables": _variables(),
        "value": _value(None),
    }
    for kind in (*TYPE_BY_KEY.values(), AUDIO):
        definitions[_value_name(kind)] = _value(kind)
    for declaration in ACTIONS.values():
        definitions[f"action.{declaration.key}"] = _declared(declaration)
    return {
        "$schema": _DIALECT,
        "title": "Archy flow",
        "description": "A Genesys Cloud Architect flow as Archy writes it.",
        "type": "object",
        "properties": {flow_type.key: _flow(flow_type) for flow_type in FLOW_TYPES.values()},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "$defs": definitions,
    }


def _flow(flow_type: FlowType) -> Schema:
    properties: dict[str, Schema] = {key: dict(_ANYTHING) for key in HEADER_KEYS}
    for key in ("name", "description", "division", "defaultLanguage", "startUpRef"):
        properties[key] = dict(_TEXT)
    for key, tag in (("states", "state"), ("tasks", "task"), ("bots", "bot")):
        properties[key] = _list(_container(), tag)
    properties["variables"] = {"$ref": "#/$defs/variables"}
    properties["startUpTaskVariables"] = {"$ref": "#/$defs/variables"}
    properties["startUpTaskActions"] = {"$ref": "#/$defs/actions"}
    required = ["name"]
    if flow_type.is_run:
        required.append("startUpTaskActions" if flow_type.starts_inline else "startUpRef")
    return {
        "title": flow_type.name.capitalize(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": not flow_type.is_run,
    }


def _container() -> Schema:
    path = {"type": "object", "properties": {"name": _TEXT}, "required": ["name"]}
    return {
        "type": "object",
        "properties": {
            "name": _TEXT,
            "refId": _TEXT,
            "description": _TEXT,
            "variables": {"$ref": "#/$defs/variables"},
            "actions": {"$ref": "#/$defs/actions"},
            "outputPaths": _list(path, "outputPath"),
        },
        "required": ["actions"],
    }


def _variables() -> Schema:
    declared = {
        f"{key}Variable": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "description": {"type": "string"},
                "initialValue": {"$ref": f"#/$defs/{_value_name(kind)}"},
                "isInput": {"type": "boolean"},
                "isOutput": {"type": "boolean"},
                "isSecure": {"type": "boolean"},
            },
            "required": ["name"],
            "additionalProperties": False,
        }
        for key, kind in TYPE_BY_KEY.items()
    }
    return {"type": "array", "items": _one_key(declared)}


def _action() -> Schema:
    return _one_key({key: {"$ref": f"#/$defs/action.{key}"} for key in ACTIONS})


def _declared(declaration: ActionDeclaration) -> Schema:
    properties: dict[str, Schema] = {"name": _TEXT, "refId": _TEXT, "none": _TRUE}
    names = (*declaration.outputs, *declaration.idle_outputs)
    if names or declaration.is_open_outputs:
        properties["outputs"] = {
            "type": "object",
            "properties": {name: {"$ref": "#/$defs/branch"} for name in names},
            "additionalProperties": {"$ref": "#/$defs/branch"} if declaration.is_open_outputs else False,
        }
    fields = _fields(declaration.keys)
    described = {"title": declaration.title, "type": ["object", "null"], "properties": {**properties, **fields}}
    if declaration.running is Running.REFUSED:
        described["description"] = "Checked by Architrave, but not run."
    required = [key for key, field in declaration.keys.items() if field.required]
    if required:
        described |= {"type": "object", "required": required}
    return {**described, "additionalProperties": declaration.is_open}


def _fields(fields: Mapping[str, Field]) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for key, field in fields.items():
        found[key] = _shape(field.shape)
        if field.doc and "$ref" not in found[key]:
            found[key]["description"] = field.doc
    return found


def _shape(shape: Shape) -> Schema:
    match shape:
        case Value(kind):
            return {"$ref": f"#/$defs/{'value' if kind is None else _value_name(kind)}"}
        case Output():
            return {"$ref": "#/$defs/output"}
        case VariableName():
            return {"type": "string", "description": "The variable to assign."}
        case Ref(kind):
            return {"type": "string", "description": f"The path to a {kind}: /workflow/{kind}s/{kind}[refId]."}
        case Text(choices):
            return {"enum": list(choices)} if choices else dict(_TEXT)
        case Flag():
            return {"type": "boolean"}
        case Number():
            return {"type": ["integer", "string"]}
        case Actions():
            return {"$ref": "#/$defs/actions"}
        case Anything():
            return dict(_ANYTHING)
        case _:
            return _composed(shape)


def _composed(shape: Object | Outputs | ListOf | MapOf | Named | OneOf | ByType) -> Schema:
    match shape:
        case Object(of, is_open, given):
            fields = keys_of(of, given)
            required = [key for key, field in fields.items() if field.required]
            body: Schema = {"type": "object", "properties": _fields(fields), "additionalProperties": is_open}
            return {**body, "required": required} if required else body
        case Outputs(types, is_open):
            properties = {key: _shape(Output(kind)) for key, kind in types.items()}
            return {"type": "object", "properties": properties, "additionalProperties": is_open}
        case ListOf(item, tag):
            return _list(_shape(item), tag)
        case MapOf(item):
            return {"type": "object", "additionalProperties": _shape(item)}
        case Named(item, noun):
            return {
                "type": "object",
                "description": f"The name of the {noun}, as the only key.",
                "additionalProperties": _shape(item),
                "minProperties": 1,
                "maxProperties": 1,
            }
        case OneOf(options):
            return _one_key({key: _shape(option) for key, option in options.items()})
        case ByType(item):
            return _one_key({key: _shape(with_type(item, kind)) for key, kind in TYPE_BY_KEY.items()})


def _list(item: Schema, tag: str | None) -> Schema:
    if tag is not None:
        item = _one_key({tag: item})
    return {"type": "array", "items": item}


def _one_key(options: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": options,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _value_name(kind: Type) -> str:
    return f"value.{type_key(kind)}"


def _output(kind: Type | None) -> Schema:
    what = "a result" if kind is None else f"a {kind}"
    return {
        "type": "object",
        "properties": {
            "var": {"type": "string", "description": f"The variable that takes {what}."},
            "noValue": _TRUE,
            "none": _TRUE,
        },
        "additionalProperties": False,
        "minProperties": 1,
    }


def _value(kind: Type | None) -> Schema:
    what = "" if kind is None else f" of type {kind}"
    properties: dict[str, Schema] = {
        "lit": _literal(kind),
        "exp": {**_TEXT, "description": f"An expression{what}."},
        "noValue": _TRUE,
        "noValueWithNoFallback": _TRUE,
        "none": _TRUE,
        "tts": dict(_TEXT),
        "prompt": dict(_TEXT),
        "alternateSequences": {"type": "object"},
    }
    if kind is None or kind.code in REFERENCES:
        properties["name"] = dict(_TEXT)
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}


def _literal(kind: Type | None) -> Schema:
    if kind is None:
        return dict(_ANYTHING)
    if kind.is_collection:
        return {"type": ["array", "string"], "items": {"$ref": f"#/$defs/{_value_name(kind.item)}"}}
    if kind.code in PARTS:
        parts = {part: {"type": ["integer", "string", "object"]} for part in PARTS[kind.code]}
        return {"type": ["object", "string"], "properties": parts, "additionalProperties": False}
    if kind.code in REFERENCES:
        return {"type": ["object", "string"], "properties": {"name": _TEXT}}
    match kind.code:
        case "str" | "phn":
            return dict(_WRITTEN)
        case "int":
            return {"type": ["integer", "string"]}
        case "dec":
            return {"type": ["number", "string"]}
        case "bln":
            return {"type": ["boolean", "string"]}
        case "jsn":
            return {**_WRITTEN, "description": "JSON as a text."}
        case _:
            return dict(_ANYTHING)
