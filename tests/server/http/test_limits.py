"""Each limit: what happens just below and above it. Time passes only when a test says so."""

import asyncio
import sys

import pytest

from architrave.server.http import Limits, Request, Response
from architrave.server.http.line import LINGER_SECONDS, LONGEST_LINGER_SECONDS
from architrave.server.http.reading import SLICE
from architrave.server.http.state import REFUSED_CONNECTIONS
from tests.server.http.test_connection import EXPECTING, GET, POST, UPGRADE, events
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

LIMITS = Limits(
    request_line_bytes=600,
    header_bytes=1_000,
    headers=10,
    head_bytes=1_000,
    head_seconds=10,
    idle_seconds=20,
    body_seconds=30,
    unsent_seconds=40,
    body_bytes_per_second=2,
    discarded_bytes=100,
    connections=3,
    connections_of_address=3,
    requests=2,
)


def connected(handler=echo, *, is_slow: bool = False) -> Line:
    return connect(state_of(handler, LIMITS), is_slow=is_slow)


def assert_refused(line: Line, status: int, code: str) -> None:
    last = answers(line.wire.sent)[-1]
    assert (last.status, last.json["status"], last.json["code"]) == (status, status, code)
    assert last.json["contextId"] == last.headers["inin-correlation-id"]
    assert last.headers["cache-control"] == "no-cache, no-store, must-revalidate"
    assert last.headers["connection"] == "close"
    assert line.wire.is_half_closed
    assert not line.wire.is_closed
    line.wait(LINGER_SECONDS)
    assert line.wire.is_aborted


# -- the head --------------------------------------------------------------------------------------------------------


def head(size: int) -> bytes:
    """A request whose target and headers have this many bytes, counted with four for each header."""
    start, line = b"GET / HTTP/1.1\r\n", b"Host: x\r\nX-A: %b\r\n\r\n"
    return start + line % (b"a" * (size - len(b"/Hostx") - len(b"X-A") - 8))


@pytest.mark.parametrize("slices", [1, 7, 400])
def test_a_head_that_is_too_large_is_refused(slices: int):
    def cut(sent: bytes) -> list[bytes]:
        return [sent[at : at + slices] for at in range(0, len(sent), slices)] if slices > 1 else [sent]

    assert statuses(conversation(echo, cut(head(1_000)), LIMITS).sent) == [200]
    assert statuses(conversation(echo, cut(head(1_001)), LIMITS).sent) == [431]
    assert statuses(conversation(echo, [GET, *cut(head(1_001))], LIMITS).sent) == [200, 431]


def test_a_head_without_an_end_is_refused_before_it_fills_the_memory():
    wire = conversation(echo, [b"GET / HTTP/1.1\r\nX-A: ", *[b"a" * 4_000] * 4], LIMITS)
    assert statuses(wire.sent) == [431]
    assert statuses(conversation(echo, [b"GET /" + b"a" * 20_000], LIMITS).sent) == [414]
    many = b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 3_000
    assert statuses(conversation(echo, [many], LIMITS).sent) == [431]


HEADS = [
    (b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 8_191), 200, "path"),
    (b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 8_192), 414, "The request target is longer than 8192 bytes."),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: %b\r\n\r\n" % (b"a" * 8_189), 200, "path"),
    (
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: %b\r\n\r\n" % (b"a" * 8_190),
        431,
        "The header X-A is longer than 8192 bytes.",
    ),
    (b"GET / HTTP/1.1\r\nHost: x\r\n%b: a\r\n\r\n" % (b"X" * 8_192), 431, "A header name is longer than 8192 bytes."),
    (b"GET / HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"X-A: b\r\n" * 99), 200, "path"),
    (b"GET / HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"X-A: b\r\n" * 100), 431, "The request has more than 100 headers."),
    (
        b"GET / HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"X-A: %b\r\n" % (b"a" * 8_000) * 5),
        431,
        "The request line and the headers are larger than 32768 bytes.",
    ),
]


@pytest.mark.parametrize(("sent", "status", "said"), HEADS, ids=[said for _, _, said in HEADS])
def test_the_usual_limits_of_a_head(sent: bytes, status: int, said: str):
    for pieces in ([sent], [sent[at : at + 100] for at in range(0, len(sent), 100)]):
        (answer,) = answers(conversation(echo, pieces).sent)
        assert (answer.status, said in str(answer.json)) == (status, True), answer


def test_a_refusal_has_the_form_that_the_head_asks_for():
    wanted = b"GET / HTTP/1.1\r\nHost: x\r\nAccept: application/problem+json\r\nX-B: c\r\n"
    for sent, status in (
        (wanted + b"X-A: %b\r\n\r\n" % (b"a" * 9_000), 431),
        (wanted + b"X-A : b\r\n\r\n", 400),
        (wanted + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (wanted.replace(b"GET", b"POST") + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400),
    ):
        (answer,) = answers(conversation(echo, [sent]).sent)
        assert (answer.status, answer.json["status"]) == (status, status)
        assert answer.headers["content-type"] == "application/problem+json"


def depth() -> int:
    """How many calls are in progress: `traceback` would read their source too."""
    frame, count = sys._getframe(), 0
    while (frame := frame.f_back) is not None:  # type: ignore[assignment]
        count += 1
    return count


PIPELINED = {
    "requests": GET * 5_000,
    "upgrades": UPGRADE * 500,
    "upgrades with a body": UPGRADE.replace(b"\r\n\r\n", b"\r\nContent-Length: 1\r\n\r\nx") * 500,
}


@pytest.mark.parametrize("case", PIPELINED)
def test_requests_that_wait_on_a_connection_are_few_and_all_are_answered(case: str):
    async def scenario():
        waiting: list[int] = []

        async def handler(request: Request) -> Response:
            waiting.append(len(line.connection._queue))
            assert depth() < 60
            return await unread(request)

        line = connect(state_of(handler))
        line.connection.data_received(PIPELINED[case])
        while line.connection._current or line.connection._held:
            await line.settled()
        assert set(statuses(line.wire.sent)) == {200}
        assert len(waiting) == PIPELINED[case].count(b"Host: x")
        assert max(waiting) <= SLICE // 26

    run(scenario)


@pytest.mark.parametrize("trailer", [b"X-A: " + b"a" * 100_000, b"X-A: b\r\n" * 20_000])
def test_what_follows_the_content_of_a_body_is_bounded(trailer: bytes):
    body = b"%x\r\n%b\r\n0\r\n" % (500_000, b"x" * 500_000)
    sent = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body + trailer
    pieces = [sent[at : at + 8_000] for at in range(0, len(sent), 8_000)]
    assert statuses(conversation(echo, pieces).sent) == [400]


def test_a_head_that_takes_too_long_is_refused():
    async def scenario():
        line = connected()
        await line.send(GET[:10])
        line.wait(9)
        await line.send(GET[10:12])  # a byte now and then does not help
        line.wait(0.5)
        assert not line.wire.sent
        line.wait(0.5)
        assert_refused(line, 408, "request.timeout")

    run(scenario)


def test_a_silent_client_is_disconnected():
    async def scenario():
        line = connected()
        line.wait(9)
        assert not line.wire.is_closed
        line.wait(1)
        assert (line.wire.is_closed, line.wire.sent) == (True, b"")

    run(scenario)


def test_a_head_that_starts_after_a_request_has_its_time_from_the_answer_on():
    async def scenario():
        go = asyncio.Event()

        async def handler(_: Request) -> Response:
            await go.wait()
            return as_json(None)

        line = connected(handler)
        await line.send(GET + GET[:10])
        line.wait(1_000)
        go.set()
        await line.settled()
        line.wait(9)
        assert statuses(line.wire.sent) == [200]
        line.wait(1)
        assert_refused(line, 408, "request.timeout")

    run(scenario)


def test_an_idle_connection_is_closed_without_an_answer():
    async def scenario():
        line = connected()
        await line.send(GET)
        await line.settled()
        line.wait(19)
        await line.send(GET)
        await line.settled()
        line.wait(19)
        assert not line.wire.is_closed
        line.wait(1)
        assert line.wire.is_closed
        assert statuses(line.wire.sent) == [200, 200]

    run(scenario)


# -- the body --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("handler", [echo, unread])
def test_a_body_that_stops_coming_is_refused(handler):
    async def scenario():
        line = connected(handler)
        await line.send(POST[:-3])
        line.wait(29)
        await line.send(POST[-3:-1])  # two bytes give it one second
        line.wait(1.5)
        assert not line.wire.is_half_closed
        line.wait(0.5)
        await line.settled()
        if handler is echo:
            assert_refused(line, 408, "request.timeout")
        else:
            assert statuses(line.wire.sent) == [200]
            assert line.wire.is_half_closed

    run(scenario)


def test_a_body_may_be_slow_if_it_arrives_at_the_minimum_rate():
    async def scenario():
        line = connected()
        await line.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(49):
            line.wait(10)
            await line.send(b"x" * 20)
        line.wait(29)
        await line.send(b"x" * 20)
        await line.settled()
        assert statuses(line.wire.sent) == [200]

    run(scenario)


def test_the_framing_of_a_body_gives_it_no_time():
    async def scenario():
        line = connected()
        await line.send(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n1;")
        for _ in range(3):
            line.wait(10)
            await line.send(b"a")
        assert_refused(line, 408, "request.timeout")

    run(scenario)


def test_a_handler_takes_as_long_as_it_likes():
    async def scenario():
        go = asyncio.Event()

        async def handler(request: Request) -> Response:
            await go.wait()
            return as_json(len(await request.body(200_000)))

        asked = connected(handler)
        full = connect(asked.state)
        await asked.send(GET)
        await full.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"x" * 90_000)
        asked.wait(100_000)
        go.set()
        await turn()
        await full.send(b"x" * 10_000)
        await asked.settled()
        assert [answers(line.wire.sent)[0].json for line in (asked, full)] == [0, 100_000]
        go.clear()
        expecting = connect(asked.state)
        await expecting.send(EXPECTING)
        expecting.wait(1_000)
        go.set()
        await turn()
        assert expecting.wire.sent == b"HTTP/1.1 100 Continue\r\n\r\n"
        expecting.wait(30)
        assert_refused(expecting, 408, "request.timeout")
        await expecting.settled()

    run(scenario)


BODIES = [(b"Content-Length: 100", False), (b"Content-Length: 101", True), (b"Transfer-Encoding: chunked", True)]


@pytest.mark.parametrize(("announced", "is_closed"), BODIES)
def test_an_unread_body_is_discarded_up_to_a_limit(announced: bytes, is_closed: bool):
    wire = conversation(unread, [b"POST / HTTP/1.1\r\nHost: x\r\n" + announced + b"\r\n\r\n"], LIMITS)
    assert answers(wire.sent)[0].headers.get("connection") == ("close" if is_closed else None)
    assert wire.is_half_closed == is_closed


def test_data_after_the_last_answer_is_discarded():
    async def scenario():
        line = connected(unread)
        await line.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(10):
            await line.send(b"x" * 100_000)
        await line.send(GET)
        assert statuses(line.wire.sent) == [200]
        assert not line.connection.eof_received()

    run(scenario)


def test_a_refused_client_may_finish_sending_but_not_forever():
    async def scenario():
        line = connected()
        await line.send(b"nonsense\r\n\r\n")
        for _ in range(7):
            line.wait(LINGER_SECONDS - 1)
            await line.send(b"x")
            assert not line.wire.is_closed
        line.wait(LONGEST_LINGER_SECONDS - 7 * (LINGER_SECONDS - 1))
        assert line.wire.is_aborted

    run(scenario)


# -- unread answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_client_that_reads_nothing_of_its_answer_is_cut_off(is_stream: bool):
    async def scenario():
        closed: list[str] = []

        async def handler(_: Request) -> Response:
            return Response(200, [], events(b"a", b"b", closed=closed) if is_stream else b"a" * 1_000)

        line = connected(handler, is_slow=True)
        await line.send(GET)
        line.wait(39)
        assert not line.wire.is_closed
        line.wire.unsent -= 1  # it reads a byte
        line.wait(1)
        line.wait(39)
        assert not line.wire.is_closed
        line.wait(1)
        assert line.wire.is_aborted
        line.lose()
        await line.settled()
        assert closed == (["closed"] if is_stream else [])

    run(scenario)


def test_a_slow_client_has_its_usual_time_again_when_it_has_read_everything():
    async def scenario():
        line = connected(is_slow=True)
        await line.send(GET)
        line.wait(30)
        line.wire.take()
        line.wait(19)
        assert not line.wire.is_closed
        line.wait(1)
        assert (line.wire.is_closed, line.wire.is_aborted) == (True, False)

    run(scenario)


# -- how much at once ------------------------------------------------------------------------------------------------


def test_connections_beyond_the_limit_are_refused_at_once(caplog: pytest.LogCaptureFixture):
    async def scenario():
        first = connected()
        others = [connect(first.state) for _ in range(2)]
        refused = connect(first.state)
        last = answers(refused.wire.sent)[0]
        assert (last.status, last.headers["retry-after"], last.json["code"]) == (503, "1", "service.unavailable")
        await refused.send(GET)
        assert_refused(refused, 503, "service.unavailable")
        refused.lose()
        others[0].lose()
        again = connect(first.state)
        await again.send(GET)
        await again.settled()
        assert statuses(again.wire.sent) == [200]

    run(scenario)
    assert caplog.messages == ["refused 1 connections or requests: too many at once"]


def test_one_address_leaves_room_for_others():
    async def scenario():
        state = state_of(echo, Limits(connections_of_address=2))
        first, second = (connect(state, address="192.0.2.1") for _ in range(2))
        refused, other = connect(state, address="192.0.2.1"), connect(state, address="192.0.2.2")
        (answer,) = answers(refused.wire.sent)
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        assert "Too many connections from 192.0.2.1 are open. Close some" in answer.json["message"]
        for line in (refused, first):
            line.lose()
        again = connect(state, address="192.0.2.1")
        for line in (second, other, again):
            await line.send(GET)
            await line.settled()
            assert statuses(line.wire.sent) == [200]
            line.lose()
        assert not state.addresses

    run(scenario)


FITTING = [(1_000_000, 10_000, 9_000), (10_000, 8_800, 7_920), (1_024, 512, 461), (1, 1, 1)]


@pytest.mark.parametrize(("files", "connections", "of_address"), FITTING)
def test_connections_leave_files_for_other_things(files: int, connections: int, of_address: int):
    fitting = Limits().fitting(files)
    assert (fitting.connections, fitting.connections_of_address) == (connections, of_address)


def test_connections_far_beyond_the_limit_are_closed_without_an_answer():
    async def scenario():
        state = state_of(echo, LIMITS)
        lines = [connect(state) for _ in range(LIMITS.connections + REFUSED_CONNECTIONS + 1)]
        assert (lines[-2].wire.is_half_closed, lines[-1].wire.is_aborted, lines[-1].wire.sent) == (True, True, b"")

    run(scenario)


def test_requests_beyond_the_limit_are_refused_before_their_body_is_read():
    async def scenario():
        go = asyncio.Event()
        seen: list[str] = []

        async def handler(request: Request) -> Response:
            seen.append(request.path)
            await go.wait()
            return as_json(None)

        lines = [connected(handler)]
        lines += [connect(lines[0].state) for _ in range(2)]
        for line in lines[:2]:
            await line.send(GET)
        await lines[2].send(EXPECTING)
        refused = answers(lines[2].wire.sent)[0]
        assert (refused.status, refused.headers["retry-after"], refused.headers["connection"]) == (503, "1", "close")
        assert refused.json["code"] == "service.unavailable"
        assert seen == ["/a", "/a"]
        lines[2].lose()
        more = connect(lines[0].state)
        await more.send(POST + POST + UPGRADE + GET)
        await turn()
        assert statuses(more.wire.sent) == [503] * 4
        go.set()
        await lines[0].settled()
        await more.send(POST)
        await more.settled()
        assert statuses(more.wire.sent) == [503] * 4 + [200]

    run(scenario)
