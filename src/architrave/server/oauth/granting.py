"""Exchanges client credentials, an authorization code or a refresh token for an access token.

The id and secret of a client are sent with HTTP Basic authentication, as every SDK does, or as form fields. Refusals
have the login service's shape (recorded) and status 400 (assumed from how clients match it).
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from architrave.definitions.values import CLIENT_CREDENTIALS, CODE, Client
from architrave.organization.entity import key_of
from architrave.organization.local import LocalOrganization
from architrave.organization.tokens import Claims
from architrave.server.call import Answer
from architrave.wire.errors import LoginError
from architrave.wire.tokens import AccessToken

_CLOUD_GRANTS = frozenset({"password", "urn:ietf:params:oauth:grant-type:saml2-bearer"})

AUTHENTICATION_FAILED = "authentication failed"

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proof:
    """The client that sent a request, and whether it proved that with its secret."""

    client: Client
    by_secret: bool = False


def login_refused(error: str, why: str) -> Answer:
    """The refusal of a request for a token."""
    return Answer(LoginError(error=error, description=why, error_description=why), status=400)


def grant(organization: LocalOrganization, form: Form, authorization: str | None) -> AccessToken | Answer:
    """A new token, or why there is none. `form` has a `grant_type`. Blocks; raises `NotKept`."""
    granted = _GRANTS.get(form["grant_type"])
    if granted is None:
        is_known = form["grant_type"] in _CLOUD_GRANTS
        known = "Architrave does not support this grant type" if is_known else "unknown grant type"
        return login_refused("unsupported_grant_type", f"{known}; use grant_type={' or '.join(_GRANTS)}")
    proof = authenticated(organization, form, authorization)
    return proof if isinstance(proof, Answer) else granted(organization, form, proof)


def named_client(form: Form, authorization: str | None) -> tuple[str, str]:
    """The client's id and secret in a request; empty if they are not there."""
    return _basic(authorization) or (form.get("client_id", ""), form.get("client_secret", ""))


def authenticated(organization: LocalOrganization, form: Form, authorization: str | None) -> "Proof | Answer":
    """The client that a request proves to be from. Only PKCE proves it without a secret."""
    client_id, secret = named_client(form, authorization)
    client = organization.clients.authenticate(client_id, secret)
    if client is not None:
        return Proof(client, by_secret=True)
    if not secret and form.get("grant_type") == "authorization_code" and form.get("code_verifier"):
        client = organization.clients.find(client_id)
    return login_refused("invalid_client", AUTHENTICATION_FAILED) if client is None else Proof(client)


def _client_credentials(organization: LocalOrganization, _form: Form, proof: Proof) -> AccessToken | Answer:
    client = proof.client
    if client.grant_type != CLIENT_CREDENTIALS:
        return _unauthorized(client, CLIENT_CREDENTIALS)
    return _token(organization.tokens.issue(client.id, seconds=client.token_seconds), client)


def _code(organization: LocalOrganization, form: Form, proof: Proof) -> AccessToken | Answer:
    client = proof.client
    if client.grant_type != CODE:
        return _unauthorized(client, CODE)
    tokens, code = organization.tokens, form.get("code", "")
    claims = tokens.read_code(code)
    if claims is None or claims.code is None or claims.client_id != key_of(client.id) or claims.user_id is None:
        return login_refused("invalid_grant", "the code is not valid, or it has expired; let the user log in again")
    if form.get("redirect_uri") != claims.code.redirect_uri:
        return login_refused("invalid_grant", "redirect_uri is not the one that the user logged in with")
    if not _proves(form.get("code_verifier", ""), claims.code.challenge):
        return login_refused("invalid_grant", "code_verifier does not match the code_challenge of the login")
    if claims.is_used or not tokens.use_code(code):
        if claims.login is not None:
            tokens.revoke_login(claims.login)
        return login_refused("invalid_grant", "the code was used before, so that the tokens of its login are revoked")
    if organization.caller(client.id, claims.user_id) is None:
        return login_refused("invalid_grant", "the user no longer exists, or is not active")
    refresh = tokens.issue_refresh(claims) if proof.by_secret else None
    return _user_token(organization, client, claims, refresh)


def _refresh(organization: LocalOrganization, form: Form, proof: Proof) -> AccessToken | Answer:
    client = proof.client
    token = form.get("refresh_token", "")
    claims = organization.tokens.read_refresh(token)
    if claims is None or claims.client_id != key_of(client.id) or claims.user_id is None:
        return login_refused("invalid_grant", "the refresh token is not valid, or it has expired")
    if organization.caller(client.id, claims.user_id) is None:
        return login_refused("invalid_grant", "the user no longer exists, or is not active")
    return _user_token(organization, client, claims, token)


def _user_token(
    organization: LocalOrganization, client: Client, claims: Claims, refresh: str | None
) -> AccessToken | Answer:
    text = organization.tokens.issue(
        client.id, seconds=client.token_seconds, user_id=claims.user_id, scopes=claims.scopes, login=claims.login
    )
    return _token(text, client, refresh)


def _token(text: str, client: Client, refresh: str | None = None) -> AccessToken:
    return AccessToken(
        access_token=text,
        token_type="bearer",  # noqa: S106 - a kind
        expires_in=client.token_seconds,
        refresh_token=refresh,
    )


def _unauthorized(client: Client, needed: str) -> Answer:
    why = f"the client's authorizedGrantType is {client.grant_type}; this grant type needs {needed}"
    return login_refused("unauthorized_client", why)


def _proves(verifier: str, challenge: str | None) -> bool:
    """Whether a PKCE verifier is the one of a challenge; without a challenge there must be none (RFC 9700, 2.1.1)."""
    if challenge is None:
        return not verifier
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"="), challenge.encode())


def _basic(authorization: str | None) -> tuple[str, str] | None:
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except ValueError:  # not Base64, or not UTF-8; bytes in the header that are not ASCII
        return "", ""
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id) if "%" in client_id else client_id, secret


_GRANTS: dict[str, Callable[[LocalOrganization, Form, Proof], AccessToken | Answer]] = {
    "client_credentials": _client_credentials,
    "authorization_code": _code,
    "refresh_token": _refresh,
}
