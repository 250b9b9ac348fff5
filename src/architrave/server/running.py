"""Running a server: its socket, its loop, its engine, and the watch over its files; until it is told to stop."""

import asyncio
import contextlib
import errno
import gc
import logging
import signal
import socket
from collections.abc import AsyncGenerator, Callable
from types import FrameType
from typing import Any

import uvicorn

from architrave.server.app import Application
from architrave.server.assembly import running
from architrave.server.protocol import HttpProtocol
from architrave.server.services import Services
from architrave.server.watching import Watch

BACKLOG = 2048
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


def url_of(listening: socket.socket) -> str:
    """The address of a listening socket as a URL."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def run(services: Services, listening: socket.socket, watch: Watch[Any] | None, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; then finish what is in flight and return. `on_ready` is called once it answers."""

    @contextlib.asynccontextmanager
    async def life() -> AsyncGenerator[None, None]:
        async with running(services.engine):
            watching = None if watch is None else asyncio.create_task(watch.forever())
            try:
                yield
            finally:
                if watching is not None:
                    watching.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await watching

    run_application(Application(services, life()), listening, on_ready)


def run_application(application: Any, listening: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve an ASGI application until SIGINT or SIGTERM, as `run` does."""
    config = uvicorn.Config(
        application,
        lifespan="on",
        http=HttpProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config, on_ready)
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    # uvicorn raises the signal again after it has stopped: there is nothing left to do then.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ignore)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """A signal that needs no answer."""


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it can be had."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
