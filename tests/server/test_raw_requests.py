"""Generated requests over a plain socket: never a 500, never no answer, and never a launch by another spelling."""

import json
import random
import re
import socket

import pytest

from tests.server.conftest import ORDER_SYNC, Served
from tests.server.threaded import SECONDS

LAUNCH = b"/api/v2/flows/executions"
METHODS = [b"POST"] * 6 + [b"GET", b"PUT", b"DELETE", b"HEAD", b"OPTIONS", b"PATCH", b"BREW", b"post"]
TARGETS = [
    LAUNCH,
    LAUNCH,
    LAUNCH + b"?a=b",
    b"http://localhost" + LAUNCH,
    b"/api/v2/flows%2fexecutions",
    b"/api/v2/flows/executions%00",
    b"/api/v2/flows/x/../executions",
    b"/api/v2/flows;a/executions",
    b"//api/v2/flows/executions",
    b"/api/v2/flows/executions/",
    b"/API/V2/flows/executions",
    b"/api/v2/flows/%65xecutions",
    b"http://localhost/api/v2//flows/executions",
    b"http://evil" + LAUNCH,
    b"http://localhost@evil" + LAUNCH,
    b"/api/v2/flows?pageSize=" + b"0" * 30 + b"1",
    b"/api/v2/flows?pageNumber=" + b"9" * 4_400,
    b"/api/v2/flows?pageNumber=%d9%a1&pageNumber=1",
    b"/api/v2/flows/" + ORDER_SYNC.encode(),
    b"/api/v2/flows/datatables",
    b"/oauth/token",
    b"/oauth/token?grant_type=client_credentials",
    b"/architrave/health",
    b"*",
    b"",
    b"/\xc3\xa9",
    b"/" + b"a" * 9_000,
]
HOSTS = [b"localhost"] * 6 + [
    b"[::1]",
    b"[::1]evil",
    b"localhost:80@evil",
    b"evil",
    b"",
    b"localhost:99999",
    b"LOCALHOST.",
]
HEADERS = [
    b"Authorization: Basic \xe9",
    b"Authorization: Bearer \xff",
    b"Authorization: Basic " + b"A" * 5_000,
    b"Accept: application/problem+json",
    b"Expect: 100-continue",
    b"Connection: Upgrade\r\nUpgrade: h2c",
    b"Connection: close",
    b"Host: localhost",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip",
    b"Content-Length: 3",
    b"Content-Length: -1",
    b"Origin: null",
    b"Access-Control-Request-Method: POST",
    b"X-A: " + b"a" * 9_000,
    b"X-A : b",
    b"X-A: b\r\n c",
    b"\r\n".join([b"X-A: b"] * 120),
]
BODIES = [json.dumps({"flowId": ORDER_SYNC}).encode()] * 4 + [
    b"",
    b"{}",
    b"[" * 50_000,
    b"\xff\xfe",
    b"null",
    b'"\\ud800"',
]
VERSIONS = [b"HTTP/1.1"] * 8 + [b"HTTP/1.0", b"HTTP/2.0", b"HTTP/1.2", b""]
MEANT = re.compile(rb"POST (?:http://localhost)?/api/v2/flows/executions(?:\?[!-~]*)? HTTP/1\.[01]\r\n")
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
ANSWERED_AT_ALL = re.compile(rb"[^\r\n]")


def request(random_: random.Random, token: bytes) -> bytes:
    """A request, often with something wrong in it."""
    start = b" ".join([random_.choice(METHODS), random_.choice(TARGETS), random_.choice(VERSIONS)])
    body = random_.choice(BODIES)
    headers = [b"Host: " + random_.choice(HOSTS), b"Content-Type: application/json"]
    if random_.random() < 0.7:
        headers.append(b"Authorization: Bearer " + token)
    if random_.random() < 0.8:
        headers.append(b"Content-Length: %d" % len(body))
    headers += random_.sample(HEADERS, random_.choice([0, 0, 0, 1, 1, 2]))
    sent = bytearray(b"\r\n".join([start, *headers, b"", body]))
    if random_.random() < 0.3:
        for _ in range(random_.randint(1, 3)):
            at = random_.randrange(len(sent))
            sent[at : at + random_.randint(0, 2)] = random_.randbytes(random_.randint(0, 2))
    if random_.random() < 0.1:
        del sent[random_.randrange(1, len(sent)) :]
    return bytes(sent)


def exchange(url: str, sent: bytes) -> bytes:
    """Everything that the server answers to these bytes and the end of them."""
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=SECONDS) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65_536), b""))


def check(served: Served, seed: int, count: int) -> None:
    random_ = random.Random(seed)
    token = served.token().encode()
    url = str(served.http.base_url).rstrip("/")
    for number in range(count):
        sent = b"".join(request(random_, token) for _ in range(random_.choice([1, 1, 1, 2, 4])))
        before = served.services.engine.health().launched
        answer = exchange(url, sent)
        where = f"seed {seed}, request {number}: {sent[:2_000]!r}\n{answer[:2_000]!r}"
        statuses = STATUS.findall(answer)
        assert statuses or not ANSWERED_AT_ALL.search(sent), f"no answer: {where}"
        assert b"500" not in statuses, where
        launched = served.services.engine.health().launched - before
        assert launched <= len(MEANT.findall(sent)), f"launched by another spelling: {where}"


@pytest.mark.property
@pytest.mark.parametrize("seed", range(10))
def test_generated_requests(served: Served, seed: int):
    check(served, seed, 60)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_100))
def test_many_generated_requests(served: Served, seed: int):
    check(served, seed, 500)
