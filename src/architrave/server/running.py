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
YOUNG_OBJECTS = 20_000
"""How many more objects than before make the collector look for cycles. Launches leave none; Python's 700 would have it
go through thousands of waiting ones again and again."""

log = logging.getLogger("architrave.server")


class CannotListen(Exception):  # noqa: N818 - said to the person who chose the port
    """The address is not to be had. The message says why and what to do."""


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
    return f"{host}:{port} cannot be listened at: {error.strerror or error}."


def run(services: Services, listening: socket.socket, watch: Watch[Any] | None, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; then finish what is in flight and return. `on_ready` is called once it answers."""
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
    with _signals() as signals:
        async with life:
            await server.start(sockets=[listening])
            try:
                on_ready()
                await signals.first.wait()
            finally:
                await _stop(server, signals)


async def _stop(server: HttpServer, signals: "_Signals") -> None:
    """Answer what is under way; a second signal ends that at once."""
    stopping = asyncio.create_task(server.stop(GRACE_SECONDS))
    impatient = asyncio.create_task(signals.second.wait())
    await asyncio.wait({stopping, impatient}, return_when=asyncio.FIRST_COMPLETED)
    impatient.cancel()
    if not stopping.done():
        stopping.cancel()
        await server.stop(0)


class _Signals:
    """The signals that tell a server to stop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.first = asyncio.Event()
        self.second = asyncio.Event()

    def arrived(self, _number: int, _frame: FrameType | None) -> None:
        """Note a signal, in the loop's own time."""
        self._loop.call_soon_threadsafe(self._note)

    def _note(self) -> None:
        (self.second if self.first.is_set() else self.first).set()


@contextlib.contextmanager
def _signals() -> Generator[_Signals, None, None]:
    """SIGINT and SIGTERM while this is entered. Afterwards they are ignored: the process is about to end."""
    signals = _Signals()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signals.arrived)
    try:
        yield signals
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it can be had."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
