"""Accepting connections: all that wait in one turn of the loop, so that none waits because the loop is busy.

Event loops accept for themselves, but uvloop accepts one connection in each turn: when turns take long, connections
wait in the kernel until it drops them, and a health probe waits behind them all.
"""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable

ACCEPTED_IN_TURN = 200
"""The maximum number of connections accepted in one turn. The rest follows in the next one."""

PAUSE_SECONDS = 0.1
"""How long nothing is accepted after the system ran out of a resource."""

_SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

log = logging.getLogger("architrave.server")

NewConnection = Callable[[str], asyncio.Protocol]
"""Makes the protocol for a connection from an address."""


class Acceptor:
    """Accepts the connections of a listening socket. `handshake_seconds` bounds the handshake of TLS."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        listening: socket.socket,
        new_connection: NewConnection,
        tls: ssl.SSLContext | None,
        handshake_seconds: float,
    ) -> None:
        self._loop = loop
        self._listening = listening
        self._new_connection = new_connection
        self._tls = tls
        self._handshake_seconds = handshake_seconds
        self._opening: set[asyncio.Task[None]] = set()
        self._pausing: asyncio.TimerHandle | None = None
        self._is_short = False

    def start(self) -> None:
        """Accept from now on."""
        self._pausing = None
        self._loop.add_reader(self._listening.fileno(), self._accept)

    def close(self) -> None:
        """Accept nothing more, and close the socket."""
        if self._pausing is not None:
            self._pausing.cancel()
        self._loop.remove_reader(self._listening.fileno())
        self._listening.close()

    def _accept(self) -> None:
        for _ in range(ACCEPTED_IN_TURN):
            try:
                accepted, address = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _SHORTAGES:
                    raise
                self._pause(error)
                return
            self._is_short = False
            protocol = self._new_connection(address[0] if address else "")
            accepted.setblocking(False)
            task = self._loop.create_task(self._open(accepted, protocol))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open(self, accepted: socket.socket, protocol: asyncio.Protocol) -> None:
        seconds = None if self._tls is None else self._handshake_seconds
        try:
            await self._loop.connect_accepted_socket(
                lambda: protocol, accepted, ssl=self._tls, ssl_handshake_timeout=seconds
            )
        except OSError as error:  # the client has gone, or does not speak TLS
            log.debug("a connection could not be opened: %s", error)
            accepted.close()

    def _pause(self, error: OSError) -> None:
        if not self._is_short:
            self._is_short = True
            log.warning("cannot accept connections for now: %s", error.strerror)
        self._loop.remove_reader(self._listening.fileno())
        self._pausing = self._loop.call_later(PAUSE_SECONDS, self.start)
