"""Groups: their members, and search."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from architrave.definitions.nouns.group import GROUP
from architrave.organization.entities import Conflict
from architrave.organization.group_members import MEMBERS, OWNERS, users_in
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import EntityAnswers
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.entities.search import search_of
from architrave.server.query import PAGING, ordered
from architrave.server.refusals import Refusal, bad_value, conflict
from architrave.server.routes.users import user_shape
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]

MOST_MEMBERS = 50
"""The most members of one request (documented for DELETE, assumed for POST)."""

_GROUPS = EntityAnswers.of(GROUP)


async def members(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the members of a group."""
    return _users(call, MEMBERS)


async def individuals(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """The members and the owners of a group, on one page."""
    return _users(call, MEMBERS, OWNERS)


def _users(call: ApiCall, *properties: str) -> EntityListing[Shape] | Refusal:
    group, page = _GROUPS.find(call), call.page()
    if isinstance(group, Refusal):
        return group
    if isinstance(page, Refusal):
        return page
    organization = call.services.organization
    found = {user.id: user for name in properties for user in users_in(organization, group.properties, name)}
    in_order = ordered(call, found.values(), {"name": lambda user: (user.name.casefold(), user.number)})
    if isinstance(in_order, Refusal):
        return in_order
    page = page if len(properties) == 1 else (1, max(len(in_order), 1))
    return call.listing(in_order, page, lambda user: user_shape(call, user))


async def add_members(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Add users to a group."""
    group = _GROUPS.find(call)
    if isinstance(group, Refusal):
        return group
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    given: list[str] = body.value["memberIds"]
    for index, user_id in enumerate(given):
        if call.services.organization.entities.find("user", user_id) is None:
            body.unknown("user", user_id, "memberIds", index)
    if body.rejected is not None:
        return body.rejected
    if len(given) > MOST_MEMBERS:
        return bad_value("memberIds", f"{len(given)} ids", f"1 to {MOST_MEMBERS} ids")
    return await _changed(call, lambda now: [*now, *given], body.value.get("version"))


async def remove_members(call: ApiCall) -> Answer | Refusal:
    """Remove users from a group."""
    group, ids = _GROUPS.find(call), call.texts("ids")
    if isinstance(group, Refusal):
        return group
    if not 1 <= len(ids) <= MOST_MEMBERS:
        return bad_value("ids", f"{len(ids)} ids", f"1 to {MOST_MEMBERS} ids")
    return await _changed(call, lambda now: [each for each in now if each not in ids], None)


async def _changed(
    call: ApiCall, change: Callable[[list[str]], Iterable[str]], version: int | None
) -> Answer | Refusal:
    organization = call.services.organization

    def changed(properties: Mapping[str, Any]) -> Shape:
        now = [user.id for user in users_in(organization, properties, MEMBERS)]
        return {**properties, MEMBERS: list(dict.fromkeys(change(now)))}

    group_id = call.params[_GROUPS.api.id]
    done = await asyncio.to_thread(organization.entities.change, GROUP.name, group_id, changed, call.author, version)
    return conflict(done) if isinstance(done, Conflict) else Answer({}, 202)


async def search(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """The groups that meet the criteria of the body."""
    body, texts = await body_of(call), ("name", "description")
    return await search_of(call, body, GROUP.name, "groups", texts, lambda group: _GROUPS.shape(call, group))


_ONE = f"{_GROUPS.api.path}/{{groupId}}"
_SORTING = ("sortOrder",)

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", f"{_ONE}/members", members, query=(*PAGING, *_SORTING)),
    endpoint("POST", f"{_ONE}/members", add_members),
    endpoint("DELETE", f"{_ONE}/members", remove_members, query=("ids",)),
    endpoint("GET", f"{_ONE}/individuals", individuals),
    endpoint(
        "POST",
        f"{_GROUPS.api.path}/search",
        search,
        note="Criteria for regular expressions are refused. Text ignores case (assumed).",
    ),
)
