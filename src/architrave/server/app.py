"""The application: handles every request.

Each response is JSON, with a correlation id and the client's rate-limit usage. Requests to unknown host names are
refused. An internal error is logged with its correlation id, and the response is a plain 500.
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from architrave.cloud.scopes import scope_of, scopes_allow
from architrave.contract import LAUNCH_METHOD, LAUNCH_PATH
from architrave.organization.access import Caller
from architrave.server import launching, refusals, states
from architrave.server.access import is_local_session, page_refusal
from architrave.server.authentication import authenticate, bearer_token
from architrave.server.call import Answer, ApiCall
from architrave.server.correlation import new_correlation_id
from architrave.server.endpoint import Endpoint
from architrave.server.endpoints import ENDPOINTS, URGENT
from architrave.server.hosts import OwnNames
from architrave.server.http import ClientGone, Headers, Request, RequestHeaders, Response
from architrave.server.interfering import answer as answer_wrongly
from architrave.server.path_ids import not_an_id
from architrave.server.query_check import query_problem, unknown_parameters
from architrave.server.rates import Usage
from architrave.server.refusals import Refusal
from architrave.server.rejections import answer_of
from architrave.server.rendering import common_headers, rendered, wants_problem
from architrave.server.routing import Match, Routes
from architrave.server.services import Services
from architrave.store import NotKept

_EXPOSED = b"ININ-Correlation-Id, inin-ratelimit-count, inin-ratelimit-allowed, inin-ratelimit-reset, Retry-After"

TOO_MANY = 429

log = logging.getLogger("architrave.server")


class Application:
    """The handler of an `HttpServer`. Its engine must be running.

    `names` are the host names that the server accepts in addition to the loopback names; None accepts any.
    """

    def __init__(self, services: Services, names: frozenset[str] | None = frozenset()) -> None:
        self._services = services
        self._routes = Routes(ENDPOINTS)
        self._own_names = OwnNames(names)

    def __call__(self, request: Request) -> Awaitable[Response | None]:
        """The response to one request; None if the client has disconnected, or is to believe that the server has."""
        services = self._services
        return answer_wrongly(services, request, self._respond) if services.chaos.is_on else self._respond(request)

    async def _respond(self, request: Request) -> Response | None:
        headers = request.headers
        context_id = new_correlation_id()
        usage: Usage | None = None
        launches = is_launch(request)
        if launches:
            request.route = LAUNCH_PATH
        try:
            answer: Any = self._own_names.refusal(request)
            if answer is None and request.path in URGENT:
                answer, usage = await self._route(request)
            elif answer is None:
                answer, usage = await self._pass(request, context_id, launches=launches)
        except ClientGone:
            return None
        except NotKept as fault:
            answer = refusals.unavailable(fault)
        except Exception:
            log.exception("internal error, correlation id %s", context_id, extra={"correlation_id": context_id})
            answer = refusals.INTERNAL
        response = rendered(answer, context_id, headers)
        response.headers += self._common_headers(context_id, usage, headers)
        return response

    async def _pass(self, request: Request, context_id: str, *, launches: bool) -> tuple[Any, Usage | None]:
        """Answer a request once the gate is open."""
        gate = self._services.gate
        if gate.is_closed:
            await gate.wait()
        gate.inside += 1
        try:
            return await (self._launch(request, context_id) if launches else self._route(request))
        finally:
            gate.inside -= 1
            if gate.is_closed:
                gate.note_leaving()

    async def _launch(self, request: Request, context_id: str) -> tuple[Any, Usage | None]:
        services, headers = self._services, request.headers
        try:
            services.engine.check_capacity()
        except NotKept as fault:
            return launching.not_accepted(fault), None
        token = bearer_token(headers.get("authorization"))
        caller = await authenticate(token, services.organization)
        usage = None
        if isinstance(caller, Caller) and token is not None:
            request.client = caller.client.id
            usage = services.rates.count(token)
        retry_after = usage.reset if usage is not None and usage.is_over else None
        body = await request.body(services.options.max_body_bytes)
        if services.organization.is_shared:
            await asyncio.to_thread(services.organization.flows.refresh)
        done = await launching.accept(services, caller, body, headers, retry_after)
        if isinstance(done, launching.Rejection):
            services.counts.rejected(done.result.diagnostics)
            if isinstance(caller, Caller) and usage is not None and done.result.status == TOO_MANY:
                services.refusals.rate_limited(caller.client.id, usage.allowed)
                return await answer_of(done, context_id, as_problem=wants_problem(headers), is_logged=False), usage
            return await answer_of(done, context_id, as_problem=wants_problem(headers)), usage
        return done, usage

    async def _route(self, request: Request) -> tuple[Any, Usage | None]:
        if request.method == "OPTIONS" and "access-control-request-method" in request.headers:
            return Answer(None, status=204), None
        found = self._routes.find(request.method, request.path)
        if isinstance(found, Refusal):
            return found, None
        request.route = found.endpoint.path
        services = self._services
        caller: Caller | None = None
        usage: Usage | None = None
        if found.endpoint.is_open_here and is_local_session(services, request):
            if (refusal := page_refusal(request)) is not None:
                return refusal, None
        elif found.endpoint.needs_token:
            token = bearer_token(request.headers.get("authorization"))
            admitted = await authenticate(token, services.organization)
            if isinstance(admitted, Refusal) or token is None:
                return admitted, None
            request.client = admitted.client.id
            caller, usage = admitted, services.rates.count(token)
            if usage.is_over:
                services.refusals.rate_limited(caller.client.id, usage.allowed)
                return refusals.rate_limited(usage.reset), usage
            refusal = _scope_refusal(caller, found.endpoint) or _refusal_of(caller, found.endpoint)
            if refusal is not None:
                return refusal, usage
        return await self._answer(request, found, caller), usage

    async def _answer(self, request: Request, found: Match, caller: Caller | None) -> Any:
        """The answer of an endpoint to a caller who has its permissions."""
        services, endpoint = self._services, found.endpoint
        if services.organization.is_shared:
            if request.path not in URGENT:
                with services.gate.outside():
                    await states.follow(services)
            await asyncio.to_thread(services.organization.refresh)
        word = not_an_id(found.params, services.organization)
        if word is not None:
            return self._routes.unknown(request.path, word)
        if endpoint.answer is None:
            raise RuntimeError("launches are not routed by the table")
        query = self._checked_query(request, endpoint)
        if isinstance(query, Refusal):
            return query
        call = ApiCall(request, services, found.params, caller, query, permissions=endpoint.permissions)
        if caller is not None and caller.permissions.in_divisions is not None:
            named = caller.permissions.divisions(endpoint.permissions, needs_all=endpoint.needs_all)
            call.divisions = services.organization.divisions.ids(named)
            if call.divisions is not None and endpoint.needs_all_divisions:
                return refusals.missing_everywhere(endpoint.permissions)
        return await endpoint.answer(call)

    def _checked_query(self, request: Request, endpoint: Endpoint) -> list[tuple[str, str]] | Refusal:
        """The query without what the endpoint does not have, or why it is refused."""
        sent, known = request.query, endpoint.parameters
        if not sent and not known:
            return sent
        problem = query_problem(known, sent)
        if problem is not None:
            return problem
        if endpoint.is_of_cloud and (unknown := unknown_parameters(known, sent)):
            self._services.refusals.parameter_ignored(f"{endpoint.method} {endpoint.path}", unknown[0], known)
            return [one for one in sent if one[0] in known]
        return sent

    def _common_headers(self, context_id: str, usage: Usage | None, sent: RequestHeaders) -> Headers:
        headers = common_headers(context_id)
        if usage is not None:
            headers += [
                (b"inin-ratelimit-count", b"%d" % usage.count),
                (b"inin-ratelimit-allowed", b"%d" % usage.allowed),
                (b"inin-ratelimit-reset", b"%d" % usage.reset),
            ]
        if sent.raw(b"origin") is not None and sent["origin"] in self._services.options.allowed_origins:
            headers += _cors(sent["origin"], sent)
        return headers


def is_launch(request: Request) -> bool:
    """Whether a request is a launch, which skips the routes."""
    return request.path == LAUNCH_PATH and request.method == LAUNCH_METHOD


def _scope_refusal(caller: Caller, endpoint: Endpoint) -> Refusal | None:
    """Why a user's token may not use an endpoint, whatever the user may; None if it may."""
    if caller.scopes is None or scopes_allow(caller.scopes, endpoint.method, endpoint.path):
        return None
    return refusals.missing_scope(scope_of(endpoint.method, endpoint.path) or "", caller.scopes)


def _refusal_of(caller: Caller, endpoint: Endpoint) -> Refusal | None:
    """Why a caller may not use an endpoint, or None."""
    if not endpoint.needs_all:
        allowed = caller.permissions.allow_any(endpoint.permissions)
        return None if allowed else refusals.missing_permission(endpoint.permissions)
    missing = tuple(one for one in endpoint.permissions if not caller.permissions.allow(one))
    return refusals.missing_permissions(missing) if missing else None


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
