"""Performs external effects: a limited number at a time, and only while this process owns the executions."""

import asyncio
from collections.abc import Callable
from time import monotonic

from architrave.engine.clock import Clock
from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.running import DurableExecution
from architrave.engine.world import Call, World
from architrave.interpreter.effects import Effect, Json
from architrave.store import NotKept

CONCURRENT_CALLS = 200
"""The maximum number of concurrent external effects."""

CONFIRMED_SECONDS = 1.0
"""How old the confirmation may be that this process owns its executions. Another owner needs longer to start."""


class Calls:
    """Performs external effects, after writing the journal.

    `on_answer` gets the execution, its effect, the answer, and when the call began and ended; `on_failure` the bug that
    made a call impossible.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        journal: JournalWriter,
        world: World,
        clock: Clock,
        on_answer: Callable[[DurableExecution, Effect, Json, int, int], None],
        on_failure: Callable[[DurableExecution, Exception], None],
    ) -> None:
        self._loop = loop
        self._journal = journal
        self._world = world
        self._clock = clock
        self._on_answer = on_answer
        self._on_failure = on_failure
        self._tasks: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(CONCURRENT_CALLS)
        self._going = asyncio.Event()
        self._going.set()
        self._is_closed = False

    def __len__(self) -> int:
        """How many calls are in progress."""
        return len(self._tasks)

    def begin(self, execution: DurableExecution, effect: Effect, *, interrupted: bool) -> None:
        """Perform an effect once the journal is on disk, with an intent if needed. `interrupted`: as in `Call`."""
        if not effect.repeatable and not interrupted:
            execution.intend(effect, self._clock())
        call = Call(execution.launch, execution.sequence, interrupted)
        self._journal.save(execution, lambda: self._start(execution, effect, call))

    def pause(self) -> None:
        """Start no call until `go_on`. What is under way may end."""
        self._going.clear()

    def go_on(self) -> None:
        """Continue after a pause."""
        self._going.set()

    def close(self) -> None:
        """Start nothing more."""
        self._is_closed = True

    async def stop(self, grace: float) -> None:
        """Give the calls in progress `grace` seconds to end, then cancel them."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self, execution: DurableExecution, effect: Effect, call: Call) -> None:
        if self._is_closed:
            return
        task = self._loop.create_task(self._perform(execution, effect, call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _perform(self, execution: DurableExecution, effect: Effect, call: Call) -> None:
        try:
            async with self._gate:
                await self._may_call()
                began = self._clock()
                value = await self._world.perform(effect, call)
            self._on_answer(execution, effect, value, began, max(self._clock(), execution.at))
        except NotKept as fault:  # such as conversation data, which can be written later
            self._journal.retry(fault, lambda: self._start(execution, effect, call))
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            self._on_failure(execution, bug)

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
