"""From responses to bytes."""

from http import HTTPStatus

from architrave.server.http.messages import Headers, Request, Response

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"


class _StatusLines(dict[int, bytes]):
    """The first line of a response by its status."""

    def __missing__(self, status: int) -> bytes:
        return b"HTTP/1.1 %d \r\n" % status


_STATUS_LINES = _StatusLines(
    {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
)
_NO_CONTENT = frozenset({204, 304})
_LENGTH = b"content-length"


class UnsafeHeader(Exception):  # noqa: N818 - named for what was found
    """A header has a line break or a NUL: the rest would be read as another header, or as an answer."""


def whole(response: Response, request: Request | None, date: bytes, *, keep_alive: bool) -> bytes:
    """A response whose content is bytes, to a request or to unreadable data. Raises UnsafeHeader."""
    content = response.content if isinstance(response.content, bytes) else b""
    lines = _lines(response.headers)
    if _LENGTH in lines:  # rare: we set the length
        lines = _lines([pair for pair in response.headers if pair[0].lower() != _LENGTH])
    start = _STATUS_LINES[response.status]
    if response.has_date:
        date = b""
    end = _connection(request, keep_alive=keep_alive)
    if response.status in _NO_CONTENT:
        return b"%b%b%b%b\r\n" % (start, date, lines, end)
    if request is not None and request.method == "HEAD":
        return b"%b%b%bcontent-length: %d\r\n%b\r\n" % (start, date, lines, len(content), end)
    return b"%b%b%bcontent-length: %d\r\n%b\r\n%b" % (start, date, lines, len(content), end, content)


def head(response: Response, request: Request, date: bytes, *, is_chunked: bool, keep_alive: bool) -> bytes:
    """The head of a response whose content is a stream. Raises UnsafeHeader."""
    lines = _lines(response.headers)
    if response.has_date:
        date = b""
    if is_chunked:
        lines += b"transfer-encoding: chunked\r\n"
    end = _connection(request, keep_alive=keep_alive)
    return b"%b%b%b%b\r\n" % (_STATUS_LINES[response.status], date, lines, end)


def switching(response: Response) -> bytes:
    """The head of a response after which another protocol takes over. Raises UnsafeHeader."""
    return b"%b%b\r\n" % (_STATUS_LINES[response.status], _lines(response.headers))


def has_content(response: Response, request: Request) -> bool:
    """Whether a response to this request has content."""
    return request.method != "HEAD" and response.status not in _NO_CONTENT


def length_of(response: Response) -> int | None:
    """The length that the headers of a response announce."""
    return next((int(value) for name, value in response.headers if name == _LENGTH), None)


def chunk(data: bytes) -> bytes:
    """A piece of a stream as a chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def _lines(headers: Headers) -> bytes:
    lines = b"\r\n".join([*map(b": ".join, headers), b""])
    if lines.count(b"\n") != len(headers) or lines.count(b"\r") != len(headers) or 0 in lines:
        raise UnsafeHeader
    return lines


def _connection(request: Request | None, *, keep_alive: bool) -> bytes:
    if not keep_alive:
        return b"connection: close\r\n"
    return b"connection: keep-alive\r\n" if request is not None and request.version == "1.0" else b""
