"""OAuth clients: list, get, create, update, delete, a new secret; and scopes.

A secret is shown once, in the answer that makes it: only its digest is stored.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import uuid4

from architrave.cloud.scopes import SCOPES
from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE
from architrave.definitions.grants import ALL_DIVISIONS, Grant, grants_of, stored_grants
from architrave.definitions.nouns.access import OAUTH_CLIENT
from architrave.definitions.oauth_clients import redirect_uri_fault
from architrave.definitions.sections import MAX_TOKEN_SECONDS, MIN_TOKEN_SECONDS
from architrave.definitions.values import CLIENT_CREDENTIALS, DAY_SECONDS, GRANT_TYPES
from architrave.organization.clients import new_secret, secret_digest
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.granting import refusal_to_grant
from architrave.server.query import ordered
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.wire import iso_instant
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]

_PATH = "/api/v2/oauth/clients"
_ONE = f"{_PATH}/{{clientId}}"
_STATES = {"active": "active", "disabled": "inactive", "inactive": "inactive"}
_COPIED = ("name", "description", "registeredRedirectUri", "scope", "accessTokenValiditySeconds", "authorizedGrantType")


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """The clients of the organization, by name."""
    found = call.services.organization.entities.all(OAUTH_CLIENT.name)
    in_order = ordered(call, found, {"name": lambda one: (one.name.casefold(), one.number)})
    if isinstance(in_order, Refusal):
        return in_order
    page = call.page()
    return page if isinstance(page, Refusal) else call.listing(in_order, page, lambda one: client_shape(call, one))


async def show(call: ApiCall) -> Shape | Refusal:
    """One client, without its secret."""
    found = _find(call)
    return found if isinstance(found, Refusal) else client_shape(call, found)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a client, with a secret."""
    body = await body_of(call)
    given = _given(call, body)
    refused = body.rejected or _refusal_to_grant(call, given)
    if refused is not None:
        return refused
    secret = new_secret()
    properties = {"state": "active", "accessTokenValiditySeconds": DAY_SECONDS} | given
    properties["secretDigest"] = secret_digest(secret)
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.create, OAUTH_CLIENT.name, str(uuid4()), properties, call.author)
    return conflict(done) if isinstance(done, Conflict) else client_shape(call, done) | {"secret": secret}


async def update(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the properties of a client. Its tokens stay valid unless it becomes inactive."""
    found = _find_to_change(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    given = _given(call, body)
    refused = body.rejected or _refusal_to_grant(call, given)
    if refused is not None:
        return refused

    def change(properties: Mapping[str, Any]) -> Shape:
        kept = {name: value for name, value in properties.items() if name not in _COPIED}
        return kept | given

    return await _changed(call, found, change)


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a client, and revoke its tokens."""
    found = _find_to_change(call)
    if isinstance(found, Refusal):
        return found
    organization = call.services.organization

    def gone() -> Entity | Conflict:
        done = organization.entities.delete(OAUTH_CLIENT.name, found.id, call.author)
        organization.tokens.revoke_client(found.id)
        return done

    done = await asyncio.to_thread(gone)
    return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)


async def renew_secret(call: ApiCall) -> Shape | Refusal:
    """A new secret for a client. The one in org.yaml can only be changed there."""
    found = _find_to_change(call)
    if isinstance(found, Refusal):
        return found
    if call.services.organization.clients.is_secret_written(found.id):
        message = "The secret of this client is in org.yaml: change it there."
        return conflict(Conflict("version", message))
    secret = new_secret()

    def change(properties: Mapping[str, Any]) -> Shape:
        return {**properties, "secretDigest": secret_digest(secret)}

    done = await _changed(call, found, change)
    return done if isinstance(done, Refusal) else done | {"secret": secret}


async def scopes(call: ApiCall) -> Shape:  # noqa: ARG001 - a route
    """All scopes."""
    return {"total": len(SCOPES), "entities": [_scope(name) for name in SCOPES], "selfUri": "/api/v2/oauth/scopes"}


async def scope(call: ApiCall) -> Shape | Refusal:
    """One scope."""
    name = call.params["scopeId"]
    return _scope(name) if name in SCOPES else entity_not_found("scope", name)


def client_shape(call: ApiCall, client: Entity) -> Shape:
    """A client in its API form, without its secret."""
    said = client.properties
    pairs = call.services.organization.subjects.pairs(client)
    shown: Shape = {
        "id": client.id,
        "name": client.name,
        "description": said.get("description"),
        "authorizedGrantType": said.get("authorizedGrantType") or CLIENT_CREDENTIALS,
        "accessTokenValiditySeconds": said.get("accessTokenValiditySeconds") or DAY_SECONDS,
        "registeredRedirectUri": said.get("registeredRedirectUri") or [],
        "scope": said.get("scope") or [],
        "roleIds": list(dict.fromkeys(pair.role_id for pair in pairs)),
        "roleDivisions": [{"roleId": pair.role_id, "divisionId": pair.division_id} for pair in pairs],
        "state": said.get("state") or "active",
        "dateCreated": iso_instant(client.created_at),
        "dateModified": iso_instant(client.changed_at),
        "selfUri": f"{_PATH}/{client.id}",
    }
    return {name: value for name, value in shown.items() if value is not None}


def _given(call: ApiCall, body: Body) -> Shape:
    """The properties that a body sets. Reports what is wrong with them."""
    sent = body.fields
    given: Shape = {name: sent[name] for name in _COPIED if name in sent}
    if isinstance(state := sent.get("state"), str):
        given["state"] = _STATES.get(state.lower(), "active")
    kind = sent.get("authorizedGrantType")
    if isinstance(kind, str) and kind not in GRANT_TYPES:
        _reject(body, f"Architrave does not support clients of the type {kind}.", "authorizedGrantType", _TYPES)
    seconds = sent.get("accessTokenValiditySeconds")
    if isinstance(seconds, int) and not MIN_TOKEN_SECONDS <= seconds <= MAX_TOKEN_SECONDS:
        allowed = f"Use {MIN_TOKEN_SECONDS} to {MAX_TOKEN_SECONDS} seconds."
        _reject(body, f"{seconds} seconds is not a valid lifetime.", "accessTokenValiditySeconds", allowed)
    for number, uri in enumerate(_texts(sent.get("registeredRedirectUri"))):
        if (fault := redirect_uri_fault(uri)) is not None:
            _reject(body, fault, "registeredRedirectUri", "Send the address as the application does.", number)
    for number, name in enumerate(_texts(sent.get("scope"))):
        if name not in SCOPES:
            _reject(body, f'There is no scope "{name}".', "scope", "GET /api/v2/oauth/scopes lists them.", number)
    if "roleDivisions" in sent or "roleIds" in sent:
        given["roles"] = stored_grants(_granted(call, body))
    return given


def _refusal_to_grant(call: ApiCall, given: Shape) -> Refusal | None:
    """Why the caller may not grant a client these roles, because of their divisions; None if it may."""
    divisions = call.services.organization.divisions
    granted = (grant.division for grant in grants_of(given.get("roles")))
    return refusal_to_grant(call, (one if one == ALL_DIVISIONS else divisions.of(one).id for one in granted))


_TYPES = f"Use {', '.join(GRANT_TYPES)}."


def _granted(call: ApiCall, body: Body) -> list[Grant]:
    organization = call.services.organization
    found: list[Grant] = []
    pairs: object = body.fields.get("roleDivisions")
    if isinstance(pairs, list):
        for number, pair in enumerate(_objects(cast("list[object]", pairs))):
            role_id, division_id = pair.get("roleId"), pair.get("divisionId") or ALL_DIVISIONS
            division = None if division_id == ALL_DIVISIONS else organization.divisions.find(str(division_id))
            if organization.access.role(str(role_id)) is None:
                body.unknown("role", str(role_id), "roleDivisions", number, "roleId")
            elif division_id != ALL_DIVISIONS and division is None:
                body.unknown("division", str(division_id), "roleDivisions", number, "divisionId")
            else:
                found.append(Grant(str(role_id), ALL_DIVISIONS if division is None else division.written))
        return found
    for number, role_id in enumerate(_texts(body.fields.get("roleIds"))):
        if organization.access.role(role_id) is None:
            body.unknown("role", role_id, "roleIds", number)
        found.append(Grant(role_id))
    return found


def _objects(items: list[object]) -> list[Shape]:
    """The objects of a list; what is not an object counts as empty, and is reported already."""
    return [cast("Shape", item) if isinstance(item, dict) else {} for item in items]


def _texts(value: object) -> list[str]:
    """The texts of a list; what else it has is reported already."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def _reject(body: Body, message: str, name: str, help_: str, *more: int) -> None:
    body.report(Problem(INVALID_VALUE, message, (name, *more), help_))


def _scope(name: str) -> Shape:
    return {"id": name, "selfUri": f"/api/v2/oauth/scopes/{name}"}


def _find(call: ApiCall) -> Entity | Refusal:
    client_id = call.params["clientId"]
    found = call.services.organization.entities.find(OAUTH_CLIENT.name, client_id)
    return entity_not_found(OAUTH_CLIENT.words, client_id) if found is None else found


def _find_to_change(call: ApiCall) -> Entity | Refusal:
    """The client that the path names, if the caller may grant all that it has: whoever has its secret has that, too."""
    found = _find(call)
    if isinstance(found, Refusal):
        return found
    pairs = call.services.organization.subjects.pairs(found)
    return refusal_to_grant(call, (pair.division_id for pair in pairs)) or found


async def _changed(call: ApiCall, client: Entity, change: Callable[[Mapping[str, Any]], Shape]) -> Shape | Refusal:
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.change, OAUTH_CLIENT.name, client.id, change, call.author)
    return conflict(done) if isinstance(done, Conflict) else client_shape(call, done)


_NOTE = "Grant types other than CODE, TOKEN and CLIENT-CREDENTIALS are refused."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _PATH, index, note="Secrets are never shown. Architrave's own client is not listed."),
    endpoint("POST", _PATH, create, note=f"The answer has the secret, once. {_NOTE}"),
    endpoint("GET", _ONE, show, note="Secrets are never shown."),
    endpoint("PUT", _ONE, update, note=_NOTE),
    endpoint("DELETE", _ONE, delete),
    endpoint(
        "POST",
        f"{_ONE}/secret",
        renew_secret,
        note="The secret of a client in org.yaml is changed there: 409.",
    ),
    endpoint("GET", "/api/v2/oauth/scopes", scopes, note="Scopes have no description."),
    endpoint("GET", "/api/v2/oauth/scopes/{scopeId}", scope, note="Scopes have no description."),
)
