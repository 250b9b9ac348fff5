"""The worker processes: started when they are needed, stopped when idle, replaced when stuck."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from architrave.engine.durable.running import DurableExecution
from architrave.engine.embedded.workers.messages import TaskResult
from architrave.engine.embedded.workers.worker import Worker

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

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrewEvents:
    """Callbacks of the crew.

    `ready` when a worker takes tasks, `result` for the result of one of its executions, `lost` when it has exited with
    the executions that are still `away`, `broken` when no worker can be started for now.
    """

    ready: Callable[[], None]
    result: Callable[[Worker, DurableExecution, TaskResult], None]
    lost: Callable[[Worker], None]
    broken: Callable[[], None]


class Crew:
    """Workers of two kinds: up to `size` for many short executions each, a few more for one long execution each.

    `budget` is how much CPU an execution may use between two effects, in seconds.
    """

    def __init__(self, size: int, budget: float) -> None:
        self._size = size
        self._long_at_once = max(size, LONG_AT_ONCE)
        self.budget = budget
        self.workers: dict[Worker, asyncio.Task[None]] = {}
        self._broken_until = float("-inf")
        self._watching: asyncio.TimerHandle | None = None
        self._is_stopped = False

    def open(self, loop: asyncio.AbstractEventLoop, events: CrewEvents) -> None:
        """Set the event loop and the callbacks. Called once."""
        self._loop = loop
        self._events = events

    @property
    def is_usable(self) -> bool:
        """Whether workers can be started, or were not found to be broken."""
        return not self._is_stopped and self._loop.time() >= self._broken_until

    @property
    def owed(self) -> float:
        """For how many seconds the slowest worker has owed the result of a short execution."""
        heard = [worker.last_heard for worker in self.workers if worker.away and not worker.is_for_long]
        return self._loop.time() - min(heard) if heard else 0.0

    def running(self, *, is_for_long: bool) -> list[Worker]:
        """The workers of a kind that take tasks."""
        return [worker for worker in self.workers if worker.is_for_long == is_for_long and worker.is_running]

    def may_start(self, *, is_for_long: bool) -> bool:
        """Whether one more worker of a kind may be started: no other is starting, and all that run have work."""
        alike = [worker for worker in self.workers if worker.is_for_long == is_for_long and not worker.was_stuck]
        most = self._long_at_once if is_for_long else self._size
        return (
            self.is_usable and len(alike) < most and all(worker.process is not None and worker.away for worker in alike)
        )

    def start(self, *, is_for_long: bool) -> None:
        """Start one more worker of a kind."""
        self.add(Worker(is_for_long=is_for_long, budget=self.budget))

    def add(self, worker: Worker) -> None:
        """Start this worker, and take its results."""
        self.workers[worker] = self._loop.create_task(self._run(worker))

    async def stop(self) -> None:
        """Stop all workers."""
        self._is_stopped = True
        if self._watching is not None:
            self._watching.cancel()
        tasks = list(self.workers.values())
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self, worker: Worker) -> None:
        """Start a worker and take its results until it exits or is stopped."""
        try:
            await worker.start()
        except Exception as fault:  # noqa: BLE001  in any case, the server works without it
            log.warning("cannot start a worker process; running everything in the main process: %s", fault)
            self._broken_until = self._loop.time() + BROKEN_SECONDS
            del self.workers[worker]
            self._events.broken()
            return
        self._events.ready()
        self._watch_soon()
        try:
            await worker.run(partial(self._events.result, worker))
        except Exception:  # the result is unusable: everything is computed again
            log.exception("unreadable message from a worker process")
        finally:
            del self.workers[worker]
        self._events.lost(worker)

    def _watch_soon(self) -> None:
        if self._watching is None and not self._is_stopped:
            self._watching = self._loop.call_later(WATCH_SECONDS, self._watch)

    def _watch(self) -> None:
        """Stop the workers that have been idle for some time, and kill those that are stuck in an expression."""
        self._watching = None
        before = self._loop.time() - IDLE_SECONDS
        for worker in self.workers:
            if not worker.is_running:
                continue
            if worker.away and worker.used > STUCK_SECONDS + (self.budget if worker.is_for_long else 0.0):
                log.warning("a worker process is stuck in an expression; replacing it")
                worker.kill()
            elif not worker.away and worker.last_heard <= before:
                worker.end()
        if self.workers:
            self._watch_soon()
