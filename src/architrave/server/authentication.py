"""Authentication: the bearer token of a request, and the client or user that it identifies."""

from architrave.organization.access import Caller
from architrave.organization.local import LocalOrganization
from architrave.organization.tokens import TokenFault
from architrave.server import refusals
from architrave.server.refusals import Refusal

_SCHEME = "bearer"


def bearer_token(authorization: str | None) -> str | None:
    """The token in an Authorization header, or None."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == _SCHEME else None


async def authenticate(token: str | None, organization: LocalOrganization) -> Caller | Refusal:
    """The caller that a bearer token identifies, or why it identifies none."""
    if token is None:
        return refusals.NO_TOKEN
    claims = await organization.tokens.read_apart(token)
    if claims is TokenFault.EXPIRED:
        return refusals.EXPIRED_TOKEN
    caller = (
        None if isinstance(claims, TokenFault) else organization.caller(claims.client_id, claims.user_id, claims.scopes)
    )
    return caller or refusals.BAD_TOKEN
