"""A worker: runs workflows and their activities for as long as it is told to."""

import asyncio
import logging
from datetime import timedelta
from functools import cache

from temporalio.client import Client
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.service import RPCError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from architrave.engine.durable.recovery import Programs
from architrave.engine.telemetry import Telemetry
from architrave.engine.temporal.activities import Activities
from architrave.engine.temporal.address import TASK_QUEUE, Address
from architrave.engine.temporal.workflow import ExecutionWorkflow
from architrave.engine.world import World
from architrave.store import Store

GRACE = timedelta(seconds=10)

STICKY = timedelta(seconds=5)
"""How long a workflow task waits for the worker that had the last one. Any other can take it: replays cost little."""

CONNECT_SECONDS = 2.0
SAID_EVERY = 30
"""After how many attempts to connect it is said again that they fail."""

LONG_TASK = "TMPRL1104"
"""Temporal's warning of a workflow task that takes seconds, as each does in which an execution computes so long."""

PASSED_THROUGH = (
    "architrave",
    "babel",
    "dateutil",
    "jsonpath",
    "msgspec",
    "phonenumbers",
    "sqlalchemy",
    "tzdata",
    "yaml",
)
"""What Temporal's sandbox leaves alone. It may: a workflow computes nothing but times. It should: the activities that a
workflow names bring all of this with them, and the sandbox would import it anew for each execution."""

log = logging.getLogger(__name__)


@cache
def _runtime() -> Runtime:
    """Temporal's own threads, with what they have to say in our log, in its form."""
    levels = TelemetryFilter(core_level="WARN", other_level="ERROR")
    told = logging.getLogger("temporalio.core")
    told.addFilter(lambda record: LONG_TASK not in record.getMessage())
    forwarding = LogForwardingConfig(told)
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=levels, forwarding=forwarding)))


async def connect(address: Address) -> Client:
    """A client, once the service answers."""
    attempts = 0
    while True:
        try:
            return await Client.connect(address.target, namespace=address.namespace, runtime=_runtime())
        except (RPCError, RuntimeError) as problem:
            if attempts % SAID_EVERY == 0:
                log.warning("%s does not answer yet: %s", address, problem)
            attempts += 1
            await asyncio.sleep(CONNECT_SECONDS)


async def connect_or_stop(address: Address, stop: asyncio.Event) -> Client | None:
    """A client, once the service answers; None where `stop` is set before it does."""
    connecting, stopping = asyncio.create_task(connect(address)), asyncio.create_task(stop.wait())
    await asyncio.wait((connecting, stopping), return_when=asyncio.FIRST_COMPLETED)
    for task in (connecting, stopping):
        task.cancel()
    return None if stop.is_set() else await connecting


async def work(
    address: Address,
    store: Store,
    programs: Programs,
    world: World,
    stop: asyncio.Event,
    *,
    task_queue: str = TASK_QUEUE,
    telemetry: Telemetry | None = None,
) -> None:
    """Run executions until `stop` is set; then let what is under way end, within 10 seconds."""
    client = await connect_or_stop(address, stop)
    if client is None:
        return
    activities = Activities(store, programs, world, telemetry)
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[ExecutionWorkflow],
        activities=activities.all,
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        # A workflow that fails begins again from the store; one whose task fails would be tried again without end.
        workflow_failure_exception_types=[Exception],
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
    )
    try:
        async with worker:
            log.info("working for %s, task queue %s", address, task_queue)
            await stop.wait()
            asyncio.get_running_loop().call_later(GRACE.total_seconds(), activities.close)
    finally:
        activities.close()
    if telemetry is not None:
        await asyncio.to_thread(telemetry.close)
