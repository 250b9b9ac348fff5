"""The distributed engine's interface on a server: stores launches, starts workflows, and sweeps up missed ones."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from architrave.engine.clock import wall_clock
from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.queries import Queries
from architrave.engine.durable.recovery import stays_parked
from architrave.engine.durable.retention import KEPT_DAYS, Sweeper
from architrave.engine.execution import AlongWith, EngineHealth, ExecutionRecord, Found, Launch
from architrave.engine.rules import COMPUTES_TOO_LONG
from architrave.engine.temporal.address import TASK_QUEUE, Address
from architrave.interpreter.journal import Entry
from architrave.store import NotKept, Overloaded, Standing, Store, executions
from architrave.store.execution_search import Search
from architrave.store.launch_counts import LaunchCount

CONCURRENT_STARTS = 32
"""How many workflows are started concurrently."""

STARTS_LIMIT = 20_000
"""How many may wait to be started before launches are rejected."""

BEGIN_AGAIN = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5), maximum_attempts=20
)
"""A workflow that failed, and is not parked, starts again from the store."""

ENDING_SECONDS = 30.0
"""How long to wait for Temporal to end workflows."""

_ONCE = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
_ANEW = WorkflowIDReusePolicy.ALLOW_DUPLICATE
_IN_ITS_PLACE = WorkflowIDConflictPolicy.TERMINATE_EXISTING

AGAIN_SECONDS = 1.0
SWEEP_SECONDS = 15.0
YOUNG_MILLISECONDS = 10_000
"""The minimum age of an execution to be swept: less than the time between two sweeps, so that an unfinished execution
taken before the last sweep is found by this one."""

RECENT_MILLISECONDS = 600_000

log = logging.getLogger(__name__)


class TemporalEngine:
    """Launches on a Temporal service. The workers do the running."""

    def __init__(
        self, store: Store, address: Address, *, task_queue: str = TASK_QUEUE, kept_days: float = KEPT_DAYS
    ) -> None:
        self._store = store
        self._queries = Queries(store)
        self._address = address
        self._task_queue = task_queue
        self._starts: asyncio.Queue[str] = asyncio.Queue()
        self._taken: set[str] = set()
        self._taken_lately: set[str] = set()
        self._restored: set[str] = set()
        """What a restored state left without an outcome, and has not begun again."""
        self._starting = True
        self._turn = asyncio.Lock()
        self._is_replaced = False
        self._tasks: list[asyncio.Task[None]] = []
        self._client: Client | None = None
        self._launched = 0
        self._sweeper = Sweeper(store, kept_days)

    async def start(self) -> None:
        """Connect once Temporal answers, and start every execution that has neither an outcome nor a workflow."""
        self._begin(await self._until_read(executions.restored))
        self._store.watch(_shared)

    def _begin(self, restored: set[str]) -> None:
        loop = asyncio.get_running_loop()
        self._writer = self._store.writer(loop.call_soon_threadsafe)
        self._journal = JournalWriter(self._writer, loop, self._store)
        self._writer.start()
        self._restored = restored
        self._tasks = [loop.create_task(self._start_workflows()) for _ in range(CONCURRENT_STARTS)]
        self._tasks += [loop.create_task(self._sweep()), loop.create_task(self._sweeper.forever())]

    async def stop(self) -> None:
        """Stop. Launches that are stored but not started are started by the next server, or by another one."""
        async with self._turn:
            await self._drop()

    async def _drop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await asyncio.to_thread(self._writer.close)

    async def flush(self) -> None:
        """As `Engine.flush`: the workers write whatever an execution has done before it waits."""

    @contextlib.asynccontextmanager
    async def stopped(self) -> AsyncGenerator[AlongWith, None]:
        """As `Engine.stopped`. What workers still compute of the executions of before, they cannot store."""
        async with self._turn:
            before = await self._queries.read(executions.unfinished)
            self._is_replaced = True
            await self._drop()
            await asyncio.to_thread(self._store.settle)
            try:
                yield executions.mark_restored
                await self._end_workflows([found.id for found in before])
            finally:
                await self._begin_again()

    async def _begin_again(self) -> None:
        restored = await self._until_read(executions.restored)
        self._starts = asyncio.Queue()
        self._taken.clear()
        self._taken_lately.clear()
        self._begin(restored)
        self._is_replaced = False
        for execution_id in restored - await self._until_read(_left_alone):
            self._take(execution_id)

    async def _until_read(self, read: Callable[[sa.Connection], set[str]]) -> set[str]:
        while True:
            try:
                return await self._queries.read(read)
            except NotKept as fault:
                log.warning("cannot read the unfinished executions: %s", fault)
                await asyncio.sleep(AGAIN_SECONDS)

    async def _end_workflows(self, ids: list[str]) -> None:
        """End the workflows of executions that exist no longer, or begin again; as far as Temporal answers.

        One that is left over finds nothing to do when it continues, or is replaced when its execution begins again.
        """
        places = asyncio.Semaphore(CONCURRENT_STARTS)

        async def end(client: Client, execution_id: str) -> None:
            async with places:
                with contextlib.suppress(RPCError):  # most often because there is none
                    await client.get_workflow_handle(execution_id).terminate("another state was restored")

        try:
            async with asyncio.timeout(ENDING_SECONDS):
                client = await self._connected()
                await asyncio.gather(*(end(client, execution_id) for execution_id in ids))
        except (TimeoutError, RPCError, RuntimeError) as problem:
            log.warning("could not end the workflows of the executions that were stopped: %s", problem)

    def check_capacity(self) -> None:
        """Raise `NotKept` if a launch would be rejected now."""
        self._store.check()
        if self._is_replaced:
            raise NotKept("The executions are being read again. Retry later.", retry_after=1)
        if self._starts.qsize() >= STARTS_LIMIT:
            raise Overloaded("Temporal cannot keep up with starting executions. Retry later.")

    async def launch(self, launch: Launch) -> None:
        """Store a launch, then start its workflow. Returns once it is on disk; raises `NotKept` if writing fails."""
        self.check_capacity()
        await self._journal.launch(launch, self._on_launched)

    def _on_launched(self, launch: Launch) -> None:
        self._launched += 1
        self._take(launch.id)

    async def execution(self, execution_id: str) -> ExecutionRecord | None:
        """The record of an execution; None if there is no execution with that id."""
        return await self._queries.execution(execution_id)

    async def search(self, search: Search) -> Found:
        """As `Engine.search`."""
        return await self._queries.search(search)

    async def launch_counts(self, start: int, end: int, size: int) -> list[LaunchCount]:
        """As `Engine.launch_counts`."""
        return await self._queries.launch_counts(start, end, size)

    async def journal(self, execution_id: str) -> list[Entry]:
        """The journal of an execution, up to its current wait or call."""
        return await self._queries.journal(execution_id)

    async def journal_chunks(self, execution_id: str) -> list[bytes]:
        """As `journal`, encoded: `decode` gives the entries of a chunk."""
        return await self._queries.journal_chunks(execution_id)

    async def resume(self, execution_id: str) -> bool:
        """As `Engine.resume`: starts its workflow again. A worker notes that it is not parked anymore."""
        record = await self._queries.execution(execution_id)
        if record is None or record.parked is None or record.status != "RUNNING":
            return False
        self._starts.put_nowait(execution_id)
        return True

    async def resume_all(self) -> int:
        """As `Engine.resume_all`."""
        found = await self._queries.read(executions.parked)
        for execution_id in found:
            self._starts.put_nowait(execution_id)
        return len(found)

    def health(self) -> EngineHealth:
        """The state of the engine, as far as this server knows."""
        return EngineHealth(
            ready=self._starts.qsize(),
            queued=self._writer.queued,
            launched=self._launched,
            commits=self._writer.commits,
            write_failures=self._writer.failures,
            writable=self._journal.writable and self._store.fault is None,
        )

    # -- starting workflows --------------------------------------------------------------------------------------

    def _take(self, execution_id: str) -> None:
        """Start a workflow, unless this server has already taken it; retried until it succeeds."""
        if execution_id not in self._taken and execution_id not in self._taken_lately:
            self._taken_lately.add(execution_id)
            self._starts.put_nowait(execution_id)

    async def _start_workflows(self) -> None:
        while True:
            execution_id = await self._starts.get()
            try:
                await self._start_workflow(execution_id)
                self._starting = True
            except Exception as problem:  # noqa: BLE001  the launch is stored, so it must be started
                if self._starting:
                    log.warning(
                        "could not start the workflow of execution %s, and possibly others; retrying: %s",
                        execution_id,
                        problem,
                        extra={"execution": execution_id},
                    )
                self._starting = False
                self._client = None
                await asyncio.sleep(AGAIN_SECONDS)
                self._starts.put_nowait(execution_id)

    async def _start_workflow(self, execution_id: str) -> None:
        client = await self._connected()
        again = execution_id in self._restored
        with contextlib.suppress(WorkflowAlreadyStartedError):  # a retried start attaches to the first
            await client.start_workflow(
                "Execution",
                execution_id,
                id=execution_id,
                task_queue=self._task_queue,
                id_reuse_policy=_ANEW if again else _ONCE,
                id_conflict_policy=_IN_ITS_PLACE if again else WorkflowIDConflictPolicy.UNSPECIFIED,
                retry_policy=BEGIN_AGAIN,
            )
        if again:
            await asyncio.to_thread(self._unmark, execution_id)
            self._restored.discard(execution_id)

    def _unmark(self, execution_id: str) -> None:
        with self._store.write() as connection:
            executions.unmark_restored(connection, execution_id)

    async def _connected(self) -> Client:
        if self._client is None:
            self._client = await Client.connect(self._address.target, namespace=self._address.namespace)
        return self._client

    async def _sweep(self) -> None:
        """Start what no server has started: once everything unfinished, then recent launches that may have been lost.

        This server does not take an execution twice: it remembers what it has taken since the last sweep, and which of
        all unfinished executions it has taken. Parked ones are started once too, and then left alone; those that
        compute too long are not started: they would only use their CPU budget again.
        """
        oldest = 0
        while True:
            now = wall_clock()
            lately, self._taken_lately = self._taken_lately, set()
            self._taken |= lately
            try:
                found = await self._queries.read(
                    partial(
                        executions.unfinished_between,
                        since=oldest,
                        until=now - YOUNG_MILLISECONDS,
                        parked=not oldest,
                        rule=COMPUTES_TOO_LONG.slug,
                    )
                )
                for execution_id in found:
                    self._take(execution_id)
                self._taken = self._taken.intersection(found) | lately
                oldest = now - RECENT_MILLISECONDS
            except (NotKept, SQLAlchemyError) as problem:
                log.warning("could not look for executions that were never started: %s", problem)
            await asyncio.sleep(SWEEP_SECONDS)


def _left_alone(connection: sa.Connection) -> set[str]:
    """The parked executions that would only compute for too long again."""
    return {found.id for found in executions.unfinished(connection) if found.parked and stays_parked(found.parked)}


def _shared(_standing: Standing) -> None:
    """Servers that share a database have no owner to lose."""
