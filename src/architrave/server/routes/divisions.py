"""Divisions: list, get, create, update, delete, and who has roles in one."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from architrave.definitions.grants import ALL_DIVISIONS
from architrave.definitions.nouns.division import DIVISION, HOME
from architrave.organization.divisions import Division
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.query import PAGING, SORTING, among, like, ordered
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.server.routes.authorization import grant_shape, is_permitted
from architrave.wire.paging import CountedListing, EntityListing, without_addresses

if TYPE_CHECKING:
    from architrave.organization.subjects import Pair

Shape = dict[str, Any]

_PATH = "/api/v2/authorization/divisions"
_ONE = f"{_PATH}/{{divisionId}}"
MOST_DIVISIONS = 1000
"""How many divisions an organization may have (assumed)."""


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """The divisions that match the query."""
    found = [
        one
        for one in call.services.organization.divisions.all()
        if among(one.id, call.texts("id")) and like([one.name], call.text("name"))
    ]
    in_order = ordered(call, found, {"name": lambda one: one.name.casefold(), "id": lambda one: one.id})
    page = call.page()
    if isinstance(in_order, Refusal) or isinstance(page, Refusal):
        return in_order if isinstance(in_order, Refusal) else cast("Refusal", page)
    return call.listing(in_order, page, lambda one: division_shape(call, one))


async def show(call: ApiCall) -> Shape | Refusal:
    """One division."""
    found = _find(call)
    return found if isinstance(found, Refusal) else division_shape(call, found)


async def home(call: ApiCall) -> Shape:
    """The home division, which every organization has."""
    return division_shape(call, call.services.organization.divisions.of(None))


async def limit(call: ApiCall) -> Answer:  # noqa: ARG001 - a route
    """How many divisions an organization may have."""
    return Answer(MOST_DIVISIONS)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a division."""
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    organization, name = call.services.organization, str(body.fields.get("name") or "")
    if not name or any(one.name.casefold() == name.casefold() for one in organization.divisions.all()):
        said = f'A division with the name "{name}" already exists.' if name else "A division needs a name."
        return Refusal(409 if name else 400, "general.conflict" if name else "bad.request", said)
    properties = {"name": name, "description": body.fields.get("description") or ""}
    done = await asyncio.to_thread(organization.entities.create, DIVISION.name, str(uuid4()), properties, call.author)
    return _shown(call, done)


async def update(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the name and the description of a division."""
    found = _listed(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    given = {name: body.fields[name] for name in ("name", "description") if body.fields.get(name)}
    is_home = call.services.organization.divisions.of(None).id == found.id
    if is_home and given.get("name", found.name) != found.name:
        return conflict(Conflict("version", "The home division keeps its name: entities without a division use it."))

    def change(properties: Mapping[str, Any]) -> Shape:
        return {**properties, **given}

    entities = call.services.organization.entities
    return _shown(call, await asyncio.to_thread(entities.change, DIVISION.name, found.id, change, call.author))


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a division, unless something is in it and it is not forced."""
    found = _listed(call)
    if isinstance(found, Refusal):
        return found
    is_forced = call.flag("force")
    if isinstance(is_forced, Refusal):
        return is_forced
    divisions = call.services.organization.divisions
    if divisions.of(None).id == found.id:
        return conflict(Conflict("in-use", "The home division cannot be deleted."))
    if not is_forced and divisions.is_used(found.id):
        return conflict(Conflict("in-use", f'The division "{found.name}" cannot be deleted: it is not empty.'))
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.delete, DIVISION.name, found.id, call.author)
    return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)


async def grants(call: ApiCall) -> CountedListing[Shape] | Refusal:
    """The roles that users and clients have in a division."""
    found = _find(call)
    page = call.page()
    if isinstance(found, Refusal) or isinstance(page, Refusal):
        return found if isinstance(found, Refusal) else cast("Refusal", page)
    subjects = call.services.organization.subjects
    granted: list[tuple[Entity, Pair]] = [
        (one, pair)
        for one in subjects.all()
        for pair in subjects.pairs(one)
        if pair.division_id in (found.id, ALL_DIVISIONS)
    ]
    return without_addresses(call.listing(granted, page, lambda each: grant_shape(call, *each)))


async def permitted(call: ApiCall) -> list[Shape] | Refusal:
    """The divisions in which the caller has a permission."""
    permission = call.text("permission")
    if permission is None:
        return Refusal(400, "bad.request", "The query parameter permission is missing.")
    found = call.services.organization.divisions.all()
    name = call.text("name")
    return [
        division_shape(call, one) for one in found if is_permitted(call, permission, one) and like([one.name], name)
    ]


async def permitted_paged(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """As `permitted`, in pages."""
    found, page = await permitted(call), call.page()
    if isinstance(found, Refusal) or isinstance(page, Refusal):
        return found if isinstance(found, Refusal) else cast("Refusal", page)
    return call.listing(found, page, lambda one: one)


def division_shape(call: ApiCall, division: Division) -> Shape:
    """A division in its API form."""
    listed = call.services.organization.entities.find(DIVISION.name, division.id)
    description = None if listed is None else listed.properties.get("description")
    return {
        "id": division.id,
        "name": division.name,
        "description": description or "",
        "homeDivision": division.id == call.services.organization.divisions.of(None).id,
        "selfUri": f"{_PATH}/{division.id}",
    }


def _find(call: ApiCall) -> Division | Refusal:
    division_id = call.params["divisionId"]
    found = call.services.organization.divisions.find(division_id)
    return entity_not_found(DIVISION.name, division_id) if found is None else found


def _listed(call: ApiCall) -> Entity | Refusal:
    """The division as an entity, which it is unless something only names it, if the caller may change it."""
    found = _find(call)
    if isinstance(found, Refusal):
        return found
    if (refusal := call.refusal_in(found.written)) is not None:
        return refusal
    entity = call.services.organization.entities.find(DIVISION.name, found.id)
    if entity is not None:
        return entity
    what = "The home division" if found.name == HOME else f'The division "{found.name}"'
    return conflict(Conflict("version", f"{what} is only named, by flows or entities. List it in org.yaml first."))


def _shown(call: ApiCall, done: Entity | Conflict) -> Shape | Refusal:
    if isinstance(done, Conflict):
        return conflict(done)
    found = call.services.organization.divisions.find(done.id)
    return entity_not_found(DIVISION.name, done.id) if found is None else division_shape(call, found)


_PERMITTED = "/api/v2/authorization/divisionspermitted"

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "GET",
        _PATH,
        index,
        note="Also lists divisions that flows and entities only name.",
        query=(*PAGING, *SORTING, "id", "name"),
    ),
    endpoint("POST", _PATH, create, needs_all_divisions=True),
    endpoint("GET", f"{_PATH}/home", home),
    endpoint("GET", f"{_PATH}/limit", limit, note="The number is assumed."),
    endpoint("GET", _ONE, show),
    endpoint("PUT", _ONE, update, note="The home division keeps its name."),
    endpoint("DELETE", _ONE, delete, note="A deleted division cannot be restored.", query=("force",)),
    endpoint("GET", f"{_ONE}/grants", grants, query=PAGING),
    endpoint("GET", f"{_PERMITTED}/me", permitted, query=("permission", "name")),
    endpoint("GET", f"{_PERMITTED}/paged/me", permitted_paged, query=(*PAGING, "permission")),
)
