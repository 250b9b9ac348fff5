"""HTTP itself: uvicorn's own protocol, with a way past ASGI for launches and JSON for what is no request at all.

A launch is one small body, and one small answer after a wait for the disk. ASGI's messages, and the checks of each
header that uvicorn makes for applications that it does not know, cost such a request as much as everything that is
done for it. An ordinary launch (HTTP/1.1, its method and path as they should be, nothing else under way on the
connection) is therefore handed to the application as soon as its body is there. Everything else goes uvicorn's way.

Java's own client asks with its first request to go on with HTTP/2 (`Upgrade: h2c`). The parser takes what follows such
a head for the other protocol, and the body would be lost: the head is therefore read again without that wish.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from architrave.server import faults
from architrave.server.app import Application, Headers, Response
from architrave.server.correlation import new_correlation_id
from architrave.server.endpoints import LAUNCH
from architrave.wire import encode

_LAUNCH_METHOD = LAUNCH.method.encode()
_LAUNCH_URL = LAUNCH.path.encode()
_UPGRADING = frozenset({b"connection", b"upgrade", b"http2-settings"})
_STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}


class LaunchExchange:
    """A launch under way, with what uvicorn's protocol asks of each request on its connection."""

    __slots__ = ("body", "disconnected", "keep_alive", "message_event", "response_complete", "size")

    def __init__(self) -> None:
        self.body: list[bytes] = []
        self.size = 0
        self.keep_alive = True
        self.disconnected = False
        self.response_complete = False
        self.message_event = self

    def set(self) -> None:
        """Nobody waits for a message."""


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, but for launches, upgrades, and the words in which it refuses."""

    parser: httptools.HttpRequestParser

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as wish:
            self._decline_upgrade(data[wish.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")

    def _decline_upgrade(self, rest: bytes) -> None:
        """Read the request that asked for another protocol as if it had not; `rest` is what follows its head."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.send_400_response("This server is no proxy.")
            return
        lines = [b"%b: %b\r\n" % header for header in self.headers if header[0] not in _UPGRADING]
        head = b"%b %b HTTP/1.1\r\n%b\r\n" % (method, self.url, b"".join(lines))
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(head + rest)

    def on_headers_complete(self) -> None:
        """Begin a request: a launch in our own way, where nothing is unusual about it."""
        if self.parser.should_upgrade():
            return
        if self.url == _LAUNCH_URL and isinstance(self.config.app, Application) and self._is_ordinary():
            self.cycle = LaunchExchange()  # type: ignore[assignment]
        else:
            super().on_headers_complete()

    def _is_ordinary(self) -> bool:
        before = cast("RequestResponseCycle | None", self.cycle)  # None before the first request
        parser = self.parser
        return (
            parser.get_method() == _LAUNCH_METHOD
            and (before is None or before.response_complete)
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not self.expect_100_continue
        )

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body. Of one that is too large, one byte too many is enough."""
        exchange: object = self.cycle
        if not isinstance(exchange, LaunchExchange):
            super().on_body(body)
        elif exchange.size <= self.config.app.max_body_bytes:  # type: ignore[union-attr]
            exchange.body.append(body)
            exchange.size += len(body)

    def on_message_complete(self) -> None:
        """End a request, and have it answered."""
        if self.parser.should_upgrade():
            return
        exchange: object = self.cycle
        if not isinstance(exchange, LaunchExchange):
            super().on_message_complete()
            return
        task = self.loop.create_task(self._launch(exchange, self.headers))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _launch(self, exchange: LaunchExchange, headers: Headers) -> None:
        application: Application = self.config.app  # type: ignore[assignment]
        body = b"".join(exchange.body)[: application.max_body_bytes + 1]
        response = await application.launch(headers, body)
        if exchange.disconnected or response is None:
            return
        self.transport.write(_on_the_wire(response, self.server_state.default_headers, exchange.keep_alive))
        exchange.response_complete = True
        if not exchange.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP request, and close the connection. `msg` is uvicorn's sentence."""
        context_id = new_correlation_id()
        fault = faults.Fault(400, faults.MALFORMED.code, f"{faults.MALFORMED.message} {msg}")
        content = encode(fault.body(context_id))
        headers = [
            (b"content-type", b"application/json"),
            (b"inin-correlation-id", context_id.encode()),
            (b"content-length", b"%d" % len(content)),
        ]
        self.transport.write(_on_the_wire(Response(400, headers, content), (), keep_alive=False))
        self.transport.close()


def _on_the_wire(response: Response, more: Iterable[tuple[bytes, bytes]], keep_alive: bool) -> bytes:
    lines = [b"%b: %b\r\n" % header for header in (*more, *response.headers)]
    if not keep_alive:
        lines.append(b"connection: close\r\n")
    return b"%b%b\r\n%b" % (_STATUS_LINES[response.status], b"".join(lines), response.content)
