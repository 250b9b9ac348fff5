"""An event loop in a separate thread, for callers without one."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

Returned = TypeVar("Returned")

NewLoop = Callable[[], asyncio.AbstractEventLoop]


class Portal:
    """Runs coroutines in an event loop that a thread runs inside the block. `new_loop` creates the loop."""

    def __init__(self, new_loop: NewLoop | None = None) -> None:
        self._new_loop = new_loop

    def __enter__(self) -> Self:
        began: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

        async def wait() -> None:
            told = asyncio.Event()
            began.set_result((asyncio.get_running_loop(), told))
            await told.wait()

        def run() -> None:
            with asyncio.Runner(loop_factory=self._new_loop) as runner:
                runner.run(wait())

        self._thread = threading.Thread(target=run, name="architrave-platform", daemon=True)
        self._thread.start()
        self._loop, self._told = began.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the loop; everything that is still running in it is cancelled."""
        self._loop.call_soon_threadsafe(self._told.set)
        self._thread.join()

    def call(self, coroutine: Coroutine[Any, Any, Returned]) -> Returned:
        """Run a coroutine in the loop, and return its result or raise its exception."""
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise RuntimeError("This call would wait for itself, because it runs in the platform's own thread.")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()
