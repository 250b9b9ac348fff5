"""A connection without a network: bytes go in piece by piece, answers come out, and nothing depends on time."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from architrave.server.http import ClientGone, Handler, Limits, Request, Response
from architrave.server.http.connection import Connection
from architrave.server.http.state import ServerState
from architrave.server.rendering import refused_response

JSON = (b"content-type", b"application/json")


class Wire(asyncio.Transport):
    """A transport that keeps what is written. With `is_slow`, the client reads nothing until `take` is called."""

    def __init__(self, *, is_slow: bool = False) -> None:
        super().__init__()
        self.sent = b""
        self.writes = 0
        self.is_closed = False
        self.is_aborted = False
        self.is_half_closed = False
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.is_slow = is_slow
        self.protocol: Any = None
        self.unsent = 0

    def write(self, data: bytes) -> None:
        assert not self.is_half_closed, "written after the end"
        self.sent += data
        self.writes += 1
        if self.is_slow and not self.unsent:
            self.unsent = len(self.sent)
            self.protocol.pause_writing()

    def take(self) -> None:
        """The client reads everything."""
        self.unsent = 0
        self.protocol.resume_writing()

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def write_eof(self) -> None:
        self.is_half_closed = True

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = self.is_aborted = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        self.may_read.clear()

    def resume_reading(self) -> None:
        self.may_read.set()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


@dataclass
class Line:
    """A connection and its wire."""

    connection: Connection
    wire: Wire
    state: ServerState

    async def send(self, data: bytes) -> None:
        """Send bytes as soon as the server receives."""
        await self.wire.may_read.wait()
        if not self.wire.is_closed:
            self.connection.data_received(data)
        await turn()

    async def settled(self) -> None:
        """Wait until everything that was sent is answered."""
        while self.state.tasks:
            await asyncio.wait(self.state.tasks)
            await turn()
        await turn()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.state.sweep(self.state.now + seconds)

    def lose(self) -> None:
        """The client disconnects."""
        self.wire.is_closed = True
        self.connection.connection_lost(None)


async def turn() -> None:
    """Let the loop run what is ready."""
    for _ in range(3):
        await asyncio.sleep(0)


def state_of(handler: Handler, limits: Limits | None = None) -> ServerState:
    state = ServerState(handler, refused_response, limits or Limits(), asyncio.get_running_loop())
    state.sweep(0.0)
    return state


def connect(state: ServerState, *, is_slow: bool = False, address: str = "") -> Line:
    """A new connection."""
    wire = Wire(is_slow=is_slow)
    connection = wire.protocol = Connection(state, address)
    connection.connection_made(wire)
    return Line(connection, wire, state)


def conversation(handler: Handler, pieces: Iterable[bytes], limits: Limits | None = None) -> Wire:
    """Send pieces over one connection, one after another, and wait for the answers."""

    async def talk() -> Wire:
        line = connect(state_of(handler, limits))
        for piece in pieces:
            await line.send(piece)
        if line.connection._reader.body is None:  # else its handler may wait for the rest
            await line.settled()
        line.lose()
        await line.settled()
        return line.wire

    return run(talk)


def run(scenario: Callable[[], Any]) -> Any:
    """Run a scenario; it fails if it hangs."""

    async def bounded() -> Any:
        async with asyncio.timeout(60):
            return await scenario()

    return asyncio.run(bounded())


# -- answers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """One answer, as a client reads it."""

    status: int
    headers: dict[str, str]
    body: bytes
    trailing: bytes = field(default=b"", compare=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def answers(sent: bytes, *methods: str) -> list[Answered]:
    """All answers, read to the last byte. `methods` are those of the requests, GET by default."""
    found: list[Answered] = []
    while sent:
        head, end, sent = sent.partition(b"\r\n\r\n")
        assert end, f"not the head of an answer: {head[:200]!r}"
        first, *lines = head.decode("latin-1").split("\r\n")
        assert first.startswith("HTTP/1.1 "), first
        status = int(first.split()[1])
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            assert name not in headers, f"{name} twice"
            headers[name] = value
        method = methods[len(found)] if len(methods) > len(found) else "GET"
        body, sent = _body(sent, status, headers, method)
        if status >= 200:
            found.append(Answered(status, headers, body))
    return found


def _body(sent: bytes, status: int, headers: dict[str, str], method: str) -> tuple[bytes, bytes]:
    if status < 200 or status in (204, 304) or method == "HEAD":
        return b"", sent
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while True:
            size, _, sent = sent.partition(b"\r\n")
            length = int(size, 16)
            body, after, sent = body + sent[:length], sent[length : length + 2], sent[length + 2 :]
            assert after == b"\r\n"
            if not length:
                return body, sent
    length = int(headers["content-length"]) if "content-length" in headers else len(sent)
    assert len(sent) >= length
    return sent[:length], sent[length:]


def statuses(sent: bytes, *methods: str) -> list[int]:
    return [answer.status for answer in answers(sent, *methods)]


# -- handlers --------------------------------------------------------------------------------------------------------


def as_json(content: Any, status: int = 200) -> Response:
    return Response(status, [JSON], json.dumps(content).encode())


async def echo(request: Request) -> Response | None:
    """Echoes the request, including its body."""
    try:
        body = await request.body(1_000_000)
    except ClientGone:
        return None
    shown = {
        "method": request.method,
        "path": request.path,
        "query": request.query_string,
        "body": body.decode("latin-1"),
    }
    return as_json(shown)


async def unread(request: Request) -> Response:
    """Answers without reading the body."""
    return as_json({"path": request.path})
