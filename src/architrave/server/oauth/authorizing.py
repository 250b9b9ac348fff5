"""A request to log a user in, as a client's web page sends it (RFC 6749, sections 4.1.1 and 4.2.1; RFC 7636).

A request whose client or redirect URI is wrong is answered with a page: a redirect would send people, or what is meant
for the client, wherever the request says. Anything else that is wrong is told to the client.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from architrave.definitions.values import CODE, TOKEN, Client
from architrave.organization.clients import Clients

RESPONSE_TYPES = {"code": CODE, "token": TOKEN}
"""The response types, and the grant type of the clients that may ask for each."""

_READ = ("client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method", "login_hint")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST_STATE = 4096


@dataclass(frozen=True, slots=True)
class Refused:
    """A request without a client and an address to answer to. `why` is for the person at the browser."""

    why: str


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """A request to log a user in for a client. `challenge` is that of PKCE; `hint` is an email address."""

    client: Client
    redirect_uri: str
    response_type: str
    state: str | None
    challenge: str | None
    hint: str

    def answer(self, values: Mapping[str, str]) -> str:
        """The address to which the browser goes with an answer for the client."""
        sent = dict(values) if self.state is None else {**values, "state": self.state}
        parts = urlsplit(self.redirect_uri)
        if self.response_type == "token":
            return urlunsplit(parts._replace(fragment=urlencode(sent)))
        query = f"{parts.query}&{urlencode(sent)}" if parts.query else urlencode(sent)
        return urlunsplit(parts._replace(query=query))


@dataclass(frozen=True, slots=True)
class ClientFault:
    """What the client did wrong, told to it at `location`."""

    location: str


def read_login_request(query: Sequence[tuple[str, str]], clients: Clients) -> LoginRequest | ClientFault | Refused:
    """The login that a query asks for, or what is wrong with it."""
    sent = {name: value for name, value in query if name in _READ and value}
    repeated = next((name for name in _READ if sum(one == name for one, _ in query) > 1), None)
    client = clients.find(sent.get("client_id", ""))
    if client is None:
        return Refused("This link names no OAuth client that the organization has (client_id).")
    uris = client.redirect_uris
    uri = sent.get("redirect_uri") or (uris[0] if len(uris) == 1 else "")
    if repeated in ("client_id", "redirect_uri") or uri not in uris:
        return Refused(
            "This link wants to send you to an address that the OAuth client does not register (redirect_uri). "
            "Add it under registeredRedirectUri of the client, exactly as the link has it."
        )
    state = sent.get("state", "")
    response_type = sent.get("response_type", "")
    request = LoginRequest(
        client, uri, response_type, state or None, sent.get("code_challenge"), _email(sent.get("login_hint", ""))
    )
    fault = ("invalid_request", f"{repeated} occurs more than once") if repeated else _fault(request, sent)
    if fault is None:
        return request
    return ClientFault(request.answer({"error": fault[0], "error_description": fault[1]}))


def _fault(request: LoginRequest, sent: Mapping[str, str]) -> tuple[str, str] | None:
    """The error of a request, and what is wrong in words; None if it is right."""
    needed = RESPONSE_TYPES.get(request.response_type)
    if needed is None:
        return "unsupported_response_type", "response_type must be code or token"
    if request.client.grant_type != needed:
        return "unauthorized_client", f"the client's authorizedGrantType is {request.client.grant_type}, not {needed}"
    if len(request.state or "") > _LONGEST_STATE:
        return "invalid_request", f"state is longer than {_LONGEST_STATE} characters"
    if request.response_type != "code":
        return None
    if request.challenge is None:
        if request.client.has_secret:
            return None
        return "invalid_request", "code_challenge is missing, and the client has no secret: use PKCE"
    if sent.get("code_challenge_method") != "S256":
        return "invalid_request", "code_challenge_method must be S256"
    if _CHALLENGE.fullmatch(request.challenge) is None:
        return "invalid_request", "code_challenge must be the SHA-256 of the verifier in base64url, without padding"
    return None


def _email(hint: str) -> str:
    """The email address in a hint, which is `email`, `email:organization` or `organization`."""
    email = hint.partition(":")[0]
    return email if "@" in email else ""
