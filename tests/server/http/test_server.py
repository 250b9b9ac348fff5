"""A server with real sockets: its address, its clients, how it stops, TLS, and other protocols."""

import asyncio
import contextlib
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.datastructures import Headers as WebSocketHeaders
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Opcode
from websockets.http11 import Request as WebSocketRequest
from websockets.server import ServerProtocol
from websockets.sync.client import connect as connect_websocket

from architrave.server.http import HttpServer, Limits, Request, Response
from architrave.server.http.server import url_of
from architrave.server.rendering import refused_response
from tests.server.http.test_connection import GET
from tests.server.http.wire import as_json, echo, run, statuses
from tests.server.threaded import SECONDS, NewLoop, serving_in_thread

LOOPS: list[NewLoop] = [asyncio.new_event_loop]
with contextlib.suppress(ImportError):
    import uvloop

    LOOPS.append(uvloop.new_event_loop)


@pytest.fixture(params=LOOPS, ids=lambda new_loop: new_loop.__module__)
def new_loop(request: pytest.FixtureRequest) -> NewLoop:
    """Each event loop that a server can run in."""
    return request.param


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


URLS = [
    (("127.0.0.1", 80), False, "http://127.0.0.1:80"),
    (("0.0.0.0", 80), False, "http://127.0.0.1:80"),
    (("::", 80, 0, 0), True, "https://[::1]:80"),
    (("fe80::1", 80, 0, 0), False, "http://[fe80::1]:80"),
]


@pytest.mark.parametrize(("address", "is_secure", "url"), URLS)
def test_urls(address: tuple[Any, ...], is_secure: bool, url: str):
    assert url_of(address, is_secure=is_secure) == url


def test_it_listens_on_a_free_port_and_on_given_sockets():
    async def scenario():
        given = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        ports = [one.getsockname()[1] for one in given]
        free, on_sockets = HttpServer(echo, refused_response), HttpServer(echo, refused_response)
        await free.start()
        await on_sockets.start(sockets=given)
        assert on_sockets.address == ("127.0.0.1", ports[0])
        async with httpx.AsyncClient(timeout=SECONDS) as http:
            for url in (free.url, *(f"http://127.0.0.1:{port}" for port in ports)):
                assert (await http.get(f"{url}/a")).json()["path"] == "/a"
        await free.stop(SECONDS)
        await on_sockets.stop(SECONDS)
        with pytest.raises(OSError, match=r"refused|failed"):
            await asyncio.open_connection(*free.address)

    run(scenario)


def test_an_address_in_use_is_an_error():
    async def scenario():
        with socket.create_server(("127.0.0.1", 0)) as taken:
            server = HttpServer(echo, refused_response)
            with pytest.raises(OSError, match="in use"):
                await server.start(port=taken.getsockname()[1])

    run(scenario)


def test_deadlines_are_enforced(new_loop: NewLoop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("architrave.server.http.server.SWEEP_SECONDS", 0.02)
    with (
        serving_in_thread(echo, new_loop=new_loop, limits=Limits(head_seconds=0.1)) as url,
        socket.create_connection(("127.0.0.1", port_of(url)), timeout=SECONDS) as slow,
    ):
        slow.sendall(GET[:20])
        assert statuses(b"".join(iter(lambda: slow.recv(65_536), b""))) == [408]


# -- stopping --------------------------------------------------------------------------------------------------------


class Held:
    """A handler whose responses wait."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.go = asyncio.Event()
        self.ended: list[str] = []

    async def __call__(self, request: Request) -> Response:
        self.arrived.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.ended.append("cancelled")
            raise
        return as_json(request.path)


async def connected(server: HttpServer, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*server.address)
    writer.write(sent)
    await writer.drain()
    return reader, writer


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - the loop's own turns, without time
        await asyncio.sleep(0)


def test_a_stopping_server_finishes_running_requests_and_closes_idle_connections():
    async def scenario():
        held = Held()
        server = HttpServer(held, refused_response)
        await server.start()
        idle, begun, busy = await connected(server), await connected(server, GET[:10]), await connected(server, GET)
        await held.arrived.wait()
        await until(lambda: len(server._state.connections) == 3)
        stopping = asyncio.create_task(server.stop(SECONDS))
        assert await idle[0].read() == b""
        begun[1].write(GET[10:])
        assert not stopping.done()
        held.go.set()
        for reader, writer in (busy, begun):
            answer = await reader.read()
            assert (statuses(answer), b"connection: close" in answer) == ([200], True)
            writer.close()
        await stopping
        idle[1].close()

    run(scenario)


def test_requests_still_running_after_the_grace_period_are_aborted():
    async def scenario():
        held = Held()
        server = HttpServer(held, refused_response)
        await server.start()
        reader, writer = await connected(server, GET)
        await held.arrived.wait()
        await server.stop(0)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        assert held.ended == ["cancelled"]
        writer.close()

    run(scenario)


# -- clients ---------------------------------------------------------------------------------------------------------


def test_an_early_refusal_reaches_a_client_that_is_still_sending(new_loop: NewLoop):
    async def handler(_: Request) -> Response:
        return as_json("no", 413)

    with serving_in_thread(handler, new_loop=new_loop) as url, httpx.Client(timeout=SECONDS) as http:
        for size in (1_000_000, 30_000_000):
            answer = http.post(url, content=b"x" * size)
            assert (answer.status_code, answer.json()) == (413, "no")


def test_a_stream_reaches_a_slow_reader_completely(new_loop: NewLoop):
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"data: %09d\n\n" % sent * 1_000

    async def handler(_: Request) -> Response:
        return Response(200, [(b"content-type", b"text/event-stream")], endless())

    with (
        serving_in_thread(handler, new_loop=new_loop) as url,
        httpx.Client(timeout=SECONDS) as http,
        http.stream("GET", url) as answer,
    ):
        taken = b""
        for piece in answer.iter_raw():
            taken += piece
            if len(taken) > 3_000_000:
                break
        lines = taken.split(b"\n\n")
        assert set(lines[:1_000]) == {b"data: 000000001"}
        ahead = sent * 17_000 - len(taken)
        assert ahead < 50_000_000, "what the client does not take is not made"


# -- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context and a client's that trusts it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not on this machine")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    subprocess.run([openssl, *new, "-keyout", key, "-out", certificate, *names], check=True, capture_output=True)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    return ours, ssl.create_default_context(cafile=str(certificate))


def test_https(new_loop: NewLoop, tls: tuple[ssl.SSLContext, ssl.SSLContext]):
    async def handler(request: Request) -> Response | None:
        return as_json("no", 413) if request.path == "/refused" else await echo(request)

    with (
        serving_in_thread(handler, new_loop=new_loop, tls=tls[0]) as url,
        httpx.Client(verify=tls[1], timeout=SECONDS) as http,
    ):
        assert url.startswith("https://127.0.0.1:")
        for _ in range(2):
            assert http.post(url, content=b"x" * 300_000).json()["body"] == "x" * 300_000
        assert http.post(f"{url}/refused", content=b"x" * 1_000_000).status_code == 413
        with socket.create_connection(("127.0.0.1", port_of(url)), timeout=SECONDS) as plain:
            plain.sendall(GET)
            with contextlib.suppress(ConnectionError):
                assert b"HTTP/1.1" not in plain.recv(100)
        raw = tls[1].wrap_socket(
            socket.create_connection(("127.0.0.1", port_of(url)), timeout=SECONDS), server_hostname="127.0.0.1"
        )
        with raw:
            raw.sendall(b"nonsense\r\n\r\n")
            assert statuses(b"".join(iter(lambda: raw.recv(65_536), b""))) == [400]


# -- another protocol ------------------------------------------------------------------------------------------------


class WebSocketEcho(asyncio.Protocol):
    """A WebSocket, with the sans-I/O library: echoes texts, and closes when the client does."""

    def __init__(self, protocol: ServerProtocol) -> None:
        self._protocol = protocol

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if getattr(event, "opcode", None) is Opcode.TEXT:
                self._protocol.send_text(event.data.upper())  # type: ignore[union-attr]
        for piece in self._protocol.data_to_send():
            if piece:
                self._transport.write(piece)
            else:
                self._transport.close()


async def websocket(request: Request) -> Response:
    """Accepts requests for a WebSocket."""
    if not request.wants_upgrade:
        return as_json(request.path)
    protocol = ServerProtocol()
    protocol.receive_data(WebSocketRequest(request.path, WebSocketHeaders(request.headers.items())).serialize())
    (asked,) = protocol.events_received()
    answer = protocol.accept(asked)  # type: ignore[arg-type]
    protocol.send_response(answer)
    protocol.data_to_send()  # discarded: the head is sent as our response
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers.raw_items() if name != "Date"]
    return Response(answer.status_code, headers, take_over=lambda: WebSocketEcho(protocol))


def test_a_websocket_takes_over_a_connection(new_loop: NewLoop):
    with (
        serving_in_thread(websocket, new_loop=new_loop) as url,
        connect_websocket(f"ws{url.removeprefix('http')}/live") as client,
    ):
        for text in ("one", "two" * 50_000):
            client.send(text)
            assert client.recv(SECONDS) == text.upper()
        assert httpx.get(f"{url}/a", timeout=SECONDS).json() == "/a"


def test_a_stopping_server_closes_other_protocols(new_loop: NewLoop):
    with contextlib.ExitStack() as server:
        url = server.enter_context(serving_in_thread(websocket, new_loop=new_loop))
        with connect_websocket(f"ws{url.removeprefix('http')}/live") as client:
            server.close()
            with pytest.raises(ConnectionClosedError):
                client.recv(SECONDS)
