"""The server: its sockets, the sweep over its connections, and stopping."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterable
from typing import Any

from architrave.server.http.accepting import Acceptor
from architrave.server.http.connection import Connection
from architrave.server.http.limits import Limits
from architrave.server.http.messages import Handler, Observe, Render
from architrave.server.http.state import ServerState

BACKLOG = 2048
SWEEP_SECONDS = 1.0
"""How often deadlines are checked."""

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared, never bound


class HttpServer:
    """Serves HTTP/1.1, or HTTPS with `tls`.

    `handler` answers requests. `render` makes the answers to requests that the HTTP layer refuses. Requests for the
    paths in `urgent` do not wait for other requests: probes of the server's health. `observe` notices every answer of
    the handler. Starts once.
    """

    def __init__(
        self,
        handler: Handler,
        render: Render,
        *,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        urgent: frozenset[str] = frozenset(),
        observe: Observe | None = None,
    ) -> None:
        self._handler = handler
        self._render = render
        self._limits = limits or Limits()
        self._tls = tls
        self._urgent = urgent
        self._observe = observe
        self._acceptors: list[Acceptor] = []
        self._address: tuple[str, int] = ("", 0)
        self._sweeping: asyncio.TimerHandle | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, sockets: Iterable[socket.socket] = ()) -> None:
        """Listen on an address (port 0: any free port), or on sockets that are already bound. Raises OSError."""
        loop = asyncio.get_running_loop()
        state = self._state = ServerState(
            self._handler,
            self._render,
            self._limits,
            loop,
            is_secure=self._tls is not None,
            urgent=self._urgent,
            observe=self._observe,
        )
        listening = list(sockets) or [_listening(host, port)]
        state.sweep(loop.time())
        for one in listening:
            one.setblocking(False)
            one.listen(BACKLOG)
            seconds = self._limits.head_seconds
            acceptor = Acceptor(loop, one, lambda address: Connection(state, address), self._tls, seconds)
            self._acceptors.append(acceptor)
            acceptor.start()
        self._address = listening[0].getsockname()[:2]
        self._sweeping = loop.call_later(SWEEP_SECONDS, self._sweep)

    @property
    def address(self) -> tuple[str, int]:
        """The host and the port of the first socket."""
        return self._address

    @property
    def url(self) -> str:
        """The address as a URL."""
        return url_of(self._address, is_secure=self._tls is not None)

    async def stop(self, grace: float) -> None:
        """Stop listening and close idle connections; wait `grace` seconds for answers in progress, then abort them."""
        state = self._state
        state.is_stopping = True
        for acceptor in self._acceptors:
            acceptor.close()
        for connection in list(state.connections):
            connection.stop()
        state.check_emptied()
        try:
            async with asyncio.timeout(grace):
                await state.emptied.wait()
        except TimeoutError:
            await self._abort()
        if self._sweeping is not None:
            self._sweeping.cancel()

    async def _abort(self) -> None:
        state = self._state
        for connection in list(state.connections):
            connection.abort()
        tasks = list(state.tasks)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _sweep(self) -> None:
        loop = self._state.loop
        self._sweeping = loop.call_later(SWEEP_SECONDS, self._sweep)
        self._state.sweep(loop.time())


def _listening(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family, backlog=BACKLOG)


def url_of(address: tuple[Any, ...], *, is_secure: bool = False) -> str:
    """The URL of a socket address; a wildcard address (`0.0.0.0`, `::`) becomes the loopback address."""
    host, port = str(address[0]), address[1]
    host = _ANY.get(host, host)
    return f"http{'s' if is_secure else ''}://{f'[{host}]' if ':' in host else host}:{port}"
