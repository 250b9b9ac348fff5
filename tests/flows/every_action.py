"""Flows that have every action that we know, with every key that it can have: made from the declarations."""

import json
import re
from typing import Any

from architrave.expressions.types import STRING, Type
from architrave.flows.actions import FAMILIES, ActionDeclaration
from architrave.flows.actions.shape import (
    Actions,
    Anything,
    ByType,
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
from architrave.flows.type_names import TYPE_BY_KEY, type_key

_DEEPEST = 12
_VARIABLE = re.compile(r"Flow\.\w+")
_TASK = "/workflow/tasks/task[Task_2]"
_REFERENCES = {"state": "/workflow/states/state[Start_1]", "task": _TASK}


def flows() -> dict[str, dict[str, Any]]:
    """A flow with all actions of a family, by the family's name, as the data of a YAML file."""
    return {name: _flow(name, [{each.key: _body(each)} for each in family]) for name, family in FAMILIES.items()}


def _flow(name: str, actions: list[Any]) -> dict[str, Any]:
    end = {"endWorkflow": {"name": "End", "exitReason": {"noValue": True}}}
    task = {"name": "Task", "refId": "Task_2", "actions": [{"endTask": {"outputPath": {"name": "Default"}}}]}
    used = set(_VARIABLE.findall(json.dumps(actions)))
    return {
        "workflow": {
            "name": name,
            "startUpRef": "/workflow/states/state[Start_1]",
            "defaultLanguage": "en-us",
            "supportedLanguages": {"en-us": {"none": True}},
            "variables": [{f"{key}Variable": {"name": f"Flow.{key}"}} for key in TYPE_BY_KEY if f"Flow.{key}" in used],
            "states": [{"state": {"name": "Start", "refId": "Start_1", "actions": [*actions, end]}}],
            "tasks": [{"task": task}],
        }
    }


def _body(declaration: ActionDeclaration) -> dict[str, Any]:
    body = {"name": declaration.title, **{key: _data(each.shape, 0) for key, each in declaration.keys.items()}}
    if declaration.outputs and "outputs" not in declaration.keys:
        body["outputs"] = {name: {"actions": []} for name in declaration.outputs}
    return body


def _variable(kind: Type | None) -> str:
    return f"Flow.{type_key(kind or STRING)}"


def _data(shape: Shape, depth: int) -> Any:
    if depth > _DEEPEST:
        return None
    match shape:
        case Value(kind):
            return {"exp": _variable(kind)}
        case Output(kind):
            return {"var": _variable(kind)}
        case VariableName(kind):
            return _variable(kind)
        case Ref(kind):
            return _REFERENCES.get(kind, _TASK)
        case Text(choices):
            return choices[0] if choices else "x"
        case Flag():
            return True
        case Number():
            return 1
        case Actions():
            return []
        case Object(of, _, given):
            return {key: _data(each.shape, depth + 1) for key, each in keys_of(of, given).items()}
        case Outputs(types):
            return {name: {"var": _variable(kind)} for name, kind in types.items()}
        case ListOf(item, tag):
            inner = _data(item, depth + 1)
            return [inner if tag is None else {tag: inner}]
        case MapOf(item) | Named(item):
            return {"x": _data(item, depth + 1)}
        case OneOf(options):
            name, option = next(iter(options.items()))
            return {name: _data(option, depth + 1)}
        case ByType(item):
            return {"string": _data(with_type(item, STRING), depth + 1)}
        case Anything():
            return {"lit": "x"}
