"""A launch from within this process: checked, saved and run exactly like a launch over HTTP."""

import json
from collections.abc import Mapping
from typing import Any

from architrave.definitions.values import Client
from architrave.diagnostics import Source, did_you_mean
from architrave.engine import ExecutionRecord
from architrave.local.faults import InputError, LaunchRejectedError, NoSuchFlowError
from architrave.local.inputs import check_mapping
from architrave.local.setting_checks import check_flow_name
from architrave.organization.flows import Flow
from architrave.organization.local import LocalOrganization
from architrave.server.launching import Rejection, accept
from architrave.server.refusals import Refusal
from architrave.server.services import Services
from architrave.store import NotKept

_BODY = "<body>"
_HEADERS = {"content-type": "application/json", "authorization": "Bearer in-process"}
"""The headers of an HTTP request. The token is not read, because the caller is already known."""

_SCOPE = "flow."


async def launch(
    services: Services, client: Client, flow: str, inputs: Mapping[str, Any], fields: Mapping[str, Any]
) -> ExecutionRecord:
    """Launch a flow, by name or id, as a client. See `AsyncLocalPlatform.launch`."""
    caller = services.organization.caller(client.id)
    if caller is None:
        raise LookupError(f"The organization has no client {client.id}.")
    check_flow_name(flow)
    check_mapping(inputs)
    found = _flow(services.organization, flow)
    given = {name if name.lower().startswith(_SCOPE) else f"Flow.{name}": value for name, value in inputs.items()}
    try:
        body = json.dumps({**fields, "flowId": found.row.id, "inputData": given}, ensure_ascii=False)
        body.encode()
    except (TypeError, ValueError) as problem:
        raise InputError([f"The launch cannot be written as JSON: {problem}."]) from None
    done = await accept(services, caller, body.encode(), _HEADERS)
    if isinstance(done, Rejection):
        raise LaunchRejectedError(done.result, Source(_BODY, body))
    if isinstance(done, Refusal):
        raise NotKept(done.body("").message)
    record = await services.engine.execution(done.id)
    if record is None:
        raise NotKept(f"Cannot find execution {done.id} after its launch.")
    return record


def _flow(organization: LocalOrganization, wanted: str) -> Flow:
    """The flow with this id or name. Raises NoSuchFlowError with a suggestion."""
    folded = wanted.casefold()
    found = [flow for flow in organization.flows if folded in (flow.row.id.casefold(), flow.row.name.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchFlowError(f'{len(found)} flows are named "{wanted}". Use the id of one of them.')
    near = did_you_mean(wanted, [flow.row.name for flow in organization.flows])
    hint = f' Did you mean "{near}"?' if near is not None else ""
    raise NoSuchFlowError(f'{organization.definition.name} has no flow "{wanted}".{hint}')
