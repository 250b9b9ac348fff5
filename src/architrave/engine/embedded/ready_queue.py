"""The queue of executions that can continue, computed slice by slice as the scheduler plans."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.running import DurableExecution
from architrave.engine.embedded import scheduler
from architrave.engine.embedded.workers import WorkerPool
from architrave.engine.execution import Launch
from architrave.interpreter.effects import Reply


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


class ReadyQueue:
    """Computes what is ready in slices, between which the event loop serves requests.

    `compute` computes an item in this process, `send` passes a fresh execution to the pool. Items are put off while it
    is unknown whether the executions of their program compute for long.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        journal: JournalWriter,
        pool: WorkerPool | None,
        compute: Callable[[Item], None],
        send: Callable[[WorkerPool, Launch], None],
    ) -> None:
        self._loop = loop
        self._journal = journal
        self._pool = pool
        self._compute = compute
        self._send = send
        self._ready: deque[Item] = deque()
        self._put_off: dict[str, list[Item]] = {}
        self._is_scheduled = False
        self._is_paused = False
        self._is_stopped = False
        self._last_arrival = float("-inf")
        self._burst_accepted = self._burst_begun = 0

    def __len__(self) -> int:
        """How many items wait, including those that are put off."""
        put_off = sum(map(len, self._put_off.values())) if self._put_off else 0
        return len(self._ready) + put_off

    def add_fresh(self, launch: Launch) -> None:
        """Add an execution whose launch has just been accepted."""
        self._burst_accepted += 1
        self._ready.append(launch)
        if not self._is_scheduled:
            self._schedule()

    def add(self, item: Item, *, first: bool = False) -> None:
        """Add an item at the end, or before all others."""
        if first:
            self._ready.appendleft(item)
        else:
            self._ready.append(item)
        if not self._is_scheduled:
            self._schedule()

    def pause(self) -> None:
        """Compute nothing until `go_on`."""
        self._is_paused = True

    def go_on(self) -> None:
        """Continue after a pause."""
        self._is_paused = False
        if not self._is_scheduled:
            self._schedule()

    def stop(self) -> None:
        """Compute nothing more."""
        self._is_stopped = True

    # -- programs that may compute for long --------------------------------------------------------------------------

    def puts_off(self, program: str, item: Item) -> bool:
        """Whether it is still unknown if a program's executions compute for long. The item waits until it is known."""
        if self._pool is None or program not in self._pool.suspected:
            return False
        self._put_off.setdefault(program, []).append(item)
        return True

    def release(self) -> None:
        """Take up what was put off and need not wait any more."""
        if self._pool is None or not self._put_off:
            return
        for program in list(self._put_off):
            if program not in self._pool.suspected:
                for item in self._put_off.pop(program):
                    self.add(item)

    # -- slices ------------------------------------------------------------------------------------------------------

    def _must_go_on(self) -> bool:
        return bool(self._ready) and not (self._is_paused or self._is_stopped)

    def _schedule(self) -> None:
        if self._must_go_on():
            self._is_scheduled = True
            self._loop.call_soon(self._slice)

    def _slice(self) -> None:
        self._is_scheduled = self._must_go_on()
        if not self._is_scheduled:
            return
        now = perf_counter()
        plan = scheduler.plan(self._load(now))
        try:
            if self._pool is not None:
                if plan.starts_worker:
                    self._pool.start_worker()
                if plan.sends:
                    self._send_some(self._pool, plan.sends)
            self._compute_until(now + plan.computes_seconds, keeps=plan.keeps)
        finally:  # the others continue in any case
            self._is_scheduled = self._must_go_on()
            if self._is_scheduled and plan.pause_seconds:
                self._loop.call_later(plan.pause_seconds, self._slice)
            elif self._is_scheduled:
                self._loop.call_soon(self._slice)

    def _load(self, now: float) -> scheduler.Load:
        arriving, pool = self._journal.arriving, self._pool
        quiet = now - self._last_arrival
        if quiet >= scheduler.LULL_SECONDS:
            self._burst_accepted = self._burst_begun = 0
        if arriving:
            self._last_arrival, quiet = now, 0.0
        ready, accepted, begun = len(self._ready), self._burst_accepted, self._burst_begun
        if pool is None or (ready < scheduler.MANY and not pool.has_workers):
            return scheduler.Load(ready, arriving, quiet, accepted, begun)
        return scheduler.Load(
            ready, arriving, quiet, accepted, begun, pool.running, pool.can_start, pool.away, pool.owed
        )

    def _send_some(self, pool: WorkerPool, most: int) -> None:
        for _ in range(most):
            item = self._ready[0]
            if not isinstance(item, Launch) or not pool.takes(item.program):
                return
            self._ready.popleft()
            self._burst_begun += 1
            self._send(pool, item)

    def _compute_until(self, end: float, *, keeps: bool) -> None:
        ready, pool = self._ready, self._pool
        while ready:
            item = ready[0]
            if isinstance(item, Launch):
                if keeps and pool is not None and pool.takes(item.program):
                    return
                ready.popleft()
                if not self.puts_off(item.program, item):
                    self._burst_begun += 1
                    self._compute(item)
            else:
                ready.popleft()
                self._compute(item)
            if perf_counter() > end:
                return
