"""A PostgreSQL server that stands still: nobody waits for it longer than a few seconds, and everybody is told."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.crash.serving import FLOW, Served, copy_of_organization
from tests.postgres import PostgresServer

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

AT_ONCE = 25
ANSWER_SECONDS = 20.0
"""Generous, for a busy machine: without limits, the last of the requests waits for a minute and more."""

PROBE_SECONDS = 5.0
GRACE_SECONDS = 10.0


class Wire:
    """A connection to the server through which nothing comes any more once it is silent; nobody is told."""

    def __init__(self, server: PostgresServer) -> None:
        self._to = int(server.url.rpartition(":")[2])
        self._open = threading.Event()
        self._open.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ends = [self._listening]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def silence(self) -> None:
        self._open.clear()

    def restore(self) -> None:
        self._open.set()

    def close(self) -> None:
        self.restore()
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self._open.wait()
                other.sendall(data)
            self._open.wait()
            other.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def frozen(server: PostgresServer, _wire: Wire, _database: str) -> Generator[None, None, None]:
    """All processes of the server are stopped."""
    server.freeze()
    try:
        yield
    finally:
        server.thaw()


@contextlib.contextmanager
def locked(_server: PostgresServer, _wire: Wire, database: str) -> Generator[None, None, None]:
    """Somebody has locked the tables."""
    with psycopg.connect(database) as connection:
        connection.execute("LOCK TABLE executions, journals, tokens IN ACCESS EXCLUSIVE MODE")
        yield


@contextlib.contextmanager
def silent(_server: PostgresServer, wire: Wire, _database: str) -> Generator[None, None, None]:
    """The network swallows everything."""
    wire.silence()
    try:
        yield
    finally:
        wire.restore()


@pytest.mark.parametrize("stands_still", [frozen, locked, silent])
def test_nobody_waits_for_a_database_that_stands_still(
    tmp_path: Path,
    own_postgres_server: PostgresServer,
    stands_still: Callable[..., contextlib.AbstractContextManager[None]],
) -> None:
    server = own_postgres_server
    database = server.new_database()
    wire = Wire(server)
    through = database.replace(f":{server.url.rpartition(':')[2]}/", f":{wire.port}/")
    organization = copy_of_organization(tmp_path)
    with contextlib.closing(wire), Served(organization, tmp_path / "out", "--database", through) as served:
        client = httpx.Client(base_url=served.url, timeout=60, verify=False)
        client.headers["Authorization"] = f"Bearer {served.start()}"

        def launch(_: int = 0) -> tuple[int, float]:
            return timed(lambda: client.post("/api/v2/flows/executions", json={"flowId": FLOW, "inputData": {}}))

        def read(_: int = 0) -> tuple[int, float]:
            return timed(lambda: client.get("/api/v2/flows/executions/00000000-0000-4000-8000-000000000000"))

        assert (launch()[0], read()[0]) == (200, 404)
        with stands_still(server, wire, database):
            with ThreadPoolExecutor(2 * AT_ONCE) as threads:
                waiting = [threads.submit(each, number) for number in range(AT_ONCE) for each in (launch, read)]
                for path in ("/architrave/health", "/architrave/ready"):
                    assert timed(lambda path=path: client.get(path))[1] < PROBE_SECONDS
                answers = [each.result() for each in waiting]
            assert {status for status, _ in answers} == {503}
            assert max(seconds for _, seconds in answers) < ANSWER_SECONDS
            for path in ("/architrave/health", "/architrave/ready"):
                status, seconds = timed(lambda path=path: client.get(path))
                assert status == 503
                assert seconds < PROBE_SECONDS
        end = time.monotonic() + 60
        while launch()[0] != 200:
            assert time.monotonic() < end, "it does not recover"
            time.sleep(0.1)
        assert timed(lambda: client.get("/architrave/health"))[0] == 200
        with stands_still(server, wire, database):
            began = time.monotonic()
            assert served.stop() == 0
            assert time.monotonic() - began < GRACE_SECONDS + 5


def timed(ask: Callable[[], httpx.Response]) -> tuple[int, float]:
    began = time.monotonic()
    status = ask().status_code
    return status, time.monotonic() - began
