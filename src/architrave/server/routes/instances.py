"""The history of executions: found by queries, and prepared as files by jobs. It is computed by replay."""

import asyncio

import msgspec

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE
from architrave.engine import ExecutionRecord
from architrave.engine.durable.tracing import TakesTooLong
from architrave.organization.execution_history import Ran, history
from architrave.organization.flows import Flow
from architrave.organization.history_jobs import HistoryJobs
from architrave.organization.history_query import KEYS
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.history_search import LOOKED_AT, capabilities, found_by_query, reaches_flow
from architrave.server.refusals import Refusal, entity_not_found
from architrave.server.routes.architrave import FLOW_IS_GONE, TRACE_TAKES_TOO_LONG
from architrave.server.routes.executions import execution_not_found
from architrave.server.uploads import FileKind, address
from architrave.store.history_jobs import HistoryJob
from architrave.wire import encode, iso_instant
from architrave.wire.instances import (
    ExecutionDataEntity,
    FlowExecutionDataJob,
)

_MOST_JOB = 200
"""How many executions a job is about (assumed)."""


async def prepare_one(call: ApiCall) -> FlowExecutionDataJob:
    """Start a job that prepares the history of one execution."""
    return await _start(call, [call.params["instanceId"]])


async def prepare(call: ApiCall) -> FlowExecutionDataJob | RejectedBody:
    """Start a job that prepares the history of several executions."""
    body = await body_of(call)
    ids: list[str] = body.fields.get("ids") or []
    if body.rejected is None and not 0 < len(ids) <= _MOST_JOB:
        message = f"{len(ids)} executions were asked for."
        body.report(Problem(INVALID_VALUE, message, ("ids",), f"Send the ids of 1 to {_MOST_JOB}."))
    return body.rejected or await _start(call, list(dict.fromkeys(ids)))


async def job(call: ApiCall) -> FlowExecutionDataJob | Refusal:
    """A job, with the addresses of its files."""
    job_id = call.params["jobId"]
    found = await asyncio.to_thread(_jobs(call).find, job_id)
    if found is None:
        return entity_not_found("job", job_id)
    entities = [await _entity(call, execution_id, found.created_at) for execution_id in found.executions]
    return _shown(found, "Success", entities)


async def _start(call: ApiCall, ids: list[str]) -> FlowExecutionDataJob:
    made = await asyncio.to_thread(_jobs(call).start, ids)
    return _shown(made, "Registered", None)


def _jobs(call: ApiCall) -> HistoryJobs:
    return HistoryJobs(call.services.organization.store, call.services.now)


def _shown(job: HistoryJob, state: str, entities: list[ExecutionDataEntity] | None) -> FlowExecutionDataJob:
    uri = f"/api/v2/flows/instances/jobs/{job.id}"
    return FlowExecutionDataJob(id=job.id, job_state=state, entities=entities, self_uri=uri)


async def _entity(call: ApiCall, execution_id: str, made_at: int) -> ExecutionDataEntity:
    record = await call.services.engine.execution(execution_id)
    if record is None or record.completed_at is None:
        return ExecutionDataEntity(id=execution_id, failed=True, status_code="404")
    if not reaches_flow(call, call.services.organization.flows.get(record.flow_id)):
        return ExecutionDataEntity(id=execution_id, failed=True, status_code="403")
    uri = await asyncio.to_thread(address, call, HISTORY, execution_id, made_at)
    return ExecutionDataEntity(id=execution_id, download_uri=uri)


async def file(call: ApiCall, execution_id: str) -> Answer | Refusal:
    """The history of an execution, computed by replaying its journal."""
    services = call.services
    record = await services.engine.execution(execution_id)
    if record is None:
        return execution_not_found(execution_id)
    try:
        found = await services.traces.of(record)
    except TakesTooLong:
        return TRACE_TAKES_TOO_LONG
    if found is None:
        return FLOW_IS_GONE
    flow = services.organization.flows.get(record.flow_id)
    division = services.organization.divisions.of(None if flow is None else flow.row.division)
    language = services.organization.definition.default_language or "en-us"
    ran = _ran(record, flow, division.id)
    steps = found.steps

    def written() -> bytes:
        return encode(history(ran, msgspec.json.decode(steps), language))

    return Answer(msgspec.Raw(await asyncio.to_thread(written)))


HISTORY = FileKind("history", send=file)


def _ran(record: ExecutionRecord, flow: Flow | None, division_id: str) -> Ran:
    return Ran(
        execution_id=record.id,
        flow_id=record.flow_id,
        flow_name=record.name if flow is None else flow.row.name,
        flow_type="" if flow is None else flow.row.type.lower(),
        flow_version=record.flow_version,
        division_id=division_id,
        started=iso_instant(record.launched_at),
        ended=iso_instant(record.completed_at or record.launched_at),
        inputs=record.inputs,
        outputs=record.output_data or {},
        reason=record.completion_reason,
        error=record.error,
    )


_PATH = "/api/v2/flows/instances"
_COMPUTED = "A file is computed when it is fetched. Its form is partly assumed."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "POST",
        f"{_PATH}/query",
        found_by_query,
        note=f"Finds by {', '.join(KEYS)}, among the newest {LOOKED_AT:,} executions.",
        query=("pageSize", "pageNumber"),
    ),
    endpoint("GET", f"{_PATH}/querycapabilities", capabilities, note="Lists what is served."),
    endpoint("POST", f"{_PATH}/jobs", prepare, note=_COMPUTED),
    endpoint("GET", f"{_PATH}/jobs/{{jobId}}", job, note="A job is done when it is asked for."),
    endpoint("GET", f"{_PATH}/{{instanceId}}", prepare_one, note=_COMPUTED),
)
