"""Flow executions: the response to a launch, and the state of an execution. `contract` reads the request.

Only completed executions have `outputData`; it contains every output variable, including those that are not set. The
extended contract adds `executionId` to the response, and `initiator`, `context` and `participant` to the state.
Architrave's own listing adds `parked`, the reasons why an execution cannot continue.
"""

from typing import Any

from architrave.wire.codec import Shape
from architrave.wire.entities import DomainEntityRef
from architrave.wire.errors import ErrorBody
from architrave.wire.flows import FlowVersion


class FlowExecutionLaunchResponse(Shape, kw_only=True):
    """The response to a launch."""

    id: str
    name: str | None = None
    flow_version: DomainEntityRef
    self_uri: str
    execution_id: str | None = None


class FlowRuntimeExecution(Shape, kw_only=True):
    """The state of an execution. `status` is UNKNOWN, RUNNING, ERROR, TERMINATED, COMPLETED or FAILED."""

    id: str
    name: str | None = None
    flow_version: FlowVersion
    date_launched: str
    status: str
    date_completed: str | None = None
    completion_reason: str | None = None
    flow_error_info: ErrorBody | None = None
    output_data: dict[str, Any] | None = None
    conversation: DomainEntityRef | None = None
    initiator: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    participant: dict[str, Any] | None = None
    parked: list[dict[str, Any]] | None = None
    self_uri: str
