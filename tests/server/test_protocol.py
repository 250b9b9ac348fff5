"""Launches over a plain socket, sent in every way that HTTP allows: the responses are always the same."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.conftest import EXAMPLE, LAUNCHER, ORDER_SYNC
from tests.server.process import ServeProcess, serve_process

pytestmark = pytest.mark.slow

BODY = json.dumps({"flowId": ORDER_SYNC, "name": "sent bare", "inputData": {}}).encode()
SECONDS = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeProcess]:
    import shutil

    folder = tmp_path_factory.mktemp("bare")
    copied = shutil.copytree(EXAMPLE, folder / "org", ignore=shutil.ignore_patterns(".architrave"))
    with serve_process(Path(copied), folder / "state") as process:
        yield process


@pytest.fixture(scope="module")
def bearer(server: ServeProcess) -> str:
    import httpx

    grant = {"grant_type": "client_credentials"}
    answer = httpx.post(f"{server.url}/oauth/token", auth=LAUNCHER, data=grant, timeout=SECONDS)
    return f"Authorization: Bearer {answer.json()['access_token']}"


def request(*lines: str, body: bytes = BODY, first: str = "POST /api/v2/flows/executions HTTP/1.1") -> bytes:
    head = [first, "Host: 127.0.0.1", "Content-Type: application/json", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def length(body: bytes = BODY) -> str:
    return f"Content-Length: {len(body)}"


class Bare:
    """A connection for sending bytes and reading responses."""

    def __init__(self, server: ServeProcess) -> None:
        self.socket = socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=SECONDS)
        self.rest = b""

    def answer(self) -> tuple[int, dict[str, str], dict]:
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.socket.recv(65_536) or b"\r\n\r\n"
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        if head.endswith(b"100 Continue"):
            return self.answer()
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        while len(self.rest) < int(headers["content-length"]):
            self.rest += self.socket.recv(65_536)
        size = int(headers["content-length"])
        body, self.rest = self.rest[:size], self.rest[size:]
        return int(status.split()[1]), headers, json.loads(body)


@pytest.fixture
def bare(server: ServeProcess) -> Iterator[Bare]:
    connection = Bare(server)
    yield connection
    connection.socket.close()


CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
WAYS = {
    "as usual": ([length()], BODY, "POST /api/v2/flows/executions HTTP/1.1"),
    "in chunks": (["Transfer-Encoding: chunked"], CHUNKED, "POST /api/v2/flows/executions HTTP/1.1"),
    "after a continue": ([length(), "Expect: 100-continue"], BODY, "POST /api/v2/flows/executions HTTP/1.1"),
    "with a query": ([length()], BODY, "POST /api/v2/flows/executions?from=test HTTP/1.1"),
    "with HTTP/1.0": ([length()], BODY, "POST /api/v2/flows/executions HTTP/1.0"),
    "with an upgrade to HTTP/2": (
        [length(), "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"],
        BODY,
        "POST /api/v2/flows/executions HTTP/1.1",
    ),
    "as the last": ([length(), "Connection: close"], BODY, "POST /api/v2/flows/executions HTTP/1.1"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_launch_is_answered_however_it_is_sent(bare: Bare, bearer: str, way: str):
    lines, body, first = WAYS[way]
    bare.socket.sendall(request(*lines, bearer, body=body, first=first))
    status, headers, launched = bare.answer()
    assert (status, launched["name"]) == (200, "sent bare")
    assert headers["content-type"] == "application/json"
    assert {"date", "inin-correlation-id", "inin-ratelimit-count", "cache-control"} <= set(headers)


def test_other_protocols_are_declined(bare: Bare, bearer: str):
    socket_wish = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", bearer]
    bare.socket.sendall(request(*socket_wish, body=b"", first="GET /api/v2/flows HTTP/1.1"))
    assert bare.answer()[0] == 200
    bare.socket.sendall(request(body=b"", first="CONNECT api.mypurecloud.com:443 HTTP/1.1"))
    assert bare.answer()[0] == 400


def test_a_launch_may_come_in_pieces(bare: Bare, bearer: str):
    sent = request(length(), bearer)
    for start in range(0, len(sent), 40):
        bare.socket.sendall(sent[start : start + 40])
    assert bare.answer()[0] == 200


def test_a_connection_takes_one_request_after_another(bare: Bare, bearer: str):
    for _ in range(3):
        bare.socket.sendall(request(length(), bearer))
        status, _, launched = bare.answer()
        assert status == 200
        bare.socket.sendall(request(bearer, body=b"", first=f"GET {launched['selfUri']} HTTP/1.1"))
        assert bare.answer()[2]["id"] == launched["id"]


def test_requests_sent_together_are_answered_in_their_order(bare: Bare, bearer: str):
    known = "GET /api/v2/users/me HTTP/1.1"
    bad = b"{}"
    together = [
        (request(length(), bearer), 200),
        (request(bearer, body=b"", first="GET /api/v2/flows HTTP/1.1"), 200),
        (request(length(bad), bearer, body=bad), 400),
        (request(length()), 401),
        (request(body=b"", first=known), 401),
        (request(length(), bearer), 200),
    ]
    bare.socket.sendall(b"".join(sent for sent, _ in together))
    assert [bare.answer()[0] for _ in together] == [status for _, status in together]


def test_a_body_that_is_too_large_is_refused_and_the_connection_goes_on(bare: Bare, bearer: str):
    large = b'{"name": "' + b"x" * 3_000_000 + b'"}'
    bare.socket.sendall(request(length(large), bearer, body=large))
    assert bare.answer()[0] == 413
    bare.socket.sendall(request(length(), bearer))
    assert bare.answer()[0] == 200


def test_the_server_still_answers_after_a_client_disconnects(server: ServeProcess, bearer: str):
    for sent in (request(length(), bearer), request(length(), bearer)[:-10]):
        gone = Bare(server)
        gone.socket.sendall(sent)
        gone.socket.close()
    after = Bare(server)
    after.socket.sendall(request(length(), bearer))
    assert after.answer()[0] == 200
    after.socket.close()
    assert "Traceback" not in server.log.read_text()
