"""The answers of a connection: a table of requests, then what happens between them."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncGenerator, Callable
from typing import Any, cast

import pytest

from architrave.server.http import ClientGone, Request, Response, StreamBroken
from architrave.server.http.connection import Connection
from architrave.server.http.reading import SLICE, RequestReader
from tests.server.http.wire import (
    Line,
    answers,
    as_json,
    connect,
    conversation,
    echo,
    run,
    state_of,
    statuses,
    turn,
    unread,
)

GET = b"GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;e=1\r\nllo\r\n0\r\nX-T: 1\r\n\r\n"
)

ANSWERED = {
    "a path and a query": (GET, [("GET", "/a", "b=c", "")], True),
    "an encoded path": (b"GET /a%20b%2Fc%00 HTTP/1.1\r\nHost: x\r\n\r\n", [("GET", "/a%20b%2Fc%00", "", "")], True),
    "an absolute target": (b"GET http://x:1/a?b HTTP/1.1\r\nHost: x\r\n\r\n", [("GET", "/a", "b", "")], True),
    "an absolute target without a path": (b"GET http://x HTTP/1.1\r\nHost: x\r\n\r\n", [("GET", "/", "", "")], True),
    "OPTIONS *": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", [("OPTIONS", "*", "", "")], True),
    "a body": (POST, [("POST", "/p", "", "hello")], True),
    "a body in chunks, with a trailer": (CHUNKED, [("POST", "/p", "", "hello")], True),
    "a line break before it": (b"\r\n" + GET, [("GET", "/a", "b=c", "")], True),
    "HTTP/1.0": (b"GET / HTTP/1.0\r\n\r\n", [("GET", "/", "", "")], False),
    "HTTP/1.0, to be kept": (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", [("GET", "/", "", "")], True),
    "the last": (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", [("GET", "/", "", "")], False),
    "one after the last": (
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + GET,
        [("GET", "/", "", "")],
        False,
    ),
    "several at once": (
        GET + POST + CHUNKED + GET,
        [("GET", "/a", "b=c", ""), ("POST", "/p", "", "hello"), ("POST", "/p", "", "hello"), ("GET", "/a", "b=c", "")],
        True,
    ),
    "an expectation of HTTP/1.0": (
        b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
        [("POST", "/", "", "x")],
        False,
    ),
    "an upgrade with a body": (
        b"POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
        b"Content-Length: 2\r\n\r\n{}" + GET,
        [("POST", "/", "", "{}"), ("GET", "/a", "b=c", "")],
        True,
    ),
    "an upgrade with a body, as the last": (
        b"POST / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}",
        [("POST", "/", "", "{}")],
        False,
    ),
    "an upgrade without a body": (
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + GET,
        [("GET", "/", "", ""), ("GET", "/a", "b=c", "")],
        True,
    ),
    "an upgrade that HTTP/1.0 has not": (
        b"GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        [("GET", "/", "", "")],
        False,
    ),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_requests_are_answered(case: str):
    sent, expected, is_kept = ANSWERED[case]
    wire = conversation(echo, [sent])
    found = [tuple(answer.json[key] for key in ("method", "path", "query", "body")) for answer in answers(wire.sent)]
    assert found == expected
    last = answers(wire.sent)[-1].headers
    assert (last.get("connection") != "close", not wire.is_half_closed) == (is_kept, is_kept)
    assert {"date", "content-type", "content-length"} <= last.keys()


def test_a_kept_connection_of_http_1_0_is_announced():
    sent = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    assert answers(conversation(echo, [sent]).sent)[0].headers["connection"] == "keep-alive"


def test_an_answer_is_one_write():
    assert conversation(echo, [POST]).writes == 1


def test_a_request_goes_to_the_handler_before_its_body_and_a_body_in_the_same_packet_is_there():
    async def scenario():
        asked: list[tuple[str, bool]] = []

        async def handler(request: Request) -> Response:
            asked.append((request.path, request.content.is_complete))
            await request.body(10)
            return as_json(None)

        line = connect(state_of(handler))
        await line.send(POST)
        await line.send(POST[:-2])
        assert asked == [("/p", True), ("/p", False)]
        await line.send(POST[-2:])
        await line.settled()
        assert statuses(line.wire.sent) == [200, 200]

    run(scenario)


NO_CONTENT = [("HEAD", 200, b"5"), ("GET", 204, None), ("GET", 304, None)]


@pytest.mark.parametrize(("method", "status", "length"), NO_CONTENT)
@pytest.mark.parametrize("is_stream", [False, True])
def test_answers_without_content(method: str, status: int, length: bytes | None, is_stream: bool):
    closed: list[bool] = []

    class Pieces:
        async def __aiter__(self):
            raise AssertionError("not wanted")
            yield b""

        async def aclose(self):
            closed.append(True)

    async def handler(_: Request) -> Response:
        headers = [(b"content-length", b"5")] if length and is_stream else []
        return Response(status, headers, Pieces() if is_stream else b"hello")

    wire = conversation(handler, [f"{method} / HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 2])
    found = answers(wire.sent, method, method)
    assert [answer.status for answer in found] == [status, status]
    assert found[0].headers.get("content-length") == (length.decode() if length else None)
    assert closed == ([True, True] if is_stream else [])


def test_a_content_length_of_the_handler_is_not_sent_twice():
    async def handler(_: Request) -> Response:
        return Response(200, [(b"content-length", b"99"), (b"x-a", b"b")], b"hello")

    (answer,) = answers(conversation(handler, [GET]).sent)
    assert (answer.body, answer.headers["content-length"], answer.headers["x-a"]) == (b"hello", "5", "b")


# -- Expect ----------------------------------------------------------------------------------------------------------

EXPECTING = b"POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"


def test_a_continue_is_sent_when_the_handler_reads():
    async def scenario():
        go = asyncio.Event()

        async def handler(request: Request) -> Response:
            await go.wait()
            return as_json((await request.body(10)).decode())

        line = connect(state_of(handler))
        await line.send(EXPECTING)
        assert line.wire.sent == b""
        go.set()
        await turn()
        assert line.wire.sent == b"HTTP/1.1 100 Continue\r\n\r\n"
        await line.send(b"hel")
        await line.send(b"lo")
        await line.settled()
        assert [answer.json for answer in answers(line.wire.sent)] == ["hello"]
        assert not line.wire.is_half_closed

    run(scenario)


def test_no_continue_if_the_body_has_arrived_or_is_not_read():
    assert answers(conversation(echo, [EXPECTING + b"hello"]).sent)[0].json["body"] == "hello"
    refused = conversation(unread, [EXPECTING])
    assert refused.sent.startswith(b"HTTP/1.1 200 ")
    assert answers(refused.sent)[0].headers["connection"] == "close"
    assert refused.is_half_closed


# -- bodies that nobody reads ----------------------------------------------------------------------------------------


def test_an_unread_body_is_discarded_and_the_connection_continues():
    sent = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n"
    wire = conversation(unread, [sent, *[b"x" * 50_000] * 6, GET])
    assert [answer.json["path"] for answer in answers(wire.sent)] == ["/", "/a"]


def test_a_body_is_read_up_to_its_limit_and_no_further():
    async def handler(request: Request) -> Response:
        return as_json(len(await request.body(1_000)))

    sent = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n"
    wire = conversation(handler, [sent, *[b"x" * 600] * 2, b"x" * 298_800, GET])
    assert [answer.json for answer in answers(wire.sent)] == [1_001, 0]


def test_a_client_that_sends_faster_than_the_handler_reads_is_slowed_down():
    async def scenario():
        go = asyncio.Event()

        async def handler(request: Request) -> Response:
            await go.wait()
            return as_json(sum([len(piece) async for piece in request.stream()]))

        line = connect(state_of(handler))
        await line.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n")
        await line.send(b"x" * 100_000)
        assert not line.wire.may_read.is_set()
        go.set()
        for _ in range(4):
            await line.send(b"x" * 100_000)
        await line.settled()
        assert [answer.json for answer in answers(line.wire.sent)] == [500_000]

    run(scenario)


# -- pipelining ------------------------------------------------------------------------------------------------------


def test_requests_that_are_sent_ahead_wait_and_so_do_the_bytes_after_them():
    async def scenario():
        go = asyncio.Semaphore(0)
        at_work: list[str] = []

        async def handler(request: Request) -> Response:
            at_work.append(request.path)
            await go.acquire()
            return as_json(request.path)

        line = connect(state_of(handler))
        count = 2 * SLICE // 30
        asyncio.get_running_loop().call_soon(
            line.connection.data_received,
            b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % number for number in range(count)),
        )
        await turn()
        assert at_work == ["/0"]
        assert not line.wire.may_read.is_set()
        parsed = len(line.connection._queue)
        assert 0 < parsed < count - 1
        for _ in range(count):
            go.release()
        await line.settled()
        assert [answer.json for answer in answers(line.wire.sent)] == [f"/{number}" for number in range(count)]
        assert line.wire.may_read.is_set()

    run(scenario)


def test_a_client_that_reads_nothing_gets_one_answer_at_a_time():
    async def scenario():
        at_work: list[str] = []

        async def handler(request: Request) -> Response:
            at_work.append(request.path)
            return as_json("x" * 100)

        line = connect(state_of(handler), is_slow=True)
        count = 2 * SLICE // 30
        await line.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % number for number in range(count)))
        for taken in range(1, count):
            await line.settled()
            assert (len(at_work), line.wire.writes, line.wire.may_read.is_set()) == (taken, taken, False)
            line.wire.take()
        await line.settled()
        assert not line.wire.may_read.is_set()  # nothing more is received until the last answer has been read too
        line.wire.take()
        assert line.wire.may_read.is_set()
        await line.send(GET)
        await line.settled()
        assert at_work == [*(f"/{number}" for number in range(count)), "/a"]
        assert statuses(line.wire.sent) == [200] * (count + 1)

    run(scenario)


def test_what_was_sent_ahead_to_a_slow_client_is_refused_in_its_turn():
    async def scenario():
        line = connect(state_of(echo), is_slow=True)
        broken = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"
        await line.send(GET + GET + broken)
        await line.settled()
        assert statuses(line.wire.sent) == [200]
        line.wire.take()
        await line.settled()
        assert statuses(line.wire.sent) == [200, 200]
        line.wire.take()
        assert statuses(line.wire.sent) == [200, 200, 400]
        assert line.wire.is_half_closed

    run(scenario)


def test_a_body_is_received_from_a_client_that_reads_only_after_it():
    async def scenario():
        line = connect(state_of(unread), is_slow=True)
        await line.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n")
        for following in (b"", b"", GET):
            assert line.wire.may_read.is_set()
            await line.send(b"x" * 100_000 + following)
        assert not line.wire.may_read.is_set()
        assert statuses(line.wire.sent) == [200]
        line.wire.take()
        await line.settled()
        assert statuses(line.wire.sent) == [200, 200]

    run(scenario)


def test_a_slow_client_of_a_server_that_stops_gets_no_further_request_started():
    async def scenario():
        line = connect(state_of(echo), is_slow=True)
        await line.send(GET + GET)
        await line.settled()
        line.state.is_stopping = True
        line.connection.stop()
        line.wire.take()
        await line.settled()
        assert (statuses(line.wire.sent), line.wire.is_closed) == ([200], True)

    run(scenario)


# -- streams ---------------------------------------------------------------------------------------------------------


async def events(*pieces: bytes, closed: list[str] | None = None) -> AsyncGenerator[bytes, None]:
    try:
        for piece in pieces:
            yield piece
    finally:
        if closed is not None:
            closed.append("closed")


STREAMS = [
    ("HTTP/1.1", [], (b"a", b"", b"bc"), b"abc", True),
    ("HTTP/1.1", [(b"content-length", b"3")], (b"a", b"bc"), b"abc", True),
    ("HTTP/1.0", [], (b"a", b"bc"), b"abc", False),
    ("HTTP/1.1", [], (), b"", True),
]


@pytest.mark.parametrize(("version", "headers", "pieces", "body", "is_kept"), STREAMS)
def test_streams(version: str, headers: list[Any], pieces: tuple[bytes, ...], body: bytes, is_kept: bool):
    closed: list[str] = []

    async def handler(_: Request) -> Response:
        return Response(200, headers, events(*pieces, closed=closed))

    wire = conversation(handler, [f"GET / {version}\r\nHost: x\r\n\r\n".encode()])
    (answer,) = answers(wire.sent)
    assert answer.body == body
    assert (answer.headers.get("connection") != "close") == is_kept
    assert closed == ["closed"]


OTHER_LENGTHS = [(b"5", (b"abc",)), (b"2", (b"ab", b"c"))]


@pytest.mark.parametrize(("length", "pieces"), OTHER_LENGTHS)
def test_a_stream_of_the_wrong_length_does_not_break_what_follows(length: bytes, pieces: tuple[bytes, ...]):
    async def handler(_: Request) -> Response:
        return Response(200, [(b"content-length", length)], events(*pieces))

    wire = conversation(handler, [GET + GET])
    assert wire.is_aborted
    assert wire.sent.count(b"HTTP/1.1") == 1
    assert wire.sent.endswith(b"\r\n\r\n" + pieces[0])


@pytest.mark.parametrize("problem", [RuntimeError("a secret"), StreamBroken()])
def test_a_stream_that_fails_ends_the_connection(problem: Exception, caplog: pytest.LogCaptureFixture):
    async def failing() -> AsyncGenerator[bytes, None]:
        yield b"a"
        raise problem

    async def handler(_: Request) -> Response:
        return Response(200, [], failing())

    wire = conversation(handler, [GET + GET])
    assert wire.is_aborted
    assert b"0\r\n\r\n" not in wire.sent
    assert ("while streaming" in caplog.text) == isinstance(problem, RuntimeError)


def test_a_stream_waits_for_a_slow_reader():
    async def scenario():
        made: list[int] = []

        async def counted() -> AsyncGenerator[bytes, None]:
            for number in range(6):
                made.append(number)
                yield b"data: %d\n\n" % number

        async def handler(_: Request) -> Response:
            return Response(200, [(b"content-type", b"text/event-stream")], counted())

        line = connect(state_of(handler), is_slow=True)
        await line.send(GET)
        for expected in range(1, 6):
            await turn()
            assert len(made) == expected
            line.wire.take()
        line.wire.is_slow = False
        line.wire.take()
        await line.settled()
        assert answers(line.wire.sent)[0].body.count(b"data: ") == 6

    run(scenario)


# -- clients that disconnect -----------------------------------------------------------------------------------------


def test_a_client_that_disconnects_ends_its_stream():
    async def scenario():
        closed: list[str] = []

        async def endless() -> AsyncGenerator[bytes, None]:
            try:
                yield b"data: 1\n\n"
                await asyncio.Event().wait()
            finally:
                closed.append("closed")

        async def handler(_: Request) -> Response:
            return Response(200, [], endless())

        line = connect(state_of(handler))
        await line.send(GET)
        assert line.connection.eof_received()  # it may have disconnected, or only have stopped sending
        line.wait(74)
        assert not line.wire.is_closed
        line.wait(1)
        assert line.wire.is_aborted
        line.lose()
        await line.settled()
        assert closed == ["closed"]
        assert not line.state.connections

    run(scenario)


def test_a_stream_that_never_waits_lets_others_run_and_ends_with_its_client():
    async def scenario():
        async def handler(request: Request) -> Response:
            return Response(200, [], endless()) if request.path == "/a" else as_json(None)

        async def endless() -> AsyncGenerator[bytes, None]:
            while True:
                yield b"a"

        busy = connect(state_of(handler))
        await busy.send(GET)
        other = connect(busy.state)
        await other.send(POST)
        assert statuses(other.wire.sent) == [200]
        busy.lose()
        await busy.settled()

    run(scenario)


def test_a_client_that_disconnects_in_its_body_is_reported_to_the_reader():
    async def scenario():
        told: list[bytes] = []

        async def handler(request: Request) -> None:
            try:
                told.extend([piece async for piece in request.stream()])
            except ClientGone:
                told.append(b"gone")

        line = connect(state_of(handler))
        await line.send(POST[:-2])
        line.lose()
        await line.settled()
        assert told == [b"gone"]
        assert line.wire.sent == b""

    run(scenario)


def test_a_handler_that_has_its_request_continues_when_the_client_disconnects():
    async def scenario():
        go, done = asyncio.Event(), []
        closed: list[str] = []

        async def handler(request: Request) -> Response:
            await go.wait()
            done.append(await request.body(10))
            return Response(200, [], events(b"a", closed=closed))

        line = connect(state_of(handler))
        await line.send(POST)
        line.lose()
        go.set()
        await line.settled()
        assert done == [b"hello"]
        assert line.wire.sent == b""

    run(scenario)


def test_a_client_that_only_stops_sending_gets_its_answer():
    async def scenario():
        go = asyncio.Event()

        async def handler(_: Request) -> Response:
            await go.wait()
            return as_json("late")

        line = connect(state_of(handler))
        await line.send(GET)
        assert line.connection.eof_received()
        go.set()
        await line.settled()
        (answer,) = answers(line.wire.sent)
        assert (answer.json, answer.headers["connection"], line.wire.is_closed) == ("late", "close", True)

    run(scenario)


HALF = POST[:-2]
BROKEN = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"
HALF_CLOSED: dict[str, tuple[bytes, list[str]]] = {
    "two requests": (GET + POST, ["/a", "/p"]),
    "half a head after them": (GET + POST + GET[:-2], ["/a", "/p", "refused"]),
    "half a body after them": (GET + POST + HALF, ["/a", "/p", "refused"]),
    "many": (GET * (2 * SLICE // len(GET)), ["/a"] * (2 * SLICE // len(GET))),
    "many, and half a body": (
        GET * (2 * SLICE // len(GET)) + HALF,
        ["/a"] * (2 * SLICE // len(GET)) + ["refused"],
    ),
    "a refusal after them": (GET + GET + b"nonsense\r\n\r\n", ["/a", "/a", "refused"]),
    "a broken body after them": (GET + GET + BROKEN, ["/a", "/a", "refused"]),
    "a broken body after many": (
        GET * (2 * SLICE // len(GET)) + BROKEN,
        ["/a"] * (2 * SLICE // len(GET)) + ["refused"],
    ),
    "one after the last": (GET + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + GET, ["/a", "/"]),
}


@pytest.mark.parametrize("case", HALF_CLOSED)
@pytest.mark.parametrize("is_slow", [False, True])
def test_a_client_that_stops_sending_gets_the_answers_to_all_that_it_has_sent(case: str, is_slow: bool):
    async def scenario():
        go = asyncio.Event()

        async def handler(request: Request) -> Response | None:
            await go.wait()
            return await echo(request)

        sent, expected = HALF_CLOSED[case]
        line = connect(state_of(handler), is_slow=is_slow)
        await line.send(sent)
        assert line.connection.eof_received()
        go.set()
        await line.settled()
        while line.wire.unsent:
            line.wire.take()
            await line.settled()
        found = answers(line.wire.sent)
        assert [answer.json.get("path", "refused") for answer in found] == expected
        assert line.wire.is_closed or line.wire.is_half_closed
        assert not line.wire.is_aborted
        assert not line.state.tasks

    run(scenario)


@pytest.mark.parametrize("sent", [GET[:10], POST[:-2], HALF, b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"])
def test_a_client_that_stops_sending_in_its_request_is_refused(sent: bytes):
    async def scenario():
        line = connect(state_of(echo))
        await line.send(sent)
        assert not line.connection.eof_received()  # the transport closes once the answer is sent
        await line.settled()
        (answer,) = answers(line.wire.sent)
        assert (answer.status, "is incomplete" in answer.json["message"]) == (400, True)
        assert answer.headers["connection"] == "close"

    run(scenario)


def test_a_client_that_stops_sending_gets_the_rest_of_its_stream():
    async def scenario():
        go = asyncio.Event()

        async def pieces() -> AsyncGenerator[bytes, None]:
            yield b"first"
            await go.wait()
            yield b"second"

        async def handler(_: Request) -> Response:
            return Response(200, [], pieces())

        line = connect(state_of(handler))
        await line.send(GET)
        assert line.connection.eof_received()
        go.set()
        await line.settled()
        (answer,) = answers(line.wire.sent)
        assert (answer.body, line.wire.is_closed, line.wire.is_aborted) == (b"firstsecond", True, False)

    run(scenario)


def test_a_client_that_stops_sending_while_it_is_slow_gets_the_answers_that_wait():
    async def scenario():
        line = connect(state_of(echo), is_slow=True)
        await line.send(GET + POST)
        await line.settled()
        assert line.connection.eof_received()
        line.wire.take()
        await line.settled()
        assert (statuses(line.wire.sent), line.wire.is_closed) == ([200, 200], True)

    run(scenario)


def test_no_response_closes_the_connection():
    async def handler(_: Request) -> None:
        return None

    assert conversation(handler, [GET]).is_aborted


def test_a_connection_that_is_closed_is_freed_at_once():
    def open_ones() -> int:
        return sum(isinstance(one, Connection | RequestReader) for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = open_ones()
        for sent in (GET + POST, POST[:-2], b"nonsense\r\n\r\n"):
            conversation(echo, [sent]).protocol = None
        assert open_ones() == before
    finally:
        gc.enable()


# -- faults of the handler -------------------------------------------------------------------------------------------


def test_a_handler_that_fails_is_answered_for(caplog: pytest.LogCaptureFixture):
    async def handler(request: Request) -> Response:
        if request.path == "/a":
            raise RuntimeError("a secret")
        return as_json(None)

    wire = conversation(handler, [GET + POST])
    first, second = answers(wire.sent)
    assert (first.status, first.json["code"], second.status) == (500, "internal.server.error", 200)
    assert b"secret" not in wire.sent
    assert "GET /a" in caplog.text


class Unclosable:
    """A stream that fails when it is closed."""

    async def __aiter__(self):
        yield b"a"

    async def aclose(self):
        raise RuntimeError("it does not close")


def refuses_to_take_over() -> asyncio.Protocol:
    raise RuntimeError("it does not start")


def cancelled_inside() -> Response:
    raise asyncio.CancelledError


FAULTY: dict[str, Callable[[], Any]] = {
    "a cancellation inside the handler": cancelled_inside,
    "no response at all": lambda: "text",
    "a header that is not bytes": lambda: Response(200, cast("Any", [("x-a", "b")]), b"a"),
    "a length that is not a number": lambda: Response(200, [(b"content-length", b"many")], events(b"a")),
    "a stream that does not close": lambda: Response(200, [], Unclosable()),
    "a protocol that does not start": lambda: Response(101, [], take_over=refuses_to_take_over),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_response_that_cannot_be_sent_aborts_the_connection(case: str, caplog: pytest.LogCaptureFixture):
    async def scenario():
        async def handler(_: Request) -> Response:
            return FAULTY[case]()

        line = connect(state_of(handler))
        await line.send(UPGRADE)
        await line.settled()
        assert line.wire.is_aborted
        assert not line.state.tasks
        (record,) = caplog.records
        assert (record.levelname, "GET /ws" in record.message) == ("ERROR", True)

    run(scenario)


def test_a_handler_that_is_cancelled_aborts_its_connection_without_a_log(caplog: pytest.LogCaptureFixture):
    async def scenario():
        async def handler(_: Request) -> Response:
            await asyncio.Event().wait()
            raise AssertionError

        line = connect(state_of(handler))
        await line.send(GET)
        for task in line.state.tasks:
            task.cancel()
        await line.settled()
        assert line.wire.is_aborted
        assert caplog.records == []

    run(scenario)


def test_a_stream_that_is_no_longer_needed_and_does_not_close_leaves_the_refusal_alone(
    caplog: pytest.LogCaptureFixture,
):
    async def scenario():
        async def handler(request: Request) -> Response:
            with contextlib.suppress(asyncio.CancelledError):
                await request.body(10)
            return Response(200, [], Unclosable())

        line = connect(state_of(handler))
        await line.send(POST[:-2])
        line.wait(1_000)
        await line.settled()
        assert (statuses(line.wire.sent), line.wire.is_half_closed, line.wire.is_aborted) == ([408], True, False)
        assert "POST /p" in caplog.text

    run(scenario)


UNSAFE = [
    (b"x-a", b"b\r\nset-cookie: c=d"),
    (b"x-a", b"b\nc: d"),
    (b"x-a", b"b\rc: d"),
    (b"x-a\r\nb", b"c"),
    (b"x-a", b"b\0c"),
    (b"x-a", b"b\r\n\r\nHTTP/1.1 200 OK\r\n"),
]


@pytest.mark.parametrize("header", UNSAFE)
@pytest.mark.parametrize("is_stream", [False, True])
def test_a_header_with_a_line_break_is_never_written(
    header: tuple[bytes, bytes], is_stream: bool, caplog: pytest.LogCaptureFixture
):
    async def handler(request: Request) -> Response:
        if request.method == "GET":
            return Response(200, [(b"x-b", b"c"), header], events(b"a") if is_stream else b"a")
        return as_json(None)

    wire = conversation(handler, [GET + POST])
    first, second = answers(wire.sent)
    assert (first.status, second.status) == (500, 200)
    assert first.headers.keys() <= {"date", "content-type", "content-length", "inin-correlation-id", "cache-control"}
    assert "line break" in caplog.text


# -- another protocol ------------------------------------------------------------------------------------------------

UPGRADE = b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"


class Upper(asyncio.Protocol):
    """Sends everything back in capitals."""

    def __init__(self, told: list[str]) -> None:
        self.told = told

    def connection_made(self, transport):
        self.transport = transport
        self.told.append("made")

    def data_received(self, data):
        self.transport.write(data.upper())

    def pause_writing(self):
        self.told.append("pause")

    def resume_writing(self):
        self.told.append("resume")

    def eof_received(self):
        self.told.append("eof")

    def connection_lost(self, exc):
        self.told.append("lost")


def test_another_protocol_takes_the_connection_over():
    async def scenario():
        told: list[str] = []

        async def handler(request: Request) -> Response:
            assert request.wants_upgrade
            return Response(101, [(b"upgrade", b"echo"), (b"connection", b"Upgrade")], take_over=lambda: Upper(told))

        line = connect(state_of(handler))
        await line.send(UPGRADE + b"abc")
        await line.send(b"def")
        head, _, rest = line.wire.sent.partition(b"\r\n\r\n")
        assert head == b"HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: Upgrade"
        assert rest == b"ABCDEF"
        line.connection.pause_writing()
        line.connection.resume_writing()
        line.connection.eof_received()
        line.connection.stop()
        assert line.wire.is_closed
        line.lose()
        assert told == ["made", "pause", "resume", "eof", "lost"]

    run(scenario)


def test_another_protocol_is_notified_that_the_client_is_slow():
    async def scenario():
        told: list[str] = []

        async def handler(_: Request) -> Response:
            return Response(101, [], take_over=lambda: Upper(told))

        line = connect(state_of(handler), is_slow=True)
        await line.send(UPGRADE)
        await line.settled()
        line.wire.take()
        assert (told, line.wire.may_read.is_set()) == (["made", "pause", "resume"], True)

    run(scenario)


def test_an_upgrade_that_the_client_did_not_request_is_a_fault_of_the_handler(caplog: pytest.LogCaptureFixture):
    async def handler(_: Request) -> Response:
        return Response(101, [], take_over=lambda: Upper([]))

    assert statuses(conversation(handler, [GET]).sent) == [500]
    assert "did not request" in caplog.text


def test_what_follows_a_declined_upgrade_is_a_request():
    async def scenario():
        line: Line = connect(state_of(echo))
        await line.send(UPGRADE + GET)
        await line.send(POST)
        await line.settled()
        assert [answer.json["path"] for answer in answers(line.wire.sent)] == ["/ws", "/a", "/p"]

    run(scenario)
