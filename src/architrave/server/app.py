"""The ASGI application: what every request goes through, whatever it asks.

Each answer has a correlation id, says how much of its rate the client has used, and is JSON. Requests for another
host are refused, so that a web page cannot reach a local server by a name of its own (DNS rebinding). A fault of our
own is logged with its correlation id and answered with a plain 500.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect, Request

from architrave.contract.hosts import bare_host, domain_of
from architrave.organization.local import Caller
from architrave.server import faults, launching
from architrave.server.admission import admit
from architrave.server.call import Answer, Call
from architrave.server.correlation import new_correlation_id
from architrave.server.endpoints import ENDPOINTS, LAUNCH
from architrave.server.faults import Fault
from architrave.server.headers import RequestHeaders
from architrave.server.rates import Usage
from architrave.server.refusals import refusal_answer
from architrave.server.routing import Match, Routes
from architrave.server.services import Services
from architrave.store import NotKept
from architrave.wire import encode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Answering = Callable[[str], Awaitable[tuple[Any, "Usage | None"]]]
"""Gives the answer to a request, and how much of its rate the client has used, by the request's correlation id."""

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
PROBLEM = "application/problem+json"
_JSON = (b"content-type", b"application/json")
_PROBLEM = PROBLEM.encode()
_NO_CACHE = (b"cache-control", b"no-cache, no-store, must-revalidate")
_REMEMBERED_HOSTS = 64
_EXPOSED = b"ININ-Correlation-Id, inin-ratelimit-count, inin-ratelimit-allowed, inin-ratelimit-reset, Retry-After"

log = logging.getLogger("architrave.server")


class Response(NamedTuple):
    """An answer as it goes over the wire."""

    status: int
    headers: Headers
    content: bytes


class Application:
    """The server as an ASGI application. `lifespan` is entered when it starts and left when it stops."""

    def __init__(self, services: Services, lifespan: AbstractAsyncContextManager[None]) -> None:
        self._services = services
        self._lifespan = lifespan
        self._routes = Routes(ENDPOINTS)
        self._known_hosts: set[bytes | None] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._lifespan.__aenter__()
        except Exception as error:  # the server must be told why it cannot start
            log.exception("the server could not start")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        self._services.is_ready = True
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._services.is_ready = False
        await self._lifespan.__aexit__(None, None, None)
        await send({"type": "lifespan.shutdown.complete"})

    async def launch(self, headers: Headers, body: bytes) -> Response | None:
        """Answer a launch whose body has arrived, for a protocol that knows one by its path: nothing of ASGI's between.

        `headers` have lower-case names; of `body`, `max_body_bytes` and one more are enough. None: the client has gone.
        """
        read = RequestHeaders(headers)
        return await self._respond(read, partial(self._launch, read, body))

    @property
    def max_body_bytes(self) -> int:
        """The largest body that is taken."""
        return self._services.options.max_body_bytes

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = RequestHeaders(scope["headers"])
        if is_launch(scope["method"], scope["path"]):
            response = await self._respond(headers, partial(self._read_launch, receive, headers))
        else:
            response = await self._respond(headers, partial(self._route, scope, receive, headers))
        if response is not None:
            await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
            await send({"type": "http.response.body", "body": response.content})

    async def _respond(self, headers: RequestHeaders, answering: Answering) -> Response | None:
        """The response to one request; None where the client has gone away."""
        context_id = new_correlation_id()
        usage: Usage | None = None
        try:
            if headers.raw(b"host") not in self._known_hosts and not self._knows_host(headers.get("host")):
                answer: Any = _wrong_host(headers.get("host"))
            else:
                answer, usage = await answering(context_id)
        except ClientDisconnect:
            return None
        except asyncio.CancelledError:
            raise
        except NotKept as fault:
            answer = faults.unavailable(fault)
        except Exception:
            log.exception("a fault of Architrave's own, correlation id %s", context_id)
            answer = faults.INTERNAL
        status, content, more = self._rendered(answer, context_id, as_problem=_wants_problem(headers))
        more += self._common_headers(context_id, usage, headers)
        more.append((b"content-length", b"%d" % len(content)))
        return Response(status, more, content)

    def _knows_host(self, host: str | None) -> bool:
        names = self._services.options.server_names
        if names is None or host is None:
            return True
        name = bare_host(host)
        known = name in LOOPBACK_NAMES or name in names or name.endswith(".localhost") or domain_of(name) is not None
        if known and len(self._known_hosts) < _REMEMBERED_HOSTS:
            self._known_hosts.add(host.encode("latin-1"))
        return known

    async def _read_launch(
        self, receive: Receive, headers: RequestHeaders, context_id: str
    ) -> tuple[Any, Usage | None]:
        return await self._launch(headers, await _read_body(receive, self.max_body_bytes), context_id)

    async def _launch(self, headers: RequestHeaders, body: bytes, context_id: str) -> tuple[Any, Usage | None]:
        services = self._services
        caller = admit(headers.get("authorization"), services.organization)
        usage = services.rates.count(caller.client.id) if isinstance(caller, Caller) else None
        retry_after = usage.reset if usage is not None and usage.is_over else None
        done = await launching.accept(services, caller, body, headers, retry_after)
        if isinstance(done, launching.Refusal):
            return refusal_answer(done, context_id, as_problem=_wants_problem(headers)), usage
        return done, usage

    async def _route(
        self, scope: Scope, receive: Receive, headers: RequestHeaders, _context_id: str
    ) -> tuple[Any, Usage | None]:
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            return Answer(None, status=204), None
        found = self._routes.find(scope["method"], scope["path"])
        if isinstance(found, Fault):
            return found, None
        services = self._services
        caller: Caller | None = None
        usage: Usage | None = None
        if found.endpoint.needs_token:
            admitted = admit(headers.get("authorization"), services.organization)
            if isinstance(admitted, Fault):
                return admitted, None
            caller, usage = admitted, services.rates.count(admitted.client.id)
            if usage.is_over:
                return faults.rate_limited(usage.reset), usage
            if not caller.permissions.allow_any(found.endpoint.permissions):
                return faults.missing_permission(found.endpoint.permissions), usage
        return await self._ask(found, scope, receive, caller), usage

    async def _ask(self, found: Match, scope: Scope, receive: Receive, caller: Caller | None) -> Any:
        if found.endpoint.answer is None:
            raise RuntimeError("a launch does not go by the table")
        request = Request(scope, receive)
        return await found.endpoint.answer(Call(request, self._services, found.params, caller))

    def _rendered(self, answer: Any, context_id: str, *, as_problem: bool) -> tuple[int, bytes, Headers]:
        if isinstance(answer, Answer):
            content = b"" if answer.content is None else encode(answer.content)
            kind = [(b"content-type", answer.media_type.encode())] if content else []
            more = [(name.encode(), value.encode()) for name, value in answer.headers]
            return answer.status, content, [*kind, *more]
        if isinstance(answer, Fault):
            more = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
            if as_problem:
                content = encode(faults.problem(answer, context_id))
                return answer.status, content, [(b"content-type", _PROBLEM), *more]
            return answer.status, encode(answer.body(context_id)), [_JSON, *more]
        return 200, encode(answer), [_JSON]

    def _common_headers(self, context_id: str, usage: Usage | None, sent: RequestHeaders) -> Headers:
        headers = [(b"inin-correlation-id", context_id.encode()), _NO_CACHE]
        if usage is not None:
            headers += [
                (b"inin-ratelimit-count", b"%d" % usage.count),
                (b"inin-ratelimit-allowed", b"%d" % usage.allowed),
                (b"inin-ratelimit-reset", b"%d" % usage.reset),
            ]
        if sent.raw(b"origin") is not None and sent["origin"] in self._services.options.allowed_origins:
            headers += _cors(sent["origin"], sent)
        return headers


def is_launch(method: str, path: str) -> bool:
    """Whether a request is a launch, which goes before the routes."""
    return path == LAUNCH.path and method == LAUNCH.method


async def _read_body(receive: Receive, most: int) -> bytes:
    """The body of a request, cut off one byte beyond the most that is taken."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        if len(body) <= most:
            body += message.get("body", b"")
    return body[: most + 1]


def _wants_problem(headers: RequestHeaders) -> bool:
    accept = headers.raw(b"accept")
    return accept is not None and _PROBLEM in accept.lower()


def _wrong_host(host: str | None) -> Fault:
    return Fault(
        421,
        "misdirected.request",
        "The request names the host {host}, which is none of this server's names. "
        "Call it localhost, or start it with --server-name {host}.",
        {"host": bare_host(host or "")},
    )


def _cors(origin: str, sent: RequestHeaders) -> Headers:
    headers = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
    if "access-control-request-method" not in sent:
        return [*headers, (b"access-control-expose-headers", _EXPOSED)]
    asked = sent.get("access-control-request-headers") or "authorization, content-type"
    return [
        *headers,
        (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
        (b"access-control-allow-headers", asked.encode("latin-1")),
        (b"access-control-max-age", b"600"),
    ]
