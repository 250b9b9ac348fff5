"""The embedded engine's face: launches, records, health, and what is done at start, at stop and once a minute."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping

from architrave.diagnostics import Diagnostic
from architrave.engine.embedded.forerun import Foreruns
from architrave.engine.embedded.keeping import Keeper, to_json
from architrave.engine.embedded.live import Live
from architrave.engine.embedded.revival import Programs, Revived, revive
from architrave.engine.embedded.runner import Events, Runner
from architrave.engine.execution import EngineHealth, ExecutionRecord, Launch
from architrave.engine.faults import log_parked
from architrave.engine.reading import Reading
from architrave.engine.records import completed, running
from architrave.engine.retention import KEPT_DAYS, Sweeper, clock
from architrave.engine.telemetry import NoTelemetry, Telemetry
from architrave.engine.world import World
from architrave.interpreter.effects import FlowError, Outcome
from architrave.interpreter.journal import Entry
from architrave.store import NotKept, Overloaded, Store, executions
from architrave.store.writer import Write

READY_LIMIT = 50_000
"""How many executions may wait for their turn before launches are refused."""

ARRIVING_LIMIT = 1_000
"""How many launches may be on their way to the disk before others are refused: those that are taken wait for them."""

RECENT = 4_096
"""How many completed executions are kept in memory for those who ask for their outcome."""

log = logging.getLogger(__name__)


class EmbeddedEngine:
    """Runs executions in this process, over a store that it owns.

    `programs` gives a program by its content hash and raises LookupError where it is gone; `world` answers effects.
    `foreruns` has executions run in a second process while many wait; without it, all run here.
    `kept_days` is how long completed executions are kept. `clock` is for tests.
    """

    def __init__(
        self,
        store: Store,
        programs: Programs,
        world: World,
        *,
        kept_days: float = KEPT_DAYS,
        telemetry: Telemetry | None = None,
        foreruns: Foreruns | None = None,
        clock: Callable[[], int] = clock,
    ) -> None:
        self._store = store
        self._reading = Reading(store)
        self._programs = programs
        self._world = world
        self._sweeper = Sweeper(store, kept_days, clock)
        self._telemetry = telemetry or NoTelemetry()
        self._foreruns = foreruns
        self._clock = clock
        self._parked: dict[str, Diagnostic] = {}
        self._recent: OrderedDict[str, tuple[Launch, Outcome, int]] = OrderedDict()
        self._launched = 0
        self._finished = 0
        self._sweeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to run, and go on with every execution that has no outcome yet."""
        loop = self._loop = asyncio.get_running_loop()
        self._writer = self._store.writer(loop.call_soon_threadsafe)
        self._keeper = Keeper(self._writer, loop, self._on_kept)
        events = Events(self._on_finished, self._on_parked, self._on_revive, self._telemetry.called)
        self._runner = Runner(loop, self._keeper, self._programs, self._world, events, self._clock, self._foreruns)
        self._writer.start()
        with self._store.read() as connection:
            unfinished = executions.unfinished(connection)
        for execution_id in unfinished:
            self._runner.resume(execution_id)
        if unfinished:
            log.info("going on with %d executions", len(unfinished))
        self._sweeping = loop.create_task(self._sweeper.forever())

    async def stop(self, grace: float = 10.0) -> None:
        """End: calls under way get `grace` seconds, what is queued is written, the rest goes on at the next start."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeping
        await self._runner.stop(grace)
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._telemetry.close)

    def check_room(self) -> None:
        """Raise `Overloaded` if a launch would not be taken now."""
        if self._runner.ready >= READY_LIMIT:
            raise Overloaded("More executions are waiting for their turn than this server keeps up with.")
        if self._runner.arriving >= ARRIVING_LIMIT:
            raise Overloaded("More launches arrive at once than this server keeps up with.")

    async def launch(self, launch: Launch) -> None:
        """Keep a launch, and run it. Returns once it is on disk; raises `NotKept` where it is not."""
        self.check_room()
        done: asyncio.Future[None] = self._loop.create_future()

        self._keeper.launch(launch, self._on_launched, (launch, done))
        self._runner.arriving += 1
        await done

    def _on_launched(self, write: Write, fault: NotKept | None) -> None:
        launch, done = write.about
        self._runner.arriving -= 1
        if fault is None:
            self._keeper.writable = True
            self._launched += 1
            self._runner.begin(launch)
        else:
            self._keeper.refused(fault)
        if done.done():  # a client that has gone away does not undo its launch
            return
        if fault is None:
            done.set_result(None)
        else:
            done.set_exception(fault)

    async def execution(self, execution_id: str) -> ExecutionRecord | None:
        """What can be seen of an execution; None where there is none of that id."""
        if (recent := self._recent.get(execution_id)) is not None:
            return completed(*recent)
        if (launch := self._runner.launch_of(execution_id)) is not None:
            return running(launch)
        return await self._reading.execution(execution_id)

    async def search(self, context: Mapping[str, str], *, limit: int = 100) -> list[ExecutionRecord]:
        """The newest executions whose context has all these values, newest first; all executions for an empty one."""
        return await self._reading.search(context, limit)

    async def journal(self, execution_id: str) -> list[Entry]:
        """The journal of an execution, as far as it is on disk."""
        return await self._reading.journal(execution_id)

    def health(self) -> EngineHealth:
        """How the engine fares."""
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
            writable=self._keeper.writable,
        )

    # -- what the runner tells -----------------------------------------------------------------------------------

    def _on_kept(self, live: Live, outcome: Outcome, at: int) -> None:
        self._runner.finished(live, outcome, at)

    def _on_finished(self, launch: Launch, outcome: Outcome, at: int) -> None:
        self._finished += 1
        self._telemetry.executed(launch, outcome, at)
        if outcome.error is not None:
            _log_failure(launch, outcome.status, outcome.error)
        recent = self._recent
        recent[launch.id] = launch, outcome, at
        if len(recent) > RECENT:
            recent.popitem(last=False)

    def _on_parked(self, execution_id: str, diagnostic: Diagnostic) -> None:
        log_parked(execution_id, diagnostic)
        self._parked[execution_id] = diagnostic
        self._note_parked(execution_id, diagnostic)

    def _note_parked(self, execution_id: str, diagnostic: Diagnostic) -> None:
        try:
            with self._store.write() as connection:
                executions.park(connection, execution_id, to_json([diagnostic.to_json()]))
        except NotKept as fault:
            self._keeper.again(fault, lambda: self._note_parked(execution_id, diagnostic))

    def _on_revive(self, execution_id: str) -> Revived | Diagnostic | None:
        with self._store.read() as connection:
            return revive(connection, execution_id, self._programs)


def _log_failure(launch: Launch, status: str, error: FlowError) -> None:
    """Say that an execution failed, without the values that it failed on: they may be anybody's."""
    log.info(
        "execution %s of “%s” ended as %s: %s in “%s”",
        launch.id,
        launch.name,
        status,
        error.type,
        error.action or "its beginning",
        extra={"execution": launch.id, "flow": launch.flow_id, "status": status, "error": error.type},
    )
