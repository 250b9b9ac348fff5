"""What becomes of a request into which a fault is injected."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, cast

import msgspec

from architrave.definitions.chaos import Fault
from architrave.diagnostics.visible import visible_line
from architrave.organization.local import Caller
from architrave.server import refusals
from architrave.server.authentication import authenticate, bearer_token
from architrave.server.chaos import Tally
from architrave.server.http import Handler, Request, Response, StreamBroken
from architrave.server.refusals import Refusal
from architrave.server.rendering import fault_response
from architrave.server.services import Services

if TYPE_CHECKING:
    from architrave.server.http.messages import Stream

MARK = b"architrave-chaos"
"""The header of a response that was interfered with. Its value is the name of the fault."""

_OWN_PATHS = ("/architrave/", "/metrics", "/openapi.json")
_PAGE = b"<html><head><title>Please wait</title></head><body>The service is busy.</body></html>\n"
_HTML = (b"content-type", b"text/html; charset=utf-8")


async def answer(services: Services, request: Request, handler: Handler) -> Response | None:
    """The response of a handler, unless a fault is injected; None closes the connection."""
    if request.path.startswith(_OWN_PATHS):
        return await handler(request)
    chaos = services.chaos
    token = bearer_token(request.headers.get("authorization"))
    if token is not None and (expired := chaos.expired(token)) is not None:
        chaos.note(expired, request, await _client(services, token))
        return _marked(fault_response(refusals.EXPIRED_TOKEN, request.headers), expired.fault)
    client = await _client(services, token)
    chosen = chaos.choose(request, client)
    if chosen is None:
        return await handler(request)
    if chosen.fault.kind == "expire":
        return await _let_expire(services, chosen, request, handler)
    chaos.note(chosen, request, client)
    response = await _interfered(chosen.fault, request, handler)
    return None if response is None else _marked(response, chosen.fault)


async def _client(services: Services, token: str | None) -> str | None:
    caller = await authenticate(token, services.organization)
    return caller.client.id if isinstance(caller, Caller) else None


async def _let_expire(services: Services, tally: Tally, request: Request, handler: Handler) -> Response | None:
    """The response to a login, whose token is refused some seconds later."""
    response = await handler(request)
    if response is None or response.status != 200 or not isinstance(response.content, bytes):
        return response
    token: str = msgspec.json.decode(response.content)["access_token"]
    if tally.fault.client in (None, await _client(services, token)):
        services.chaos.let_expire(token, tally)
    return response


async def _interfered(fault: Fault, request: Request, handler: Handler) -> Response | None:
    """What becomes of a request into which a fault is injected."""
    if fault.kind == "answer":
        return _answered(fault, request)
    if fault.kind == "cut":
        return None
    response = await handler(request)
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return response
    if response is None:
        return None
    if fault.kind == "half" and response.content:
        return _halved(response)
    await response.discard()
    if fault.kind == "garbled":
        headers = [pair for pair in response.headers if pair[0] != b"content-type"]
        return Response(fault.status, [_HTML, *headers], _PAGE)
    return None


_TEXTS = {
    403: ("not.authorized", "You are not authorized to perform the requested action."),
    404: ("not.found", "The requested resource was not found."),
    408: ("request.timeout", "The client did not produce a request within the server timeout limit."),
    409: ("general.conflict", "The request conflicts with the current state of the target resource."),
    413: ("request.entity.too.large", "The request is over the size limit."),
    504: ("gateway.timeout", "The request timed out."),
}
"""The texts of the cloud (documented); the codes are assumed."""

_READY = {401: refusals.BAD_TOKEN, 500: refusals.INTERNAL, 503: refusals.UNAVAILABLE}
_BAD_GATEWAY = 502
_TOO_MANY = 429


def _answered(fault: Fault, request: Request) -> Response:
    status = fault.status
    if status == _BAD_GATEWAY:  # what stands before the API answers it, in its own way
        response = Response(status, [_HTML], _PAGE)
    elif status == _TOO_MANY:
        limited = refusals.rate_limited(fault.retry_after or 60)
        response = fault_response(Refusal(status, limited.code, limited.message), request.headers)
    elif status in _READY:
        response = fault_response(_READY[status], request.headers)
    else:
        response = fault_response(Refusal(status, *_TEXTS[status]), request.headers)
    if fault.retry_after is not None:
        response.headers.append((b"retry-after", b"%d" % fault.retry_after))
    return response


def _halved(response: Response) -> Response:
    """The response whose content breaks off: in the middle, or after the first piece of a stream."""
    content = response.content

    async def pieces() -> AsyncGenerator[bytes, None]:
        if isinstance(content, bytes):
            yield content[: len(content) // 2]
        else:
            async for piece in content:
                yield piece
                break
            await content.aclose()
        raise StreamBroken

    headers = response.headers
    if isinstance(content, bytes):
        headers = [*headers, (b"content-length", b"%d" % len(content))]
    return Response(response.status, headers, cast("Stream", pieces()))


def _marked(response: Response, fault: Fault) -> Response:
    response.headers.append((MARK, visible_line(fault.name).encode("ascii", "backslashreplace")))
    return response
