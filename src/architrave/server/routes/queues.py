"""What queues have beside their own properties: members, wrap-up codes, and views by division."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from architrave.definitions.nouns import BY_NAME
from architrave.definitions.nouns.queue import QUEUE
from architrave.definitions.nouns.wrapup_code import WRAPUP_CODE
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.organization.queue_members import Member, changed, members_of, with_members
from architrave.server import refusals
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import EntityAnswers
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.endpoints import list_query
from architrave.server.query import PAGING
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.server.routes.users import user_shape
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]
Properties = Mapping[str, Any]

MOST_MEMBERS = 100
"""The most members of one request (documented)."""

_CODES = "wrapupCodes"


_QUEUES, _WRAPUP_CODES = EntityAnswers.of(QUEUE), EntityAnswers.of(WRAPUP_CODE)


async def members(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the members of a queue."""
    queue, page, joined = _QUEUES.find(call), call.page(), call.flag("joined")
    if isinstance(queue, Refusal):
        return queue
    if isinstance(page, Refusal):
        return page
    if isinstance(joined, Refusal):
        return joined
    found = members_of(queue.properties, call.services.organization.entities)
    return call.listing([one for one in found if joined in (None, one.joined)], page, _member_shape(call, queue))


def _member_shape(call: ApiCall, queue: Entity) -> Callable[[Member], Shape]:
    def shape(member: Member) -> Shape:
        user = call.services.organization.entities.find("user", member.id)
        shown = {} if user is None else user_shape(call, user)
        address = f"{QUEUE_PATH}/{queue.id}/members/{member.id}"
        return {
            "id": member.id,
            "name": shown.get("name", ""),
            "user": shown,
            "ringNumber": member.ring,
            "joined": member.joined,
            "memberBy": "user",
            "routingStatus": shown.get("routingStatus", {"userId": member.id, "status": "OFF_QUEUE"}),
            "selfUri": address,
        }

    return shape


async def add_members(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Add up to 100 members to a queue, or remove them with `delete=true`."""
    queue, remove = _QUEUES.find(call), call.flag("delete")
    if isinstance(queue, Refusal):
        return queue
    if isinstance(remove, Refusal):
        return remove
    ids = await _ids_in(call, "user")
    if isinstance(ids, RejectedBody | Refusal):
        return ids

    def change(properties: Properties) -> Shape:
        now = members_of(properties, call.services.organization.entities)
        if remove:
            return with_members(properties, [one for one in now if one.id not in ids])
        known = {one.id for one in now}
        return with_members(properties, [*now, *(Member(each) for each in dict.fromkeys(ids) if each not in known)])

    done = await _changed(call, change)
    return done if isinstance(done, Refusal) else Answer(None, 204)


async def change_members(call: ApiCall) -> EntityListing[Shape] | Refusal | RejectedBody:
    """Have members join or leave a queue, and set their rings."""
    found = _QUEUES.find(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    known = {one.id for one in members_of(found.properties, call.services.organization.entities)}
    _check_ids(body, "member of the queue", known.__contains__)
    if body.rejected is not None:
        return body.rejected
    done = await _changed(call, _settings(call, body.value))
    if isinstance(done, Refusal):
        return done
    touched = {one["id"] for one in body.value}
    now = [one for one in members_of(done.properties, call.services.organization.entities) if one.id in touched]
    return call.listing(now, (1, max(len(now), 1)), _member_shape(call, done))


async def change_member(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Have a member join or leave a queue, and set its ring."""
    member = _member(call)
    if isinstance(member, Refusal):
        return member
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    done = await _changed(call, _settings(call, [body.value | {"id": member.id}]))
    return done if isinstance(done, Refusal) else Answer(None, 202)


async def remove_member(call: ApiCall) -> Answer | Refusal:
    """Remove a member from a queue."""
    member = _member(call)
    if isinstance(member, Refusal):
        return member

    def change(properties: Properties) -> Shape:
        now = members_of(properties, call.services.organization.entities)
        return with_members(properties, [one for one in now if one.id != member.id])

    done = await _changed(call, change)
    return done if isinstance(done, Refusal) else Answer(None, 204)


async def wrapup_codes(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the wrap-up codes of a queue."""
    queue, page = _QUEUES.find(call), call.page()
    if isinstance(queue, Refusal):
        return queue
    if isinstance(page, Refusal):
        return page
    return call.listing(_codes_of(call, queue.properties), page, lambda code: _WRAPUP_CODES.shape(call, code))


async def add_wrapup_codes(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Add wrap-up codes to a queue."""
    found = _QUEUES.find(call)
    if isinstance(found, Refusal):
        return found
    ids = await _ids_in(call, WRAPUP_CODE.name)
    if isinstance(ids, RejectedBody | Refusal):
        return ids

    def change(properties: Properties) -> Shape:
        now = [one.id for one in _codes_of(call, properties)]
        return {**properties, _CODES: list(dict.fromkeys((*now, *ids)))}

    done = await _changed(call, change)
    if isinstance(done, Refusal):
        return done
    return Answer([_WRAPUP_CODES.shape(call, code) for code in _codes_of(call, done.properties) if code.id in ids])


async def remove_wrapup_code(call: ApiCall) -> Answer | Refusal:
    """Remove a wrap-up code from a queue."""
    found = _QUEUES.find(call)
    if isinstance(found, Refusal):
        return found
    code_id = call.params["codeId"]
    if code_id not in [one.id for one in _codes_of(call, found.properties)]:
        return entity_not_found("wrap-up code of the queue", code_id)

    def change(properties: Properties) -> Shape:
        now = [one.id for one in _codes_of(call, properties)]
        return {**properties, _CODES: [each for each in now if each != code_id]}

    done = await _changed(call, change)
    return done if isinstance(done, Refusal) else Answer(None, 204)


async def own(call: ApiCall) -> Refusal:  # noqa: ARG001 - a route
    """The queues of the token's user. Always refused: client credentials have no user."""
    return refusals.USER_CONTEXT


def _codes_of(call: ApiCall, properties: Properties) -> list[Entity]:
    """The wrap-up codes of a queue that exist. org.yaml names them by id or name."""
    entities = call.services.organization.entities
    by_name = {one.name.casefold(): one for one in entities.all(WRAPUP_CODE.name)}
    named = [str(each) for each in properties.get(_CODES) or ()]
    found = [entities.find(WRAPUP_CODE.name, each) or by_name.get(each.casefold()) for each in named]
    return list({one.id: one for one in found if one is not None}.values())


def _member(call: ApiCall) -> Member | Refusal:
    queue = _QUEUES.find(call)
    if isinstance(queue, Refusal):
        return queue
    member_id = call.params["memberId"]
    found = members_of(queue.properties, call.services.organization.entities)
    member = next((one for one in found if one.id == member_id), None)
    return entity_not_found("member of the queue", member_id) if member is None else member


async def _ids_in(call: ApiCall, noun: str) -> list[str] | RejectedBody | Refusal:
    """The ids in a body, all of entities that exist."""
    body = await body_of(call)
    _check_ids(body, BY_NAME[noun].words, lambda each: call.services.organization.entities.find(noun, each) is not None)
    if body.rejected is not None:
        return body.rejected
    if len(body.value) > MOST_MEMBERS:
        message = f"{len(body.value)} entries are more than {MOST_MEMBERS}. Send several requests."
        return Refusal(400, "bad.request", message)
    return [one["id"] for one in body.value]


def _check_ids(body: Body, words: str, is_known: Callable[[str], bool]) -> None:
    """Report the ids in a list of objects that nothing has."""
    for index, one in enumerate(body.items):
        entity_id = one.get("id", "")
        if isinstance(entity_id, str) and not is_known(entity_id):
            body.unknown(words, entity_id, index, *(("id",) if entity_id else ()))


def _settings(call: ApiCall, sent: list[Shape]) -> Callable[[Properties], Shape]:
    def change(properties: Properties) -> Shape:
        now = members_of(properties, call.services.organization.entities)
        for one in sent:
            now = changed(now, one["id"], one.get("ringNumber"), one.get("joined"))
        return with_members(properties, now)

    return change


async def _changed(call: ApiCall, change: Callable[[Properties], Shape]) -> Entity | Refusal:
    entities = call.services.organization.entities
    queue_id = call.params[_QUEUES.api.id]
    done = await asyncio.to_thread(entities.change, QUEUE.name, queue_id, change, call.author)
    return conflict(done) if isinstance(done, Conflict) else done


QUEUE_PATH = _QUEUES.api.path
_ONE = f"{QUEUE_PATH}/{{queueId}}"
_LIST = list_query(_QUEUES.api)
_WHOLE = "Shows everything that the list shows."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", f"{QUEUE_PATH}/divisionviews/all", _QUEUES.index, note=_WHOLE, query=_LIST),
    endpoint("GET", f"{QUEUE_PATH}/me", own),
    endpoint("GET", f"{_ONE}/members", members, query=(*PAGING, "joined")),
    endpoint("POST", f"{_ONE}/members", add_members, query=("delete",)),
    endpoint("PATCH", f"{_ONE}/members", change_members),
    endpoint("PATCH", f"{_ONE}/members/{{memberId}}", change_member),
    endpoint("DELETE", f"{_ONE}/members/{{memberId}}", remove_member),
    endpoint("GET", f"{_ONE}/wrapupcodes", wrapup_codes, query=PAGING),
    endpoint("POST", f"{_ONE}/wrapupcodes", add_wrapup_codes),
    endpoint("DELETE", f"{_ONE}/wrapupcodes/{{codeId}}", remove_wrapup_code),
)
