"""Flows as the API makes, changes, locks, publishes and deletes them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD, WRONG_TYPE
from architrave.definitions.flow_content import FlowContent
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.reader import read_flow
from architrave.organization.entities import Conflict
from architrave.organization.flow_editing import FlowEditing
from architrave.organization.flow_names import name_fault
from architrave.organization.flows import Flow
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.query import PAGING
from architrave.server.refusals import Refusal, conflict, flow_with_faults, missing_parameter
from architrave.server.routes import flows
from architrave.server.routes.flows import client_ref, flow_shape, found_flow, version_shape, wire_type
from architrave.store.flows import FlowRow
from architrave.wire import flows as wire
from architrave.wire.errors import Detail
from architrave.wire.flow_editing import Operation

MOST_AT_ONCE = 100
"""How many flows one request can delete. That there is a limit is documented, its number is assumed."""

_FAILED = "architect.flow.validate.failed"

Done = Flow | Conflict


async def create(call: ApiCall) -> wire.Flow | Refusal | RejectedBody:
    """Make a flow without a version."""
    body = await body_of(call)
    division = _division(call, body)
    flow_type, description = _type_of(body), _description(body)
    if body.rejected is not None:
        return body.rejected
    if flow_type is None:
        return Refusal(400, f"{_FAILED}.missing.type", "Failed to validate flow due to missing type.", details=_AT_TYPE)
    name = body.fields["name"].strip()
    fault = _refused_name(name) or call.refusal_in(division)
    if fault is not None:
        return fault
    return await _shown(call, lambda edit: edit.create(flow_type, name, description or "", division, call.author))


async def update(call: ApiCall) -> wire.Flow | Refusal | RejectedBody:
    """Set the name, the description and the division of a flow."""
    found = found_flow(call, call.params["flowId"])
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    division, description = _division(call, body), _description(body)
    sent = body.fields.get("type")
    if isinstance(sent, str) and sent in _TYPES and sent != wire_type(found.row.type).upper():
        message = f"The flow is a {wire_type(found.row.type).upper()}. The type of a flow cannot be changed."
        body.report(Problem(INVALID_VALUE, message, ("type",), "Leave it out, or make another flow."))
    if body.rejected is not None:
        return body.rejected
    name = body.fields["name"].strip()
    fault = _refused_name(name) or (None if division is None else call.refusal_in(division))
    if fault is not None:
        return fault

    def change(row: FlowRow) -> FlowRow:
        said = replace(row, name=name, description=row.description if description is None else description)
        return said if division is None else replace(said, division=division)

    return await _shown(call, lambda edit: edit.describe(found.row.id, call.author, change))


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a flow that nothing uses."""
    found = found_flow(call, call.params["flowId"])
    if isinstance(found, Refusal):
        return found
    done = await _done(call, lambda edit: edit.delete(found.row.id, call.author))
    return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)


async def delete_many(call: ApiCall) -> Operation | Refusal:
    """Delete the flows with the ids in the query."""
    ids = list(dict.fromkeys(call.texts("id")))
    if not ids:
        return missing_parameter("id")
    if len(ids) > MOST_AT_ONCE:
        message = f"Batch size exceeds the maximum allowable size of {MOST_AT_ONCE}."
        return Refusal(400, "architect.batch.too.large", message)
    faults: list[str] = []
    for each in ids:
        found = found_flow(call, each)
        if isinstance(found, Refusal):
            faults.append(f"{each}: {found.message}")
            continue
        flow_id = found.row.id
        done = await _done(call, lambda edit, flow_id=flow_id: edit.delete(flow_id, call.author))
        if isinstance(done, Conflict):
            faults.append(f"{each}: {done.message}")
    if faults:
        said = "At least one flow could not be deleted as requested."
        return Refusal(400, "architect.batch.delete.failed", f"{said} {' '.join(faults)}")
    return _operation(call, "DELETE")


# -- actions -----------------------------------------------------------------------------------------------------------


async def check_out(call: ApiCall) -> wire.Flow | Refusal:
    """Lock a flow for the caller."""
    return await _act(call, FlowEditing.check_out)


async def check_in(call: ApiCall) -> Operation | Refusal:
    """Check in what the caller has saved, and release its lock."""
    done = await _act(call, FlowEditing.check_in)
    return done if isinstance(done, Refusal) else _operation(call, "CHECKIN")


async def revert(call: ApiCall) -> wire.Flow | Refusal:
    """Drop what was saved since the last check-in, and release the caller's lock."""
    return await _act(call, FlowEditing.revert)


async def unlock(call: ApiCall) -> wire.Flow | Refusal:
    """Release the lock of whoever has it."""
    return await _act(call, FlowEditing.unlock)


async def publish(call: ApiCall) -> Operation | Refusal:
    """Publish a version of a flow for launches from now on."""
    version = call.text("version")
    done = await _act(call, lambda edit, flow_id, author: edit.publish(flow_id, author, version))
    return done if isinstance(done, Refusal) else _operation(call, "PUBLISH")


async def deactivate(call: ApiCall) -> wire.Flow | Refusal:
    """Take the published version of a flow out of use."""
    return await _act(call, FlowEditing.deactivate)


async def save(call: ApiCall) -> wire.FlowVersion | Refusal | RejectedBody:
    """Save a version of a flow that the caller has checked out."""
    found = found_flow(call, call.params["flowId"])
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    text = _yaml_of(body)
    if body.rejected is not None:
        return body.rejected
    content = await asyncio.to_thread(read_content, text, found.row.name)
    if not isinstance(content, FlowContent):
        return flow_with_faults(content)
    done = await _done(call, lambda edit: edit.save(found.row.id, call.author, content))
    if isinstance(done, Conflict):
        return conflict(done)
    return version_shape(call, done, done.versions[-1])


def read_content(text: str, name: str) -> FlowContent | tuple[Diagnostic, ...]:
    """The flow in a text, or its problems. `name` names the text in them. Takes long for a large flow."""
    source = Source(f"{name}.yaml", text)
    program, faults = read_flow(source)
    if program is None or any(fault.is_error for fault in faults):
        return tuple(fault for fault in faults if fault.is_error)
    return FlowContent.of(source, program)


def _refused_name(name: str) -> Refusal | None:
    """Why a flow cannot have a name; None if it can."""
    fault = name_fault(name)
    if fault is None:
        return None
    code = f"{_FAILED}{fault.code}"
    return Refusal(400, code, fault.message, details=(Detail(error_code=code, field_name="name"),))


def _description(body: Body) -> str | None:
    """The description in a body; None without one. Reports one that a database cannot store."""
    sent = body.fields.get("description")
    if not isinstance(sent, str):
        return None
    if "\0" in sent:
        message = "A description must not contain the character NUL."
        body.report(Problem(INVALID_VALUE, message, ("description",), "Remove it."))
    return sent


_AT_TYPE = (Detail(error_code=f"{_FAILED}.missing.type", field_name="type"),)
_TYPES = {wire_type(one.key).upper(): one.key for one in FLOW_TYPES.values() if one.key != "bot"}
"""Archy's names of the flow types by those of the API."""


def archy_type(sent: object) -> str | None:
    """Archy's name of a flow type of the API; None if Architrave does not know it."""
    return _TYPES.get(sent) if isinstance(sent, str) else None


def _type_of(body: Body) -> str | None:
    """The flow type in a body; None without one. Reports a type that Architrave does not know."""
    sent = body.fields.get("type")
    if not isinstance(sent, str):
        return None
    known = _TYPES.get(sent)
    if known is None and not body.read.diagnostics:
        listed = ", ".join(sorted(_TYPES))
        message = f"Architrave does not support flows of the type {sent}."
        body.report(Problem(INVALID_VALUE, message, ("type",), f"It supports {listed}."))
    return known


def _division(call: ApiCall, body: Body) -> str | None:
    """The division that a body names, as flows name it; None without one. Reports one that does not exist."""
    division = body.fields.get("division")
    sent = cast("dict[str, Any]", division).get("id") if isinstance(division, dict) else None
    if not isinstance(sent, str):
        return None
    known = call.services.organization.divisions.find(sent)
    if known is None:
        body.unknown("division", sent, "division", "id")
        return None
    return known.written


def _yaml_of(body: Body) -> str:
    """The text of a version. Reports what is wrong with it in the body."""
    value = body.value
    help_ = 'Send {"yaml": "…"} with the flow as Archy YAML.'
    if not isinstance(value, dict):
        if not body.read.diagnostics:
            body.report(Problem(WRONG_TYPE, "The body must be an object.", (), help_))
        return ""
    for key in body.fields.keys() - {"yaml"}:
        message = f'A version is saved as Archy YAML, and has no field "{key}".'
        body.report(Problem(INVALID_VALUE, message, (key,), help_, at_key=True))
    text = body.fields.get("yaml")
    if text is None:
        body.report(Problem(MISSING_FIELD, 'The field "yaml" is missing.', (), help_))
    elif not isinstance(text, str):
        body.report(Problem(WRONG_TYPE, 'The field "yaml" must be a string.', ("yaml",), help_))
    return text if isinstance(text, str) else ""


async def _act(call: ApiCall, act: Callable[[FlowEditing, str, str | None], Done]) -> wire.Flow | Refusal:
    """Do something with the flow that the query names."""
    flow_id = call.text("flow")
    if flow_id is None:
        return missing_parameter("flow")
    found = found_flow(call, flow_id)
    if isinstance(found, Refusal):
        return found
    return await _shown(call, lambda edit: act(edit, found.row.id, call.author))


async def _shown(call: ApiCall, act: Callable[[FlowEditing], Done]) -> wire.Flow | Refusal:
    done = await _done(call, act)
    return conflict(done) if isinstance(done, Conflict) else flow_shape(call, done, with_schemas=True)


async def _done(call: ApiCall, act: Callable[[FlowEditing], Done]) -> Done:
    return await asyncio.to_thread(act, call.services.organization.flow_editing)


def _operation(call: ApiCall, name: str) -> Operation:
    return Operation(
        id=str(uuid4()),
        complete=True,
        action_name=name,
        action_status="SUCCESS",
        client=client_ref(call, call.author),
    )


_ACTIONS = "/api/v2/flows/actions"
_FLOW = "/api/v2/flows/{flowId}"
_LOCKS = "Clients lock flows: a token has no user."
_YAML = "The content of a version is its Archy YAML, in the property yaml; the form of the cloud's is not public."
_AT_ONCE = f"Is done when it responds. {_LOCKS}"

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("POST", "/api/v2/flows", create, note="Ignores language: it is in the YAML of a version."),
    endpoint("DELETE", "/api/v2/flows", delete_many, note=f"Takes up to {MOST_AT_ONCE} ids (assumed).", query=("id",)),
    endpoint("GET", "/api/v2/flows/lookup", flows.look_up, query=(*PAGING, "sortBy", "sortOrder", "id")),
    endpoint(
        "GET",
        "/api/v2/flows/divisionviews",
        flows.division_views,
        query=flows.DIVISION_VIEWS_QUERY,
    ),
    endpoint("PUT", _FLOW, update, note="Changes name, description and division; everything else is as it is."),
    endpoint("DELETE", _FLOW, delete, note="Running executions go on (assumed)."),
    endpoint("GET", f"{_FLOW}/latestconfiguration", flows.latest_configuration, note=_YAML, query=("deleted",)),
    endpoint("POST", f"{_FLOW}/versions", save, note=f"{_YAML} A version with errors is rejected."),
    endpoint(
        "GET", f"{_FLOW}/versions/{{versionId}}/configuration", flows.configuration, note=_YAML, query=("deleted",)
    ),
    endpoint("POST", f"{_ACTIONS}/checkout", check_out, note=_LOCKS, query=("flow",)),
    endpoint("POST", f"{_ACTIONS}/checkin", check_in, note=_AT_ONCE, query=("flow",)),
    endpoint("POST", f"{_ACTIONS}/revert", revert, note=_LOCKS, query=("flow",)),
    endpoint("POST", f"{_ACTIONS}/unlock", unlock, note=_LOCKS, query=("flow",)),
    endpoint("POST", f"{_ACTIONS}/publish", publish, note=_AT_ONCE, query=("flow", "version")),
    endpoint("POST", f"{_ACTIONS}/deactivate", deactivate, note=_LOCKS, query=("flow",)),
)
