"""Requests and responses as a handler sees them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol
from urllib.parse import parse_qsl

import msgspec

from architrave.server.http.body import ClientGone, RequestBody
from architrave.server.http.headers import RequestHeaders
from architrave.server.http.targets import Target

__all__ = [
    "ClientGone",
    "Handler",
    "Headers",
    "Observe",
    "Refused",
    "Render",
    "Request",
    "Response",
    "Stream",
    "StreamBroken",
    "TakeOver",
]

Headers = list[tuple[bytes, bytes]]
TakeOver = Callable[[], asyncio.Protocol]
"""Makes the protocol that takes a connection over."""


class Request:
    """One request. `path` and `query_string` are as sent, not decoded; `target` is the target of the request line.

    `authority` is the host and port in the target, None if it has none: then the Host header alone says it.
    `keep_alive`: the client keeps the connection open; `wants_upgrade`: it offers to switch to the protocols that its
    `Upgrade` header names, which `Response.take_over` accepts.

    For the handler: `route` is what answers the request, `client` the id of the client that its token was issued to.
    """

    __slots__ = (
        "authority",
        "client",
        "content",
        "headers",
        "keep_alive",
        "method",
        "path",
        "query_string",
        "route",
        "target",
        "version",
        "wants_upgrade",
    )

    def __init__(
        self,
        method: str,
        target: bytes,
        location: Target,
        headers: RequestHeaders,
        content: RequestBody,
        version: str = "1.1",
        keep_alive: bool = True,
        wants_upgrade: bool = False,
    ) -> None:
        self.method = method
        self.target = target
        self.path = location.path
        self.query_string = location.query
        self.authority = location.authority
        self.headers = headers
        self.content = content
        self.version = version
        self.keep_alive = keep_alive
        self.wants_upgrade = wants_upgrade
        self.route: str | None = None
        self.client: str | None = None

    @classmethod
    def received(
        cls, method: str, path: str, headers: Headers, body: bytes = b"", *, query_string: str = ""
    ) -> "Request":
        """A request without a connection, with its whole body: for tests and benchmarks."""
        content = RequestBody(None, len(body))
        if body:
            content.take(body)
        content.end()
        return cls(method, path.encode(), Target(path, query_string), RequestHeaders(headers), content)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The names and values of the query in order, including those without a value."""
        return parse_qsl(self.query_string, keep_blank_values=True)

    @property
    def shown(self) -> str:
        """The request for the log: undecoded, so that it is one line, and without the query."""
        return f"{self.method} {self.target.partition(b'?')[0].decode('ascii')}"

    @property
    def has_body(self) -> bool:
        """Whether the head announces a body."""
        return self.content.length != 0

    async def body(self, limit: int) -> bytes:
        """The body, cut off one byte after `limit`: once that byte has arrived, the rest is not waited for.

        Raises ClientGone if the client does not send all of it.
        """
        content = self.content
        if content.is_complete:
            return content.taken()[: limit + 1]
        pieces: list[bytes] = []
        size = 0
        data = await content.read()
        while data and size <= limit:
            pieces.append(data)
            size += len(data)
            if size <= limit:
                data = await content.read()
        return b"".join(pieces)[: limit + 1]

    async def stream(self) -> AsyncIterator[bytes]:
        """The body in pieces as they arrive. Unread pieces slow down the client. Raises ClientGone."""
        while data := await self.content.read():
            yield data


class StreamBroken(Exception):  # noqa: N818 - named for what happened
    """Raised by a stream that cannot continue and has logged why: the client's connection is aborted."""


class Stream(Protocol):
    """The content of a response that is produced while it is sent. An async generator is one."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces, each sent as soon as it is available."""
        ...

    async def aclose(self) -> None:
        """Close the stream. Called once: at the end, or because the client has disconnected."""
        ...


class Response(msgspec.Struct):
    """An answer: its status, headers with lower-case names, and content.

    Bytes are sent in one piece with their length. A stream is sent in chunks, or as is if the headers have a
    `content-length`. With status 101, `take_over` makes the protocol that gets the connection. `has_date`: the headers
    have a date, which the server otherwise adds.
    """

    status: int
    headers: Headers
    content: bytes | Stream = b""
    take_over: TakeOver | None = None
    has_date: bool = False

    async def discard(self) -> None:
        """Close the content of a response that is not sent."""
        if not isinstance(self.content, bytes):
            await self.content.aclose()


class Refused(Exception):  # noqa: N818 - named for what happened to the request
    """A request that the HTTP layer refuses. `retry_after` is in seconds.

    `asked` are the headers of the request as far as they are known: they select the form of the answer.
    """

    def __init__(
        self, status: int, reason: str, retry_after: int | None = None, asked: RequestHeaders | None = None
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.retry_after = retry_after
        self.asked = asked


Handler = Callable[[Request], Awaitable[Response | None]]
"""Answers a request once its head is complete. None: the connection is closed without an answer."""

Observe = Callable[[Request, Response | None, float], None]
"""Notices what a handler answered, and how many seconds that took. It may wrap the content of a response."""

Render = Callable[[Refused], Response]
"""Renders the answer to a request that the HTTP layer refuses."""
