"""The login service: the page on which users log in, and tokens for clients."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, parse_qsl

from architrave.diagnostics import Provenance
from architrave.server.access import is_on_this_machine, page_refusal
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint
from architrave.server.http import Response
from architrave.server.oauth.authorizing import ClientFault, LoginRequest, Refused, read_login_request
from architrave.server.oauth.granting import AUTHENTICATION_FAILED, grant, login_refused, named_client
from architrave.server.oauth.logging_in import (
    WRONG,
    active_users,
    answer_to,
    attempts_of,
    user_of,
    without_password,
)
from architrave.server.oauth.page import login_page, message_page
from architrave.wire.errors import LoginError
from architrave.wire.tokens import AccessToken

_FORM = "application/x-www-form-urlencoded"
_MAX_FORM_BYTES = 65_536
_MAX_TOKEN_BYTES = 16_384
_COOKIE = "architrave_login"
_GUARD_BYTES = 32
_GUARD = re.compile(r"[A-Za-z0-9_-]{43}")


async def authorize(call: ApiCall) -> Response:
    """The login page for a client's web page."""
    request = _checked(call, call.query)
    if isinstance(request, Response):
        return request
    guard = _guard(call) or secrets.token_urlsafe(_GUARD_BYTES)
    response = _page(call, request, call.request.query_string, guard)
    secure = "; Secure" if call.services.is_secure else ""
    cookie = f"{_COOKIE}={guard}; Path=/oauth; HttpOnly; SameSite=Lax{secure}"
    response.headers.append((b"set-cookie", cookie.encode()))
    return response


async def log_in(call: ApiCall) -> Response:
    """Log a user in with the form of the page, and go back to the client."""
    raw = await _body(call, _MAX_FORM_BYTES)
    form = {} if raw is None else {name: values[-1] for name, values in parse_qs(raw, keep_blank_values=True).items()}
    query = form.get("request", "")
    request = _checked(call, parse_qsl(query, keep_blank_values=True))
    if isinstance(request, Response):
        return request
    guard = _guard(call)
    is_ours = guard is not None and secrets.compare_digest(guard.encode(), form.get("guard", "").encode())
    if not is_ours or page_refusal(call.request, is_form=True) is not None:
        again = "This form does not come from the login page, or cookies are off. Go back to your application."
        return message_page("Cannot log in", again, 403)
    if form.get("cancel"):
        denied = {"error": "access_denied", "error_description": "the user cancelled the login"}
        return _redirect(request.answer(denied))
    organization, services = call.services.organization, call.services
    if form.get("password") and services.logins.count(attempts_of(form)).is_over:
        return _page(call, request, query, guard or "", "Too many attempts. Wait a minute.")
    user = user_of(organization, form, is_here=is_on_this_machine(services, call.request))
    if user is None:
        return _page(call, request, query, guard or "", WRONG)
    return _redirect(await asyncio.to_thread(answer_to, organization, request, user))


async def log_out(call: ApiCall) -> Response:
    """Go back to the client after a logout. There is no session that could end: each login asks who it is."""
    client = call.services.organization.clients.find(call.text("client_id") or "")
    uri = call.text("redirect_uri")
    if client is not None and uri is not None and uri in client.redirect_uris:
        return _redirect(uri)
    return message_page("You are logged out", "You can close this page.", 200)


async def token(call: ApiCall) -> AccessToken | Answer:
    """A new token for a client, or for the user who has logged in to it."""
    raw = await _body(call, _MAX_TOKEN_BYTES)
    if raw is None:
        return login_refused("invalid_request", "the request is too large")
    form = {name: values[-1] for name, values in parse_qs(raw, keep_blank_values=True).items()}
    kind = form.get("grant_type") or call.text("grant_type")
    if kind is None:
        sent = (call.request.headers.get("content-type") or "").partition(";")[0].strip()
        hint = "" if sent == _FORM else f"; send the body as {_FORM}, not {f'as {sent}' if sent else 'untyped'}"
        return login_refused("invalid_request", f"grant_type is missing{hint}")
    organization = call.services.organization
    authorization = call.request.headers.get("authorization")
    done = await asyncio.to_thread(grant, organization, form | {"grant_type": kind}, authorization)
    fault = done.content if isinstance(done, Answer) else None
    if isinstance(fault, LoginError) and fault.description == AUTHENTICATION_FAILED:
        known = organization.clients.find(named_client(form, authorization)[0])
        call.services.refusals.login_failed(None if known is None else known.id)
    return done


def _checked(call: ApiCall, query: Sequence[tuple[str, str]]) -> LoginRequest | Response:
    """The login that is asked for, or the response that says what is wrong."""
    read = read_login_request(query, call.services.organization.clients)
    match read:
        case Refused():
            return message_page("Cannot log in", read.why, 400)
        case ClientFault():
            return _redirect(read.location)
        case LoginRequest():
            return read


def _page(call: ApiCall, request: LoginRequest, query: str, guard: str, problem: str | None = None) -> Response:
    organization = call.services.organization
    choice = without_password(organization) if is_on_this_machine(call.services, call.request) else []
    has_passwords = any(user.id in organization.definition.passwords for user in active_users(organization))
    name = organization.definition.name
    return login_page(request, name, choice, query=query, guard=guard, needs_form=has_passwords, problem=problem)


def _redirect(location: str) -> Response:
    """To another page, with GET. A location with characters that no URL has cannot break out of the header."""
    safe = location.encode("ascii", "xmlcharrefreplace").translate(None, bytes(range(33)) + b"\x7f")
    return Response(303, [(b"location", safe), (b"referrer-policy", b"no-referrer")], b"")


def _guard(call: ApiCall) -> str | None:
    """The value that this browser got with the login page."""
    try:
        found = SimpleCookie(call.request.headers.get("cookie") or "").get(_COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and _GUARD.fullmatch(found.value) else None


async def _body(call: ApiCall, most: int) -> str | None:
    taken = await call.request.body(most)
    return None if len(taken) > most else taken.decode("utf-8", "replace")


_QUERY = (
    "client_id",
    "redirect_uri",
    "response_type",
    "state",
    "code_challenge",
    "code_challenge_method",
    "login_hint",
)

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/oauth/token",
        token,
        provenance=Provenance.RECORDED,
        fidelity="approximated",
        note="Takes client credentials, authorization codes (also with PKCE) and refresh tokens. SAML2 bearer and "
        "password are refused.",
        needs_token=False,
    ),
    Endpoint(
        "GET",
        "/oauth/authorize",
        authorize,
        fidelity="approximated",
        note="A plain page on which users of the organization log in, each time: no session is remembered. org, "
        "provider, target and prompt have no effect.",
        needs_token=False,
        query=_QUERY,
    ),
    Endpoint(
        "POST",
        "/oauth/authorize",
        log_in,
        provenance=Provenance.ASSUMED,
        note="The form of the login page.",
        needs_token=False,
    ),
    Endpoint(
        "GET",
        "/logout",
        log_out,
        fidelity="approximated",
        note="Goes to redirect_uri if the client registers it. It revokes nothing: use DELETE /api/v2/tokens/me.",
        needs_token=False,
        query=("client_id", "redirect_uri"),
    ),
)
