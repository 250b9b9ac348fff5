"""The inputs with which a trigger launches its workflow, from an event.

`TopLevelPrimitives`: the texts, numbers and Booleans at the top of the event go to the inputs of the same name; `Json`:
the whole event goes to the input `jsonData` (documented). What the workflow has no input for is left out. A value that
the input cannot take is left out too: the input then has its initial value (assumed).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from architrave.contract import FoundFlow, Sent, check
from architrave.definitions.nouns.declaration import FLOW
from architrave.definitions.nouns.trigger import JSON, TOP_LEVEL
from architrave.organization.entity import Entity
from architrave.organization.local import LocalOrganization
from architrave.organization.references import found

WORKFLOW = "workflow"
JSON_INPUT = "jsonData"
_PREFIX = "Flow."


@dataclass(frozen=True, slots=True)
class TriggerInputs:
    """What a trigger launches, or `problems` because of which it launches nothing. `remarks` say what is left out."""

    flow: FoundFlow | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def inputs_for(organization: LocalOrganization, trigger: Entity, event: Mapping[str, Any]) -> TriggerInputs:
    """What a trigger launches for an event. Blocks if the flow must be read."""
    named = str(trigger.properties.get("target"))
    target = found(organization, FLOW, named)
    flow = None if target is None else organization.flows.find(target.id, None)
    if target is None or flow is None:
        return TriggerInputs(problems=(f'The workflow "{named}" does not exist.',))
    if flow.type != WORKFLOW:
        return TriggerInputs(problems=(f'The flow "{flow.name}" is not a workflow: its type is {flow.type}.',))
    if flow.program is None or flow.version is None:
        return TriggerInputs(problems=(f'The workflow "{flow.name}" is not published.',))
    is_json = (trigger.properties.get("dataFormat") or TOP_LEVEL) == JSON
    offered = {JSON_INPUT: dict(event)} if is_json else _primitives(event)
    names = {variable.name.removeprefix(_PREFIX).casefold(): variable.name for variable in flow.program.inputs}
    fitting = {names[key.casefold()]: value for key, value in offered.items() if key.casefold() in names}
    remarks: list[str] = []
    if is_json and not fitting:
        remarks.append(f'The workflow "{flow.name}" has no input {JSON_INPUT}, so it gets nothing.')
    accepted = _checked(organization, flow, fitting)
    if isinstance(accepted, str):  # at least one does not fit
        for name, value in [*fitting.items()]:
            problem = _checked(organization, flow, {name: value})
            if isinstance(problem, str):
                remarks.append(f"{name} keeps its initial value: {problem}")
                del fitting[name]
        accepted = _checked(organization, flow, fitting)
    return TriggerInputs(flow, accepted if isinstance(accepted, dict) else {}, remarks=tuple(remarks))


def _primitives(event: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if isinstance(value, str | int | float | bool)}


def _checked(organization: LocalOrganization, flow: FoundFlow, inputs: Mapping[str, Any]) -> dict[str, Any] | str:
    """The inputs as a launch through the API would have them, or what is wrong with them."""
    body = msgspec.json.encode({"flowId": flow.id, "inputData": inputs})
    result = check(Sent(body), contract="platform", flows=organization.flows)
    if result.request is not None:
        return dict(result.request.input_data)
    return next((fault.message for fault in result.diagnostics if fault.is_error), "The launch is refused.")
