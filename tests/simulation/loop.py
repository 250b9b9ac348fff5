"""An event loop on simulated time: one callback after another, and time passes only when there is none.

What another thread would do (`run_in_executor`, `call_soon_threadsafe`) happens in the loop too, after a delay that
comes from the seed.
"""

import asyncio
import contextlib
import heapq
import random
from asyncio import events
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from itertools import count
from typing import Any

from tests.simulation.times import Times

THREAD_SECONDS = 0.003
"""What runs in another thread takes up to this long, before and after."""


class Died(SystemExit):
    """The process has died. Nothing catches it."""


class SimulatedLoop(asyncio.AbstractEventLoop):
    """Runs callbacks in order. `before_each` is called before each of them, and may raise Died."""

    def __init__(self, times: Times, chance: random.Random, before_each: Callable[[], None]) -> None:
        self._times = times
        self._chance = chance
        self._before_each = before_each
        self._ready: deque[asyncio.Handle] = deque()
        self._later: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._numbers = count()
        self._tasks: list[asyncio.Task[Any]] = []
        self._is_over = False
        self.unexpected: list[str] = []
        """What was reported as an unhandled error."""

    def run(self, main: Coroutine[Any, Any, None]) -> None:
        """Run until `main` returns. Raises what it raises, and Died."""
        events._set_running_loop(self)
        try:
            task = self.create_task(main)
            while not task.done():
                self._step()
            task.result()
        finally:
            self._is_over = True
            self._end_tasks()
            events._set_running_loop(None)

    def _end_tasks(self) -> None:
        for task in self._tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                with contextlib.suppress(BaseException):
                    task.get_coro().close()  # type: ignore[union-attr]
        self._tasks.clear()
        self._ready.clear()
        self._later.clear()

    def _step(self) -> None:
        while self._later and (self._later[0][2].cancelled() or self._later[0][0] <= self._times.elapsed):
            handle = heapq.heappop(self._later)[2]
            if not handle.cancelled():
                self._ready.append(handle)
        if not self._ready:
            if not self._later:
                raise AssertionError("nothing will ever happen again")
            self._times.pass_until(self._later[0][0])
            return
        handle = self._ready.popleft()
        if not handle.cancelled():
            self._before_each()
            handle._run()

    # -- what asyncio needs ----------------------------------------------------------------------------------------

    def time(self) -> float:
        return self._times.elapsed

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> asyncio.Handle:  # type: ignore[override]
        handle = asyncio.Handle(callback, args, self, context)
        if not self._is_over:
            self._ready.append(handle)
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        if not self._is_over:
            heapq.heappush(self._later, (when, next(self._numbers), handle))
        return handle

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        return self.call_later(self._chance.uniform(0, THREAD_SECONDS), callback, *args, context=context)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        result = self.create_future()

        def run() -> None:
            try:
                value = func(*args)
            except Exception as problem:  # noqa: BLE001 - passed on to whoever awaits it
                self.call_soon_threadsafe(_settle, result, None, problem)
            else:
                self.call_soon_threadsafe(_settle, result, value, None)

        self.call_soon_threadsafe(run)
        return result

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, **options: Any) -> asyncio.Task[Any]:  # type: ignore[override]
        task = asyncio.Task(coro, loop=self, **options)
        self._tasks.append(task)
        return task

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        if not self._is_over:
            self.unexpected.append(f"{context.get('message')}: {context.get('exception')!r}")

    def is_running(self) -> bool:
        return not self._is_over

    def is_closed(self) -> bool:
        return self._is_over

    def get_debug(self) -> bool:
        return False

    def _timer_handle_cancelled(self, _handle: asyncio.TimerHandle) -> None:
        return None


def _settle(result: asyncio.Future[Any], value: Any, problem: Exception | None) -> None:
    if result.done():
        return
    if problem is None:
        result.set_result(value)
    else:
        result.set_exception(problem)
