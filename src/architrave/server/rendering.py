"""Turns a route's result (a shape, an `Answer` or a `Refusal`) into a JSON response."""

from collections.abc import AsyncGenerator, Iterable
from typing import TYPE_CHECKING, Any, cast

import msgspec

from architrave.server import refusals
from architrave.server.call import Answer
from architrave.server.correlation import new_correlation_id
from architrave.server.entities.bodies import RejectedBody
from architrave.server.http import Headers, Refused, RequestHeaders, Response
from architrave.server.problems import PROBLEM_JSON, problem_of
from architrave.server.refusals import Refusal
from architrave.server.rejections import body_rejected
from architrave.wire import encode

if TYPE_CHECKING:
    from architrave.server.http.messages import Stream

LARGE_CONTENT = 1_000_000
"""From this size on, in bytes, an encoded content is sent in pieces."""

PIECE = 250_000

_PROBLEM = PROBLEM_JSON.encode()
_JSON = (b"content-type", b"application/json")
_NO_CACHE = (b"cache-control", b"no-cache, no-store, must-revalidate")


def rendered(answer: Any, context_id: str, asked: RequestHeaders | None) -> Response:
    """The response to a request with the headers `asked`, which select the form of a refusal.

    `context_id` is its correlation id. The caller can add headers to the response.
    """
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, Answer):
        if isinstance(answer.content, msgspec.Raw) and len(memoryview(answer.content)) > LARGE_CONTENT:
            return _in_pieces(answer, memoryview(answer.content))
        content = b"" if answer.content is None else encode(answer.content)
        kind = [(b"content-type", answer.media_type.encode())] if content else []
        return Response(answer.status, [*kind, *_encoded(answer.headers)], content)
    if isinstance(answer, RejectedBody):
        as_problem = asked is not None and wants_problem(asked)
        return rendered(body_rejected(answer, context_id, as_problem=as_problem), context_id, asked)
    if isinstance(answer, Refusal):
        more = _encoded(answer.headers.items())
        if asked is not None and wants_problem(asked):
            content = encode(problem_of(answer, context_id))
            return Response(answer.status, [(b"content-type", _PROBLEM), *more], content)
        return Response(answer.status, [_JSON, *more], encode(answer.body(context_id)))
    return Response(200, [_JSON], encode(answer))


def _in_pieces(answer: Answer, content: memoryview) -> Response:
    """The response with a large content, which is already encoded: others are answered between its pieces."""

    async def pieces() -> AsyncGenerator[bytes, None]:
        for start in range(0, len(content), PIECE):
            yield bytes(content[start : start + PIECE])

    headers = [(b"content-type", answer.media_type.encode()), (b"content-length", b"%d" % len(content))]
    return Response(answer.status, [*headers, *_encoded(answer.headers)], cast("Stream", pieces()))


def wants_problem(headers: RequestHeaders) -> bool:
    """Whether a client accepts errors as RFC 9457 problem details."""
    accept = headers.raw(b"accept")
    return accept is not None and _PROBLEM in accept.lower()


def common_headers(context_id: str) -> Headers:
    """The headers of every response."""
    return [(b"inin-correlation-id", context_id.encode()), _NO_CACHE]


def fault_response(fault: Refusal, asked: RequestHeaders | None = None) -> Response:
    """The response for a refusal outside the application, with a new correlation id, in the form the client accepts."""
    context_id = new_correlation_id()
    response = rendered(fault, context_id, asked)
    response.headers += common_headers(context_id)
    return response


def refused_response(refused: Refused) -> Response:
    """The response to a request that the HTTP layer refuses."""
    return fault_response(refusals.refused(refused.status, refused.reason, refused.retry_after), refused.asked)


def _encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    return [(name.encode(), value.encode()) for name, value in headers]
