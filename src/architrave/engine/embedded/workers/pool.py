"""The executor that sends executions to worker processes and gets their results later."""

import asyncio
import contextlib
import logging
import os
from collections import deque
from collections.abc import Callable
from functools import partial

import msgspec

from architrave.diagnostics import Source
from architrave.engine.clock import Now, wall_clock
from architrave.engine.drive import Calling, Waiting
from architrave.engine.durable.recovery import journal_diverged
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.time_limits import CPU_BUDGET
from architrave.engine.embedded.executor import Failed, Lost, OnResult, OverLimit, Parked, Result, Returned
from architrave.engine.embedded.workers.messages import RESULTS_A_FRAME, Task, TaskResult
from architrave.engine.embedded.workers.worker import Worker
from architrave.engine.handlers import Directory
from architrave.interpreter.effects import Reply, Wait, effect_of
from architrave.interpreter.journal import decode, encode
from architrave.store import Finish, NotKept

MOST_BY_DEFAULT = 4
"""The default maximum number of workers."""

LONG_PROGRAM_SECONDS = 0.02
QUICK_PROGRAM_SECONDS = 0.01
"""The CPU time in a worker from which a program counts as long, and below which it no longer does."""

IDLE_SECONDS = 60.0
"""How long idle workers are kept."""

BROKEN_SECONDS = 60.0
"""How long everything is computed in the main process after a worker could not be started."""

LONG_AT_ONCE = 2
"""How many executions that compute for long are computed at a time, at least: as many as there may be other workers if
that is more. Each has a worker to itself, so that one that never ends can be killed without the others."""

STUCK_SECONDS = 5.0
"""How much CPU a worker may use beyond its limits, without a sign that it has got any further, before it is killed."""

WATCH_SECONDS = 1.0

RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)

_to_json = msgspec.json.Encoder().encode
_from_json = msgspec.json.decode


def default_workers() -> int:
    """One worker for each further CPU that this process may use, up to four."""
    # macOS and Windows only tell the total number.
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors - 1, MOST_BY_DEFAULT)


class WorkerPool:
    """Computes executions in worker processes, which it starts when needed.

    `size` is the maximum number of workers for many short executions; a few more are started for those that compute for
    long, also if `size` is 0. `directory` returns the organization's current entities, `source` the text of a program
    by its hash, None if it no longer exists. `budget` is how much CPU an execution may use between two effects, in
    seconds. `is_at_hand` says whether the server has a program in memory; if not, a worker reads it.
    """

    def __init__(
        self,
        directory: Callable[[], Directory],
        source: Callable[[str], Source | None],
        size: int,
        budget: float = CPU_BUDGET,
        is_at_hand: Callable[[str], bool] = lambda _program: True,
    ) -> None:
        self._directory = directory
        self._source = source
        self._size = size
        self._long_at_once = max(size, LONG_AT_ONCE)
        self.budget = budget
        self._is_at_hand = is_at_hand
        self._workers: dict[Worker, asyncio.Task[None]] = {}
        self._unsent: list[DurableExecution] = []
        self._long_unsent: deque[DurableExecution] = deque()
        self._flushes = False
        self._broken_until = float("-inf")
        self._long: set[str] = set()
        self._moved: set[str] = set()
        self._suspected: dict[str, str] = {}
        self._holders: dict[str, Worker] = {}
        self._not_worth_it: set[str] = set()
        self._unavailable: set[str] = set()
        self._watching: asyncio.TimerHandle | None = None
        self._is_stopped = False
        self.away = 0
        """How many executions are with workers or wait for one."""

    def start(self, on_result: OnResult, clock: Now) -> None:
        """Set the callback for results and the clock of executions. Called once, in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._on_result = on_result
        self._clock = clock

    def anew(self) -> "WorkerPool":
        """Another pool of the same kind, for another runner."""
        return WorkerPool(self._directory, self._source, self._size)

    async def stop(self) -> None:
        """Stop all workers. Their executions continue at the next start."""
        self._is_stopped = True
        if self._watching is not None:
            self._watching.cancel()
        tasks = list(self._workers.values())
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    # -- queries of the runner -------------------------------------------------------------------------------------

    @property
    def is_usable(self) -> bool:
        """Whether executions can be sent to workers."""
        return not self._is_stopped and self._loop.time() >= self._broken_until

    @property
    def running(self) -> int:
        """How many workers take short tasks."""
        return len(self._running(is_for_long=False))

    @property
    def can_start(self) -> bool:
        """Whether one more worker may be started for short tasks."""
        return self._may_start(is_for_long=False)

    def _running(self, *, is_for_long: bool) -> list[Worker]:
        return [worker for worker in self._workers if worker.is_for_long == is_for_long and worker.is_running]

    def _may_start(self, *, is_for_long: bool) -> bool:
        """Whether one more worker of a kind may be started: no other is starting, and all that run have work."""
        alike = [worker for worker in self._workers if worker.is_for_long == is_for_long and not worker.was_stuck]
        most = self._long_at_once if is_for_long else self._size
        return (
            self.is_usable and len(alike) < most and all(worker.process is not None and worker.away for worker in alike)
        )

    @property
    def short(self) -> int:
        """How many executions are with workers for short tasks."""
        return sum(len(worker.away) for worker in self._workers if not worker.is_for_long)

    @property
    def owed(self) -> float:
        """For how many seconds the slowest worker has owed the result of such an execution."""
        now = self._loop.time()
        owing = (worker for worker in self._workers if worker.away and not worker.is_for_long)
        return max((now - worker.last_heard for worker in owing), default=0.0)

    def takes(self, program: str) -> bool:
        """Whether, as far as known, a worker computes fresh executions of a program to their end."""
        return program not in self._not_worth_it and program not in self._unavailable

    def can_have(self, program: str) -> bool:
        """Whether executions of a program can move to a worker when they compute for long."""
        return self.is_usable and program not in self._unavailable

    def must_take(self, execution: DurableExecution) -> bool:
        """Whether an execution computes for so long that the server must not compute it."""
        return execution.machine is None and self._is_long(execution) and self.can_have(execution.launch.program)

    def move(self, execution: DurableExecution) -> None:
        """Compute an execution in a worker from now on. The time it takes there classifies its program."""
        self._moved.add(execution.launch.id)
        if self.can_have(execution.launch.program):
            self._suspected[execution.launch.program] = execution.launch.id

    def is_suspected(self, program: str) -> bool:
        """Whether a worker is finding out if executions of a program compute for long."""
        return program in self._suspected

    def forget(self, execution_id: str) -> None:
        """Note that an execution has ended, or is parked."""
        self._moved.discard(execution_id)
        self._holders.pop(execution_id, None)
        if self._suspected:
            self._suspected = {program: one for program, one in self._suspected.items() if one != execution_id}

    def _clear(self, execution: DurableExecution) -> None:
        """Note the result of an execution: if it was the one that classifies its program, that is done."""
        if self._suspected.get(execution.launch.program) == execution.launch.id:
            del self._suspected[execution.launch.program]

    def _is_long(self, execution: DurableExecution) -> bool:
        program = execution.launch.program
        return program in self._long or execution.launch.id in self._moved or not self._is_at_hand(program)

    # -- computing -------------------------------------------------------------------------------------------------

    def compute(self, execution: DurableExecution, reply: Reply | None = None) -> None:  # noqa: ARG002 - in the history
        """Send an execution to a worker, together with all others of this event loop iteration."""
        self.away += 1
        self._unsent.append(execution)
        self._flush_soon()

    def _flush_soon(self) -> None:
        if not self._flushes:
            self._flushes = True
            self._loop.call_soon(self._flush)

    def start_worker(self) -> None:
        """Start one more worker for short tasks."""
        self._start(is_for_long=False)

    def _start(self, *, is_for_long: bool) -> None:
        worker = Worker(is_for_long=is_for_long, budget=self.budget)
        self._workers[worker] = self._loop.create_task(self._run_worker(worker))

    def _flush(self) -> None:
        self._flushes = False
        if not self.is_usable and not self._workers:
            self._return_unsent()
            return
        short = self._running(is_for_long=False)
        unsent, self._unsent = self._unsent, []
        for execution in unsent:
            if self._is_long(execution):
                self._long_unsent.append(execution)
            elif short:
                self._give(execution, min(short, key=lambda worker: len(worker.away)))
            else:
                self._tell(execution, Returned())
        idle = [worker for worker in self._running(is_for_long=True) if not worker.away]
        while self._long_unsent and idle:
            execution = self._long_unsent.popleft()
            holder = self._holders.pop(execution.launch.id, None)
            worker = holder if holder in idle else idle[-1]
            self._give(execution, worker, continues=worker is holder)
            if worker.away:
                idle.remove(worker)
        for worker in self._workers:
            worker.flush(self._clock() - wall_clock())
        if self._long_unsent and self._may_start(is_for_long=True):
            self._start(is_for_long=True)

    def _give(self, execution: DurableExecution, worker: Worker, *, continues: bool = False) -> None:
        try:
            self._send(execution, worker, continues=continues)
        except Exception as bug:  # noqa: BLE001  the others must still be sent
            self._tell(execution, Failed(bug))

    def _send(self, execution: DurableExecution, worker: Worker, *, continues: bool) -> None:
        launch = execution.launch
        if not worker.knows(launch.program):
            try:
                source = self._source(launch.program)
            except NotKept:
                self._wait_for_source(execution, is_long=worker.is_for_long)
                return
            if source is None:
                self._return_unavailable(execution)
                return
            worker.tell_of_program(launch.program, source)
        worker.tell_of_directory(self._directory())
        worker.give(execution, _task(execution, is_long=worker.is_for_long, continues=continues))

    def _wait_for_source(self, execution: DurableExecution, *, is_long: bool) -> None:
        """Retry later: the program's text is in the database, which is not available."""
        if is_long:
            self.away -= 1
            self._loop.call_later(RETRY_SECONDS, self.compute, execution)
        else:
            self._tell(execution, Returned())

    def _tell(self, execution: DurableExecution, result: Result) -> None:
        self.away -= 1
        if self._suspected and not isinstance(result, Lost):
            self._clear(execution)
        self._on_result(execution, result)

    def _return_unavailable(self, execution: DurableExecution) -> None:
        """Return an execution whose program no worker can get. Others of that program stay here too."""
        self._unavailable.add(execution.launch.program)
        self._tell(execution, Returned())

    def _return_unsent(self) -> None:
        unsent = [*self._unsent, *self._long_unsent]
        self._unsent = []
        self._long_unsent.clear()
        for execution in unsent:
            self._tell(execution, Returned())

    async def _run_worker(self, worker: Worker) -> None:
        """Start a worker and take its results until it exits or is stopped."""
        try:
            await worker.start()
        except Exception as fault:  # noqa: BLE001  in any case, the server works without it
            log.warning("cannot start a worker process; running everything in the main process: %s", fault)
            self._broken_until = self._loop.time() + BROKEN_SECONDS
            del self._workers[worker]
            self._return_unsent()
            return
        self._flush()
        self._watch_soon()
        try:
            await worker.run(partial(self._on_task_result, worker))
        except Exception:  # the result is unusable: everything is computed again
            log.exception("unreadable message from a worker process")
        finally:
            del self._workers[worker]
        self._lose(worker)
        if self._unsent or self._long_unsent:
            self._flush()

    def _lose(self, worker: Worker) -> None:
        self._holders = {one: holder for one, holder in self._holders.items() if holder is not worker}
        lost = list(worker.away.values())
        if worker.was_stuck:
            self._lose_stuck(worker, lost)
            return
        if lost:
            log.warning("a worker process exited; recomputing its %d executions", len(lost))
        for execution in lost:
            self._tell(execution, Lost())

    def _lose_stuck(self, worker: Worker, lost: list[DurableExecution]) -> None:
        """What a worker has computed that was killed in the middle of an expression.

        A long execution had it for itself, and has used its budget. Of short ones, the first that were not reported may
        include the one that is stuck: each continues alone.
        """
        if worker.is_for_long:
            for execution in lost:
                self._tell(execution, OverLimit())
            return
        for number, execution in enumerate(lost):
            if number < RESULTS_A_FRAME:
                self._moved.add(execution.launch.id)
            self._compute_again(execution)

    def _on_task_result(self, worker: Worker, execution: DurableExecution, told: TaskResult) -> None:
        if told.finish is not None:
            self._take_end(worker, execution, told, told.finish)
        elif told.kind == "needs journal":
            self._compute_again(execution)
        elif told.kind == "takes long":
            self.move(execution)
            self._compute_again(execution)
        elif told.kind == "unknown program":
            self._introduce(worker, execution, _from_json(told.data, type=str))
        else:
            self._take_stop(worker, execution, told)
        if self._long_unsent:
            self._flush_soon()

    def _take_end(self, worker: Worker, execution: DurableExecution, told: TaskResult, finish: Finish) -> None:
        if told.seconds:
            self._learn(worker, execution, told)
        execution.append_encoded(told.journal)
        execution.at = told.at
        self._tell(execution, finish)

    def _take_stop(self, worker: Worker, execution: DurableExecution, told: TaskResult) -> None:
        result = _result(told)
        entries = decode(told.journal) if told.journal else []
        self._learn(worker, execution, told)
        if isinstance(result, Waiting | Calling):
            execution.journal += entries
            execution.history += entries
            execution.sequence, execution.at = told.sequence, told.at
            execution.asked, execution.intended = result.effect, told.kind == "interrupted"
            execution.woken = False
        self._tell(execution, result)

    def _learn(self, worker: Worker, execution: DurableExecution, told: TaskResult) -> None:
        """Learn about the program from a result: whether its executions are long, or not worth sending."""
        launch = execution.launch
        if told.seconds >= LONG_PROGRAM_SECONDS:
            self._long.add(launch.program)
        elif 0 < told.seconds < QUICK_PROGRAM_SECONDS and execution.is_fresh:
            self._long.discard(launch.program)
        if told.kind == "ended" or launch.program not in self._long:
            self._moved.discard(launch.id)
        if told.kind != "ended" and launch.program not in self._long:
            self._not_worth_it.add(launch.program)  # its executions would only be computed twice
        if told.kind in ("waiting", "calling") and self._is_long(execution):
            self._holders[launch.id] = worker

    def _introduce(self, worker: Worker, execution: DurableExecution, content_hash: str) -> None:
        """Send a common module to a worker, and have it compute again what needs it."""
        try:
            source = None if worker.knows(content_hash) else self._source(content_hash)
        except NotKept:
            self._wait_for_source(execution, is_long=self._is_long(execution))
            return
        if source is None:
            self._return_unavailable(execution)
        else:
            worker.tell_of_program(content_hash, source)
            self._compute_again(execution)

    def _compute_again(self, execution: DurableExecution) -> None:
        self.away -= 1
        self.compute(execution)

    def _watch_soon(self) -> None:
        if self._watching is None and not self._is_stopped:
            self._watching = self._loop.call_later(WATCH_SECONDS, self._watch)

    def _watch(self) -> None:
        """Stop the workers that have been idle for some time, and kill those that are stuck in an expression."""
        self._watching = None
        before = self._loop.time() - IDLE_SECONDS
        for worker in self._workers:
            if not worker.is_running:
                continue
            if worker.away and worker.used > STUCK_SECONDS + (self.budget if worker.is_for_long else 0.0):
                log.warning("a worker process is stuck in an expression; replacing it")
                worker.kill()
            elif not worker.away and worker.last_heard <= before:
                worker.end()
        if self._workers:
            self._watch_soon()


def _task(execution: DurableExecution, *, is_long: bool, continues: bool) -> Task:
    launch = execution.launch
    continues = continues and bool(execution.history)
    journal = [] if continues else list(execution.unread)
    if execution.history:
        journal.append(encode(execution.history[-1:] if continues else execution.history))
    return Task(
        launch.id,
        launch.program,
        launch.flow_id,
        launch.flow_version,
        launch.launched_at,
        b"{}" if continues else _to_json(launch.inputs),
        journal,
        is_long,
        continues,
        execution.woken,
    )


def _result(told: TaskResult) -> Result:
    match told.kind:
        case "waiting":
            effect = effect_of(_from_json(told.data))
            return Waiting(effect) if isinstance(effect, Wait) else Calling(effect)
        case "calling" | "interrupted":
            return Calling(effect_of(_from_json(told.data)), interrupted=told.kind == "interrupted")
        case "over limit":
            return OverLimit()
        case "diverged":
            return Parked(journal_diverged(_from_json(told.data, type=str)))
        case "failed":
            return Failed(_from_json(told.data, type=str))
        case "ended" | "unknown program" | "needs journal" | "takes long":
            return Returned()
