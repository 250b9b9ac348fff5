"""An HTTP server in a separate thread, on a free port."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from typing import Any

from architrave.server.http import Handler, HttpServer, Limits
from architrave.server.rendering import refused_response

SECONDS = 60
"""How long a client waits before it gives up. Only a server that hangs takes this long."""

NewLoop = Callable[[], asyncio.AbstractEventLoop]


@contextmanager
def serving_in_thread(
    handler: Handler,
    life: AbstractAsyncContextManager[Any] | None = None,
    *,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
    new_loop: NewLoop | None = None,
) -> Iterator[str]:
    """Serve a handler. `life` is entered in the server's loop while it serves. Yields the server's URL."""
    began: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        told = asyncio.Event()
        server = HttpServer(handler, refused_response, limits=limits, tls=tls)
        async with life or nullcontext():
            await server.start()
            began.set_result((server.url, asyncio.get_running_loop(), told))
            await told.wait()
            await server.stop(SECONDS)

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=new_loop) as runner:
                runner.run(serve())
        except BaseException as problem:
            if began.done():
                raise
            began.set_exception(problem)

    thread = threading.Thread(target=run)
    thread.start()
    url, loop, told = began.result()
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(told.set)
        thread.join()
