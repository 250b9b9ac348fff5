"""Running a server: its socket, its loop, its engine, and the watch over its files; until it is told to stop."""

import asyncio
import contextlib
import errno
import gc
import logging
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager
from types import FrameType
from typing import Any

from architrave.server.app import Application
from architrave.server.assembly import running
from architrave.server.http import Handler, HttpServer
from architrave.server.http.server import BACKLOG
from architrave.server.rendering import refused_response
from architrave.server.services import Services
from architrave.server.watching import Watch

GRACE_SECONDS = 10
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
YOUNG_OBJECTS = 20_000
"""How many more objects than before make the collector look for cycles. Launches leave none; Python's 700 would have it
go through thousands of waiting ones again and again."""

log = logging.getLogger("architrave.server")


class CannotListen(Exception):  # noqa: N818 - said to the person who chose the port
    """The server cannot listen at this address. The message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0 is any free one. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise CannotListen(
            f"There is no address for the host {host}. Use 127.0.0.1, or a name of this machine."
        ) from None
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise CannotListen(_why(error, host, port)) from None
    return listening


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop what listens there, or choose another; --port 0 takes any."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} is not allowed to this user. Choose one above 1023 with --port."
    return f"Cannot listen at {host}:{port}: {error.strerror or error}."


def run(services: Services, listening: socket.socket, watch: Watch[Any] | None, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; then finish what is in flight and return. `on_ready` is called once it answers.

    A second signal ends the process at once, without cleaning up: what was accepted is in the store.
    """
    run_handler(Application(services), _life(services, watch), listening, on_ready)


@contextlib.asynccontextmanager
async def _life(services: Services, watch: Watch[Any] | None) -> AsyncGenerator[None, None]:
    async with running(services):
        watching = None if watch is None else asyncio.create_task(watch.forever())
        try:
            yield
        finally:
            if watching is not None:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching


def run_handler(
    handler: Handler, life: AbstractAsyncContextManager[Any], listening: socket.socket, on_ready: Callable[[], None]
) -> None:
    """Serve a handler until SIGINT or SIGTERM, as `run` does. `life` is entered while requests are answered."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(handler, life, listening, on_ready))


async def _serve(
    handler: Handler, life: AbstractAsyncContextManager[Any], listening: socket.socket, on_ready: Callable[[], None]
) -> None:
    server = HttpServer(handler, refused_response)
    with _told_to_stop() as told:
        async with life:
            await server.start(sockets=[listening])
            try:
                on_ready()
                await told.wait()
            finally:
                await server.stop(GRACE_SECONDS)


@contextlib.contextmanager
def _told_to_stop() -> Generator[asyncio.Event, None, None]:
    """An event that the first SIGINT or SIGTERM sets. A second one ends the process, whatever it waits for."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def arrived(_number: int, _frame: FrameType | None) -> None:
        _restore_signals()
        loop.call_soon_threadsafe(told.set)

    for number in _SIGNALS:
        signal.signal(number, arrived)
    try:
        yield told
    finally:
        _restore_signals()


def _restore_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it can be had."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
