"""Architrave's endpoints that the cloud does not have: search, traces, parked executions, and the server's health."""

import asyncio

import msgspec

from architrave.engine import ExecutionRecord
from architrave.engine.durable.trace_text import TraceText
from architrave.engine.durable.tracing import TakesTooLong
from architrave.server.access import is_on_this_machine
from architrave.server.authentication import authenticate, bearer_token
from architrave.server.call import Answer, ApiCall
from architrave.server.execution_query import search_of
from architrave.server.http import Response
from architrave.server.refusals import Refusal
from architrave.server.routes.executions import execution_shape, find
from architrave.store import NotKept
from architrave.wire import encode, iso_instant
from architrave.wire.executions import FlowRuntimeExecution
from architrave.wire.paging import CursorListing, cursor_listing

METRICS_EXTRA = "Metrics need the library prometheus-client. Install it with: pip install 'architrave[metrics]'"
READY_SECONDS = 1.0
"""How long the database may take to answer until the server counts as not ready."""

TRACE_TAKES_TOO_LONG = Refusal(
    503, "service.unavailable", "The trace of this execution takes more than two minutes to compute."
)

FLOW_IS_GONE = Refusal(404, "not.found", "The version of the flow that this execution runs no longer exists.")


async def executions(call: ApiCall) -> CursorListing[FlowRuntimeExecution] | Refusal:
    """The newest executions for which everything in the query is true, page by page."""
    search = search_of(call)
    if isinstance(search, Refusal):
        return search
    found = await call.services.engine.search(search)
    return cursor_listing(
        [_with_reasons(execution_shape(call, record), record) for record in found.records],
        after=None if found.rest is None else str(found.rest),
        page_size=search.limit,
        path=call.request.path,
        query=call.query,
    )


def _with_reasons(shape: FlowRuntimeExecution, record: ExecutionRecord) -> FlowRuntimeExecution:
    """An execution, and why it cannot continue, if it is parked."""
    return msgspec.structs.replace(shape, parked=record.parked) if record.status == "RUNNING" else shape


async def resume(call: ApiCall) -> FlowRuntimeExecution | Refusal:
    """Continue a parked execution from its journal."""
    record = await find(call)
    if isinstance(record, Refusal):
        return record
    if not await call.services.engine.resume(record.id):
        return Refusal(409, "conflict", f"The execution is not parked: its status is {record.status}.")
    return execution_shape(call, record)


async def resume_all(call: ApiCall) -> Answer:
    """Continue all parked executions."""
    return Answer({"resumed": await call.services.engine.resume_all()})


async def trace(call: ApiCall) -> Answer | Refusal:
    """What an execution has done so far, action by action, computed by replaying its journal.

    `readAt` is the server's time, and `current` the action that a running execution is performing.
    """
    services = call.services
    record = await find(call)
    if isinstance(record, Refusal):
        return record
    try:
        found = await services.traces.of(record) or TraceText(b"[]")
    except TakesTooLong:
        return TRACE_TAKES_TOO_LONG
    cut = None if record.parked else found.cut
    shown = {
        "id": record.id,
        "name": record.name,
        "flowId": record.flow_id,
        "flowVersion": record.flow_version,
        "launchedAt": iso_instant(record.launched_at),
        "endedAt": None if record.completed_at is None else iso_instant(record.completed_at),
        "readAt": iso_instant(services.now()),
        "status": record.status,
        "completionReason": record.completion_reason,
        "inputData": dict(record.inputs),
        "outputData": record.output_data,
        "error": record.error if found.error is None or record.error is None else msgspec.Raw(found.error),
        "trace": msgspec.Raw(found.steps),
        "current": None if found.current is None else msgspec.Raw(found.current),
        "diagnostics": [*(record.parked or ()), *([] if cut is None else [msgspec.Raw(cut)])],
    }
    # Some traces have tens of megabytes: copying them takes its time.
    return Answer(msgspec.Raw(await asyncio.to_thread(encode, shown)))


async def flow(call: ApiCall) -> Answer | Refusal:
    """The text of the version of the flow that an execution runs, after substitutions, and the name of its file.

    `modules` are the texts of the common modules that this version was published with.
    """
    record = await find(call)
    if isinstance(record, Refusal):
        return record
    flows = call.services.organization.flows
    source = await asyncio.to_thread(flows.source_of, record.program)
    if source is None:
        return FLOW_IS_GONE
    modules = await asyncio.to_thread(flows.module_sources, record.flow_id, record.flow_version)
    shown, *others = ({"file": each.name, "text": each.text} for each in (source, *modules))
    return Answer({**shown, "modules": others})


async def metrics(call: ApiCall) -> Response | Refusal:
    """The metrics for Prometheus. On this machine they need no token; elsewhere, any client's."""
    services = call.services
    refused = await _not_local(call)
    if refused is not None:
        return refused
    from architrave.server.metrics.exposition import exposition

    try:
        content, media_type = exposition(services)
    except ImportError:
        return Refusal(501, "not.implemented", METRICS_EXTRA)
    return Response(200, [(b"content-type", media_type.encode())], content)


async def openapi(call: ApiCall) -> Answer | Refusal:
    """The API that this server serves, as an OpenAPI document. On this machine it needs no token."""
    refused = await _not_local(call)
    if refused is not None:
        return refused
    from architrave.server.openapi.document import document_of_server

    return Answer(await asyncio.to_thread(document_of_server))


async def _not_local(call: ApiCall) -> Refusal | None:
    """Why a request without a valid token is refused: it was not sent from this machine."""
    if is_on_this_machine(call.services, call.request):
        return None
    token = bearer_token(call.request.headers.get("authorization"))
    caller = await authenticate(token, call.services.organization)
    return caller if isinstance(caller, Refusal) else None


async def health(call: ApiCall) -> Answer:
    """Whether the server is healthy, with the engine's counters; if not, why."""
    counts = call.services.engine.health()
    if counts.writable:
        return Answer({"status": "ok", "engine": counts.to_json()})
    return Answer({"status": "failing", "problem": counts.problem, "engine": counts.to_json()}, status=503)


async def ready(call: ApiCall) -> Answer:
    """Whether the server accepts launches: it has started, and its database can be read and written (503 otherwise)."""
    engine = call.services.engine
    is_ready = call.services.is_ready and not call.services.gate.is_closed
    if is_ready:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await engine.execution("")
        except TimeoutError:
            raise NotKept(f"The database did not answer within {READY_SECONDS:g} second.") from None
        is_ready = engine.health().writable
    return Answer({"ready": is_ready}, status=200 if is_ready else 503)
