"""The executor that sends executions to worker processes and gets their results later."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Callable

from architrave.diagnostics import Source
from architrave.engine.clock import Now, wall_clock
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.time_limits import CPU_BUDGET
from architrave.engine.embedded.executor import Failed, Lost, OnResult, OverLimit, Result, Returned
from architrave.engine.embedded.workers.classification import Classification
from architrave.engine.embedded.workers.conversion import advance, needed_program, task_of
from architrave.engine.embedded.workers.crew import Crew, CrewEvents
from architrave.engine.embedded.workers.messages import RESULTS_A_FRAME, TaskResult
from architrave.engine.embedded.workers.worker import Worker
from architrave.engine.handlers import EditedDirectory
from architrave.interpreter.effects import Reply
from architrave.store import NotKept

MOST_BY_DEFAULT = 4
"""The default maximum number of workers."""

RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)


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
    seconds. `is_at_hand` is true for a program that the server has in memory; a worker reads the others.
    """

    def __init__(
        self,
        directory: Callable[[], EditedDirectory],
        source: Callable[[str], Source | None],
        size: int,
        budget: float = CPU_BUDGET,
        is_at_hand: Callable[[str], object] = lambda _program: True,
    ) -> None:
        self._directory = directory
        self._source = source
        self._size = size
        self._crew = Crew(size, budget)
        self._is_at_hand = is_at_hand
        self._classes = Classification(is_at_hand)
        self.suspected = self._classes.suspected
        self._unsent: list[DurableExecution] = []
        self._long_unsent: deque[DurableExecution] = deque()
        self._flushes = False
        self._holders: dict[str, Worker] = {}
        self.away = 0
        """How many executions are with workers or wait for one."""

    def start(self, on_result: OnResult, clock: Now) -> None:
        """Set the callback for results and the clock of executions. Called once, in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._on_result = on_result
        self._clock = clock
        self._crew.open(self._loop, CrewEvents(self._flush, self._on_task_result, self._on_lost, self._return_unsent))

    def anew(self) -> "WorkerPool":
        """Another pool of the same kind, for another runner."""
        return WorkerPool(self._directory, self._source, self._size, self.budget, self._is_at_hand)

    async def stop(self) -> None:
        """Stop all workers. Their executions continue at the next start."""
        await self._crew.stop()

    # -- queries of the runner -------------------------------------------------------------------------------------

    @property
    def budget(self) -> float:
        """How much CPU an execution may use between two effects, in seconds."""
        return self._crew.budget

    @property
    def has_workers(self) -> bool:
        """Whether there are workers of any kind."""
        return bool(self._crew.workers)

    @property
    def running(self) -> int:
        """How many workers take short tasks."""
        return len(self._crew.running(is_for_long=False))

    @property
    def can_start(self) -> bool:
        """Whether one more worker may be started for short tasks."""
        return self._crew.may_start(is_for_long=False)

    @property
    def owed(self) -> float:
        """For how many seconds the slowest worker has owed the result of a short task."""
        return self._crew.owed

    def takes(self, program: str) -> bool:
        """Whether, as far as known, a worker computes fresh executions of a program to their end."""
        return self._classes.is_worth_it(program)

    def can_have(self, program: str) -> bool:
        """Whether executions of a program can move to a worker when they compute for long."""
        return program not in self._classes.unavailable and self._crew.is_usable

    def must_take(self, execution: DurableExecution) -> bool:
        """Whether an execution computes for so long that the server must not compute it."""
        return (
            execution.machine is None and self._classes.is_long(execution) and self.can_have(execution.launch.program)
        )

    def move(self, execution: DurableExecution) -> None:
        """Compute an execution in a worker from now on. The time it takes there classifies its program."""
        self._classes.move(execution)
        if self.can_have(execution.launch.program):
            self._classes.suspect(execution)

    def forget(self, execution_id: str) -> None:
        """Note that an execution has ended, or is parked."""
        self._classes.forget(execution_id)
        if self._holders:
            self._holders.pop(execution_id, None)

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
        self._crew.start(is_for_long=False)

    def _flush(self) -> None:
        self._flushes = False
        if not self._crew.is_usable and not self._crew.workers:
            self._return_unsent()
            return
        short = self._crew.running(is_for_long=False)
        unsent, self._unsent = self._unsent, []
        for execution in unsent:
            if self._classes.is_long(execution):
                self._long_unsent.append(execution)
            elif short:
                self._give(execution, min(short, key=lambda worker: len(worker.away)))
            else:
                self._tell(execution, Returned())
        idle = [worker for worker in self._crew.running(is_for_long=True) if not worker.away]
        while self._long_unsent and idle:
            execution = self._long_unsent.popleft()
            holder = self._holders.pop(execution.launch.id, None)
            worker = holder if holder in idle else idle[-1]
            self._give(execution, worker, continues=worker is holder)
            if worker.away:
                idle.remove(worker)
        for worker in self._crew.workers:
            worker.flush(self._clock() - wall_clock())
        if self._long_unsent and self._crew.may_start(is_for_long=True):
            self._crew.start(is_for_long=True)

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
        worker.give(execution, task_of(execution, is_long=worker.is_for_long, continues=continues))

    def _wait_for_source(self, execution: DurableExecution, *, is_long: bool) -> None:
        """Retry later: the program's text is in the database, which is not available."""
        if is_long:
            self.away -= 1
            self._loop.call_later(RETRY_SECONDS, self.compute, execution)
        else:
            self._tell(execution, Returned())

    def _tell(self, execution: DurableExecution, result: Result) -> None:
        self.away -= 1
        if not isinstance(result, Lost):
            self._classes.clear(execution)
        self._on_result(execution, result)

    def _return_unavailable(self, execution: DurableExecution) -> None:
        """Return an execution whose program no worker can get. Others of that program stay here too."""
        self._classes.exclude(execution.launch.program)
        self._tell(execution, Returned())

    def _return_unsent(self) -> None:
        unsent = [*self._unsent, *self._long_unsent]
        self._unsent = []
        self._long_unsent.clear()
        for execution in unsent:
            self._tell(execution, Returned())

    def _on_lost(self, worker: Worker) -> None:
        self._holders = {one: holder for one, holder in self._holders.items() if holder is not worker}
        lost = list(worker.away.values())
        if worker.was_stuck:
            self._lose_stuck(worker, lost)
        else:
            if lost:
                log.warning("a worker process exited; recomputing its %d executions", len(lost))
            for execution in lost:
                self._tell(execution, Lost())
        if self._unsent or self._long_unsent:
            self._flush()

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
                self._classes.move(execution)
            self._compute_again(execution)

    def _on_task_result(self, worker: Worker, execution: DurableExecution, told: TaskResult) -> None:
        if told.finish is not None:
            self._take(worker, execution, told)
        elif told.kind == "needs journal":
            self._compute_again(execution)
        elif told.kind == "takes long":
            self.move(execution)
            self._compute_again(execution)
        elif told.kind == "unknown program":
            self._introduce(worker, execution, needed_program(told))
        else:
            self._take(worker, execution, told)
        if self._long_unsent:
            self._flush_soon()

    def _take(self, worker: Worker, execution: DurableExecution, told: TaskResult) -> None:
        """Take the result of an execution that has ended, or stopped for the engine."""
        was_fresh = execution.is_fresh
        result = advance(execution, told)
        if told.seconds or told.finish is None:
            self._classes.learn(execution.launch, told, was_fresh=was_fresh)
            if told.kind in ("waiting", "calling") and self._classes.is_long(execution):
                self._holders[execution.launch.id] = worker
        self._tell(execution, result)

    def _introduce(self, worker: Worker, execution: DurableExecution, content_hash: str) -> None:
        """Send a common module to a worker, and have it compute again what needs it."""
        try:
            source = None if worker.knows(content_hash) else self._source(content_hash)
        except NotKept:
            self._wait_for_source(execution, is_long=self._classes.is_long(execution))
            return
        if source is None:
            self._return_unavailable(execution)
        else:
            worker.tell_of_program(content_hash, source)
            self._compute_again(execution)

    def _compute_again(self, execution: DurableExecution) -> None:
        self.away -= 1
        self.compute(execution)
