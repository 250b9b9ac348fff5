"""A proxy before a real Platform API: passes everything on, and adds to a refused launch what is wrong with it.

A good answer is passed back as it came, byte for byte; so is a refusal that says itself what is wrong. Only the answer
to a launch that was refused with a bare 4xx, without `details` or `errors`, gets ours.
"""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, cast

import httpx

from architrave.contract import Contract, FlowFinder, Judgement, Sent, error_body, judge
from architrave.contract.hosts import bare_host
from architrave.contract.rules import UNKNOWN_FLOW
from architrave.diagnostics import Source
from architrave.diagnostics.renderers.text import render_text
from architrave.server.app import LOOPBACK_NAMES, Receive, Scope, Send, is_launch
from architrave.server.correlation import new_correlation_id
from architrave.server.headers import RequestHeaders
from architrave.server.refusals import BODY
from architrave.wire import encode
from architrave.wire.errors import ErrorBody

_HOP_BY_HOP = frozenset(
    {"connection", "host", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer"}
    | {"transfer-encoding", "upgrade"}
)
_TIMEOUT_SECONDS = 60.0
_LARGEST_REFUSAL = 1024 * 1024
_LOGIN = "/oauth/"

log = logging.getLogger("architrave.launches")


@dataclass(frozen=True, slots=True)
class UpstreamOptions:
    """How the proxy behaves.

    `base` is the upstream's address without a path, `contract` by which contract launches are judged, `server_names`
    the names by which this proxy may be called beside the loopback ones, None for any.
    """

    base: str
    contract: Contract = "platform"
    server_names: frozenset[str] | None = frozenset()


class Upstream:
    """The proxy as an ASGI application. With `flows` a launch's inputs are judged too, for the flows that are there."""

    def __init__(
        self, options: UpstreamOptions, flows: FlowFinder | None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._options = options
        self._flows = flows
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the proxy's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._pass_on(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with httpx.AsyncClient(
            timeout=_TIMEOUT_SECONDS, follow_redirects=False, transport=self._transport, trust_env=True
        ) as client:
            self._client = client
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = RequestHeaders(scope["headers"])
        if not self._knows_host(headers.get("host")):
            await _refuse(send, 421, "misdirected.request", f"{headers.get('host')} is none of this proxy's names.")
            return
        body = await _read(receive) if is_launch(scope["method"], scope["path"]) else None
        client = self._client
        if client is None:
            raise RuntimeError("the proxy answers between its startup and its shutdown only")
        async with AsyncExitStack() as stack:
            request = client.build_request(
                scope["method"],
                self._address(scope),
                headers=[pair for pair in scope["headers"] if pair[0].decode("latin-1") not in _HOP_BY_HOP],
                content=body if body is not None else _stream(receive),
            )
            try:
                answer = await client.send(request, stream=True)
            except httpx.HTTPError as error:
                message = f"The upstream {self._options.base} cannot be reached: {error or type(error).__name__}."
                await _refuse(send, 502, "bad.gateway", message)
                return
            stack.push_async_callback(answer.aclose)
            if body is not None and 400 <= answer.status_code < 500:
                await self._send_refusal(answer, body, headers, send)
            else:
                await _send_as_it_came(answer, send)

    def _knows_host(self, host: str | None) -> bool:
        names = self._options.server_names
        return names is None or host is None or bare_host(host) in LOOPBACK_NAMES | names

    def _address(self, scope: Scope) -> str:
        base = self._options.base
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
        if path.startswith(_LOGIN):
            base = base.replace("//api.", "//login.", 1)  # where SDKs send logins, by the same rule
        query = scope["query_string"].decode("latin-1")
        return f"{base}{path}?{query}" if query else f"{base}{path}"

    async def _send_refusal(self, answer: httpx.Response, body: bytes, headers: RequestHeaders, send: Send) -> None:
        """Pass a refused launch back, with what is wrong with it where the answer does not say so."""
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
        refusal = _plain_refusal(answer, raw) if len(raw) <= _LARGEST_REFUSAL else None
        judgement = self._judge(body, headers) if refusal is not None else None
        if refusal is None or judgement is None or judgement.ok:
            await _send(send, answer.status_code, _headers(answer), raw)
            return
        told = error_body(judgement.diagnostics, str(refusal.get("contextId") or ""))
        message = f"{refusal.get('message') or ''} {told['message']}".strip()
        merged = refusal | {"message": message, "details": told["details"], "errors": told["errors"]}
        log.warning(
            "the upstream refused a launch with %d\n\n%s\n",
            answer.status_code,
            render_text(judgement.diagnostics, {BODY: Source(BODY, body.decode("utf-8", "replace"))}),
        )
        kept = [pair for pair in _headers(answer) if pair[0] not in (b"content-length", b"content-encoding")]
        content = json.dumps(merged, ensure_ascii=False).encode()
        await _send(send, answer.status_code, [*kept, (b"content-length", str(len(content)).encode())], content)

    def _judge(self, body: bytes, headers: RequestHeaders) -> Judgement:
        """What we find wrong with a launch. A flow that is not in our folder is the upstream's to know."""
        sent = Sent(body, headers)
        judgement = judge(sent, contract=self._options.contract, flows=self._flows)
        if any(item.rule is UNKNOWN_FLOW for item in judgement.diagnostics):
            judgement = judge(sent, contract=self._options.contract)
        return judgement


def _plain_refusal(answer: httpx.Response, raw: bytes) -> dict[str, Any] | None:
    """The error body of an answer that does not say what is wrong; None for any other."""
    try:
        content = httpx.Response(answer.status_code, headers=answer.headers, content=raw).json()
    except (ValueError, httpx.DecodingError):
        return None
    if not isinstance(content, dict):
        return None
    found = cast("dict[str, Any]", content)
    return None if found.get("details") or found.get("errors") else found


async def _read(receive: Receive) -> bytes:
    return b"".join([chunk async for chunk in _stream(receive)])


async def _stream(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
        if message.get("body"):
            yield message["body"]


def _headers(answer: httpx.Response) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in answer.headers.raw if name.lower().decode() not in _HOP_BY_HOP]


async def _send_as_it_came(answer: httpx.Response, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status_code, "headers": _headers(answer)})
    async for chunk in answer.aiter_raw():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _refuse(send: Send, status: int, code: str, message: str) -> None:
    """A refusal of the proxy's own."""
    context_id = new_correlation_id()
    body = ErrorBody(message=message, code=code, status=status, context_id=context_id, details=[], errors=[])
    headers = [(b"content-type", b"application/json"), (b"inin-correlation-id", context_id.encode())]
    await _send(send, status, headers, encode(body))
