"""The runner: gets executions computed, performs their calls, and wakes them after waits.

ready ──▶ computed here, or by a worker ──▶ ended     outcome and journal to disk
  ▲                                      ├▶ waiting   a timer; a long wait drops the machine
  │                                      ├▶ calling   journal to disk, with an intent if needed; then the call
  └───────────────── reply ◀─────────────┘
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, perf_counter

from msgspec.structs import replace

from architrave.diagnostics import Diagnostic
from architrave.engine.clock import Clock
from architrave.engine.drive import Calling, Ended, Waiting, remaining
from architrave.engine.durable.answers import WorldAnswers
from architrave.engine.durable.faults import internal_error
from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.records import finish_of
from architrave.engine.durable.recovery import Programs, computes_too_long
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.timeline import Timeline
from architrave.engine.embedded import scheduler
from architrave.engine.embedded.executor import Executor, Failed, Lost, NotTaken, OverLimit, Parked, Result, Returned
from architrave.engine.embedded.in_process import InProcess
from architrave.engine.embedded.timers import Timers
from architrave.engine.embedded.workers import WorkerPool
from architrave.engine.execution import Launch
from architrave.engine.world import Call, World
from architrave.interpreter.effects import Effect, Json, Reply, Wait
from architrave.store import Finish, NotKept

SHORT_WAIT = 5_000
"""Milliseconds. A machine is kept during waits up to this long."""

CONCURRENT_CALLS = 200
"""The maximum number of concurrent external effects."""

CONFIRMED_SECONDS = 1.0
"""How old the confirmation may be that this process owns its executions. Another owner needs longer to start."""

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


@dataclass(frozen=True, slots=True)
class Ready:
    """An execution that can continue, with the reply for its machine."""

    execution: DurableExecution
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Unloaded:
    """An execution that continues from its journal on disk."""

    execution_id: str


Item = Launch | Ready | Unloaded
"""An item of the queue. A fresh execution is only its launch: tens of thousands may wait, and the garbage collector
does not track launches."""


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
        self._ready: deque[Item] = deque()
        self._fresh: dict[str, Launch] = {}
        self._scheduled = False
        self._last_arrival = float("-inf")
        self._burst_accepted = self._burst_begun = 0
        self._stopped = False
        self._timers = Timers(clock, timeline, self._awake)
        self._going = asyncio.Event()
        self._going.set()
        self._waiting: dict[str, tuple[DurableExecution, Wait] | None] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(CONCURRENT_CALLS)
        self._losses: dict[str, int] = {}
        self._put_off: dict[str, list[Item]] = {}
        self._held: dict[str, DurableExecution] = {}

    @property
    def ready(self) -> int:
        """How many executions could run now."""
        put_off = sum(map(len, self._put_off.values())) if self._put_off else 0
        return len(self._ready) + put_off + (0 if self._pool is None else self._pool.away)

    @property
    def waiting(self) -> int:
        """How many executions wait for a time."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many executions are held in memory, started or not."""
        return len(self._fresh) + len(self._held)

    def is_at_rest(self, sleeping: int) -> bool:
        """Whether nothing happens until the clock advances. `sleeping` calls wait for the clock themselves."""
        waiting = sum(waited is not None for waited in self._waiting.values())
        is_held_up = sleeping >= min(len(self._calls), CONCURRENT_CALLS)
        return not (self.ready or self._fresh) and len(self._held) == waiting + len(self._calls) and is_held_up

    def launch_of(self, execution_id: str) -> Launch | None:
        """The launch of an execution in memory."""
        held = self._held.get(execution_id)
        return self._fresh.get(execution_id) if held is None else held.launch

    def begin(self, launch: Launch) -> None:
        """Run an execution whose launch is on disk."""
        self._fresh[launch.id] = launch
        self._burst_accepted += 1
        self._enqueue(launch)

    def resume(self, execution_id: str) -> None:
        """Continue an execution from its journal."""
        self._enqueue(Unloaded(execution_id))

    def wait_until(self, due: int, execution_id: str) -> None:
        """Continue an execution from its journal once the timeline has reached a time, in milliseconds."""
        if due <= self._timeline():
            self.resume(execution_id)
            return
        self._waiting[execution_id] = None
        self._timers.add(due, execution_id)

    def pause(self) -> None:
        """Compute nothing and call nothing until `go_on`. What is under way may end."""
        self._going.clear()

    def go_on(self) -> None:
        """Continue after a pause."""
        self._going.set()
        self._schedule()

    async def abandon(self) -> None:
        """Stop at once and write nothing: another process has continued these executions."""
        self._held.clear()
        await self.stop(0)

    async def stop(self, grace: float) -> None:
        """Start nothing more. Calls in progress get `grace` seconds to end; the rest continues from the journal."""
        self._stopped = True
        self._timers.stop()
        if self._pool is not None:
            await self._pool.stop()
        if self._calls:
            await asyncio.wait(self._calls, timeout=grace)
        for call in self._calls:
            call.cancel()
        if self._calls:
            await asyncio.wait(self._calls)
        for execution in self._held.values():
            self._journal.save(execution, lambda: None)

    # -- the queue -------------------------------------------------------------------------------------------------

    def _enqueue(self, item: Item, *, first: bool = False) -> None:
        if first:
            self._ready.appendleft(item)
        else:
            self._ready.append(item)
        self._schedule()

    def _schedule(self) -> None:
        if self._ready and not self._scheduled and not self._stopped and self._going.is_set():
            self._scheduled = True
            self._loop.call_soon(self._slice)

    def _slice(self) -> None:
        now = perf_counter()
        plan = scheduler.plan(self._load(now))
        try:
            if self._pool is not None:
                if plan.starts_worker:
                    self._pool.start_worker()
                self._send(self._pool, plan.sends)
            self._compute_until(now + plan.computes_seconds, keeps=plan.keeps)
        finally:  # the others continue in any case
            self._scheduled = bool(self._ready) and not self._stopped and self._going.is_set()
            if self._scheduled and plan.pause_seconds:
                self._loop.call_later(plan.pause_seconds, self._slice)
            elif self._scheduled:
                self._loop.call_soon(self._slice)

    def _load(self, now: float) -> scheduler.Load:
        arriving, pool = self._journal.arriving, self._pool
        quiet = now - self._last_arrival
        if quiet >= scheduler.LULL_SECONDS:
            self._burst_accepted = self._burst_begun = 0
        if arriving:
            self._last_arrival, quiet = now, 0.0
        load = scheduler.Load(len(self._ready), arriving, quiet, self._burst_accepted, self._burst_begun)
        if pool is None:
            return load
        return replace(load, workers=pool.running, can_start=pool.can_start, away=pool.away, owed=pool.owed)

    def _send(self, pool: WorkerPool, most: int) -> None:
        for _ in range(most):
            item = self._ready[0]
            if not isinstance(item, Launch) or not pool.takes(item.program):
                return
            self._ready.popleft()
            pool.compute(self._begun(item))

    def _compute_until(self, end: float, *, keeps: bool) -> None:
        ready, pool = self._ready, self._pool
        while ready and not self._stopped:
            item = ready[0]
            if keeps and pool is not None and isinstance(item, Launch) and pool.takes(item.program):
                return
            ready.popleft()
            if isinstance(item, Launch):
                if not self._is_put_off(item.program, item):
                    self._compute(self._begun(item), None)
            elif isinstance(item, Unloaded):
                self._load_and_compute(item.execution_id)
            else:
                self._compute(item.execution, item.reply)
            if perf_counter() > end:
                return

    def _begun(self, launch: Launch) -> DurableExecution:
        self._burst_begun += 1
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
            if moved or not self._is_put_off(found.launch.program, Unloaded(execution_id)):
                self._held[execution_id] = found
                self._compute(found, None)
        else:
            self._forget(execution_id)

    def _is_put_off(self, program: str, item: Item) -> bool:
        """Whether it is still unknown if a program's executions compute for long. They wait until it is known."""
        if self._pool is None or not self._pool.is_suspected(program):
            return False
        self._put_off.setdefault(program, []).append(item)
        return True

    def _go_on_with(self, program: str) -> None:
        if self._pool is not None and not self._pool.is_suspected(program):
            for item in self._put_off.pop(program, ()):
                self._enqueue(item)

    # -- results of computing --------------------------------------------------------------------------------------

    def _on_computed(self, execution: DurableExecution, result: Result) -> None:
        try:
            self._carry_out(execution, result)
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            self._fail(execution, bug)

    def _carry_out(self, execution: DurableExecution, result: Result) -> None:
        match result:
            case Ended(outcome):
                self._finish(execution, finish_of(execution.launch.id, outcome, self._time_of(execution)))
            case Finish():
                self._finish(execution, result)
            case Waiting(effect):
                self._wait(execution, effect)
            case Calling(effect, interrupted):
                self._call(execution, effect, interrupted=interrupted)
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
                self._enqueue(Ready(execution))

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
        if self._put_off:
            self._go_on_with(execution.launch.program)

    def _take_back(self, pool: WorkerPool, execution: DurableExecution, result: Result) -> None:
        match result:
            case Finish():
                self._finish(execution, result)
            case OverLimit():
                self._save_and_park(execution, computes_too_long(execution.launch.id, pool.budget))
            case Failed() if not pool.must_take(execution):  # it fails here too, or the worker was at fault
                self._enqueue(Ready(execution))
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
            self._enqueue(Ready(execution))
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
        self._journal.save(execution, lambda: self._enqueue(Unloaded(execution.launch.id), first=True))

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
        if self._put_off:
            for program in list(self._put_off):
                self._go_on_with(program)

    def _go_on(self, execution: DurableExecution, effect: Effect, value: Json, at: int) -> None:
        """Continue computing an execution, with the answer to its effect."""
        reply = execution.reply(effect, value, at)
        if execution.machine is None:
            execution.history.append(execution.journal[-1])
        self._enqueue(Ready(execution, reply))

    # -- effects that take time ------------------------------------------------------------------------------------

    def _wait(self, execution: DurableExecution, effect: Wait) -> None:
        """Wait for what remains: it began at `execution.at`, or before a crash that left only its time of day."""
        execution_id = execution.launch.id
        waiting = self._waiting[execution_id] = (execution, effect)
        pause = remaining(effect.until, execution.at, self._clock())
        due = self._timeline() + pause
        self._timers.add(due, execution_id)
        if pause > SHORT_WAIT:
            self._journal.save_wait(execution, due, lambda: self._give_up(waiting))
        elif self._journal.confirms or execution.at - execution.saved_at > SHORT_WAIT:
            self._journal.save(execution, lambda: None)

    def _give_up(self, waiting: tuple[DurableExecution, Wait]) -> None:
        """Drop the machine of an execution that is still in this wait; its journal is on disk."""
        execution_id = waiting[0].launch.id
        if self._waiting.get(execution_id) is waiting:
            self._waiting[execution_id] = None
            self._held.pop(execution_id, None)

    def _awake(self, execution_id: str) -> None:
        waited = self._waiting.pop(execution_id)
        if waited is None:
            self.resume(execution_id)
            return
        execution, effect = waited
        self._go_on(execution, effect, None, self._clock())

    def _call(self, execution: DurableExecution, effect: Effect, *, interrupted: bool) -> None:
        """Perform an external effect, after writing the journal, with an intent if needed."""
        if not effect.repeatable and not interrupted:
            execution.intend(effect, self._clock())
        call = Call(execution.launch, execution.sequence, interrupted)
        self._journal.save(execution, lambda: self._start(execution, effect, call))

    def _start(self, execution: DurableExecution, effect: Effect, call: Call) -> None:
        if self._stopped:
            return
        task = self._loop.create_task(self._perform(execution, effect, call))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _perform(self, execution: DurableExecution, effect: Effect, call: Call) -> None:
        try:
            async with self._gate:
                await self._may_call()
                began = self._clock()
                value = await self._world.perform(effect, call)
            ended = max(self._clock(), execution.at)
            self._events.called(execution.launch, effect, value, began, ended)
            self._go_on(execution, effect, value, ended)
        except NotKept as fault:  # such as conversation data, which can be written later
            self._journal.retry(fault, lambda: self._start(execution, effect, call))
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            self._fail(execution, bug)

    async def _may_call(self) -> None:
        """Wait until this process certainly owns the executions that it runs. Raises NotKept if that is not known.

        A confirmation that took long may come from before the process was stopped for a while, and is repeated.
        """
        while True:
            await self._going.wait()
            if not self._journal.confirms:
                return
            asked = monotonic()
            await self._journal.confirm()
            if monotonic() - asked < CONFIRMED_SECONDS:
                return


def _never(_program: str) -> bool:
    return False
