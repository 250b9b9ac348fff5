"""Tokens: what a token is, and revoking it."""

import asyncio
from typing import Any, cast

from architrave.definitions.nouns.user import USER
from architrave.diagnostics import Provenance
from architrave.organization.access import Caller
from architrave.server.authentication import bearer_token
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.refusals import Refusal, entity_not_found

_ME = "/api/v2/tokens/me"


async def me(call: ApiCall) -> dict[str, Any]:
    """The token of the request: its organization, its client, and its user and scopes, if it has a user."""
    return token_info(call, cast("Caller", call.caller))


async def check(call: ApiCall) -> Answer:  # noqa: ARG001 - a route
    """Whether the token of the request is valid: the request gets here only if it is."""
    return Answer(None, 200)


async def revoke(call: ApiCall) -> Answer:
    """Revoke the token of the request, and the refresh token of its login."""
    token = bearer_token(call.request.headers.get("authorization")) or ""
    await asyncio.to_thread(call.services.organization.tokens.revoke, token)
    return Answer(None, 200)


async def revoke_user(call: ApiCall) -> Answer | Refusal:
    """Revoke all tokens of a user."""
    user_id = call.params["userId"]
    user = call.services.organization.entities.find(USER.name, user_id)
    if user is None:
        return entity_not_found(USER.name, user_id)
    if (refusal := call.refusal_in(user.properties.get("division"))) is not None:
        return refusal
    await asyncio.to_thread(call.services.organization.tokens.revoke_user, user.id)
    return Answer(None, 204)


def token_info(call: ApiCall, caller: Caller) -> dict[str, Any]:
    """A token in its API form. `authenticatedUser` is null for client credentials (recorded)."""
    definition, client, user = call.services.organization.definition, caller.client, caller.user
    organization = {"id": definition.id, "name": definition.name}
    return {
        "organization": organization,
        "homeOrganization": organization,
        "authorizedScope": list(caller.scopes or ()),
        "authenticatedUser": None if user is None else {"id": user.id, "name": user.name},
        "OAuthClient": {
            "id": client.id,
            "name": client.name,
            "authorizedGrantType": client.grant_type,
            "scope": list(client.scopes),
            "organization": organization,
        },
    }


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", _ME, me, provenance=Provenance.RECORDED),
    endpoint("HEAD", _ME, check),
    endpoint("DELETE", _ME, revoke),
    endpoint("DELETE", "/api/v2/tokens/{userId}", revoke_user),
)
