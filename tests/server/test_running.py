"""A server process: how many connections it takes."""

import resource
import socket

import pytest

import architrave
from architrave.server.http import Limits
from architrave.server.running import allow_many_files, limits
from tests.server.conftest import EXAMPLE
from tests.server.http.wire import answers
from tests.server.threaded import SECONDS

FILES = [
    ((1_024, 4_096), None, 1, 512),
    ((20_000, 20_000), None, 1, 10_000),
    ((20_000, 20_000), None, 4, 3_800),
    ((20_000, 20_000), 50, 1, 50),
    ((100, 100), 5_000, 1, 50),
]


@pytest.mark.parametrize(("files", "asked", "each", "connections"), FILES)
def test_connections_fit_the_limit_of_open_files(
    files: tuple[int, int], asked: int | None, each: int, connections: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(resource, "getrlimit", lambda _: files)
    assert limits(asked, files_each=each).connections == connections
    assert limits(asked, files_each=each).head_bytes == Limits().head_bytes


def test_the_limit_of_open_files_is_raised_as_far_as_possible(monkeypatch: pytest.MonkeyPatch):
    raised: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_024, 4_096))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: raised.append(both))
    allow_many_files()
    assert raised == [(4_096, 4_096)]


def test_connections_beyond_those_that_were_asked_for_are_refused():
    with architrave.open(EXAMPLE, database=":memory:", environment={}) as platform:
        url = platform.serve(max_connections=2).url
        opened = [socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), SECONDS) for _ in range(3)]
        try:
            statuses = []
            for one in opened[:1:-1] + opened[:1]:  # the last one is refused without a request
                if one is not opened[2]:
                    one.sendall(b"GET /architrave/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                (answer,) = answers(b"".join(iter(lambda one=one: one.recv(65_536), b"")))
                statuses.append(answer.status)
        finally:
            for one in opened:
                one.close()
    assert statuses == [503, 200]
