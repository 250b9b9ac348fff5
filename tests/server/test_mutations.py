"""Requests that nobody should send: each gets a refusal in JSON, and none breaks the server."""

import json
import random
import socket

import pytest

from tests.server.conftest import ORDER_SYNC
from tests.server.process import serve_process

PATHS = [
    "/api/v2/flows/executions",
    f"/api/v2/flows/{ORDER_SYNC}/versions/1.0",
    "/api/v2/flows?pageSize=2&type=workflow",
    "/api/v2/users/usr-9876-5432-10fe-dcba?expand=authorization",
    "/architrave/executions?context.a=b",
    "/oauth/token",
]
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "BREW"]
CHARACTERS = "/?&=%.{}\\'\"<>:;,*[]()~ aZ9é🙂\u2028"


def mutated(text: str, random_: random.Random) -> str:
    characters = list(text)
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(characters) + 1)
        match random_.randrange(4):
            case 0:
                characters.insert(at, random_.choice(CHARACTERS))
            case 1:
                del characters[at : at + random_.randint(1, 9)]
            case 2:
                characters[at:at] = characters[at : at + 20]
            case _:
                characters.insert(at, f"%{random_.randrange(256):02X}")
    return "/" + "".join(characters).lstrip("/")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_mutated_requests_are_answered_in_json(served, seed):
    random_ = random.Random(seed)
    for _ in range(30):
        method, path = random_.choice(METHODS), mutated(random_.choice(PATHS), random_)
        body = mutated(json.dumps({"flowId": ORDER_SYNC, "inputData": {}}), random_)
        response = served.http.request(method, path, content=body.encode() if method == "POST" else None)
        status = response.status_code
        assert status < 500 or status == 501, (method, path, response.text)  # 501 is a statement, not a fault
        if response.content:
            answer = response.json()
            if response.status_code >= 400 and "error_description" not in answer:
                assert answer["status"] == response.status_code
                assert isinstance(answer["errors"], list)


RAW = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST /api/v2/flows/executions HTTP/1.1\r\nContent-Length: nine\r\n\r\n",
    b"nonsense\r\n\r\n",
]


@pytest.mark.slow
def test_what_is_not_http_is_refused_in_json(copied, tmp_path):
    with serve_process(copied, tmp_path / "state") as server:
        for text in RAW:
            with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=60) as connection:
                connection.sendall(text)
                answer = b"".join(iter(lambda c=connection: c.recv(65_536), b""))
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 400"), (text, answer)
            assert json.loads(body)["status"] == 400
        assert server.run("launch", "Key lookup", "--wait").returncode == 0
