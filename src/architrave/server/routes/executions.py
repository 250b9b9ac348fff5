"""The state of flow executions. `launching` launches them."""

from typing import Any

from architrave.engine import ExecutionRecord
from architrave.organization.flows import version_name
from architrave.server.call import ApiCall
from architrave.server.refusals import Refusal, missing_everywhere
from architrave.server.routes.flows import version_shape
from architrave.wire import iso_instant
from architrave.wire.errors import Detail, ErrorBody
from architrave.wire.executions import FlowRuntimeExecution
from architrave.wire.flows import FlowVersion

_SHOWN_OF_CALLER = ("initiator", "context", "participant")


async def show(call: ApiCall) -> FlowRuntimeExecution | Refusal:
    """One execution."""
    record = await find(call)
    return record if isinstance(record, Refusal) else execution_shape(call, record)


async def find(call: ApiCall) -> ExecutionRecord | Refusal:
    """The execution that the path names, if the caller's divisions have its flow.

    One whose flow is gone is shown only to callers with all divisions.
    """
    execution_id = call.params["flowExecutionId"]
    record = await call.services.engine.execution(execution_id)
    if record is None:
        return execution_not_found(execution_id)
    if call.divisions is None:
        return record
    flow = call.services.organization.flows.get(record.flow_id)
    if flow is None:
        return missing_everywhere(call.permissions)
    return call.refusal_in(flow.row.division) or record


def execution_not_found(execution_id: str) -> Refusal:
    """The refusal for an unknown execution id."""
    return Refusal(
        404,
        "not.found",
        "The requested resource was not found: no flow execution has the id {id}. "
        "Executions are deleted after ten days.",
        {"id": execution_id},
    )


def execution_shape(call: ApiCall, record: ExecutionRecord) -> FlowRuntimeExecution:
    """An execution in its API form."""
    caller: dict[str, Any] = dict(record.caller or {})
    shown: dict[str, Any] = {name: caller[name] for name in _SHOWN_OF_CALLER if caller.get(name)}
    return FlowRuntimeExecution(
        id=record.id,
        name=record.name,
        flow_version=_version(call, record),
        date_launched=iso_instant(record.launched_at),
        status=record.status,
        date_completed=None if record.completed_at is None else iso_instant(record.completed_at),
        completion_reason=record.completion_reason,
        flow_error_info=None if record.error is None else _error(record.id, record.error),
        output_data=record.output_data if record.status == "COMPLETED" else None,
        self_uri=f"/api/v2/flows/executions/{record.id}",
        **shown,
    )


def _version(call: ApiCall, record: ExecutionRecord) -> FlowVersion:
    """The execution's flow version; if the flow no longer exists, what the execution knows about it."""
    flow = call.services.organization.flows.get(record.flow_id)
    found = next((one for one in flow.versions if version_name(one) == record.flow_version), None) if flow else None
    if flow is not None and found is not None:
        return version_shape(call, flow, found, with_schemas=False)
    return FlowVersion(
        id=record.flow_version,
        name=record.flow_version,
        type="PUBLISH",
        secure=False,
        debug=False,
        date_created=record.launched_at,
        date_checked_in=record.launched_at,
        date_saved=record.launched_at,
        self_uri=f"/api/v2/flows/{record.flow_id}/versions/{record.flow_version}",
    )


def _error(execution_id: str, error: dict[str, Any]) -> ErrorBody:
    """Why an execution failed. The shape is documented; its use for flows is assumed."""
    where = [f'action "{error["action"]}"'] if error.get("action") else []
    where += [f"expression {error['expression']}"] if error.get("expression") else []
    message = f"{error['message']} ({', '.join(where)})" if where else str(error["message"])
    return ErrorBody(
        message=message,
        code="flow.execution.error",
        status=400,
        context_id=execution_id,
        details=[
            Detail(error_code=error.get("type"), field_name=error.get("pointer"), entity_name=error.get("action"))
        ],
        errors=[],
    )
