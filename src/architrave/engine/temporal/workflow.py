"""The workflow: what one execution does next, and when. The computing happens in the worker, see `activation`.

Temporal runs a workflow's code again for each replay, and lets it compute for at most two seconds. So nothing is
computed here: an activity runs the machine to its next suspension, with the journal in the store, and the workflow
waits or has the call performed. Its history contains only ids and times.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from architrave.engine.temporal.activation import Suspension
from architrave.engine.temporal.activities import Activities

EFFECTS_PER_RUN = 1_000
"""After this many suspensions, a workflow continues as new, so that its history stays within Temporal's limits."""

ACTIVATION_TIMEOUT = timedelta(minutes=28)
"""Longer than the limit of an activation, shorter than Temporal's limit for the local activities of a task."""

CALL_SLACK = timedelta(seconds=30)
HEARTBEAT_TIMEOUT = timedelta(seconds=10)

AGAIN = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10))
"""An activity fails while the store is down, and is retried until it is back."""


@workflow.defn(name="Execution")
class ExecutionWorkflow:
    """One execution, or the part since its workflow last continued as new."""

    @workflow.run
    async def run(self, execution_id: str) -> str:
        """Run an execution to its outcome. Returns its status."""
        now = _now()
        for _ in range(EFFECTS_PER_RUN):
            suspension = await _advance(execution_id, now)
            match suspension.kind:
                case "ended":
                    return suspension.status
                case "parked":  # a failed workflow may be started again under the same id
                    raise ApplicationError("The execution is parked.", type=suspension.status, non_retryable=True)
                case "wait":
                    if suspension.pause > 0:
                        await workflow.sleep(timedelta(milliseconds=suspension.pause))
                    now = max(_now(), suspension.until)
                case "call":
                    status = await _perform(execution_id, suspension)
                    if status is not None:
                        return status
                    now = _now()
        return workflow.continue_as_new(execution_id, retry_policy=workflow.info().retry_policy)


async def _advance(execution_id: str, now: int) -> Suspension:
    """On this worker, within this workflow task: a flow that calls nothing outside costs Temporal one round."""
    return await workflow.execute_local_activity_method(
        Activities.advance, args=[execution_id, now], start_to_close_timeout=ACTIVATION_TIMEOUT, retry_policy=AGAIN
    )


async def _perform(execution_id: str, suspension: Suspension) -> str | None:
    return await workflow.execute_activity_method(
        Activities.perform,
        args=[execution_id, suspension.chunk, suspension.interrupted],
        start_to_close_timeout=timedelta(milliseconds=suspension.timeout) + CALL_SLACK,
        heartbeat_timeout=HEARTBEAT_TIMEOUT,
        retry_policy=AGAIN,
        summary=suspension.title,
    )


def _now() -> int:
    return workflow.time_ns() // 1_000_000
