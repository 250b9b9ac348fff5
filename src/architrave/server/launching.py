"""The launch: checked, stored, answered. The one path that must be fast.

The contract decides what is checked and in which order; this module carries it out. The response 200 is sent only
after the launch is on disk.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from architrave.contract import CheckResult, Entities, Extended, LaunchRequest, Sent, Token, check
from architrave.engine import Launch
from architrave.engine.identifiers import new_execution_id
from architrave.organization.launchable import launchable_by
from architrave.organization.local import Caller
from architrave.server import refusals
from architrave.server.refusals import Refusal
from architrave.server.services import Services
from architrave.store import NotKept
from architrave.store.execution_search import RUNNING, Search
from architrave.wire import encode
from architrave.wire.entities import DomainEntityRef
from architrave.wire.executions import FlowExecutionLaunchResponse

_UNKNOWN = Token("unknown")
_EXPIRED = Token("expired")
_PARTICIPANT_KEY = "architrave:participant"
"""The key in an execution's context by which it can be found by its participant."""


LARGE_BODY = 20_000
"""From this size on, in bytes, a body is checked in a thread."""


class _Named(msgspec.Struct, rename="camel"):
    flow_id: str
    flow_version: str | None = None


_named = msgspec.json.Decoder(_Named).decode


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rejected launch: the result, the body that was checked, and when to retry, in seconds."""

    result: CheckResult
    body: bytes
    retry_after: int | None = None


async def accept(
    services: Services,
    caller: Caller | Refusal,
    body: bytes,
    headers: Mapping[str, str],
    retry_after: int | None = None,
) -> FlowExecutionLaunchResponse | Rejection | Refusal:
    """Check a launch, store it, and return the response. `retry_after` is set if the caller is over its rate limit."""
    if len(body) < LARGE_BODY and (not services.organization.flows.has_unread or _is_quick(services, body)):
        result = _check(services, caller, body, headers, retry_after, {})
    else:  # in a thread, because finding out what is wrong with it, or reading its flow, may take half a second
        result = await asyncio.to_thread(_check, services, caller, body, headers, retry_after, {})
    request = result.request
    if request is None or isinstance(caller, Refusal):
        return Rejection(result, body, retry_after)
    if services.options.contract != "extended":
        return await _keep(services, caller, request, None)
    extended = request.extended or Extended()
    participant = _participant(extended)
    if participant is None:
        return await _keep(services, caller, request, extended)
    async with services.participants.of(participant):
        running = await _running_with(services, participant)
        if running is not None:
            busy = {participant: running}
            return Rejection(await asyncio.to_thread(_check, services, caller, body, headers, None, busy), body)
        return await _keep(services, caller, request, extended)


async def _keep(
    services: Services, caller: Caller, request: LaunchRequest, extended: Extended | None
) -> FlowExecutionLaunchResponse | Refusal:
    found = services.organization.flows.find(request.flow_id, request.flow_version)
    if found is None or found.program is None or found.version is None:  # deleted while the launch was being checked
        return refusals.FLOW_NOT_FOUND
    execution_id = new_execution_id()
    launch = Launch(
        execution_id,
        found.program.hash,
        found.id,
        found.version,
        request.name or found.name,
        services.now(),
        request.input_data,
        {"client": caller.client.id} if extended is None else _caller(caller, extended),
        {} if extended is None else _searchable(extended),
    )
    try:
        await services.engine.launch(launch)
    except NotKept as fault:
        return not_accepted(fault)
    return FlowExecutionLaunchResponse(
        id=execution_id,
        name=launch.name,
        flow_version=DomainEntityRef(
            id=found.version, name=found.version, self_uri=f"/api/v2/flows/{found.id}/versions/{found.version}"
        ),
        self_uri=f"/api/v2/flows/executions/{execution_id}",
        execution_id=None if extended is None else execution_id,
    )


def not_accepted(fault: NotKept) -> Refusal:
    """The refusal of a launch because the server is full or the launch could not be stored."""
    return refusals.unavailable(fault, "The launch was not accepted: ")


def _is_quick(services: Services, body: bytes) -> bool:
    """Whether the flow that a body names, if it can be told, can be found without being read."""
    flows = services.organization.flows
    try:
        named = _named(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return flows.is_quick(None, None)
    return flows.is_quick(named.flow_id, named.flow_version or None)


def _check(
    services: Services,
    caller: Caller | Refusal,
    body: bytes,
    headers: Mapping[str, str],
    retry_after: int | None,
    busy: Mapping[str, str],
) -> CheckResult:
    organization = services.organization
    if isinstance(caller, Refusal):
        token = _EXPIRED if caller is refusals.EXPIRED_TOKEN else _UNKNOWN if caller is refusals.BAD_TOKEN else None
    else:
        token = caller.token
    flows = None if isinstance(caller, Refusal) else organization.flows
    if flows is not None and isinstance(caller, Caller) and caller.permissions.in_divisions is not None:
        flows, token = launchable_by(caller, organization)
    return check(
        Sent(body, headers),
        contract=services.options.contract,
        token=token,
        flows=flows,
        entities=Entities(organization.look_up, busy.get) if services.options.contract == "extended" else None,
        retry_after=retry_after,
    )


def _participant(extended: Extended) -> str | None:
    routing = extended.routing
    if not routing:
        return None
    sender: dict[str, Any] = routing.get("from") or {}
    return routing.get("participantId") or sender.get("id")


async def _running_with(services: Services, participant: str) -> str | None:
    wanted = Search(context={_PARTICIPANT_KEY: participant}, statuses=frozenset({RUNNING}), limit=1)
    found = await services.engine.search(wanted)
    return next((record.id for record in found.records), None)


def _searchable(extended: Extended) -> dict[str, str]:
    """The context values by which an execution can be found, including its participant."""
    found = {
        name: value if isinstance(value, str) else encode(value).decode() for name, value in extended.context.items()
    }
    participant = _participant(extended)
    return found | {_PARTICIPANT_KEY: participant} if participant is not None else found


def _caller(caller: Caller, extended: Extended) -> dict[str, Any]:
    client = caller.client
    return {
        "client": client.id,
        "initiator": extended.initiator or {"id": client.id, "name": client.name, "type": "client"},
        "context": extended.context,
        "participant": extended.routing,
        "queue": extended.queue,
    }
