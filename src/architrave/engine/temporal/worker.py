"""A worker: runs workflows and their activities for as long as it is told to."""

import asyncio
import logging
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from architrave.engine.embedded.revival import Programs
from architrave.engine.telemetry import Telemetry
from architrave.engine.temporal import resident
from architrave.engine.temporal.activities import Activities
from architrave.engine.temporal.address import TASK_QUEUE, Address
from architrave.engine.temporal.workflow import ExecutionWorkflow
from architrave.engine.world import World
from architrave.store import Store

GRACE = timedelta(seconds=10)
CONNECT_SECONDS = 2.0

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
"""What Temporal's sandbox leaves alone. It may: the floors that a workflow runs have no clock, no ids, no I/O. It must:
its proxies of date and time break time-zone conversion, and it would import all of this anew for each execution."""

log = logging.getLogger(__name__)


async def connect(address: Address) -> Client:
    """A client, once the service answers."""
    while True:
        try:
            return await Client.connect(address.target, namespace=address.namespace)
        except (RPCError, RuntimeError) as problem:
            log.warning("%s does not answer yet: %s", address, problem)
            await asyncio.sleep(CONNECT_SECONDS)


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
    resident.use(programs, store)
    client = await connect(address)
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[ExecutionWorkflow],
        activities=Activities(store, world, telemetry).all,
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        graceful_shutdown_timeout=GRACE,
    )
    async with worker:
        log.info("working for %s, task queue %s", address, task_queue)
        await stop.wait()
    if telemetry is not None:
        await asyncio.to_thread(telemetry.close)
