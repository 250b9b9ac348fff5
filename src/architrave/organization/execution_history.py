"""The history of an execution as the cloud writes it: a file with an object for each thing that happened.

One excerpt documents the form (`historical-flow-execution-data-overview`): the flow, and `execution`, a list of objects
with one key each, which names the item: `startedFlow`, or `action…` with the action's type. Which further members an
item has, and the last item, are assumed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """What ran: an execution with its flow, as the history's head shows them. Times are ISO 8601 texts."""

    execution_id: str
    flow_id: str
    flow_name: str
    flow_type: str
    flow_version: str
    division_id: str
    started: str
    ended: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    reason: str | None
    error: Mapping[str, Any] | None


def history(ran: Ran, steps: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """The content of the file. `steps` is the trace in its stable JSON form."""
    flow = {
        "executionId": ran.execution_id,
        "flowId": ran.flow_id,
        "flowName": ran.flow_name,
        "flowType": ran.flow_type,
        "flowVersion": ran.flow_version,
        "division": {"id": ran.division_id},
        "startDateTime": ran.started,
        "endDateTime": ran.ended,
        "flowExitReason": ran.reason,
        "errors": [] if ran.error is None else [_error(ran.error)],
        "warnings": [],
        "execution": [
            _item("startedFlow", ran.started, languageTag=language, variables=_variables(ran.inputs)),
            *_actions(steps, ran.flow_name),
            _item("endedFlow", ran.ended, variables=_variables(ran.outputs)),
        ],
    }
    return {"flow": flow}


def _actions(steps: Sequence[Mapping[str, Any]], flow_name: str) -> Iterator[Item]:
    for step in steps:
        kind: str = step["type"]
        more: Item = {
            "trackingId": step["action"],
            "actionName": step["name"],
            "inputs": _variables(step["inputs"]),
            "outputPathId": step["output"],
            "outputVariables": [{"name": one["variable"], "value": one["after"]} for one in step["changes"]],
        }
        if step["flow"] != flow_name:
            more["flowName"] = step["flow"]
        if step["error"] is not None:
            more["error"] = _error(step["error"])
        yield _item(f"action{kind[:1].upper()}{kind[1:]}", step["at"], **more)


def _item(name: str, at: str, **more: Any) -> Item:
    return {name: {"dateTime": at, **more}}


def _variables(values: Mapping[str, Any]) -> list[Item]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _error(error: Mapping[str, Any]) -> Item:
    return {"reason": error.get("type"), "message": error.get("message")}
