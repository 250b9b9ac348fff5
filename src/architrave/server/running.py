"""Runs a server process: its socket, its event loop, its signals."""

import asyncio
import contextlib
import errno
import gc
import resource
import signal
import socket
from collections.abc import Callable, Coroutine, Generator
from ipaddress import ip_address
from types import FrameType
from typing import Any, TypeVar

from architrave.cloud.hosts import without_brackets
from architrave.server.http import Handler, HttpServer, Limits
from architrave.server.http.server import BACKLOG
from architrave.server.observing import Observer
from architrave.server.rendering import refused_response

GRACE_SECONDS = 10
MOST_PORT = 65_535
Returned = TypeVar("Returned")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
YOUNG_OBJECTS = 20_000
"""How many new objects trigger a garbage collection. Launches leave no cycles, and with Python's default of 700 the
collector would traverse thousands of live objects again and again."""


class CannotListen(Exception):  # noqa: N818 - shown to the person who chose the port
    """The server cannot listen at this address. The message says why and what to do."""


class PortInUse(CannotListen):
    """Another program listens on the port."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on an address; port 0 is any free port. Raises CannotListen."""
    host = without_brackets(host)
    if not 0 <= port <= MOST_PORT:
        raise CannotListen(f"{port} is not a port. Use 0 to {MOST_PORT}; 0 is any free port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise CannotListen(
            f"Cannot resolve the host {host}. Use 127.0.0.1, or a name or address of this machine."
        ) from None
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        fault = PortInUse if error.errno == errno.EADDRINUSE else CannotListen
        raise fault(_why(error, host, port)) from None
    return listening


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop the program that uses it, or use --port 0 for any free port."
    if error.errno == errno.EACCES:
        return f"You do not have permission to use port {port} on {host}. Use a port above 1023 (--port)."
    return f"Cannot listen on {host}:{port}: {error.strerror or error}."


def run_until_told_to_stop(main: Callable[[asyncio.Event], Coroutine[Any, Any, Returned]]) -> Returned:
    """Run `main` in a new event loop. SIGINT and SIGTERM set the event that it receives; it should then return.

    A second signal ends the process at once, without cleanup: accepted launches are in the store.
    """

    async def told_main() -> Returned:
        with _told_to_stop() as told:
            return await main(told)

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(told_main())


def spare_the_collector() -> None:
    """Make the garbage collector ignore everything loaded so far and run less often; for server processes."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def allow_many_files() -> None:
    """Raise the limit of open files of this process as far as the system allows: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def limits(max_connections: int | None = None, *, files_each: int = 1) -> Limits:
    """The limits of a server in this process.

    `max_connections` is the number of connections at the same time, by default as many as the limit of open files
    allows, at most 10,000; `files_each` is the number of files that each connection needs.
    """
    usual = Limits() if max_connections is None else Limits().with_connections(max_connections)
    return usual.fitting(resource.getrlimit(resource.RLIMIT_NOFILE)[0] // files_each)


def is_loopback(address: str) -> bool:
    """Whether only this machine can connect to an address."""
    return ip_address(address.partition("%")[0]).is_loopback


async def serve_handler(
    handler: Handler,
    listening: socket.socket,
    told: asyncio.Event,
    on_ready: Callable[[], None],
    limits: Limits | None = None,
    *,
    access_log: bool = False,
) -> None:
    """Serve a handler until `told` is set. `on_ready` is called once the server accepts requests.

    With `access_log`, each request is logged.
    """
    if access_log:
        observer = Observer(refused_response, None, logs=True)
        server = HttpServer(handler, observer.refused, limits=limits, observe=observer.answered)
    else:
        server = HttpServer(handler, refused_response, limits=limits)
    await server.start(sockets=[listening])
    try:
        on_ready()
        await told.wait()
    finally:
        await server.stop(GRACE_SECONDS)


@contextlib.contextmanager
def _told_to_stop() -> Generator[asyncio.Event, None, None]:
    """An event that the first SIGINT or SIGTERM sets. A second signal ends the process immediately."""
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
    """uvloop's factory, if it is installed."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
