"""One connection: its requests, one after another, and what happens if a side is slow, misbehaves or disconnects."""

import asyncio
import logging
import math
from collections import deque
from enum import Enum, auto
from functools import partial
from typing import cast

from architrave.server.http import reasons, writing
from architrave.server.http.messages import Refused, Request, Response, Stream, StreamBroken
from architrave.server.http.pace import BodyPace
from architrave.server.http.reading import SLICE, RequestReader
from architrave.server.http.state import ServerState

LINGER_SECONDS = 5.0
"""How long a client may be silent after its last answer before the connection is closed. What it sends until then is
discarded: if it were not received, the connection would be reset, and the client might lose the answer."""

LONGEST_LINGER_SECONDS = 30.0
"""How long a client may continue to send after its last answer."""

REFUSED_CONNECTIONS = 1_000
"""How many connections beyond the limit get an answer before they are closed; the others are closed without one."""

log = logging.getLogger("architrave.server")


class Phase(Enum):
    """What a connection waits for, which determines its deadline."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


class Connection(asyncio.Protocol):
    """A connection to a client.

    At most one request is answered at a time, and none while the client is slow to read earlier answers. Pipelined
    requests wait, and so do the bytes after them: then nothing more is received.
    """

    __slots__ = (
        "_address",
        "_current",
        "_drained",
        "_held",
        "_is_begun",
        "_is_closing",
        "_is_ended",
        "_is_gone",
        "_is_paused",
        "_is_streaming",
        "_lingers_until",
        "_pace",
        "_phase",
        "_queue",
        "_reader",
        "_state",
        "_taken_over",
        "_task",
        "_transport",
        "_unsent",
        "deadline",
    )

    def __init__(self, state: ServerState, address: str = "") -> None:
        self._state = state
        self._address = address
        self._reader = RequestReader(state.limits, self._on_request, self)
        self._queue: deque[Request | Refused] = deque()
        self._held = b""
        self._current: Request | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_begun = False
        self._is_streaming = False
        self._is_paused = False
        self._is_closing = False
        self._is_ended = False
        self._is_gone = False
        self._drained: asyncio.Future[None] | None = None
        self._taken_over: asyncio.Protocol | None = None
        self._phase = Phase.IDLE
        self._pace = BodyPace(state.limits)
        self._unsent = 0
        self._lingers_until = 0.0
        self.deadline = math.inf

    # -- what the transport calls ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast("asyncio.Transport", transport)
        state = self._state
        most = state.limits.connections
        others = len(state.connections)
        state.connections.add(self)
        state.addresses[self._address] += 1
        if state.is_stopping or others >= most + REFUSED_CONNECTIONS:
            self._transport.abort()
        elif others >= most:
            state.refused += 1
            self._write_refusal(reasons.too_many_connections())
        elif state.addresses[self._address] > state.limits.connections_of_address:
            state.refused += 1
            self._write_refusal(reasons.too_many_connections(self._address))
        else:
            self.deadline = state.now + state.limits.head_seconds

    def data_received(self, data: bytes) -> None:
        """Bytes have arrived."""
        if self._taken_over is not None:
            self._taken_over.data_received(data)
        elif self._is_closing:
            if self._lingers_until:
                self.deadline = min(self._state.now + LINGER_SECONDS, self._lingers_until)
        elif self._held:
            self._held += data
        else:
            self._read(data)

    def eof_received(self) -> bool | None:
        """The client has stopped sending. It may wait for answers, and for the rest of a stream."""
        if self._taken_over is not None:
            return self._taken_over.eof_received()
        self._is_ended = True
        if self._is_closing or self._state.is_secure:
            return False
        if self._is_streaming:
            if self._reader.body is not None:
                self._reader.body.lose()
            self._enter(Phase.ANSWER)
            return True
        self._refuse_incomplete()
        return not self._is_closing and bool(self._current or self._queue or self._held)

    def pause_writing(self) -> None:
        """The client is slow to read."""
        if self._taken_over is not None:
            self._taken_over.pause_writing()
            return
        self._drained = self._state.loop.create_future()
        self._unsent = self._transport.get_write_buffer_size()
        self.deadline = self._state.now + self._state.limits.unsent_seconds
        if not self._is_closing:
            self._settle()

    def resume_writing(self) -> None:
        """The client has read most of the written data."""
        if self._taken_over is not None:
            self._taken_over.resume_writing()
            return
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None
        if not self._is_closing:
            self._enter(self._next_phase())
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed. A running handler continues; nothing that it started is undone."""
        state = self._state
        self._is_gone = self._is_closing = True
        self._queue.clear()
        if self._reader.body is not None:
            self._reader.body.lose()
        if self._is_streaming and self._task is not None:
            self._task.cancel()
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        if self._taken_over is not None:
            self._taken_over.connection_lost(exc)
        self._reader.close()
        state.leave(self, self._address)

    # -- what the server calls ---------------------------------------------------------------------------------------

    def on_deadline(self) -> None:
        """Something took too long: close the connection, after an answer with the reason if a request waits for one."""
        if self._drained is not None and self._is_taking():
            return
        if self._is_closing or self._is_streaming or self._drained is not None:
            self._transport.abort()
        elif self._phase is Phase.HEAD:
            self._fail(Refused(408, reasons.LATE_HEAD))
        elif self._phase is Phase.BODY:
            self._fail(reasons.late_body(self._state.limits.body_bytes_per_second))
        else:
            self._close()

    def _is_taking(self) -> bool:
        """Whether the client has read some of the waiting data since the last check."""
        unsent, self._unsent = self._unsent, self._transport.get_write_buffer_size()
        if self._unsent >= unsent:
            return False
        self.deadline = self._state.now + self._state.limits.unsent_seconds
        return True

    def stop(self) -> None:
        """Close the connection now if it is idle, else after the answer."""
        if self._is_closing:
            self._transport.close()
        elif not (self._current or self._reader.is_in_head):
            self._close()

    def abort(self) -> None:
        """Close the connection now."""
        self._transport.abort()

    # -- what the body of a request calls ----------------------------------------------------------------------------

    def body_wanted(self) -> None:
        """The handler waits for the body."""
        body = self._reader.body
        if body is not None and body.awaits_continue:
            body.awaits_continue = False
            self._transport.write(writing.CONTINUE)
        self._enter(self._next_phase())

    def body_taken(self) -> None:
        """The handler has read the received data of the body."""
        if self._is_paused and not self._is_gone:
            self._settle()

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
        current = self._current
        is_waiting = reader.body is not None or self._is_paused or self._drained is not None or bool(self._queue)
        if is_waiting or current is None or current.wants_upgrade:
            self._settle()
        else:  # the usual case: one whole request
            self._enter(Phase.ANSWER)

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
        if self._queue or (self._drained is not None and self._reader.body is None):
            return True
        return self._current is not None and self._current.wants_upgrade

    def _settle(self) -> None:
        """Start or stop receiving, and set the deadline for the current phase."""
        body = self._reader.body
        must_pause = bool(self._held) or self._must_hold() or (body is not None and body.is_full)
        if must_pause != self._is_paused and not self._is_ended:
            self._is_paused = must_pause
            if must_pause:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
        phase = self._next_phase()
        if phase is not self._phase or (body is not None and body.received != self._pace.received):
            self._enter(phase)

    def _next_phase(self) -> Phase:
        body = self._reader.body
        if body is not None and not self._is_paused and not body.awaits_continue:
            return Phase.BODY
        if self._current is not None:
            return Phase.ANSWER
        return Phase.HEAD if self._reader.is_in_head else Phase.IDLE

    def _enter(self, phase: Phase) -> None:
        was_receiving = self._phase is Phase.BODY
        self._phase = phase
        if self._drained is not None:
            return  # the deadline for the client to read still applies
        state = self._state
        if phase is Phase.IDLE:
            self.deadline = state.now + state.limits.idle_seconds
        elif phase is Phase.ANSWER:
            is_alone = self._is_ended and self._is_streaming
            self.deadline = state.now + state.limits.idle_seconds if is_alone else math.inf
        elif phase is Phase.HEAD:
            self.deadline = state.now + state.limits.head_seconds
        else:
            received = 0 if self._reader.body is None else self._reader.body.received
            self.deadline = self._pace.deadline(state.now, received, was_receiving=was_receiving)

    def _on_request(self, request: Request) -> None:
        self._pace.begin()
        if self._current is None and not self._queue and self._drained is None:
            self._start(request)
        else:
            self._queue.append(request)

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
            if current is not None and current.content is body:
                if self._is_streaming:
                    self._transport.abort()
                    return
                if not self._is_begun and self._task is not None:
                    self._task.cancel()
                    self._state.tasks.discard(self._task)
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

    # -- answering ---------------------------------------------------------------------------------------------------

    def _refuse_incomplete(self) -> None:
        """Refuse the incomplete last request, once the client has stopped sending."""
        is_incomplete = self._reader.body is not None or self._reader.is_in_head
        if is_incomplete and not (self._held or self._is_closing):
            self._fail(Refused(400, reasons.INCOMPLETE))

    def _start(self, request: Request) -> None:
        """Begin to answer a request: now, or when its turn comes."""
        state = self._state
        self._current = request
        self._is_begun = False
        self._task = None
        if request.path in state.urgent:
            self._begin(request)
        elif len(state.tasks) >= state.limits.requests:
            state.loop.call_soon(self._refuse_overload, request)
        elif state.admission.has_room():
            self._begin(request)
        else:
            state.admission.wait(partial(self._on_turn, request))

    def _on_turn(self, request: Request, is_late: bool) -> None:
        """Begin or refuse a request that had to wait, unless its client has disconnected."""
        if self._current is not request or self._is_gone:
            return
        if is_late or len(self._state.tasks) >= self._state.limits.requests:
            self._refuse_overload(request)
        else:
            self._begin(request)

    def _begin(self, request: Request) -> None:
        task = self._task = self._state.loop.create_task(self._answer(request))
        self._state.tasks.add(task)

    def _refuse_overload(self, request: Request) -> None:
        if self._current is request and not self._is_gone:
            self._state.refused += 1
            self._respond(request, self._state.render(reasons.too_many_requests(request)))

    async def _answer(self, request: Request) -> None:
        state, task = self._state, self._task
        self._is_begun = True
        try:
            try:
                response = await state.handler(request)
            except Exception:
                log.exception("unexpected error while handling %s", _shown(request))
                response = state.render(reasons.internal(request))
            if self._is_gone:
                self._current = None
            if self._current is not request:
                if response is not None:
                    await response.discard()
            elif response is not None and not isinstance(response.content, bytes):
                await self._send_stream(request, response, response.content)
            else:
                self._deliver(request, response)
        except asyncio.CancelledError:
            if task is not None and not task.cancelling():
                log.exception("%s was cancelled from inside its handler", _shown(request))
            self._give_up(request)
            raise
        except Exception:
            log.exception("unexpected error while answering %s", _shown(request))
            self._give_up(request)
        finally:
            if task is not None:
                state.tasks.discard(task)
            if state.is_stopping:
                state.check_emptied()

    def _deliver(self, request: Request, response: Response | None) -> None:
        """Send a complete answer."""
        if response is None:
            if self._is_ended:
                self._close()  # earlier answers may still be in transit
            else:
                self._transport.abort()
        elif response.take_over is not None:
            self._hand_over(request, response)
        else:
            self._respond(request, response)

    def _give_up(self, request: Request) -> None:
        """Abort the connection of a request that cannot be answered, unless it is already closing."""
        if self._current is request or (self._current is None and not self._is_closing):
            self._transport.abort()

    def _respond(self, request: Request, response: Response) -> None:
        keep_alive = self._can_go_on(request)
        state = self._state
        try:
            data = writing.whole(response, request, state.date, keep_alive=keep_alive)
        except writing.UnsafeHeader:
            data = writing.whole(self._instead_of_unsafe(request), request, state.date, keep_alive=keep_alive)
        self._transport.write(data)
        self._finish(request, keep_alive=keep_alive)

    async def _send_stream(self, request: Request, response: Response, content: Stream) -> None:
        is_whole = keep_alive = False
        instead: Response | None = None
        try:
            has_content = writing.has_content(response, request)
            length = writing.length_of(response) if has_content else None
            is_chunked = has_content and length is None and request.version == "1.1"
            keep_alive = self._can_go_on(request) and (not has_content or is_chunked or length is not None)
            head = writing.head(response, request, self._state.date, is_chunked=is_chunked, keep_alive=keep_alive)
            self._transport.write(head)
            self._is_streaming = True
            if self._is_ended:
                self._enter(Phase.ANSWER)
            is_whole = not has_content or await self._send_pieces(content, length, is_chunked=is_chunked)
        except writing.UnsafeHeader:
            instead = self._instead_of_unsafe(request)
        except asyncio.CancelledError:
            if not self._is_gone:
                raise
        except StreamBroken:
            pass
        except Exception:
            log.exception("unexpected error while streaming %s", _shown(request))
        finally:
            self._is_streaming = False
            await content.aclose()
        if self._is_gone:
            return
        if instead is not None:
            self._respond(request, instead)
        elif is_whole:
            self._finish(request, keep_alive=keep_alive)
        else:
            self._transport.abort()

    async def _send_pieces(self, content: Stream, length: int | None, *, is_chunked: bool) -> bool:
        """Send a stream, at most as much as the head announced. Returns whether it was complete."""
        sent = 0
        async for piece in content:
            if not piece:
                continue
            sent += len(piece)
            if length is not None and sent > length:
                return False
            self._transport.write(writing.chunk(piece) if is_chunked else piece)
            if self._is_ended:
                self._enter(Phase.ANSWER)
            await asyncio.sleep(0)  # let other tasks run, and notice a client that has disconnected
            while self._drained is not None and not self._is_gone:
                await self._drained
            if self._is_gone:
                return False
        if is_chunked:
            self._transport.write(writing.LAST_CHUNK)
        return length is None or sent == length

    def _instead_of_unsafe(self, request: Request) -> Response:
        log.error("a header of the response to %s has a line break or a NUL", _shown(request))
        return self._state.render(reasons.internal(request))

    def _hand_over(self, request: Request, response: Response) -> None:
        """Hand the connection over to another protocol."""
        if not request.wants_upgrade or response.take_over is None:
            log.error("%s was answered with an upgrade that the client did not request", _shown(request))
            self._respond(request, self._state.render(reasons.internal(request)))
            return
        self._transport.write(writing.switching(response))
        held, self._held = self._held, b""
        self._current = None
        self._queue.clear()
        self.deadline = math.inf
        protocol = self._taken_over = response.take_over()
        protocol.connection_made(self._transport)
        if self._drained is not None:
            self._drained = None
            protocol.pause_writing()
        if held:
            protocol.data_received(held)
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()

    def _can_go_on(self, request: Request) -> bool:
        """Whether the connection can be reused after the answer to a request."""
        if not request.keep_alive or self._state.is_stopping:
            return False
        if self._is_ended and not (self._queue or self._held):
            return False
        body = request.content
        if body.is_complete:
            return True
        if body.length is None or body.awaits_continue:
            return False  # it is unknown how much of the body is still to come, if any
        return body.length - body.received <= self._state.limits.discarded_bytes

    def _finish(self, request: Request, *, keep_alive: bool) -> None:
        """Continue with the next request, or close."""
        self._current = None
        body = request.content
        is_waiting = self._queue or self._is_paused or self._is_ended or self._reader.is_in_head
        if keep_alive and body.is_complete and not is_waiting:
            self._enter(Phase.IDLE)
            return
        if not body.is_complete:
            body.discard()
        if not keep_alive:
            self._close(linger=True)
            return
        self._go_on()

    def _go_on(self) -> None:
        """Start the next request and read the held data, if possible."""
        if self._current is None and self._queue and self._drained is None:
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
        if self._is_ended and not self._is_closing:
            self._refuse_incomplete()
            if not self._is_closing and self._current is None and not (self._queue or self._held):
                self._close()

    def _write_refusal(self, refused: Refused) -> None:
        """Send the reason for closing the connection, and close it."""
        response = self._state.render(refused)
        self._transport.write(writing.whole(response, None, self._state.date, keep_alive=False))
        self._close(linger=True)

    def _close(self, *, linger: bool = False) -> None:
        """Close once everything is sent. `linger`: the client may still be sending, and must get to read the answer."""
        self._is_closing = True
        self._queue.clear()
        self._held = b""
        state = self._state
        if linger and not (self._is_ended or state.is_stopping or state.is_secure):
            self._transport.write_eof()
            self.deadline = state.now + LINGER_SECONDS
            self._lingers_until = state.now + LONGEST_LINGER_SECONDS
            if self._is_paused:
                self._is_paused = False
                self._transport.resume_reading()
        else:
            self._transport.close()
            self.deadline = state.now + state.limits.unsent_seconds


def _shown(request: Request) -> str:
    """A request for the log: undecoded, so that it is one line, and without the query."""
    return f"{request.method} {request.target.partition(b'?')[0].decode('ascii')}"
