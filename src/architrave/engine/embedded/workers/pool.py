"""The executor that sends executions to worker processes, and gets their results later."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable
from functools import partial
from zlib import crc32

import msgspec

from architrave.diagnostics import Source
from architrave.engine.clock import Clock
from architrave.engine.drive import Calling, Ended, Waiting
from architrave.engine.durable.running import DurableExecution
from architrave.engine.embedded import executor
from architrave.engine.embedded.executor import Failed, Lost, OverLimit, Result, Returned
from architrave.engine.embedded.workers.messages import Done, Task
from architrave.engine.embedded.workers.worker import Worker
from architrave.engine.handlers import Directory
from architrave.interpreter.effects import Outcome, Reply, Wait, effect_of
from architrave.interpreter.journal import decode, encode
from architrave.store import NotKept

MOST_BY_DEFAULT = 4
"""How many workers there are at most where nobody says how many."""

LONG_SECONDS = 0.02
QUICK_SECONDS = 0.01
"""How much CPU an execution takes in a worker for its program to be taken for a long one, and no longer for one."""

IDLE_SECONDS = 60.0
"""How long workers without work are kept."""

log = logging.getLogger(__name__)

_to_json = msgspec.json.Encoder().encode
_outcome_of = msgspec.json.Decoder(Outcome).decode
_from_json = msgspec.json.decode


def default_workers() -> int:
    """One worker for each processor that this process may use beside its own, and at most four."""
    # macOS and Windows tell only how many there are.
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors - 1, MOST_BY_DEFAULT)


class WorkerPool:
    """Computes executions in worker processes, which it starts when they are needed.

    `size` is how many there are at most. `directory` gives the organization's entities as they are now, `source` the
    text of a program by its hash, None where it is gone.
    """

    def __init__(self, directory: Callable[[], Directory], source: Callable[[str], Source | None], size: int) -> None:
        self._directory = directory
        self._source = source
        self._size = size
        self._workers: dict[Worker, asyncio.Task[None]] = {}
        self._unsent: list[DurableExecution] = []
        self.away = 0
        """How many executions are with workers, or wait for one."""
        self._flushes = False
        self._long: set[str] = set()
        self._moved: set[str] = set()
        self._kept_here: set[str] = set()
        self._idle: asyncio.TimerHandle | None = None

    def start(self, done: executor.Done, clock: Clock) -> None:
        """Say who is told of results, and by which clock executions go. Called in the event loop, once."""
        self._loop = asyncio.get_running_loop()
        self._done = done
        self._clock = clock

    async def stop(self) -> None:
        """End all workers. What they have goes on at the next start."""
        self._size = 0
        if self._idle is not None:
            self._idle.cancel()
        tasks = list(self._workers.values())
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    # -- what the scheduler asks -----------------------------------------------------------------------------------

    @property
    def is_usable(self) -> bool:
        """Whether executions can be sent to workers at all."""
        return self._size > 0

    @property
    def running(self) -> int:
        """How many workers run."""
        return sum(worker.process is not None for worker in self._workers)

    @property
    def can_start(self) -> bool:
        """Whether one more worker may be started: none is being started, and those that run have enough to do."""
        return len(self._workers) < self._size and all(
            worker.process is not None and worker.away for worker in self._workers
        )

    @property
    def owed(self) -> float:
        """For how many seconds the slowest worker has owed an answer."""
        now = self._loop.time()
        return max((now - worker.last_heard for worker in self._workers if worker.away), default=0.0)

    def takes(self, program: str) -> bool:
        """Whether a worker computes fresh executions of a program to their end, as far as is known."""
        return program not in self._kept_here

    def must_take(self, execution: DurableExecution) -> bool:
        """Whether an execution computes for long, so that it must not be computed by the server."""
        is_long = execution.launch.program in self._long or execution.launch.id in self._moved
        return is_long and execution.machine is None and self.is_usable

    def move(self, execution_id: str) -> None:
        """Have an execution computed by a worker from now on. How long it takes there decides about its program."""
        self._moved.add(execution_id)

    # -- computing -------------------------------------------------------------------------------------------------

    def compute(self, execution: DurableExecution, reply: Reply | None = None) -> None:  # noqa: ARG002 - in the history
        """Send an execution to a worker, together with all others of this turn of the event loop."""
        self.away += 1
        self._unsent.append(execution)
        if not self._flushes:
            self._flushes = True
            self._loop.call_soon(self._flush)

    def start_worker(self) -> None:
        """Start one more worker."""
        worker = Worker()
        self._workers[worker] = self._loop.create_task(self._live(worker))

    def _flush(self) -> None:
        self._flushes = False
        workers = [worker for worker in self._workers if worker.process is not None]
        if not workers:
            if self.can_start:
                self.start_worker()
            elif not self._workers:
                self._return_unsent()
            return
        unsent, self._unsent = self._unsent, []
        for execution in unsent:
            self._give(execution, workers)
        for worker in workers:
            worker.flush(self._clock())
        if self.can_start and any(map(self.must_take, unsent)):
            self.start_worker()

    def _give(self, execution: DurableExecution, workers: list[Worker]) -> None:
        launch = execution.launch
        is_long = launch.program in self._long or launch.id in self._moved
        if is_long:  # always to the same: it holds the machine
            worker = workers[crc32(launch.id.encode()) % len(workers)]
        else:
            worker = min(workers, key=lambda worker: len(worker.away))
        if not worker.knows(launch.program):
            source = self._source_of(launch.program)
            if source is None:
                self._return(execution)
                return
            worker.tell_of_program(launch.program, source)
        worker.tell_of_directory(self._directory())
        if not worker.away:
            worker.last_heard = self._loop.time()
        worker.give(execution, _task(execution, is_long=is_long))

    def _tell(self, execution: DurableExecution, result: Result) -> None:
        self.away -= 1
        self._done(execution, result)

    def _return(self, execution: DurableExecution) -> None:
        """Give an execution back, whose program no worker can have. Others of it stay here too."""
        self._kept_here.add(execution.launch.program)
        self._long.discard(execution.launch.program)
        self._moved.discard(execution.launch.id)
        self._tell(execution, Returned())

    def _source_of(self, program: str) -> Source | None:
        try:
            return self._source(program)
        except NotKept:
            return None

    def _return_unsent(self) -> None:
        unsent, self._unsent = self._unsent, []
        for execution in unsent:
            self._tell(execution, Returned())

    async def _live(self, worker: Worker) -> None:
        """Start a worker and take what it sends, until it ends or is ended."""
        try:
            await worker.start()
        except (OSError, TypeError, ValueError) as fault:
            log.warning("a worker process cannot be started, so the main process runs everything: %s", fault)
            self._size = 0
            del self._workers[worker]
            self._return_unsent()
            return
        self._flush()
        self._watch_idleness()
        try:
            await worker.run(partial(self._on_done, worker))
        except Exception:  # what came back cannot be used: everything is begun again
            log.exception("what a worker process sent cannot be read")
        finally:
            del self._workers[worker]
        lost = list(worker.away.values())
        if lost:
            log.warning("a worker process has ended; the %d executions that it had are computed again", len(lost))
        for execution in lost:
            self._tell(execution, Lost())
        if self._unsent:
            self._flush()

    def _on_done(self, worker: Worker, execution: DurableExecution, done: Done) -> None:
        if done.kind == "unknown program":
            self._introduce(worker, execution, _from_json(done.data, type=str))
            return
        self._learn(execution, done)
        result = _result(done)
        if isinstance(result, Ended):
            execution.append_encoded(done.journal)
            execution.at = done.at
        elif isinstance(result, Waiting | Calling):
            entries = decode(done.journal) if done.journal else []
            execution.journal += entries
            execution.history += entries
            execution.sequence, execution.at = done.sequence, done.at
            execution.asked, execution.intended = result.effect, done.kind == "interrupted"
        self._tell(execution, result)

    def _learn(self, execution: DurableExecution, done: Done) -> None:
        """What a result says of the program: whether others of it are long, or not worth sending."""
        program = execution.launch.program
        if done.seconds >= LONG_SECONDS:
            self._long.add(program)
        elif 0 < done.seconds < QUICK_SECONDS and not execution.history:
            self._long.discard(program)
        if done.kind == "ended" or program not in self._long:
            self._moved.discard(execution.launch.id)
        if done.kind != "ended" and program not in self._long:
            self._kept_here.add(program)  # its executions would only be computed twice

    def _introduce(self, worker: Worker, execution: DurableExecution, content_hash: str) -> None:
        """Tell a worker of a common module, and have it compute again what needs it."""
        source = None if worker.knows(content_hash) else self._source_of(content_hash)
        if source is None:
            self._return(execution)
        else:
            worker.tell_of_program(content_hash, source)
            self.away -= 1
            self.compute(execution)

    def _watch_idleness(self) -> None:
        if self._idle is None:
            self._idle = self._loop.call_later(IDLE_SECONDS, self._end_idle)

    def _end_idle(self) -> None:
        """End the workers that have had nothing to do for some time."""
        self._idle = None
        before = self._loop.time() - IDLE_SECONDS
        for worker in self._workers:
            if not worker.away and worker.last_heard <= before:
                worker.end()
        if self._workers:
            self._watch_idleness()


def _task(execution: DurableExecution, *, is_long: bool) -> Task:
    launch = execution.launch
    return Task(
        launch.id,
        launch.program,
        launch.flow_id,
        launch.flow_version,
        launch.launched_at,
        _to_json(launch.inputs),
        encode(execution.history) if execution.history else b"",
        is_long,
    )


def _result(done: Done) -> Result:
    match done.kind:
        case "ended":
            return Ended(_outcome_of(done.data))
        case "waiting":
            effect = effect_of(_from_json(done.data))
            return Waiting(effect) if isinstance(effect, Wait) else Calling(effect)
        case "calling" | "interrupted":
            return Calling(effect_of(_from_json(done.data)), interrupted=done.kind == "interrupted")
        case "over limit":
            return OverLimit()
        case "failed":
            return Failed(_from_json(done.data, type=str))
        case "unknown program":
            return Returned()
