"""Login: exchanges client credentials for an access token.

The id and secret are sent with HTTP Basic authentication, as every SDK does, or as form fields. Refusals have the login
service's shape (recorded) and status 400 (assumed from how clients match it).
"""

import asyncio
import base64
from urllib.parse import parse_qs, unquote_plus

from architrave.server.call import Answer, ApiCall
from architrave.wire.errors import LoginError
from architrave.wire.tokens import AccessToken

_GRANT = "client_credentials"
_CLOUD_GRANTS = frozenset(
    {"authorization_code", "refresh_token", "password", "urn:ietf:params:oauth:grant-type:saml2-bearer"}
)
_FORM = "application/x-www-form-urlencoded"
_MAX_FORM_BYTES = 16_384


async def token(call: ApiCall) -> AccessToken | Answer:
    """A new token for the client whose id and secret are in the request."""
    raw = await _body(call)
    if raw is None:
        return _refused("invalid_request", "the request is too large")
    form = {name: values[-1] for name, values in parse_qs(raw, keep_blank_values=True).items()}
    grant = form.get("grant_type") or call.text("grant_type")
    if grant is None:
        kind = (call.request.headers.get("content-type") or "").partition(";")[0].strip()
        hint = "" if kind == _FORM else f"; send the body as {_FORM}, not {f'as {kind}' if kind else 'untyped'}"
        return _refused("invalid_request", f"grant_type is missing{hint}")
    if grant != _GRANT:
        known = "Architrave does not support this grant type" if grant in _CLOUD_GRANTS else "unknown grant type"
        return _refused("unsupported_grant_type", f"{known}; use grant_type={_GRANT}")
    named = _basic(call.request.headers.get("authorization")) or (
        form.get("client_id", ""),
        form.get("client_secret", ""),
    )
    organization = call.services.organization
    client = organization.clients.authenticate(*named)
    if client is None:
        known = organization.clients.find(named[0])
        call.services.refusals.login_failed(None if known is None else known.id)
        return _refused("invalid_client", "authentication failed")
    text = await asyncio.to_thread(organization.tokens.issue, client.id, seconds=client.token_seconds)
    return AccessToken(access_token=text, token_type="bearer", expires_in=client.token_seconds)  # noqa: S106 - a kind


async def _body(call: ApiCall) -> str | None:
    taken = await call.request.body(_MAX_FORM_BYTES)
    return None if len(taken) > _MAX_FORM_BYTES else taken.decode("utf-8", "replace")


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


def _refused(error: str, why: str) -> Answer:
    return Answer(LoginError(error=error, description=why, error_description=why), status=400)
