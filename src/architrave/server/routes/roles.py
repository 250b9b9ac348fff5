"""Roles: list, get, create, update, delete, and who has them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

from architrave.cloud.permissions import permission_fault, permits
from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE
from architrave.definitions.grants import ALL_DIVISIONS
from architrave.definitions.nouns.access import OAUTH_CLIENT, ROLE
from architrave.definitions.nouns.user import USER
from architrave.organization.divisions import Division
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.organization.subjects import Pair
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.granting import change_grants
from architrave.server.entities.shape import division_shape
from architrave.server.query import PAGING, SORTING, among, like, ordered
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.wire.paging import CountedListing, EntityListing, without_addresses

Shape = dict[str, Any]

_PATH = "/api/v2/authorization/roles"
_ONE = f"{_PATH}/{{roleId}}"
_PARTS = 3
_SORTS: dict[str, Callable[[Entity], Any]] = {
    "name": lambda role: (role.name.casefold(), role.number),
    "id": lambda role: role.id,
}


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """The roles that match the query."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    wanted = call.texts("permission")
    found = [
        role
        for role in call.services.organization.entities.all(ROLE.name)
        if among(role.id, call.texts("id"))
        and like([role.name], call.text("name"))
        and all(permits(granted_by(role), permission) for permission in wanted)
    ]
    in_order = ordered(call, found, _SORTS)
    if isinstance(in_order, Refusal):
        return in_order
    subjects = call.services.organization.subjects
    all_users = call.services.organization.entities.all(USER.name)
    counts = Counter(role_id for user in all_users for role_id in {pair.role_id for pair in subjects.pairs(user)})
    return call.listing(in_order, page, lambda role: role_shape(call, role, counts[role.id]))


async def show(call: ApiCall) -> Shape | Refusal:
    """One role."""
    role = find_role(call)
    return role if isinstance(role, Refusal) else role_shape(call, role)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a role."""
    body = await body_of(call)
    given = {"permissions": list[str]()} | _given(body)
    if body.rejected is not None:
        return body.rejected
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.create, ROLE.name, str(uuid4()), given, call.author)
    return conflict(done) if isinstance(done, Conflict) else role_shape(call, done)


async def update(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the properties that a body has. Permissions are set as a whole."""
    role = find_role(call)
    if isinstance(role, Refusal):
        return role
    body = await body_of(call)
    given = _given(body)
    if body.rejected is not None:
        return body.rejected

    def change(properties: Mapping[str, Any]) -> Shape:
        return {**properties, **given}

    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.change, ROLE.name, role.id, change, call.author)
    return conflict(done) if isinstance(done, Conflict) else role_shape(call, done)


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a role. Whoever had it has it no longer."""
    role = find_role(call)
    if isinstance(role, Refusal):
        return role
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.delete, ROLE.name, role.id, call.author)
    return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)


async def grant(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Grant a role to several subjects, in several divisions."""
    role = find_role(call)
    if isinstance(role, Refusal):
        return role
    body = await body_of(call)
    organization = call.services.organization
    divisions = body.listed("divisionIds")
    for number, division_id in enumerate(divisions):
        if division_id != ALL_DIVISIONS and organization.divisions.find(str(division_id)) is None:
            body.unknown("division", str(division_id), "divisionIds", number)
    subjects = _subjects(call, body, body.fields.get("subjectIds"), "subjectIds")
    if body.rejected is not None:
        return body.rejected
    pairs = [Pair(role.id, str(division_id)) for division_id in divisions]

    def change(before: list[Pair]) -> list[Pair]:
        return [*before, *pairs]

    return await _change(call, subjects, change, Answer(None, 204))


async def users(call: ApiCall) -> CountedListing[Shape] | Refusal:
    """The users who have a role."""
    role = find_role(call)
    page = call.page()
    if isinstance(role, Refusal) or isinstance(page, Refusal):
        return role if isinstance(role, Refusal) else cast("Refusal", page)
    found = [user for user, _ in _with_role(call, role, USER.name)]
    return without_addresses(
        call.listing(found, page, lambda user: {"id": user.id, "selfUri": f"/api/v2/users/{user.id}"})
    )


async def add_users(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Grant a role to users, in the home division (assumed)."""
    return await _change_users(call, is_added=True)


async def remove_users(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Take a role from users, in all divisions."""
    return await _change_users(call, is_added=False)


async def subject_grants(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """The users and clients who have a role, each with the divisions."""
    role = find_role(call)
    page = call.page()
    if isinstance(role, Refusal) or isinstance(page, Refusal):
        return role if isinstance(role, Refusal) else cast("Refusal", page)
    found = [*_with_role(call, role, USER.name), *_with_role(call, role, OAUTH_CLIENT.name)]
    return call.listing(found, page, lambda pair: _subject_shape(call, *pair))


def find_role(call: ApiCall) -> Entity | Refusal:
    """The role that the path names."""
    role_id = call.params["roleId"]
    found = call.services.organization.entities.find(ROLE.name, role_id)
    return entity_not_found(ROLE.name, role_id) if found is None else found


def granted_by(role: Entity) -> tuple[str, ...]:
    """The permissions that a role grants."""
    return tuple(role.properties.get("permissions") or ())


def policies_of(role: Entity) -> list[tuple[str, str, list[str]]]:
    """The permissions of a role by domain and entity, each with its actions."""
    found: dict[tuple[str, str], list[str]] = {}
    for permission in granted_by(role):
        parts = permission.split(":") if permission != ALL_DIVISIONS else [ALL_DIVISIONS] * _PARTS
        if len(parts) == _PARTS:
            found.setdefault((parts[0], parts[1]), []).append(parts[2])
    return [(domain, entity, actions) for (domain, entity), actions in found.items()]


def role_shape(call: ApiCall, role: Entity, users_with_it: int | None = None) -> Shape:
    """A role in its API form. `users_with_it` is how many have it, if that is known already."""
    whole = [one for one in granted_by(role) if one.count(":") != _PARTS - 1 and one != ALL_DIVISIONS]
    shown: Shape = {
        "id": role.id,
        "name": role.name,
        "description": role.properties.get("description") or "",
        "permissions": whole,
        "unusedPermissions": [],
        "permissionPolicies": [
            {"domain": domain, "entityName": entity, "actionSet": actions, "allowConditions": False}
            for domain, entity, actions in policies_of(role)
        ],
        "userCount": len(_with_role(call, role, USER.name)) if users_with_it is None else users_with_it,
        "roleNeedsUpdate": False,
        "default": False,
        "base": False,
        "selfUri": f"{_PATH}/{role.id}",
    }
    return shown


def _given(body: Body) -> Shape:
    """The properties that a body sets. Reports permissions that cannot be kept."""
    sent = body.fields
    given: Shape = {name: sent[name] for name in ("name", "description") if name in sent}
    if "permissions" not in sent and "permissionPolicies" not in sent:
        return given
    permissions = [one for one in body.listed("permissions") if isinstance(one, str)]
    for number, policy in enumerate(body.listed("permissionPolicies")):
        if isinstance(policy, dict):
            permissions += _of_policy(body, cast("Shape", policy), number)
    for permission in permissions:
        if (fault := permission_fault(permission)) is not None:
            body.report(Problem(INVALID_VALUE, fault[0], ("permissionPolicies",), fault[1]))
    return given | {"permissions": list(dict.fromkeys(permissions))}


def _of_policy(body: Body, policy: Shape, number: int) -> Iterator[str]:
    if policy.get("resourceConditionNode"):
        path = ("permissionPolicies", number, "resourceConditionNode")
        message = "Architrave does not support conditions in roles."
        body.report(Problem(INVALID_VALUE, message, path, "Leave the condition out: the role then grants more."))
    actions = policy.get("actionSet")
    parts = policy.get("domain") or ALL_DIVISIONS, policy.get("entityName") or ALL_DIVISIONS
    for action in cast("list[Any]", actions) if isinstance(actions, list) else ():
        yield ALL_DIVISIONS if (*parts, action) == (ALL_DIVISIONS,) * _PARTS else f"{parts[0]}:{parts[1]}:{action}"


def _with_role(call: ApiCall, role: Entity, noun: str) -> list[tuple[Entity, list[str]]]:
    """The subjects of a noun that have a role, each with the ids of the divisions."""
    organization = call.services.organization
    found = (
        (one, [pair.division_id for pair in organization.subjects.pairs(one) if pair.role_id == role.id])
        for one in organization.entities.all(noun)
    )
    return [(one, divisions) for one, divisions in found if divisions]


def _subject_shape(call: ApiCall, subject: Entity, divisions: Sequence[str]) -> Shape:
    known = call.services.organization.divisions
    found = [EVERY if one == ALL_DIVISIONS else known.find(one) for one in divisions]
    return {
        "id": subject.id,
        "name": subject.name,
        "divisions": [division_shape(one) for one in found if one is not None],
        "type": "PC_USER" if subject.noun == USER.name else "PC_OAUTH_CLIENT",
    }


EVERY = Division(ALL_DIVISIONS, ALL_DIVISIONS, ALL_DIVISIONS)
"""All divisions, in place of one: in the API, its id and name are `*` (assumed)."""


def _subjects(call: ApiCall, body: Body, ids: object, *path: str) -> list[Entity]:
    found: list[Entity] = []
    for number, subject_id in enumerate(cast("list[object]", ids) if isinstance(ids, list) else []):
        subject = call.services.organization.subjects.find(str(subject_id))
        if subject is None:
            body.unknown("user or OAuth client", str(subject_id), *path, number)
        else:
            found.append(subject)
    return found


async def _change_users(call: ApiCall, *, is_added: bool) -> Answer | Refusal | RejectedBody:
    role = find_role(call)
    if isinstance(role, Refusal):
        return role
    body = await body_of(call)
    subjects = _subjects(call, body, body.value)
    if body.rejected is not None:
        return body.rejected
    home = call.services.organization.divisions.of(None).id

    def change(before: list[Pair]) -> list[Pair]:
        if is_added:
            return [*before, Pair(role.id, home)] if all(pair.role_id != role.id for pair in before) else before
        return [pair for pair in before if pair.role_id != role.id]

    return await _change(call, subjects, change, Answer([subject.id for subject in subjects]))


async def _change(
    call: ApiCall, subjects: Sequence[Entity], change: Callable[[list[Pair]], list[Pair]], answer: Answer
) -> Answer | Refusal:
    for subject in subjects:
        done = await change_grants(call, subject, change)
        if isinstance(done, Refusal):
            return done
    return answer


_LIST = (*PAGING, *SORTING, "id", "name", "permission")
_CONDITIONS = "Conditions are refused; base and default roles, licences and named resources do not exist."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _PATH, index, query=_LIST),
    endpoint("POST", _PATH, create, note=_CONDITIONS, needs_all_divisions=True),
    endpoint("GET", _ONE, show),
    endpoint("PUT", _ONE, update, note=_CONDITIONS, needs_all_divisions=True),
    endpoint("PATCH", _ONE, update, note=_CONDITIONS, needs_all_divisions=True),
    endpoint("DELETE", _ONE, delete, needs_all_divisions=True),
    endpoint("POST", _ONE, grant, note="The subjects' ids say what they are."),
    endpoint("GET", f"{_ONE}/users", users, query=PAGING),
    endpoint("PUT", f"{_ONE}/users/add", add_users, note="That the role is granted in the home division is assumed."),
    endpoint("PUT", f"{_ONE}/users/remove", remove_users),
    endpoint("GET", f"{_ONE}/subjectgrants", subject_grants, query=PAGING),
)
