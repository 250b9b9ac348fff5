"""From bytes to requests: the parser, and checks for what HTTP/1.1 forbids and the parser accepts."""

from collections.abc import Callable

import httptools

from architrave.server.http.body import BodySource, RequestBody
from architrave.server.http.headers import RequestHeaders
from architrave.server.http.limits import Limits
from architrave.server.http.messages import Refused, Request
from architrave.server.http.targets import Target, target_of

SLICE = 8 * 1024
"""How much is parsed at once: data sent ahead of answers is parsed no further than this."""

_FRAMING_BYTES = 16
"""The maximum framing of a chunked body, per byte of its content."""

_LONGEST_NAME = 100
"""Longer header names are not shown."""

_OF_UPGRADES = frozenset({b"upgrade", b"http2-settings"})


class RequestReader:
    """Parses what arrives on one connection. `on_request` is called when the head of a request is complete.

    The body of that request is filled as parsing continues. `source` is notified when it is read.
    """

    __slots__ = (
        "_fed",
        "_framing",
        "_head_bytes",
        "_headers",
        "_is_reread",
        "_known",
        "_limits",
        "_on_request",
        "_parser",
        "_source",
        "_target",
        "_undelivered",
        "body",
        "is_ended",
        "is_in_head",
    )

    def __init__(self, limits: Limits, on_request: Callable[[Request], None], source: BodySource) -> None:
        self._limits = limits
        self._on_request = on_request
        self._source = source
        self._parser = httptools.HttpRequestParser(self)
        self._fed = 0
        self._framing = 0
        self._undelivered = 0
        self._head_bytes = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._target = b""
        self._known: tuple[bytes, Target] | None = None
        """The last target and what it means: clients repeat the same target."""
        self._is_reread = False
        self.body: RequestBody | None = None
        """The incomplete body."""
        self.is_in_head = False
        self.is_ended = False
        """Whether the last request of the connection is complete: anything after it is ignored."""

    def feed(self, data: bytes) -> bytes:
        """Parse up to SLICE bytes.

        Returns what follows a request for another protocol: feed it again if that request is answered by HTTP. Raises
        Refused; nothing can be parsed after that.
        """
        while True:
            size = self._fed = len(data)
            if self.is_in_head:
                self._head_bytes += size
            body = self.body
            before = 0 if body is None else body.received
            try:
                self._parser.feed_data(data)
            except httptools.HttpParserUpgrade as wish:
                data, is_again = self._after_wish(data[wish.args[0] :])
                if is_again:
                    continue
                return data
            except httptools.HttpParserCallbackError as error:
                raise error.__context__ or error from None
            except httptools.HttpParserError:
                if self.is_ended:
                    return b""
                raise Refused(400, "Invalid HTTP request received.") from None
            if self.is_in_head and self._head_bytes > self._limits.head_bytes + SLICE:
                raise self._too_large()
            if body is not None and body.length is None:
                self._check_framing(body, size, body.received - before)
            return b""

    def _check_framing(self, body: RequestBody, size: int, received: int) -> None:
        """Bound what surrounds the content of a chunked body: extensions, and headers after the body."""
        most = self._limits.head_bytes
        self._framing += size - received
        self._undelivered = 0 if received else self._undelivered + size
        if self._undelivered > most or self._framing > most + _FRAMING_BYTES * body.received:
            raise Refused(400, "The chunked body has too much framing.")

    def _after_wish(self, rest: bytes) -> tuple[bytes, bool]:
        """Continue after a head that requests another protocol; `rest` is what follows it.

        Returns what must be parsed later, or at once, if the second value is true.
        """
        method, target = self._parser.get_method(), self._target
        if method == b"CONNECT":
            raise Refused(400, "CONNECT is not supported.")
        version = self._parser.get_http_version().encode()
        self._parser = httptools.HttpRequestParser(self)
        if not self._is_reread:
            return rest, False
        # The parser assigns the body to the other protocol, so the head is parsed again without the request for it.
        self._is_reread = False
        lines = [b"%b: %b\r\n" % pair for pair in _without_upgrade(self._headers)]
        head = b"%b %b HTTP/%b\r\n%b\r\n" % (method, target, version, b"".join(lines))
        return head + rest, True

    def close(self) -> None:
        """Release the parser and the connection, which refer to this reader, so that they are freed at once."""
        del self._parser, self._on_request, self._source
        self.body = None

    # -- what the parser calls ---------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins."""
        self.is_in_head = True
        self._head_bytes = self._fed
        self._headers = []
        self._target = b""

    def on_url(self, url: bytes) -> None:
        """The target, or a piece of it."""
        self._target += url
        if len(self._target) > self._limits.request_line_bytes:
            most = self._limits.request_line_bytes
            raise Refused(414, f"The request target is longer than {most} bytes. Send long values in the body.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. Headers after a body are ignored."""
        if not self.is_in_head:
            return
        headers, limits = self._headers, self._limits
        if len(headers) >= limits.headers:
            raise Refused(431, f"The request has more than {limits.headers} headers.")
        if len(name) + len(value) > limits.header_bytes:
            raise Refused(431, f"{_shown(name)} is longer than {limits.header_bytes} bytes.")
        headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The head is complete: refuse the request, or have it answered."""
        parser = self._parser
        self.is_in_head = False
        if self._head_bytes > self._limits.head_bytes and self._size_of_head() > self._limits.head_bytes:
            raise self._too_large()
        pairs = self._headers
        found = dict(pairs)
        method, version = parser.get_method().decode("ascii"), parser.get_http_version()
        wants_upgrade = parser.should_upgrade()
        if wants_upgrade and method == "CONNECT":
            return
        sent = self._target
        if self._known is not None and sent == self._known[0]:
            target = self._known[1]
        else:
            target = target_of(sent, method)
            if target is not None and method != "OPTIONS":
                self._known = sent, target
        is_chunked = b"transfer-encoding" in found
        if version != "1.1" or is_chunked or len(found) != len(pairs) or b"host" not in found:
            _check(pairs, found, version)
        if target is None:
            raise Refused(400, "The request target is not valid.")
        length = None if is_chunked else int(found.get(b"content-length", 0))
        if wants_upgrade and (length != 0 or version != "1.1"):
            self._is_reread = True
            return
        body = self.body = RequestBody(self._source, length)
        if b"expect" in found and length != 0 and version == "1.1":
            body.awaits_continue = found[b"expect"].lower() == b"100-continue"
        self._framing = self._undelivered = 0
        keep_alive = parser.should_keep_alive()
        headers = RequestHeaders(pairs, found)
        self._on_request(Request(method, sent, target, headers, body, version, keep_alive, wants_upgrade))

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        if self.body is not None:
            self.body.take(body)

    def on_message_complete(self) -> None:
        """A request is complete."""
        body = self.body
        if body is not None:
            body.end()
            self.body = None
            self.is_ended = not self._parser.should_keep_alive()

    def headers_so_far(self) -> RequestHeaders:
        """The headers of the request that is being parsed, as far as they have arrived."""
        return RequestHeaders(self._headers)

    def _too_large(self) -> Refused:
        return Refused(431, f"The request line and the headers are larger than {self._limits.head_bytes} bytes.")

    def _size_of_head(self) -> int:
        return len(self._target) + sum(len(name) + len(value) + 4 for name, value in self._headers)


def _check(pairs: list[tuple[bytes, bytes]], found: dict[bytes, bytes], version: str) -> None:
    """Refuse what the parser accepts and HTTP/1.1 forbids."""
    coding = found.get(b"transfer-encoding")
    if version not in ("1.1", "1.0"):
        raise Refused(400, "Only HTTP/1.1 and HTTP/1.0 are served.")
    if coding is not None and (version == "1.0" or coding.lower() != b"chunked"):
        raise Refused(400, "Transfer-Encoding must be chunked.")
    if sum(name == b"host" for name, _ in pairs) > 1:
        raise Refused(400, "There is more than one Host header.")
    if version == "1.1" and b"host" not in found:
        raise Refused(400, "The Host header is missing.")


def _without_upgrade(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers without the request for another protocol."""
    kept: list[tuple[bytes, bytes]] = []
    for name, value in headers:
        if name == b"connection":
            options = [option.strip() for option in value.split(b",")]
            value = b", ".join(option for option in options if option.lower() not in _OF_UPGRADES)
        if name not in _OF_UPGRADES and (value or name != b"connection"):
            kept.append((name, value))
    return kept


def _shown(name: bytes) -> str:
    """A header for a message."""
    if len(name) > _LONGEST_NAME:
        return "A header name"
    return f"The header {name.decode('ascii', 'replace')}"
