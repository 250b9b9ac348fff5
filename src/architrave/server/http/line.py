"""The transport of a connection: what is written, how slowly the client reads it, and how the connection is closed."""

import asyncio

from architrave.server.http.body import RequestBody
from architrave.server.http.deadlines import Deadline, Phase
from architrave.server.http.state import ServerState

LINGER_SECONDS = 5.0
"""How long a client may be silent after its last answer before the connection is closed. What it sends until then is
discarded: if it were not received, the connection would be reset, and the client might lose the answer."""

LONGEST_LINGER_SECONDS = 30.0
"""How long a client may continue to send after its last answer."""


class Line:
    """The line to one client. It knows nothing of requests.

    `is_ended`: the client has stopped sending. `is_closing`: nothing more is answered. `is_gone`: the connection is
    closed. `is_receiving`: bytes from the client are received. `is_slow`: the client has not yet read what was written.
    `is_streaming`: a stream is being sent.
    """

    __slots__ = (
        "_drained",
        "_lingers_until",
        "_state",
        "_unsent",
        "deadline",
        "is_closing",
        "is_ended",
        "is_gone",
        "is_receiving",
        "is_slow",
        "is_streaming",
        "transport",
        "write",
    )

    def __init__(self, transport: asyncio.Transport, state: ServerState) -> None:
        self.transport = transport
        self.write = transport.write
        self.deadline = Deadline(state.limits, state.now)
        self._state = state
        self._drained: asyncio.Future[None] | None = None
        self._unsent = 0
        self._lingers_until = 0.0
        self.is_ended = False
        self.is_closing = False
        self.is_gone = False
        self.is_receiving = True
        self.is_slow = False
        self.is_streaming = False

    # -- writing -----------------------------------------------------------------------------------------------------

    def slow_down(self) -> None:
        """The client is slow to read."""
        self.is_slow = True
        self._drained = self._state.loop.create_future()
        self._unsent = self.transport.get_write_buffer_size()
        self.deadline.at = self._state.now + self._state.limits.unsent_seconds

    def catch_up(self) -> None:
        """The client has read most of the written data, or never will."""
        self.is_slow = False
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)

    async def drain(self) -> None:
        """Wait until the client has read most of the written data, or has disconnected."""
        while self._drained is not None and not self.is_gone:
            await self._drained

    def is_taking(self) -> bool:
        """Whether the client has read some of the waiting data since the last check. It then gets more time."""
        unsent, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        if self._unsent >= unsent:
            return False
        self.deadline.at = self._state.now + self._state.limits.unsent_seconds
        return True

    # -- waiting -----------------------------------------------------------------------------------------------------

    def enter(self, phase: Phase, body: RequestBody | None) -> None:
        """Begin to wait for what comes next; `body` is the incomplete body."""
        if self.is_slow:  # the deadline for the client to read still applies
            self.deadline.phase = phase
            return
        self.deadline.enter(phase, body, self._state.now)
        if phase is Phase.ANSWER and self.is_ended and self.is_streaming:
            self.expect_piece()

    def expect_piece(self) -> None:
        """Wait for the next piece of a stream: a client that has stopped sending may have disconnected."""
        if not self.is_slow:
            self.deadline.at = self._state.now + self._state.limits.idle_seconds

    # -- receiving and closing ---------------------------------------------------------------------------------------

    def receive(self, *, starts: bool) -> None:
        """Start or stop receiving."""
        if starts == self.is_receiving:
            return
        self.is_receiving = starts
        if starts:
            self.transport.resume_reading()
        else:
            self.transport.pause_reading()

    def discard(self) -> None:
        """The client still sends after its last answer."""
        if self._lingers_until:
            self.deadline.at = min(self._state.now + LINGER_SECONDS, self._lingers_until)

    def close(self, *, linger: bool = False) -> None:
        """Close once everything is sent. `linger`: the client may still be sending, and must get to read the answer."""
        self.is_closing = True
        state = self._state
        if linger and not (self.is_ended or state.is_stopping or state.is_secure):
            self.transport.write_eof()
            self.deadline.at = state.now + LINGER_SECONDS
            self._lingers_until = state.now + LONGEST_LINGER_SECONDS
            self.receive(starts=True)
        else:
            self.transport.close()
            self.deadline.at = state.now + state.limits.unsent_seconds

    def lose(self) -> None:
        """The connection is closed."""
        self.is_gone = self.is_closing = True
        self.catch_up()
