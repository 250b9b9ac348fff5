"""One connection: its requests, one after another, and what happens if a side is slow, misbehaves or disconnects."""

import asyncio
import logging
import math
from collections import deque
from typing import cast

from architrave.server.http import reasons, streaming, writing
from architrave.server.http.deadlines import Phase
from architrave.server.http.exchange import Exchange
from architrave.server.http.line import Line
from architrave.server.http.messages import Refused, Request, Response, Stream
from architrave.server.http.reading import SLICE, RequestReader
from architrave.server.http.state import ServerState
from architrave.server.http.streaming import Sent

log = logging.getLogger("architrave.server")


class Connection(asyncio.Protocol):
    """A connection to a client.

    At most one request is answered at a time, and none while the client is slow to read earlier answers. Pipelined
    requests wait, and so do the bytes after them: then nothing more is received.
    """

    __slots__ = ("_address", "_current", "_held", "_line", "_queue", "_reader", "_state", "_taken_over")

    def __init__(self, state: ServerState, address: str = "") -> None:
        self._state = state
        self._address = address
        self._reader = RequestReader(state.limits, self._on_request, self)
        self._queue: deque[Request | Refused] = deque()
        self._held = b""
        """Bytes that are parsed later."""
        self._current: Exchange | None = None
        self._taken_over: asyncio.Protocol | None = None

    @property
    def deadline(self) -> float:
        """When the client must have got further."""
        return self._line.deadline.at

    # -- what the transport calls ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._line = Line(cast("asyncio.Transport", transport), self._state)
        refused = self._state.enter(self, self._address)
        if refused is not None:
            self._write_refusal(refused)

    def data_received(self, data: bytes) -> None:
        """Bytes have arrived."""
        if self._taken_over is not None:
            self._taken_over.data_received(data)
        elif self._line.is_closing:
            self._line.discard()
        elif self._held:
            self._held += data
        else:
            self._read(data)

    def eof_received(self) -> bool | None:
        """The client has stopped sending. It may wait for answers, and for the rest of a stream."""
        if self._taken_over is not None:
            return self._taken_over.eof_received()
        line = self._line
        line.is_ended = True
        if line.is_closing or self._state.is_secure:
            return False
        if line.is_streaming:
            if self._reader.body is not None:
                self._reader.body.lose()
            self._enter(Phase.ANSWER)
            return True
        self._refuse_incomplete()
        return not line.is_closing and bool(self._current or self._queue or self._held)

    def pause_writing(self) -> None:
        """The client is slow to read."""
        if self._taken_over is not None:
            self._taken_over.pause_writing()
            return
        self._line.slow_down()
        if not self._line.is_closing:
            self._settle()

    def resume_writing(self) -> None:
        """The client has read most of the written data."""
        if self._taken_over is not None:
            self._taken_over.resume_writing()
            return
        self._line.catch_up()
        if not self._line.is_closing:
            self._enter(self._next_phase())
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed. A running handler continues; nothing that it started is undone."""
        self._queue.clear()
        if self._reader.body is not None:
            self._reader.body.lose()
        current, self._current = self._current, None
        if current is not None:
            current.lose()
            if self._line.is_streaming:
                current.cancel()
        self._line.lose()
        if self._taken_over is not None:
            self._taken_over.connection_lost(exc)
        self._reader.close()
        self._state.leave(self, self._address)

    # -- what the server calls ---------------------------------------------------------------------------------------

    def on_deadline(self) -> None:
        """Something took too long: close the connection, after an answer with the reason if a request waits for one."""
        line = self._line
        if line.is_slow and line.is_taking():
            return
        if line.is_closing or line.is_streaming or line.is_slow:
            self.abort()
        elif line.deadline.phase is Phase.HEAD:
            self._fail(Refused(408, reasons.LATE_HEAD))
        elif line.deadline.phase is Phase.BODY:
            self._fail(reasons.late_body(self._state.limits.body_bytes_per_second))
        else:
            self._close()

    def stop(self) -> None:
        """Close the connection now if it is idle, else after the answer."""
        if self._line.is_closing:
            self._line.transport.close()
        elif not (self._current or self._reader.is_in_head):
            self._close()

    def abort(self) -> None:
        """Close the connection now."""
        self._line.transport.abort()

    # -- what the body of a request calls ----------------------------------------------------------------------------

    def body_wanted(self) -> None:
        """The handler waits for the body."""
        body = self._reader.body
        if body is not None and body.awaits_continue:
            body.awaits_continue = False
            self._line.write(writing.CONTINUE)
        self._enter(self._next_phase())

    def body_taken(self) -> None:
        """The handler has read the received data of the body."""
        if not (self._line.is_receiving or self._line.is_gone):
            self._settle()

    # -- what an exchange calls --------------------------------------------------------------------------------------

    async def deliver(self, request: Request, response: Response | None) -> None:
        """Send a stream or hand the connection over; None means that it shall be closed without an answer."""
        if response is None:
            if self._line.is_ended:
                self._close()  # earlier answers may still be in transit
            else:
                self.abort()
        elif not isinstance(response.content, bytes):
            await self._send_stream(request, response, response.content)
        else:
            self._hand_over(request, response)

    def respond(self, request: Request, response: Response) -> None:
        """Send an answer whose content is bytes."""
        keep_alive = self._can_go_on(request)
        date = self._state.date
        try:
            data = writing.whole(response, request, date, keep_alive=keep_alive)
        except writing.UnsafeHeader:
            data = writing.whole(self._instead_of_unsafe(request), request, date, keep_alive=keep_alive)
        self._line.write(data)
        self._finish(request, keep_alive=keep_alive)

    def give_up(self, exchange: Exchange) -> None:
        """Abort the connection of a request that cannot be answered, unless it is already closing."""
        if self._current is exchange or (self._current is None and not self._line.is_closing):
            self.abort()

    # -- reading -----------------------------------------------------------------------------------------------------

    def _read(self, data: bytes) -> None:
        reader = self._reader
        try:
            if len(data) <= SLICE:
                self._held = reader.feed(data)
            else:
                self._held = self._read_in_slices(data)
        except Refused as refused:
            self._fail(refused)
            return
        current, line = self._current, self._line
        is_waiting = reader.body is not None or not line.is_receiving or line.is_slow or bool(self._queue)
        if is_waiting or current is None or current.request.wants_upgrade:
            self._settle()
        else:  # the usual case: one whole request
            line.deadline.suspend()

    def _read_in_slices(self, data: bytes) -> bytes:
        """Parse until something has to wait. Returns the unparsed rest."""
        for at in range(0, len(data), SLICE):
            if self._must_hold():
                return data[at:]
            rest = self._reader.feed(data[at : at + SLICE])
            if rest:
                return rest + data[at + SLICE :]
        return b""

    def _must_hold(self) -> bool:
        """Whether new data from the client must wait: for answers, or for the decision about a protocol upgrade.

        A started body is received even while the client reads nothing: it may read only after sending.
        """
        if self._queue or (self._line.is_slow and self._reader.body is None):
            return True
        return self._current is not None and self._current.request.wants_upgrade

    def _settle(self) -> None:
        """Start or stop receiving, and set the deadline for the current phase."""
        body, line = self._reader.body, self._line
        if not line.is_ended:
            line.receive(starts=not (self._held or self._must_hold() or (body is not None and body.is_full)))
        phase = self._next_phase()
        if line.deadline.is_outdated(phase, body):
            self._enter(phase)

    def _next_phase(self) -> Phase:
        body = self._reader.body
        if body is not None and self._line.is_receiving and not body.awaits_continue:
            return Phase.BODY
        if self._current is not None:
            return Phase.ANSWER
        return Phase.HEAD if self._reader.is_in_head else Phase.IDLE

    def _enter(self, phase: Phase) -> None:
        self._line.enter(phase, self._reader.body)

    def _on_request(self, request: Request) -> None:
        self._line.deadline.pace.begin()
        if self._current is None and not self._queue and not self._line.is_slow:
            self._start(request)
        else:
            self._queue.append(request)

    def _start(self, request: Request) -> None:
        exchange = self._current = Exchange(request, self._state, self)
        exchange.start()

    # -- refusing ----------------------------------------------------------------------------------------------------

    def _fail(self, refused: Refused) -> None:
        """Refuse what the client sends, after the answers to its earlier requests. Nothing more is read."""
        if self._queue and isinstance(self._queue[-1], Refused):
            return
        refused.asked = self._reader.headers_so_far()
        body = self._reader.body
        current = self._current
        if body is not None:
            body.lose()
            self._reader.body = None
            if current is not None and current.request.content is body:
                if self._line.is_streaming:
                    self.abort()
                    return
                current.withdraw()
                self._current = current = None
            elif self._queue:
                self._queue.pop()
            else:  # it has already been answered
                self._close(linger=True)
                return
        self._held = b""
        if current is None and not self._queue:
            self._write_refusal(refused)
        else:
            self._queue.append(refused)
            self._settle()

    def _refuse_incomplete(self) -> None:
        """Refuse the incomplete last request, once the client has stopped sending."""
        is_incomplete = self._reader.body is not None or self._reader.is_in_head
        if is_incomplete and not (self._held or self._line.is_closing):
            self._fail(Refused(400, reasons.INCOMPLETE))

    def _write_refusal(self, refused: Refused) -> None:
        """Send the reason for closing the connection, and close it."""
        response = self._state.render(refused)
        self._line.write(writing.whole(response, None, self._state.date, keep_alive=False))
        self._close(linger=True)

    def _instead_of_unsafe(self, request: Request) -> Response:
        log.error("a header of the response to %s has a line break or a NUL", request.shown)
        return self._state.render(reasons.internal(request))

    # -- answering ---------------------------------------------------------------------------------------------------

    async def _send_stream(self, request: Request, response: Response, content: Stream) -> None:
        can_go_on, date = self._can_go_on(request), self._state.date
        try:
            sent = await streaming.send(self._line, request, response, content, date, can_go_on=can_go_on)
        except writing.UnsafeHeader:
            if not self._line.is_gone:
                self.respond(request, self._instead_of_unsafe(request))
            return
        if self._line.is_gone:
            return
        if sent is Sent.BROKEN:
            self.abort()
        else:
            self._finish(request, keep_alive=sent is Sent.WHOLE)

    def _hand_over(self, request: Request, response: Response) -> None:
        """Hand the connection over to another protocol."""
        if not request.wants_upgrade or response.take_over is None:
            log.error("%s was answered with an upgrade that the client did not request", request.shown)
            self.respond(request, self._state.render(reasons.internal(request)))
            return
        line = self._line
        line.write(writing.switching(response))
        held, self._held = self._held, b""
        self._current = None
        self._queue.clear()
        line.deadline.at = math.inf
        protocol = self._taken_over = response.take_over()
        protocol.connection_made(line.transport)
        if line.is_slow:
            line.catch_up()
            protocol.pause_writing()
        if held:
            protocol.data_received(held)
        line.receive(starts=True)

    def _can_go_on(self, request: Request) -> bool:
        """Whether the connection can be reused after the answer to a request."""
        if not request.keep_alive or self._state.is_stopping:
            return False
        if self._line.is_ended and not (self._queue or self._held):
            return False
        content = request.content
        return content.is_complete or content.can_be_skipped(self._state.limits.discarded_bytes)

    def _finish(self, request: Request, *, keep_alive: bool) -> None:
        """Continue with the next request, or close."""
        self._current = None
        body, line = request.content, self._line
        is_waiting = self._queue or not line.is_receiving or line.is_ended or self._reader.is_in_head
        if keep_alive and body.is_complete and not is_waiting:
            line.enter(Phase.IDLE, None)
            return
        if not body.is_complete:
            body.discard()
        if keep_alive:
            self._go_on()
        else:
            self._close(linger=True)

    def _go_on(self) -> None:
        """Start the next request and read the held data, if possible."""
        if self._current is None and self._queue and not self._line.is_slow:
            following = self._queue.popleft()
            if isinstance(following, Refused):
                self._write_refusal(following)
                return
            self._start(following)
        if self._held and not self._must_hold():
            held, self._held = self._held, b""
            self._read(held)
        else:
            self._settle()
        if self._line.is_ended and not self._line.is_closing:
            self._refuse_incomplete()
            if not self._line.is_closing and self._current is None and not (self._queue or self._held):
                self._close()

    def _close(self, *, linger: bool = False) -> None:
        """Close once everything is sent; see `Line.close`."""
        self._queue.clear()
        self._held = b""
        self._line.close(linger=linger)
