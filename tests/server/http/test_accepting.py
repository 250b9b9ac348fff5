"""More connections than the server can answer: which are answered first, and which are refused."""

import asyncio
import errno
import select
import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from architrave.server.http import HttpServer, Limits, Request, Response
from architrave.server.http.accepting import Acceptor
from architrave.server.http.admission import BEGUN_IN_TURN
from architrave.server.rendering import refused_response
from tests.server.http.test_server import LOOPS
from tests.server.http.wire import as_json, connect, run, state_of, statuses, turn
from tests.server.threaded import NewLoop

CLIENTS = 400
TURNS = 12
"""Within how many turns of the loop a probe is answered: it is accepted, opened, read, begun and written."""

HEALTH = "/architrave/health"


def get(path: str) -> bytes:
    return b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % path.encode()


@pytest.fixture
def clients() -> Iterator[list[socket.socket]]:
    """Sockets that are closed at the end."""
    opened: list[socket.socket] = []
    yield opened
    for one in opened:
        one.close()


def connected(opened: list[socket.socket], address: tuple[str, int], path: str) -> socket.socket:
    """A client that has connected and sent its request. The kernel does both, even if the server does nothing."""
    client = socket.create_connection(address)
    opened.append(client)
    client.sendall(get(path))
    return client


@pytest.mark.parametrize("new_loop", LOOPS, ids=lambda new_loop: new_loop.__module__)
def test_a_health_probe_does_not_wait_for_the_requests_before_it(new_loop: NewLoop, clients: list[socket.socket]):
    begun: list[str] = []

    async def handler(request: Request) -> Response:
        begun.append(request.path)
        return as_json(request.path)

    async def scenario() -> int:
        server = HttpServer(handler, refused_response, urgent=frozenset({HEALTH}))
        await server.start()
        for _ in range(CLIENTS):
            connected(clients, server.address, "/a")
        probe = connected(clients, server.address, HEALTH)
        while not select.select([probe], [], [], 0)[0]:  # noqa: ASYNC110 - the loop's own turns
            await asyncio.sleep(0)
        before = len(begun)
        while len(begun) <= CLIENTS:  # noqa: ASYNC110
            await asyncio.sleep(0)
        await server.stop(60)
        return before

    with asyncio.Runner(loop_factory=new_loop) as runner:
        before = runner.run(asyncio.wait_for(scenario(), 60))
    assert before <= TURNS * BEGUN_IN_TURN, f"{before} of {CLIENTS} requests were begun before the probe was answered"
    assert Counter(begun) == {"/a": CLIENTS, HEALTH: 1}


def test_requests_that_wait_too_long_are_refused_in_their_order():
    async def scenario():
        seen: list[int] = []

        async def handler(request: Request) -> Response:
            seen.append(int(request.path[1:]))
            return as_json(None)

        state = state_of(handler, Limits(waiting_seconds=0))
        lines = [connect(state) for _ in range(3 * BEGUN_IN_TURN)]
        for number, line in enumerate(lines):
            line.connection.data_received(get(f"/{number}"))
        for line in lines:
            await line.settled()
        assert seen == list(range(BEGUN_IN_TURN))
        for number, line in enumerate(lines):
            assert statuses(line.wire.sent) == [200 if number < BEGUN_IN_TURN else 503]
        assert not state.admission._waiting

    run(scenario)


def test_a_request_whose_client_disconnects_while_it_waits_is_not_begun():
    async def scenario():
        seen: list[str] = []

        async def handler(request: Request) -> Response:
            seen.append(request.path)
            return as_json(None)

        state = state_of(handler)
        lines = [connect(state) for _ in range(BEGUN_IN_TURN + 2)]
        for number, line in enumerate(lines):
            line.connection.data_received(get(f"/{number}"))
        lines[-2].lose()
        await lines[-1].settled()
        await turn()
        assert f"/{BEGUN_IN_TURN}" not in seen
        assert len(seen) == BEGUN_IN_TURN + 1

    run(scenario)


def test_nothing_is_accepted_for_a_moment_when_the_system_has_no_more_files(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("architrave.server.http.accepting.PAUSE_SECONDS", 0)

    class Short:
        """A listening socket in a process that has too many open files."""

        def __init__(self, real: socket.socket) -> None:
            self._real = real
            self.fails = 3

        def accept(self):
            if self.fails:
                self.fails -= 1
                raise OSError(errno.EMFILE, "Too many open files")
            return self._real.accept()

        def fileno(self) -> int:
            return self._real.fileno()

        def close(self) -> None:
            self._real.close()

    async def scenario():
        made = asyncio.Event()

        class Protocol(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                made.set()
                transport.abort()  # type: ignore[attr-defined]

        listening = socket.create_server(("127.0.0.1", 0))
        listening.setblocking(False)
        acceptor = Acceptor(asyncio.get_running_loop(), Short(listening), lambda _: Protocol(), None, 1.0)  # type: ignore[arg-type]
        acceptor.start()
        with socket.create_connection(listening.getsockname()):
            await made.wait()
        acceptor.close()

    run(scenario)
    assert caplog.messages == ["cannot accept connections for now: Too many open files"]
