"""Architrave's endpoints that the cloud does not have: search by context, traces, and the server's health."""

import asyncio
from typing import Any

from architrave.engine.durable.tracing import trace_of
from architrave.interpreter.trace import current_json, error_json
from architrave.server.call import Answer, ApiCall
from architrave.server.refusals import Refusal, bad_value
from architrave.server.routes.executions import execution_not_found, execution_shape
from architrave.store import NotKept
from architrave.wire import iso_instant
from architrave.wire.executions import FlowRuntimeExecution
from architrave.wire.paging import EntityListing

_CONTEXT = "context."
_MOST = 500
READY_SECONDS = 1.0
"""How long the database may take to answer until the server counts as not ready."""


async def executions(call: ApiCall) -> EntityListing[FlowRuntimeExecution] | Refusal:
    """The newest executions whose context has every `context.KEY=VALUE` in the query."""
    wanted: dict[str, str] = {}
    for name, value in call.query:
        if name.startswith(_CONTEXT) and len(name) > len(_CONTEXT):
            wanted[name.removeprefix(_CONTEXT)] = value
        elif name not in ("pageNumber", "pageSize"):
            return bad_value("query", name, "context.KEY=VALUE, pageNumber, pageSize")
    page = call.page()
    if isinstance(page, Refusal):
        return page
    found = await call.services.engine.search(wanted, limit=_MOST)
    return call.listing(found, page, lambda record: execution_shape(call, record))


async def trace(call: ApiCall) -> dict[str, Any] | Refusal:
    """What an execution has done so far, action by action, computed by replaying its journal.

    `readAt` is the server's time, and `current` the action that a running execution is performing.
    """
    execution_id = call.params["flowExecutionId"]
    services = call.services
    record = await services.engine.execution(execution_id)
    if record is None:
        return execution_not_found(execution_id)
    steps: list[dict[str, Any]] = []
    current: dict[str, Any] | None = None
    diagnostics: list[Any] = list(record.parked or ())
    error: Any = record.error
    found = await trace_of(services.engine, record, services.organization.flows)
    if found is not None:
        done, replayed = found
        steps = done.to_json()
        if done.current is not None:
            current = current_json(*done.current)
        if replayed.outcome is not None and replayed.outcome.error is not None:
            error = error_json(replayed.outcome.error)
    return {
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
        "error": error,
        "trace": steps,
        "current": current,
        "diagnostics": diagnostics,
    }


async def health(call: ApiCall) -> Answer:
    """Whether the server is healthy, with the engine's counters."""
    counts = call.services.engine.health()
    good = counts.writable
    return Answer({"status": "ok" if good else "failing", "engine": counts.to_json()}, status=200 if good else 503)


async def ready(call: ApiCall) -> Answer:
    """Whether the server accepts launches: it has started, and its database responds (503 otherwise)."""
    is_ready = call.services.is_ready
    if is_ready:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await call.services.engine.execution("")
        except TimeoutError:
            raise NotKept(f"The database did not answer within {READY_SECONDS:g} second.") from None
    return Answer({"ready": is_ready}, status=200 if is_ready else 503)
