"""The proxy between two plain sockets: what arrives is what was sent, but for what concerns one connection."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.server.http import Headers
from architrave.server.upstream import Upstream, UpstreamOptions
from architrave.server.upstream_messages import of_request, of_response
from tests.server.http.wire import answers
from tests.server.threaded import SECONDS, serving_in_thread


class Cloud:
    """A plain socket that keeps each request, byte for byte, and answers with bytes, on one connection each."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.asked = b""
        self.answer = b""
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(SECONDS)
                self.asked = _one_request(partial(connection.recv, 65_536))
                connection.sendall(self.answer)


def _one_request(receive: Callable[[], bytes]) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        piece = receive()
        if not piece:
            return got
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    if lines.get(b"transfer-encoding") == b"chunked":
        while not body.endswith(b"0\r\n\r\n"):
            body += receive()
    else:
        while len(body) < int(lines.get(b"content-length", 0)):
            body += receive()
    return head + b"\r\n\r\n" + body


@contextmanager
def between() -> Iterator[tuple[str, Cloud]]:
    """The URL of a proxy, and the cloud behind it."""
    cloud = Cloud()
    try:
        upstream = Upstream(UpstreamOptions(cloud.url), None)
        with serving_in_thread(upstream, upstream) as url:
            yield url, cloud
    finally:
        cloud.close()


@pytest.fixture(scope="module")
def proxy() -> Iterator[tuple[str, Cloud]]:
    with between() as both:
        yield both


def exchange(url: str, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=SECONDS) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65_536), b""))


def parts(message: bytes) -> tuple[bytes, list[tuple[bytes, bytes]], bytes]:
    """The first line, the headers with names in lower case, and the content without its chunks."""
    head, _, body = message.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    pairs = [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in lines)]
    if (b"transfer-encoding", b"chunked") in pairs:
        content = b""
        while body:
            size, _, body = body.partition(b"\r\n")
            content, body = content + body[: int(size, 16)], body[int(size, 16) + 2 :]
        body = content
    return first, pairs, body


TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789-_.!#$%&'*+^`|~", min_size=1, max_size=12)
NAMES = TOKEN.map(lambda name: f"x-{name}".encode())
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40).map(
    lambda value: value.strip(" \t\x85\xa0").encode("latin-1")
)
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
TARGETS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), max_size=40)
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
CONTENT = st.binary(max_size=3_000) | st.integers(0, 200_000).map(lambda size: b"\x00\xff\r\n" * (size // 4))
STATUSES = st.sampled_from([200, 201, 202, 302, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503, 599])


def lines_of(pairs: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % pair for pair in pairs)


def framed(content: bytes, *, is_chunked: bool) -> bytes:
    if not is_chunked:
        return b"content-length: %d\r\n\r\n%b" % (len(content), content)
    chunk = b"%x\r\n%b\r\n" % (len(content), content) if content else b""
    return b"transfer-encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"


@pytest.mark.property
@settings(deadline=None, max_examples=150)
@given(METHODS, TARGETS, HEADERS, CONTENT | st.none(), st.booleans(), STATUSES, HEADERS, CONTENT, st.booleans())
def test_what_arrives_is_what_was_sent(
    proxy: tuple[str, Cloud],
    method: str,
    target: str,
    asked: Headers,
    content: bytes | None,
    is_chunked: bool,
    status: int,
    answered: Headers,
    body: bytes,
    is_answer_chunked: bool,
):
    url, cloud = proxy
    cloud.answer = b"HTTP/1.1 %d Reason\r\n%b%b" % (
        status,
        lines_of([*answered, (b"connection", b"close")]),
        framed(body, is_chunked=is_answer_chunked),
    )
    start = f"{method} /{target} HTTP/1.1\r\nHost: localhost\r\n".encode()
    end = b"\r\n" if content is None else framed(content, is_chunked=is_chunked)
    received = exchange(url, start + lines_of(asked) + b"Connection: close\r\n" + end)

    first, pairs, arrived = parts(cloud.asked)
    assert first == f"{method} /{target} HTTP/1.1".encode()
    assert arrived == (content or b"")
    framing = {b"host", b"content-length", b"transfer-encoding"}
    assert [pair for pair in pairs if pair[0] not in framing] == [(name.lower(), value) for name, value in asked]
    lengths = {b"content-length", b"transfer-encoding"} & {name for name, _ in pairs}
    assert len(lengths) == (0 if content is None else 1)

    first, pairs, arrived = parts(received)
    assert first.split(b" ")[:2] == [b"HTTP/1.1", b"%d" % status]
    assert arrived == body
    ours = {b"content-length", b"transfer-encoding", b"date", b"connection"}
    assert [pair for pair in pairs if pair[0] not in ours] == [(name.lower(), value) for name, value in answered]


HOPS: list[tuple[list[tuple[bytes, bytes]], list[bytes]]] = [
    ([(b"connection", b"x-a, Keep-Alive"), (b"x-a", b"1"), (b"keep-alive", b"5"), (b"x-b", b"2")], [b"x-b"]),
    ([(b"connection", b"x-a"), (b"connection", b"X-B"), (b"x-a", b"1"), (b"x-b", b"1"), (b"x-c", b"")], [b"x-c"]),
    ([(b"te", b"trailers"), (b"trailer", b"x"), (b"upgrade", b"h2c"), (b"proxy-connection", b"close")], []),
    ([(b"connection", b"content-length"), (b"content-length", b"1")], [b"content-length"]),
    ([(b"cookie", b"a"), (b"cookie", b"b"), (b"authorization", b"c")], [b"cookie", b"cookie", b"authorization"]),
]


@pytest.mark.parametrize(("pairs", "names"), HOPS)
def test_headers_of_one_connection_are_not_passed_on(pairs: list[tuple[bytes, bytes]], names: list[bytes]):
    assert [name for name, _ in of_request(pairs)] == names
    assert [name for name, _ in of_response([(name.title(), value) for name, value in pairs])] == names


def test_a_length_beside_chunks_is_not_passed_back():
    assert of_response([(b"Content-Length", b"3"), (b"Transfer-Encoding", b"chunked")]) == []


ODD_ANSWERS = {
    "nothing": (b"", 502, "The launch may have been accepted"),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-Le", 502, "The launch may have been accepted"),
    "not HTTP": (b"nonsense\r\n\r\n", 502, "The launch may have been accepted"),
    "another protocol": (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", 502, "The launch may have been accepted"),
    "half a rejection": (b"HTTP/1.1 400 No\r\nContent-Length: 100\r\n\r\n{", 502, "rejected the launch with 400, but"),
}


@pytest.mark.parametrize("case", ODD_ANSWERS)
def test_answers_that_are_not_http(proxy: tuple[str, Cloud], case: str):
    url, cloud = proxy
    cloud.answer, status, said = ODD_ANSWERS[case]
    launch = b"POST /api/v2/flows/executions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
    (answer,) = answers(exchange(url, launch))
    assert (answer.status, said in answer.json["message"]) == (status, True), answer.body


def test_a_large_body_is_not_kept_in_memory():
    """The upstream reads nothing until the client can send no more: most of the body has not left the client."""
    cloud = socket.create_server(("127.0.0.1", 0))
    upstream = Upstream(UpstreamOptions(f"http://127.0.0.1:{cloud.getsockname()[1]}"), None)
    with serving_in_thread(upstream, upstream) as url:
        sent = _sent_before_it_blocks(int(url.rpartition(":")[2]))
        cloud.close()  # which resets the connection that it has not accepted
    assert sent < 64 * 1024 * 1024


def _sent_before_it_blocks(port: int) -> int:
    """How much of 300 MB a client can send while nobody reads it at the other end."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(
            b"POST /api/v2/flows/executions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\n"
        )
        client.settimeout(1)
        try:
            while sent < 300_000_000:
                sent += client.send(b" " * 1_000_000)
        except TimeoutError:
            pass
    return sent
