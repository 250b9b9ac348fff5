"""A proxy in front of a real Platform API: forwards everything, and explains rejected launches.

Requests are forwarded with the headers that came, and responses are passed back byte for byte, including errors that
already explain themselves. Only a launch that was rejected by an error body without `details` or `errors` gets our
explanation, if there is one. Every rejected launch is logged.
"""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, cast

import httpx

from architrave.contract import Contract, FlowFinder
from architrave.server import refusals
from architrave.server.app import is_launch
from architrave.server.hosts import OwnNames
from architrave.server.http import ClientGone, Headers, Request, RequestHeaders, Response, StreamBroken
from architrave.server.refusals import Refusal
from architrave.server.rejections import log_rejection
from architrave.server.rendering import fault_response
from architrave.server.upstream_launches import Explanation, LaunchExplainer

_HOP_BY_HOP = frozenset(
    {b"connection", b"host", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te", b"trailer"}
    | {b"expect", b"http2-settings", b"transfer-encoding", b"upgrade"}
)
_NOT_PASSED_BACK = _HOP_BY_HOP | {b"date"}
_TIMEOUT_SECONDS = 60.0
_KEPT_CONNECTIONS = 100
_LARGEST_REFUSAL = 1024 * 1024
_LARGEST_LAUNCH = 16 * 1024 * 1024
_LOGIN = "/oauth/"
_NOTE = b"architrave-note"
_LONGEST_NOTE = 2000

log = logging.getLogger("architrave.launches")


@dataclass(frozen=True, slots=True)
class UpstreamOptions:
    """How the proxy behaves.

    `base` is the upstream's URL without a path. `contract` is the contract against which launches are checked.
    `server_names` are the host names that the proxy accepts in addition to the loopback names; None means any.
    `folder` is how people know the folder with the flows.
    """

    base: str
    contract: Contract = "platform"
    server_names: frozenset[str] | None = frozenset()
    folder: str = "the folder"


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
        self._client = httpx.AsyncClient(
            timeout=_TIMEOUT_SECONDS,
            # As many as clients have open: a stream may last for hours and must not block others.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=_KEPT_CONNECTIONS),
            follow_redirects=False,
            transport=transport,
            trust_env=True,
        )

    async def __aenter__(self) -> "Upstream":
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *fault: Any) -> None:
        await self._client.__aexit__(*fault)

    async def __call__(self, request: Request) -> Response | None:
        """Forward one request and return the response, or None if the client disconnected."""
        refusal = self._own_names.refusal(request.headers)
        if refusal is not None:
            return fault_response(refusal, request.headers)
        try:
            return await self._pass_on(request)
        except ClientGone:
            return None

    async def _pass_on(self, request: Request) -> Response:
        asked = request.headers
        body = await request.body(_LARGEST_LAUNCH) if is_launch(request) else None
        if body is not None and len(body) > _LARGEST_LAUNCH:
            reason = f"The launch is larger than the limit of {_LARGEST_LAUNCH:,} bytes."
            return fault_response(Refusal(413, "too.large", reason), asked)
        if request.target == b"*":
            return fault_response(refusals.refused(400, "The proxy does not support the request target *."), asked)
        try:
            # Not the client's `build_request`, which would add headers and cookies of its own.
            passed = httpx.Request(
                request.method,
                self._address(request),
                headers=_forwarded(asked),
                content=body if body is not None else request.stream() if request.has_body else None,
                extensions={"timeout": self._client.timeout.as_dict()},
            )
        except httpx.InvalidURL as error:
            return fault_response(refusals.refused(400, f"Cannot forward the request target: {error}."), asked)
        try:
            answer = await self._client.send(passed, stream=True)
        except httpx.HTTPError as error:
            reason = f"Cannot reach the upstream {self._options.base}: {_why(error)}."
            return fault_response(Refusal(502, "bad.gateway", reason), asked)
        if body is not None and answer.status_code >= 500:
            log.warning("the Platform API answered a launch with %d", answer.status_code)
        if body is None or not 400 <= answer.status_code < 500:
            return Response(answer.status_code, _headers(answer), _Passed(answer))
        try:
            return await self._explained(answer, body, asked)
        except httpx.HTTPError as error:
            await answer.aclose()
            reason = f"The response of the upstream {self._options.base} was cut off: {_why(error)}."
            return fault_response(Refusal(502, "bad.gateway", reason), asked)

    def _address(self, request: Request) -> str:
        base = self._options.base
        target = _without_origin(request.target.decode("ascii"))
        if target.startswith(_LOGIN):
            base = base.replace("//api.", "//login.", 1)  # SDKs derive the login host by the same rule
        return base + target

    async def _explained(self, answer: httpx.Response, body: bytes, headers: RequestHeaders) -> Response:
        """A rejected launch, explained if the response does not explain it."""
        explanation = self._explainer.explain(answer.status_code, body, headers)
        log_rejection(explanation.log_text, explanation.problems, body, {"status": answer.status_code})
        pieces = answer.aiter_raw()
        raw = b""
        async for piece in pieces:
            raw += piece
            if len(raw) > _LARGEST_REFUSAL:
                return Response(answer.status_code, _headers(answer), _Passed(answer, raw, pieces))
        await answer.aclose()
        content = _error_body(answer, raw)
        if content is not None and (content.get("details") or content.get("errors")):
            return Response(answer.status_code, _headers(answer), raw)
        if content is None or not explanation.has_errors:
            return Response(answer.status_code, [*_headers(answer), *_noted(explanation)], raw)
        merged = json.dumps(explanation.merged(content), ensure_ascii=False)
        kept = [pair for pair in _headers(answer) if pair[0] != b"content-encoding"]
        return Response(answer.status_code, kept, merged.encode())


def _forwarded(asked: RequestHeaders) -> Headers:
    """The headers of a request without those of one connection."""
    named = {name.strip().lower() for name in (asked.raw(b"connection") or b"").split(b",")}
    return [pair for pair in asked.pairs if pair[0] not in _HOP_BY_HOP and pair[0] not in named]


def _noted(explanation: Explanation) -> Headers:
    """The header that explains a response whose body does not change."""
    if explanation.status != 400:
        return []
    text = explanation.header_text()[:_LONGEST_NOTE].replace("“", '"').replace("”", '"')
    return [(_NOTE, "".join(c if c.isascii() and c.isprintable() else "?" for c in text).encode())]


def _without_origin(target: str) -> str:
    """A request target without its scheme and host, if it has them; the encoding of the rest does not change."""
    if target.startswith("/"):
        return target
    rest = target.partition("://")[2]
    rest = rest[min((rest.index(mark) for mark in "/?" if mark in rest), default=len(rest)) :]
    return rest if rest.startswith("/") else f"/{rest}"


def _error_body(answer: httpx.Response, raw: bytes) -> dict[str, Any] | None:
    """The JSON object in a response; None if it has none."""
    try:
        content = httpx.Response(answer.status_code, headers=answer.headers, content=raw).json()
    except (ValueError, RecursionError, httpx.DecodingError):
        return None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else None


class _Passed:
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


def _headers(answer: httpx.Response) -> list[tuple[bytes, bytes]]:
    """The headers to pass back: without those of one connection, and without the date, which our responses set."""
    return [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _NOT_PASSED_BACK]
