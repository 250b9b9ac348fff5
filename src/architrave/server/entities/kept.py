"""Properties that a body says in another form than entities keep: the reverse of `computed`."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD
from architrave.organization.local import LocalOrganization
from architrave.server.entities.bodies import Body

WORKFLOW = "workflow"


def _of_trigger(given: Mapping[str, Any], organization: LocalOrganization, body: Body) -> dict[str, Any]:
    """The target of a trigger is a workflow, and how it gets the event is kept beside it."""
    target = given.get("target")
    if not isinstance(target, dict):
        return {}
    said = cast("dict[str, Any]", target)
    settings: dict[str, Any] = said.get("workflowTargetSettings") or {}
    flow_id = said.get("id")
    if said.get("type") is None:
        body.report(Problem(MISSING_FIELD, "The target has no type.", ("target",), 'Add "type": "Workflow".'))
    flow = organization.flows.get(flow_id) if isinstance(flow_id, str) else None
    if flow is not None and flow.row.type != WORKFLOW:
        message = f'The flow "{flow.row.name}" is not a workflow: its type is {flow.row.type}.'
        body.report(Problem(INVALID_VALUE, message, ("target", "id"), "Send the id of a workflow."))
    return {"dataFormat": settings.get("dataFormat")}


_KEPT: dict[str, Callable[[Mapping[str, Any], LocalOrganization, Body], dict[str, Any]]] = {"trigger": _of_trigger}


def kept(noun: str, given: Mapping[str, Any], organization: LocalOrganization, body: Body) -> dict[str, Any]:
    """The properties that are kept besides those that a body gives. Reports what is wrong with them in the body."""
    read = _KEPT.get(noun)
    return {} if read is None or body.rejected is not None else read(given, organization, body)
