"""What a proxy passes on of a message: everything that is not about one connection (RFC 9110, section 7.6.1)."""

import json
import zlib
from typing import Any, cast

from architrave.server.http import Headers

_OF_ONE_CONNECTION = frozenset(
    {
        b"connection",
        b"http2-settings",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_NEVER_NAMED = frozenset({b"content-length", b"host"})
"""Headers that Connection cannot remove: they say where a message goes and where it ends."""

_OF_REQUESTS = frozenset({b"host", b"expect"})
"""The upstream has another host; and whoever sends the request on has already received or asked for its body."""

_OF_CONTENT = frozenset(
    {b"content-digest", b"content-encoding", b"content-length", b"content-md5", b"digest", b"etag", b"repr-digest"}
)

LARGEST_JSON = 1024 * 1024
"""The largest error body that is read, in bytes, packed or not."""


def of_request(pairs: Headers) -> Headers:
    """The headers of a request to pass on."""
    return [pair for pair in _end_to_end(pairs) if pair[0] not in _OF_REQUESTS]


def of_response(pairs: Headers) -> Headers:
    """The headers of a response to pass back, with names in lower case."""
    lowered = [(name.lower(), value) for name, value in pairs]
    if any(name == b"transfer-encoding" for name, _ in lowered):
        lowered = [pair for pair in lowered if pair[0] != b"content-length"]
    return _end_to_end(lowered)


def _end_to_end(pairs: Headers) -> Headers:
    options = {option.strip().lower() for name, value in pairs if name == b"connection" for option in value.split(b",")}
    dropped = _OF_ONE_CONNECTION | (options - _NEVER_NAMED)
    return [pair for pair in pairs if pair[0] not in dropped]


def without_content(pairs: Headers) -> Headers:
    """The headers of a response that gets other content."""
    return [pair for pair in pairs if pair[0] not in _OF_CONTENT]


def may_change(pairs: Headers) -> bool:
    """Whether a proxy may change the content of a message (RFC 9110, section 7.7)."""
    return not any(name == b"cache-control" and b"no-transform" in value.lower() for name, value in pairs)


def target_from(target: bytes) -> bytes:
    """A request target without its scheme and host, if it has them; the rest does not change."""
    if target[:1] == b"/":
        return target
    rest = target.partition(b"://")[2]
    rest = rest[min((rest.index(mark) for mark in b"/?" if mark in rest), default=len(rest)) :]
    return rest if rest[:1] == b"/" else b"/" + rest


def json_object(raw: bytes, pairs: Headers) -> dict[str, Any] | None:
    """The JSON object that content with these headers is; None if it is anything else, or cannot be read."""
    codings = [value.strip().lower() for name, value in pairs if name == b"content-encoding"]
    try:
        unpacked = _unpacked(raw, codings)
        if unpacked is None:
            return None
        content = json.loads(unpacked, parse_constant=_refuse)
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError, zlib.error):
        return None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else None


def _unpacked(raw: bytes, codings: list[bytes]) -> bytes | None:
    if not codings or codings == [b"identity"]:
        return raw
    if codings not in ([b"gzip"], [b"x-gzip"], [b"deflate"]):
        return None
    unpacker = zlib.decompressobj(wbits=47)  # gzip or zlib, by the first bytes
    data = unpacker.decompress(raw, LARGEST_JSON)
    return data if unpacker.eof else None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
