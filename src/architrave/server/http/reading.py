"""Turns bytes into requests: the parser, and checks for what it accepts although HTTP/1.1 forbids it."""

from collections.abc import Callable
from urllib.parse import unquote

import httptools

from architrave.server.http.body import BodySource, RequestBody
from architrave.server.http.headers import RequestHeaders
from architrave.server.http.limits import Limits
from architrave.server.http.messages import Refused, Request

SLICE = 8 * 1024
"""How much is parsed at once. It limits how far requests are parsed before earlier ones are answered."""

_FRAMING_BYTES = 16
"""The allowed framing bytes in a chunked body, per byte of content."""

_OF_UPGRADES = frozenset({b"upgrade", b"http2-settings"})


class RequestReader:
    """Parses the data of one connection. `on_request` is called when the head of a request is complete.

    Further parsing fills that request's body. `source` is notified when the body is read.
    """

    __slots__ = (
        "_fed",
        "_framing",
        "_head_bytes",
        "_headers",
        "_is_reread",
        "_limits",
        "_location",
        "_on_request",
        "_parser",
        "_path_target",
        "_source",
        "_target",
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
        self._head_bytes = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._target = b""
        self._path_target: bytes | None = None
        self._location: tuple[str, str] | None = None
        """The location of the last target, cached because clients repeat requests."""
        self._is_reread = False
        self.body: RequestBody | None = None
        """The incomplete body, if any."""
        self.is_in_head = False
        self.is_ended = False
        """Whether the last request of the connection is complete. Data after it is ignored."""

    def feed(self, data: bytes) -> bytes:
        """Parse up to SLICE bytes.

        Returns the data after a request that asks for another protocol; feed it again if that request gets an HTTP
        response. Raises Refused; nothing can be parsed after that.
        """
        size = self._fed = len(data)
        if self.is_in_head:
            self._head_bytes += size
        body = self.body
        before = 0 if body is None else body.received
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as wish:
            return self._after_wish(data[wish.args[0] :])
        except httptools.HttpParserCallbackError as error:
            raise error.__context__ or error from None
        except httptools.HttpParserError:
            if self.is_ended:
                return b""
            raise Refused(400, "Invalid HTTP request received.") from None
        if self.is_in_head and self._head_bytes > self._limits.head_bytes + SLICE:
            raise _too_large(self._limits)
        if body is not None and body.length is None:
            self._framing += size - (body.received - before)
            if self._framing > self._limits.head_bytes + _FRAMING_BYTES * body.received:
                raise Refused(400, "The chunked body has too much framing.")
        return b""

    def _after_wish(self, rest: bytes) -> bytes:
        """Continue after a head that asks for another protocol; `rest` is the data after it."""
        method, target = self._parser.get_method(), self._target
        if method == b"CONNECT":
            raise Refused(400, "CONNECT is not supported.")
        version = self._parser.get_http_version().encode()
        self._parser = httptools.HttpRequestParser(self)
        if not self._is_reread:
            return rest
        # The parser treats the body as data of the other protocol, so parse the head again without the upgrade.
        self._is_reread = False
        lines = [b"%b: %b\r\n" % pair for pair in _without_upgrade(self._headers)]
        head = b"%b %b HTTP/%b\r\n%b\r\n" % (method, target, version, b"".join(lines))
        return self.feed(head + rest)

    def close(self) -> None:
        """Drop the references to the parser and the connection, so that the reference cycles are freed at once."""
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

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. Trailers after a body are ignored."""
        if self.is_in_head:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The head is complete: refuse it or pass the request on."""
        parser = self._parser
        self.is_in_head = False
        if self._head_bytes > self._limits.head_bytes and self._size_of_head() > self._limits.head_bytes:
            raise _too_large(self._limits)
        pairs = self._headers
        found = dict(pairs)
        method, version = parser.get_method().decode("ascii"), parser.get_http_version()
        wants_upgrade = parser.should_upgrade()
        if wants_upgrade and method == "CONNECT":
            return
        target = self._target
        if target == self._path_target:
            location = self._location
        else:
            location = location_of(target, method)
            if target[:1] == b"/":
                self._path_target, self._location = target, location
        is_chunked = b"transfer-encoding" in found
        if version != "1.1" or is_chunked or len(found) != len(pairs) or b"host" not in found:
            _check(pairs, found, version)
        if location is None:
            raise Refused(400, "The request target is not valid.")
        length = None if is_chunked else int(found.get(b"content-length", 0))
        if wants_upgrade and (length != 0 or version != "1.1"):
            self._is_reread = True
            return
        body = self.body = RequestBody(self._source, length)
        if b"expect" in found and length != 0 and version == "1.1":
            body.awaits_continue = found[b"expect"].lower() == b"100-continue"
        self._framing = 0
        keep_alive = parser.should_keep_alive()
        headers = RequestHeaders(pairs, found)
        self._on_request(Request(method, target, location, headers, body, version, keep_alive, wants_upgrade))

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

    def _size_of_head(self) -> int:
        return len(self._target) + sum(len(name) + len(value) + 4 for name, value in self._headers)


def location_of(target: bytes, method: str) -> tuple[str, str] | None:
    """The decoded path and the query of a request target; None if it is not valid."""
    if not target.isascii() or b"#" in target:
        return None
    if target[:1] != b"/":
        if target == b"*" and method == "OPTIONS":
            return "*", ""
        try:
            url = httptools.parse_url(target)
        except httptools.HttpParserInvalidURLError:
            return None
        if not url.schema or not url.host:
            return None
        target = (url.path or b"/") + (b"?" + url.query if url.query else b"")
    path, _, query = target.decode("ascii").partition("?")
    return unquote(path) if "%" in path else path, query


def _check(pairs: list[tuple[bytes, bytes]], found: dict[bytes, bytes], version: str) -> None:
    """Refuse what the parser accepts but HTTP/1.1 forbids."""
    coding = found.get(b"transfer-encoding")
    if version not in ("1.1", "1.0"):
        raise Refused(400, "Only HTTP/1.1 and HTTP/1.0 are supported.")
    if coding is not None and (version == "1.0" or coding.lower() != b"chunked"):
        raise Refused(400, "Transfer-Encoding must be chunked.")
    if sum(name == b"host" for name, _ in pairs) > 1:
        raise Refused(400, "There is more than one Host header.")
    if version == "1.1" and b"host" not in found:
        raise Refused(400, "The Host header is missing.")


def _without_upgrade(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers without the request to switch protocols."""
    kept: list[tuple[bytes, bytes]] = []
    for name, value in headers:
        if name == b"connection":
            options = [option.strip() for option in value.split(b",")]
            value = b", ".join(option for option in options if option.lower() not in _OF_UPGRADES)
        if name not in _OF_UPGRADES and (value or name != b"connection"):
            kept.append((name, value))
    return kept


def _too_large(limits: Limits) -> Refused:
    return Refused(431, f"The request line and the headers are larger than {limits.head_bytes} bytes.")
