"""A proxy in front of a real Platform API: forwards everything, and explains rejected launches.

Requests are forwarded with the headers that came, and responses are passed back byte for byte, including errors that
already explain themselves. Only a launch that was rejected by an error body without `details` or `errors` gets our
explanation, if there is one. Every rejected launch is logged.

Bodies are streamed. Of a launch, up to the size of the largest launch is kept to explain it; so is a short error body.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from architrave.contract import Contract, FlowFinder
from architrave.contract.transport import MAX_BODY
from architrave.server import refusals
from architrave.server.app import is_launch
from architrave.server.hosts import OwnNames
from architrave.server.http import ClientGone, Headers, Request, Response, StreamBroken
from architrave.server.refusals import Refusal
from architrave.server.rejections import log_rejection
from architrave.server.rendering import fault_response
from architrave.server.upstream_failures import failure
from architrave.server.upstream_launches import Explanation, LaunchExplainer
from architrave.server.upstream_messages import (
    LARGEST_JSON,
    json_object,
    may_change,
    of_request,
    of_response,
    target_from,
    without_content,
)

_TIMEOUTS = {"connect": 20.0, "read": 60.0, "write": 60.0, "pool": None}
"""Seconds: to connect, and for the next bytes of a response or a request."""

_KEPT_CONNECTIONS = 100
_LOGIN = b"/oauth/"
_NOTE = b"architrave-note"
_LONGEST_NOTE = 2000

log = logging.getLogger("architrave.launches")


@dataclass(frozen=True, slots=True)
class UpstreamOptions:
    """How the proxy behaves.

    `base` is the upstream's URL without a path. `contract` is the contract against which launches are checked.
    `server_names` are the host names that the proxy accepts in addition to the loopback names; None means any.
    `folder` is how people know the folder with the flows. `proxy` is the URL of a proxy on the way to the upstream: no
    proxy is taken from the environment, because it would get every token, even those for a server on this machine.
    """

    base: str
    contract: Contract = "platform"
    server_names: frozenset[str] | None = frozenset()
    folder: str = "the folder"
    proxy: str | None = None


class Upstream:
    """The proxy: the handler of an `HttpServer`, while it is entered as a context.

    With `flows`, the inputs of launches of these flows are checked too.
    """

    def __init__(
        self, options: UpstreamOptions, flows: FlowFinder | None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._options = options
        self._explainer = LaunchExplainer(options.contract, flows, options.folder)
        self._own_names = OwnNames(options.server_names)
        # Not a client, which has headers, cookies and redirects of its own.
        self._transport = transport or httpx.AsyncHTTPTransport(
            verify=httpx.create_ssl_context(),
            trust_env=False,
            proxy=options.proxy,
            # As many as clients have open: a stream may last for hours and must not block others.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=_KEPT_CONNECTIONS),
        )

    async def __aenter__(self) -> "Upstream":
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *fault: Any) -> None:
        await self._transport.__aexit__(*fault)

    async def __call__(self, request: Request) -> Response | None:
        """Forward one request and return the response, or None if the client disconnected."""
        refusal = self._own_names.refusal(request)
        if refusal is not None:
            return fault_response(refusal, request.headers)
        try:
            return await self._pass_on(request)
        except ClientGone:
            return None

    async def _pass_on(self, request: Request) -> Response:
        asked = request.headers
        if request.target == b"*":
            return fault_response(refusals.refused(400, "The proxy does not support the request target *."), asked)
        launch: bytes | None = b"" if is_launch(request) else None
        content: bytes | AsyncIterator[bytes] | None = request.stream() if request.has_body else None
        if is_launch(request) and request.has_body:
            launch, content = await _begun(request)
        try:
            answer = await self._transport.handle_async_request(self._forwarded(request, content))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return fault_response(failure(error, request, self._options.base), asked)
        status = answer.status_code
        if launch is not None and status >= 500:
            log.warning("the Platform API answered a launch with %d", status)
        if launch is None or not 400 <= status < 500:
            return _passed(answer, _Pieces(answer))
        try:
            return await self._explained(answer, launch, request)
        except httpx.HTTPError as error:
            await answer.aclose()
            reason = (
                f"The upstream {self._options.base} rejected the launch with {status}, but its response was cut off: "
                f"{_why(error)}."
            )
            return fault_response(Refusal(502, "bad.gateway", reason), asked)

    def _forwarded(self, request: Request, content: bytes | AsyncIterator[bytes] | None) -> httpx.Request:
        base = self._options.base
        target = target_from(request.target)
        if target.startswith(_LOGIN):
            base = base.replace("//api.", "//login.", 1)  # SDKs derive the login host by the same rule
        url = httpx.URL(base)
        extensions: dict[str, Any] = {"timeout": _TIMEOUTS}
        if self._options.proxy is None:
            extensions["target"] = target  # byte for byte, which a URL is not
        else:
            url = url.copy_with(raw_path=target)
        headers = [(b"host", url.netloc), *of_request(request.headers.pairs)]
        # Without a body, not even its length is added: a stream is passed as it is.
        stream = httpx.ByteStream(b"") if content is None else None
        return httpx.Request(
            request.method, url, headers=headers, content=content, stream=stream, extensions=extensions
        )

    async def _explained(self, answer: httpx.Response, launch: bytes, request: Request) -> Response:
        """A rejected launch, explained if the response does not explain it."""
        status, explain = answer.status_code, self._explainer.explain
        explanation = await asyncio.to_thread(explain, status, launch, request.headers)
        log_rejection(explanation.log_text, explanation.problems, launch, {"status": status})
        pieces = answer.aiter_raw()
        raw = b""
        async for piece in pieces:
            raw += piece
            if len(raw) > LARGEST_JSON:
                return _passed(answer, _Pieces(answer, raw, pieces))
        await answer.aclose()
        headers = of_response(answer.headers.raw)
        content = json_object(raw, headers)
        if content is not None and (content.get("details") or content.get("errors")):
            return _passed(answer, raw)
        if content is None or not explanation.has_errors or not may_change(headers):
            return _passed(answer, raw, _noted(explanation))
        merged = json.dumps(explanation.merged(content), ensure_ascii=False).encode("utf-8", "replace")
        return Response(status, without_content(headers), merged, has_date=_is_dated(headers))


async def _begun(request: Request) -> tuple[bytes, bytes | AsyncIterator[bytes]]:
    """The beginning of a launch, as much as is needed to explain it, and its whole content."""
    pieces = request.stream()
    begun = b""
    async for piece in pieces:
        begun += piece
        if len(begun) > MAX_BODY:
            return begun, _joined(begun, pieces)
    return begun, begun


async def _joined(begun: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for piece in rest:
        yield piece


def _noted(explanation: Explanation) -> Headers:
    """The header that explains a response whose body does not change."""
    if explanation.status != 400:
        return []
    text = explanation.header_text()[:_LONGEST_NOTE].replace("“", '"').replace("”", '"')
    return [(_NOTE, "".join(c if c.isascii() and c.isprintable() else "?" for c in text).encode())]


def _passed(answer: httpx.Response, content: "bytes | _Pieces", more: Headers | None = None) -> Response:
    """A response of the upstream as it is."""
    headers = of_response(answer.headers.raw)
    return Response(answer.status_code, [*headers, *(more or [])], content, has_date=_is_dated(headers))


def _is_dated(headers: Headers) -> bool:
    return any(name == b"date" for name, _ in headers)


class _Pieces:
    """The content of a response as it arrives, byte for byte. `begun` is what has already been read of `pieces`."""

    def __init__(self, answer: httpx.Response, begun: bytes = b"", pieces: AsyncIterator[bytes] | None = None) -> None:
        self._answer = answer
        self._begun = begun
        self._pieces = pieces or answer.aiter_raw()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._begun:
            yield self._begun
        try:
            async for piece in self._pieces:
                yield piece
        except httpx.HTTPError as error:
            log.warning("the response of the upstream was cut off: %s", _why(error))
            raise StreamBroken from None

    async def aclose(self) -> None:
        """Close the connection to the upstream."""
        await self._answer.aclose()


def _why(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
