"""The runner: gets executions computed, performs their calls, and wakes them after waits.

ready ──▶ computed here, or by a worker ──▶ ended     outcome and journal to disk
  ▲                                      ├▶ waiting   a timer; a long wait drops the machine
  │                                      ├▶ calling   journal to disk, with an intent if needed; then the call
  └───────────────── reply ◀─────────────┘
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from architrave.diagnostics import Diagnostic
from architrave.engine.clock import Clock
from architrave.engine.drive import Calling, Ended, Waiting
from architrave.engine.durable.answers import WorldAnswers
from architrave.engine.durable.faults import internal_error
from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.records import finish_of
from architrave.engine.durable.recovery import Programs, computes_too_long
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.timeline import Timeline
from architrave.engine.embedded.calls import CONCURRENT_CALLS, Calls
from architrave.engine.embedded.executor import Executor, Failed, Lost, NotTaken, OverLimit, Parked, Result, Returned
from architrave.engine.embedded.in_process import InProcess
from architrave.engine.embedded.ready_queue import Item, Ready, ReadyQueue, Unloaded
from architrave.engine.embedded.waits import Waits
from architrave.engine.embedded.workers import WorkerPool
from architrave.engine.execution import Launch
from architrave.engine.world import Call, World
from architrave.interpreter.effects import Effect, Json, Reply, Wait
from architrave.store import Finish, NotKept

LOSSES = 3
"""How often the process that computes an execution may exit before the execution fails."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Events:
    """Callbacks of the runner.

    `finished` once an outcome is on disk; `parked` when an execution cannot continue; `recover` to load an execution by
    its id; `called` when an external effect was performed, with its answer and its start and end.
    """

    finished: Callable[[Launch, Finish], None]
    parked: Callable[[str, Diagnostic], None]
    recover: Callable[[str], DurableExecution | Diagnostic | None]
    called: Callable[[Launch, Effect, Json, int, int], None]


class Runner:
    """Runs executions in the event loop's thread, and in worker processes if there is a pool."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        journal: JournalWriter,
        programs: Programs,
        world: World,
        events: Events,
        clock: Clock,
        timeline: Timeline,
        pool: WorkerPool | None = None,
    ) -> None:
        self._loop = loop
        self._journal = journal
        self._world = world
        self._events = events
        self._clock = clock
        self._timeline = timeline
        self._pool = pool
        can_move = _never if pool is None else pool.can_have
        self._here = InProcess(programs, WorldAnswers(world, clock), self._on_computed, can_move)
        if pool is not None:
            pool.start(self._on_returned, clock)
        self._queue = ReadyQueue(loop, journal, pool, self._run, self._send)
        self._waits = Waits(journal, clock, timeline, self._on_waited, self.resume, self._on_dropped)
        self._calls = Calls(loop, journal, world, clock, self._on_called, self._fail)
        self._fresh: dict[str, Launch] = {}
        self._held: dict[str, DurableExecution] = {}
        self._losses: dict[str, int] = {}
        self._stopped = False

    @property
    def ready(self) -> int:
        """How many executions could run now."""
        return len(self._queue) + (0 if self._pool is None else self._pool.away)

    @property
    def waiting(self) -> int:
        """How many executions wait for a time."""
        return len(self._waits)

    @property
    def running(self) -> int:
        """How many executions are held in memory, started or not."""
        return len(self._fresh) + len(self._held)

    def is_at_rest(self, sleeping: int) -> bool:
        """Whether nothing happens until the clock advances. `sleeping` calls wait for the clock themselves."""
        calls = len(self._calls)
        is_held_up = sleeping >= min(calls, CONCURRENT_CALLS)
        return not (self.ready or self._fresh) and len(self._held) == self._waits.in_memory + calls and is_held_up

    def launch_of(self, execution_id: str) -> Launch | None:
        """The launch of an execution in memory."""
        held = self._held.get(execution_id)
        return self._fresh.get(execution_id) if held is None else held.launch

    def begin(self, launch: Launch) -> None:
        """Run an execution whose launch is on disk."""
        self._fresh[launch.id] = launch
        self._queue.add_fresh(launch)

    def resume(self, execution_id: str) -> None:
        """Continue an execution from its journal."""
        self._queue.add(Unloaded(execution_id))

    def wait_until(self, due: int, execution_id: str) -> None:
        """Continue an execution from its journal once the timeline has reached a time, in milliseconds."""
        self._waits.until(due, execution_id)

    def pause(self) -> None:
        """Compute nothing and call nothing until `go_on`. What is under way may end."""
        self._queue.pause()
        self._calls.pause()

    def go_on(self) -> None:
        """Continue after a pause."""
        self._calls.go_on()
        self._queue.go_on()

    def save(self) -> None:
        """Write the journals of all executions in memory, except those that are being written."""
        for execution in self._held.values():
            if not execution.writing:
                self._journal.save(execution, lambda: None)

    async def abandon(self) -> None:
        """Stop at once and write nothing: another process has continued these executions."""
        self._held.clear()
        await self.stop(0)

    async def stop(self, grace: float) -> None:
        """Start nothing more. Calls in progress get `grace` seconds to end; the rest continues from the journal."""
        self._stopped = True
        self._queue.stop()
        self._waits.stop()
        self._calls.close()
        if self._pool is not None:
            await self._pool.stop()
        await self._calls.stop(grace)
        for execution in self._held.values():
            self._journal.save(execution, lambda: None)

    # -- items of the queue ----------------------------------------------------------------------------------------

    def _run(self, item: Item) -> None:
        if isinstance(item, Launch):
            self._compute(self._begun(item), None)
        elif isinstance(item, Unloaded):
            self._load_and_compute(item.execution_id)
        else:
            self._compute(item.execution, item.reply)

    def _send(self, pool: WorkerPool, launch: Launch) -> None:
        pool.compute(self._begun(launch))

    def _begun(self, launch: Launch) -> DurableExecution:
        execution = self._held[launch.id] = DurableExecution(launch)
        del self._fresh[launch.id]
        return execution

    def _compute(self, execution: DurableExecution, reply: Reply | None) -> None:
        pool = self._pool
        executor: Executor = pool if pool is not None and pool.must_take(execution) else self._here
        executor.compute(execution, reply)

    def _load_and_compute(self, execution_id: str) -> None:
        try:
            found = self._events.recover(execution_id)
        except Exception as bug:  # the database may work again later
            context = {"execution": execution_id}
            log.error("could not replay %s; retrying", execution_id, exc_info=bug, extra=context)
            self._loop.call_later(1.0, self.resume, execution_id)
            return
        if isinstance(found, Diagnostic):
            self._park(execution_id, found)
        elif found is not None and found.due is not None and found.due > self._timeline():
            self._forget(execution_id)
            self.wait_until(found.due, execution_id)
        elif found is not None:
            found.woken = found.due is not None
            moved = self._pool is not None and self._pool.must_take(found)
            if moved or not self._queue.puts_off(found.launch.program, Unloaded(execution_id)):
                self._held[execution_id] = found
                self._compute(found, None)
        else:
            self._forget(execution_id)

    # -- results of computing --------------------------------------------------------------------------------------

    def _on_computed(self, execution: DurableExecution, result: Result) -> None:
        try:
            match result:
                case Ended(outcome):
                    self._finish(execution, finish_of(execution.launch.id, outcome, self._time_of(execution)))
                case Finish():
                    self._finish(execution, result)
                case Waiting(effect):
                    self._waits.begin(execution, effect)
                case Calling(effect, interrupted):
                    self._calls.begin(execution, effect, interrupted=interrupted)
                case Parked(diagnostic):
                    self._save_and_park(execution, diagnostic)
                case NotTaken(fault) if execution.machine is None:
                    self._journal.retry(fault, lambda: self._reload(execution))
                case NotTaken(fault):
                    self._journal.retry(fault, lambda: self._here.compute(execution))
                case OverLimit():
                    self._move_to_worker(execution)
                case Failed(bug):
                    self._fail(execution, bug)
                case Returned() | Lost():
                    self._queue.add(Ready(execution))
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            self._fail(execution, bug)

    def _on_returned(self, execution: DurableExecution, result: Result) -> None:
        """As `_on_computed`, for a result from a worker."""
        if self._stopped or self._pool is None:
            return
        if self._losses and not isinstance(result, Lost):
            self._losses.pop(execution.launch.id, None)
        try:
            self._take_back(self._pool, execution, result)
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            self._fail(execution, bug)
        self._queue.release()

    def _take_back(self, pool: WorkerPool, execution: DurableExecution, result: Result) -> None:
        match result:
            case Finish():
                self._finish(execution, result)
            case OverLimit():
                self._save_and_park(execution, computes_too_long(execution.launch.id, pool.budget))
            case Failed() if not pool.must_take(execution):  # it fails here too, or the worker was at fault
                self._queue.add(Ready(execution))
            case Lost():
                self._lost(execution)
            case Calling(effect, interrupted=False) if self._world.is_local(effect):
                self._answer(execution, effect)
            case _:
                self._on_computed(execution, result)

    def _lost(self, execution: DurableExecution) -> None:
        execution_id = execution.launch.id
        losses = self._losses[execution_id] = self._losses.get(execution_id, 0) + 1
        if losses < LOSSES:
            self._queue.add(Ready(execution))
        else:
            self._on_computed(execution, Failed(f"WorkerLost: the worker process ended {losses} times"))

    def _answer(self, execution: DurableExecution, effect: Effect) -> None:
        """Answer an effect of a worker that only this process can answer."""
        try:
            value = self._world.answer(effect, Call(execution.launch, execution.sequence))
        except NotKept as fault:
            self._journal.retry(fault, lambda: self._answer(execution, effect))
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            self._fail(execution, bug)
        else:
            self._go_on(execution, effect, value, self._clock())

    def _move_to_worker(self, execution: DurableExecution) -> None:
        """Continue an execution that computes for long in a worker, from its journal on disk."""
        if self._pool is not None:
            self._pool.move(execution)
        self._reload(execution)

    def _reload(self, execution: DurableExecution) -> None:
        """Continue from the journal on disk, ahead of others: it has already waited for its turn."""
        self._journal.save(execution, lambda: self._queue.add(Unloaded(execution.launch.id), first=True))

    def _finish(self, execution: DurableExecution, finish: Finish) -> None:
        execution.machine = None
        self._journal.finish(execution, finish, self._on_finished)

    def _time_of(self, execution: DurableExecution) -> int:
        return max(self._clock(), execution.at)

    def _fail(self, execution: DurableExecution, bug: BaseException | str) -> None:
        """End an execution with an internal error."""
        execution_id = execution.launch.id
        finish = finish_of(execution_id, internal_error(execution_id, bug), self._time_of(execution))
        try:
            self._finish(execution, finish)
        except (TypeError, ValueError):  # its journal has something that cannot be written
            execution.drop_entries()
            self._finish(execution, finish)

    def _on_finished(self, execution: DurableExecution, finish: Finish) -> None:
        self._forget(execution.launch.id)
        self._events.finished(execution.launch, finish)

    def _save_and_park(self, execution: DurableExecution, diagnostic: Diagnostic) -> None:
        """Park an execution, after writing the replies that it has got."""
        self._journal.save(execution, lambda: self._park(execution.launch.id, diagnostic))

    def _park(self, execution_id: str, diagnostic: Diagnostic) -> None:
        self._forget(execution_id)
        self._events.parked(execution_id, diagnostic)

    def _forget(self, execution_id: str) -> None:
        self._held.pop(execution_id, None)
        if self._losses:
            self._losses.pop(execution_id, None)
        if self._pool is not None:
            self._pool.forget(execution_id)
        self._queue.release()

    def _go_on(self, execution: DurableExecution, effect: Effect, value: Json, at: int) -> None:
        """Continue computing an execution, with the answer to its effect."""
        reply = execution.reply(effect, value, at)
        if execution.machine is None:
            execution.history.append(execution.journal[-1])
        self._queue.add(Ready(execution, reply))

    # -- the end of waits and calls ----------------------------------------------------------------------------------

    def _on_waited(self, execution: DurableExecution, effect: Wait) -> None:
        self._go_on(execution, effect, None, self._clock())

    def _on_dropped(self, execution_id: str) -> None:
        self._held.pop(execution_id, None)

    def _on_called(self, execution: DurableExecution, effect: Effect, value: Json, began: int, ended: int) -> None:
        self._events.called(execution.launch, effect, value, began, ended)
        self._go_on(execution, effect, value, ended)


def _never(_program: str) -> bool:
    return False
