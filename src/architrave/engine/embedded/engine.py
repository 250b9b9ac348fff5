"""The embedded engine's interface: launches, records, health, start and stop, and the work once a minute."""

import asyncio
import contextlib
import logging
import math
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from architrave.diagnostics import Diagnostic
from architrave.engine.clock import Clock, ManualClock, wall_clock
from architrave.engine.durable.faults import log_failure, log_parked
from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.queries import Queries
from architrave.engine.durable.records import completed, running, to_json
from architrave.engine.durable.recovery import Programs, computes_as_we_do, find, loaded
from architrave.engine.durable.retention import KEPT_DAYS, Sweeper
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.upkeep import Upkeep
from architrave.engine.embedded.recalling import Recalled, recall
from architrave.engine.embedded.runner import Events, Runner
from architrave.engine.embedded.workers import WorkerPool
from architrave.engine.execution import AlongWith, EngineHealth, ExecutionRecord, Found, Launch
from architrave.engine.telemetry import NoTelemetry, Telemetry
from architrave.engine.world import World
from architrave.interpreter.journal import Entry
from architrave.store import Finish, NotKept, Overloaded, Standing, Store, executions
from architrave.store.execution_search import Search
from architrave.store.launch_counts import LaunchCount

READY_LIMIT = 50_000
"""How many executions may be queued before launches are rejected."""

ARRIVING_LIMIT = 1_000
"""How many launches may be in the process of being written before others are rejected."""

GRACE_SECONDS = 10.0
STOPPED_GRACE_SECONDS = 0.5
"""How long `stopped` waits for calls in progress, so that what they write is written before the block begins."""

LARGE_JOURNAL = 100_000
"""From this size on, in bytes, only a worker process decodes a journal."""
AGAIN_SECONDS = 1.0

RECENT = 4_096
"""How many completed executions are kept in memory for queries of their outcome."""

log = logging.getLogger(__name__)


class EmbeddedEngine:
    """Runs executions in this process, over a store that it owns.

    `programs` returns a program by its content hash and raises LookupError if it no longer exists; `world` answers
    effects. `pool` computes executions in worker processes; without it, all are computed here. `kept_days` is how long
    completed executions are kept.
    """

    def __init__(
        self,
        store: Store,
        programs: Programs,
        world: World,
        *,
        kept_days: float = KEPT_DAYS,
        telemetry: Telemetry | None = None,
        pool: WorkerPool | None = None,
        clock: Clock = wall_clock,
    ) -> None:
        self._store = store
        self._queries = Queries(store)
        self._programs = programs
        self._world = world
        self._sweeper = Sweeper(store, kept_days, clock)
        self._telemetry = telemetry or NoTelemetry()
        self._pool = pool
        self._clock = clock
        self._parked: set[str] = set()
        self._recent: OrderedDict[str, tuple[Launch, Finish]] = OrderedDict()
        self._launched = 0
        self._finished = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._beginning_again: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        """Held while everything in memory is dropped and read again."""
        self._is_lost = self._is_replaced = False

    async def start(self) -> None:
        """Start, and continue every execution that has no outcome yet."""
        loop = asyncio.get_running_loop()
        self._begin(await asyncio.to_thread(recall, self._store, self._clock))
        self._store.watch(partial(loop.call_soon_threadsafe, self._on_standing))

    def _begin(self, recalled: Recalled) -> None:
        """Begin to write and to run, and continue what has no outcome.

        What waits is not read before it wakes, however many executions there are.
        """
        loop = asyncio.get_running_loop()
        self._writer = self._store.writer(loop.call_soon_threadsafe)
        self._journal = JournalWriter(self._writer, loop, self._store)
        events = Events(self._on_finished, self._on_parked, self._recover, self._telemetry.called)
        self._timeline = recalled.timeline
        self._runner = Runner(
            loop, self._journal, self._programs, self._world, events, self._clock, self._timeline, self._pool
        )
        self._writer.start()
        self._parked |= recalled.parked
        for found in recalled.unfinished:
            if found.due_at is None or not computes_as_we_do(found.semantics):
                self._runner.resume(found.id)
            else:
                self._runner.wait_until(found.due_at, found.id)
        if count := len(recalled.unfinished):
            log.info("recovered %d unfinished execution%s", count, "" if count == 1 else "s")
        upkeep = Upkeep(self._store, self._journal)
        works = self._sweeper.forever(), self._timeline.note_forever(), upkeep.forever()
        self._tasks = [loop.create_task(work) for work in works]

    async def stop(self, grace: float | None = None) -> None:
        """Stop: calls in progress get `grace` seconds, queued writes complete, the rest continues at the next start.

        By default they get 10 seconds, or none with a ManualClock: they may be waiting for it to move.
        """
        if grace is None:
            grace = 0.0 if isinstance(self._clock, ManualClock) else GRACE_SECONDS
        if self._beginning_again is not None:
            await _end([self._beginning_again])
        async with self._turn:
            await _end(self._tasks)
            await self._runner.stop(grace)
            await asyncio.to_thread(self._writer.close)
        if self._store.fault is None:
            await self._timeline.try_to_note()
        await asyncio.to_thread(self._telemetry.close)

    def check_capacity(self) -> None:
        """Raise `NotKept` if a launch would be rejected now."""
        self._store.check()
        self._check_begun()
        if self._runner.ready >= READY_LIMIT:
            raise Overloaded("Too many executions are queued. Retry later.")
        if self._journal.arriving >= ARRIVING_LIMIT:
            raise Overloaded("Too many launches at once. Retry later.")

    def _check_begun(self) -> None:
        if self._is_replaced:
            raise NotKept("The executions are being read again. Retry later.", retry_after=1)

    def launch(self, launch: Launch) -> asyncio.Future[None]:
        """Store a launch and run it. Done once it is on disk; raises `NotKept` if writing fails."""
        self.check_capacity()
        return self._journal.launch(launch, self._on_launched)

    def _on_launched(self, launch: Launch) -> None:
        self._launched += 1
        self._runner.begin(launch)

    def is_at_rest(self, sleeping: int = 0) -> bool:
        """Whether nothing happens until the clock advances. `sleeping` effects wait for the clock themselves."""
        return not self._journal.arriving and self._runner.is_at_rest(sleeping)

    async def execution(self, execution_id: str) -> ExecutionRecord | None:
        """The record of an execution; None if there is no execution with that id."""
        if (recent := self._recent.get(execution_id)) is not None:
            return completed(*recent)
        if (launch := self._runner.launch_of(execution_id)) is not None:
            return running(launch)
        return await self._queries.execution(execution_id)

    async def search(self, search: Search) -> Found:
        """As `Engine.search`."""
        return await self._queries.search(search)

    async def launch_counts(self, start: int, end: int, size: int) -> list[LaunchCount]:
        """As `Engine.launch_counts`."""
        return await self._queries.launch_counts(start, end, size)

    async def journal(self, execution_id: str) -> list[Entry]:
        """The part of an execution's journal that is on disk."""
        return await self._queries.journal(execution_id)

    async def journal_chunks(self, execution_id: str) -> list[bytes]:
        """As `journal`, encoded: `decode` gives the entries of a chunk."""
        return await self._queries.journal_chunks(execution_id)

    async def resume(self, execution_id: str) -> bool:
        """As `Engine.resume`."""
        if execution_id not in self._parked:
            return False
        self._parked.discard(execution_id)
        try:
            await asyncio.to_thread(self._unpark, execution_id)
        except BaseException:
            self._parked.add(execution_id)
            raise
        self._runner.resume(execution_id)
        return True

    def _unpark(self, execution_id: str) -> None:
        with self._store.write() as connection:
            executions.unpark(connection, [execution_id])

    async def resume_all(self) -> int:
        """As `Engine.resume_all`."""
        return sum([await self.resume(execution_id) for execution_id in list(self._parked)])

    def health(self) -> EngineHealth:
        """The state of the engine."""
        fault = self._store.fault or (None if self._journal.writable else self._journal.fault)
        return EngineHealth(
            ready=self._runner.ready,
            running=self._runner.running,
            waiting=self._runner.waiting,
            parked=len(self._parked),
            queued=self._writer.queued,
            launched=self._launched,
            finished=self._finished,
            commits=self._writer.commits,
            write_failures=self._writer.failures,
            writable=fault is None,
            problem=None if fault is None else f"{fault} {fault.help or ''}".rstrip(),
        )

    # -- the ownership of the database ---------------------------------------------------------------------------------

    def _on_standing(self, standing: Standing) -> None:
        self._is_lost = standing is Standing.LOST
        if self._is_lost:
            log.warning("this server may no longer own the database: no execution continues until that is known")
            self._runner.pause()
        elif standing is Standing.HELD:
            self._runner.go_on()
        else:
            before, self._beginning_again = self._beginning_again, None
            if before is not None:
                before.cancel()
            self._beginning_again = asyncio.get_running_loop().create_task(self._begin_again())

    async def _begin_again(self) -> None:
        """Another process has continued the executions: what is in memory is no longer true."""
        async with self._turn:
            await self._drop(self._runner.abandon)
            await self._read_again()

    async def flush(self) -> None:
        """As `Engine.flush`: what short waits keep in memory is written too."""
        self._check_begun()
        self._runner.save()
        await self._journal.confirm()

    @contextlib.asynccontextmanager
    async def stopped(self) -> AsyncGenerator[AlongWith, None]:
        """As `Engine.stopped`. Calls in progress get a moment to end."""
        async with self._turn:
            await self._drop(partial(self._runner.stop, STOPPED_GRACE_SECONDS))
            try:
                yield _nothing_more
            finally:
                await self._read_again()

    async def _drop(self, stop_runner: Callable[[], Awaitable[None]]) -> None:
        """Stop everything that runs."""
        self._is_replaced = True  # what is written now would be lost with the writer
        pool = self._pool
        self._pool = None if pool is None else pool.anew()
        await _end(self._tasks)
        await stop_runner()
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._store.settle)

    async def _read_again(self) -> None:
        """Continue what the database says has no outcome."""
        recalled = await self._recalled()
        self._parked.clear()
        self._recent.clear()
        self._begin(recalled)
        self._is_replaced = False
        if self._is_lost:
            self._runner.pause()

    async def _recalled(self) -> Recalled:
        while True:
            try:
                return await asyncio.to_thread(recall, self._store, self._clock)
            except NotKept as fault:
                log.warning("cannot read the unfinished executions: %s", fault)
                await asyncio.sleep(AGAIN_SECONDS)

    # -- callbacks of the runner -----------------------------------------------------------------------------------

    def _on_finished(self, launch: Launch, finish: Finish) -> None:
        self._finished += 1
        self._telemetry.executed(launch, finish)
        if finish.error is not None:
            log_failure(launch, finish)
        recent = self._recent
        recent[launch.id] = launch, finish
        if len(recent) > RECENT:
            recent.popitem(last=False)

    def _on_parked(self, execution_id: str, diagnostic: Diagnostic) -> None:
        log_parked(execution_id, diagnostic)
        self._parked.add(execution_id)
        self._note_parked(execution_id, diagnostic)

    def _note_parked(self, execution_id: str, diagnostic: Diagnostic) -> None:
        if execution_id not in self._parked:  # it was resumed before this could be written
            return
        try:
            with self._store.write() as connection:
                executions.park(connection, execution_id, to_json([diagnostic.to_json()]))
        except NotKept as fault:
            self._journal.retry(fault, lambda: self._note_parked(execution_id, diagnostic))
        except SQLAlchemyError:  # it is parked nevertheless; only the note is missing
            log.exception("could not record that execution %s is parked", execution_id)

    def _recover(self, execution_id: str) -> DurableExecution | Diagnostic | None:
        with self._store.read() as connection:
            stored = find(connection, execution_id)
        if stored is None:
            return None
        return loaded(stored, self._programs, math.inf if self._pool is None else LARGE_JOURNAL)


def _nothing_more(_connection: sa.Connection) -> None:
    """The rows of executions are all that this engine has."""


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
