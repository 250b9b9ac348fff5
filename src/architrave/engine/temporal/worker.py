"""A worker: runs workflows and their activities until it is stopped."""

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
from architrave.engine.durable.time_limits import CPU_BUDGET
from architrave.engine.telemetry import Telemetry
from architrave.engine.temporal.activities import Activities
from architrave.engine.temporal.address import TASK_QUEUE, Address
from architrave.engine.temporal.workflow import ExecutionWorkflow
from architrave.engine.world import World
from architrave.store import Store

GRACE = timedelta(seconds=10)

STICKY = timedelta(seconds=5)
"""How long a workflow task waits for the worker of the last one. Any other can take it: replays are cheap."""

CONNECT_SECONDS = 2.0
SAID_EVERY = 30
"""The number of failed attempts to connect between two log messages."""

LONG_TASK = "TMPRL1104"
"""Temporal's warning about a workflow task that takes seconds, which is normal if an execution computes for long."""

PASSED_THROUGH = (
    "architrave",
    "babel",
    "dateutil",
    "msgspec",
    "phonenumbers",
    "re2",
    "sqlalchemy",
    "tzdata",
    "yaml",
)
"""The modules that Temporal's sandbox passes through. This is safe: a workflow computes only times. It is necessary: a
workflow's activities import all of these, and the sandbox would import them again for each execution."""

log = logging.getLogger(__name__)


@cache
def _runtime() -> Runtime:
    """Temporal's threads, with their messages in our log, in its format."""
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
    """A client, once the service answers; None if `stop` is set first."""
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
    budget: float = CPU_BUDGET,
) -> None:
    """Run executions until `stop` is set; then wait up to 10 seconds for those in progress.

    `budget` is how much CPU an execution may use between two effects, in seconds.
    """
    client = await connect_or_stop(address, stop)
    if client is None:
        return
    activities = Activities(store, programs, world, telemetry, budget)
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[ExecutionWorkflow],
        activities=activities.all,
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        # A failed workflow starts again from the store; a workflow with a failing task would be retried forever.
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
