"""Users: list, get, create, update, delete, search."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from architrave.definitions.nouns.user import ACTIVE, DELETED, STATES, USER
from architrave.diagnostics import Provenance
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server import refusals
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.search import search_of
from architrave.server.entities.shape import entity_shape
from architrave.server.query import PAGING, SORTING, among, ordered
from architrave.server.refusals import Refusal, bad_value, conflict, entity_not_found
from architrave.server.routes import organizations
from architrave.server.routes.authorization import authorization_shape
from architrave.server.routes.tokens import token_info
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]

_PATH = "/api/v2/users"
_READY = "Available"
_ANY = "any"
_TEXTS = ("name", "email", "title", "department")
_UNSET = frozenset({"password", "divisionId", "version", "id", "selfUri", "username"})
_SORTS: dict[str, Callable[[Entity], Any]] = {
    "name": lambda user: (user.name.casefold(), user.number),
    "id": lambda user: user.id,
    "email": lambda user: (str(user.properties.get("email") or "").casefold(), user.number),
}


async def me(call: ApiCall) -> Shape | Refusal:
    """The user of the token. Client credentials have none (recorded)."""
    caller = call.caller
    if caller is None or caller.user is None:
        return refusals.USER_CONTEXT
    wanted = call.texts("expand")
    shown = user_shape(call, caller.user) | {"version": caller.user.version}
    if "organization" in wanted:
        shown["organization"] = await organizations.me(call)
    if "token" in wanted:
        shown["token"] = token_info(call, caller)
    return shown


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the users, by default of the active ones."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    state = call.text("state") or ACTIVE
    if state not in (*STATES, _ANY):
        return bad_value("state", state, ", ".join((*STATES, _ANY)))
    found = [
        user
        for user in call.services.organization.entities.all(USER.name)
        if among(user.id, call.texts("id")) and state in (_ANY, state_of(user))
    ]
    in_order = ordered(call, found, _SORTS)
    return (
        in_order if isinstance(in_order, Refusal) else call.listing(in_order, page, lambda user: user_shape(call, user))
    )


async def show(call: ApiCall) -> Shape | Refusal:
    """One user."""
    user = _find(call)
    if isinstance(user, Refusal):
        return user
    wanted = call.text("state")
    return user_shape(call, user) if wanted in (None, state_of(user)) else _not_found(call)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a user. Without a state it is inactive, as in the cloud without an invitation (documented)."""
    body = await body_of(call)
    properties = {"state": STATES[1]} | _given(body)
    division_id = body.fields.get("divisionId")
    if isinstance(division_id, str):
        division = call.services.organization.divisions.find(division_id)
        if division is None:
            body.unknown("division", division_id, "divisionId")
        else:
            properties["division"] = division.written
    if body.rejected is not None:
        return body.rejected
    refusal = call.refusal_in(properties.get("division"))
    if refusal is not None:
        return refusal
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.create, USER.name, str(uuid4()), properties, call.author)
    return conflict(done) if isinstance(done, Conflict) else user_shape(call, done)


async def update(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set some properties of a user, or its state alone, which brings a deleted user back."""
    user = _find(call)
    if isinstance(user, Refusal):
        return user
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    given = _given(body)
    if "state" in given:
        given = {"state": given["state"]}
    return await _changed(call, user, given, body.value["version"])


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a user: it stays, with the state `deleted`."""
    user = _find(call)
    if isinstance(user, Refusal):
        return user
    done = await _changed(call, user, {"state": DELETED}, None)
    return done if isinstance(done, Refusal) else Answer({})


async def search(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """The users that meet the criteria of the body."""
    body = await body_of(call)

    def shape(user: Entity) -> Shape:
        return user_shape(call, user, tuple(body.value.get("expand") or ()))

    return await search_of(call, body, USER.name, "users", _TEXTS, shape)


def state_of(user: Entity) -> str:
    """The state of a user: `active`, `inactive` or `deleted`."""
    return user.properties.get("state") or ACTIVE


def user_shape(call: ApiCall, user: Entity, expand: tuple[str, ...] | None = None) -> Shape:
    """A user in its API form. `expand` is, unless it is given, that of the query."""
    wanted = call.texts("expand") if expand is None else expand
    shown = entity_shape(call.services.organization, USER, _PATH, user, "User")
    shown |= {"acdAutoAnswer": shown.get("acdAutoAnswer", False)}
    if user.properties.get("email"):
        shown["username"] = user.properties["email"]
    if "routingStatus" in wanted:
        status = "IDLE" if user.properties.get("status") == _READY else "OFF_QUEUE"
        shown["routingStatus"] = {"userId": user.id, "status": status}
    if "authorization" in wanted:
        shown["authorization"] = authorization_shape(call, user)
    return shown


def _find(call: ApiCall) -> Entity | Refusal:
    found = call.services.organization.entities.find(USER.name, call.params["userId"])
    return _not_found(call) if found is None else call.refusal_in(found.properties.get("division")) or found


def _not_found(call: ApiCall) -> Refusal:
    return entity_not_found(USER.name, call.params["userId"])


def _given(body: Body) -> Shape:
    return {name: value for name, value in body.fields.items() if name not in _UNSET}


async def _changed(call: ApiCall, user: Entity, given: Shape, version: int | None) -> Shape | Refusal:
    entities = call.services.organization.entities

    def change(properties: Any) -> Shape:
        return {**properties, **given}

    done = await asyncio.to_thread(entities.change, USER.name, user.id, change, call.author, version)
    return conflict(done) if isinstance(done, Conflict) else user_shape(call, done)


_EXPAND = "expand supports only routingStatus and authorization."

_LIST = (*PAGING, *SORTING, "id", "state", "expand")

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        f"{_PATH}/me",
        me,
        provenance=Provenance.RECORDED,
        fidelity="approximated",
        note="expand supports only authorization, organization, routingStatus and token.",
        query=("expand",),
    ),
    endpoint("GET", _PATH, index, note=_EXPAND, query=_LIST),
    endpoint("POST", _PATH, create, note="A password is not kept."),
    endpoint("GET", f"{_PATH}/{{userId}}", show, note=_EXPAND, query=("expand", "state")),
    endpoint("PATCH", f"{_PATH}/{{userId}}", update),
    endpoint("DELETE", f"{_PATH}/{{userId}}", delete),
    endpoint(
        "POST",
        f"{_PATH}/search",
        search,
        note="Criteria for ranges and regular expressions are refused. Text ignores case (assumed).",
    ),
)
