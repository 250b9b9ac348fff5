"""Authorization: what is granted to whom, the permissions that there are, and the products of the organization."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from architrave.cloud.permissions import ASKED_FOR
from architrave.definitions.grants import ALL_DIVISIONS
from architrave.definitions.nouns.access import OAUTH_CLIENT
from architrave.definitions.nouns.user import USER
from architrave.organization.divisions import Division
from architrave.organization.entity import Entity
from architrave.organization.subjects import Pair
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.granting import change_grants
from architrave.server.query import PAGING
from architrave.server.refusals import Refusal, entity_not_found
from architrave.server.routes.roles import EVERY, policies_of
from architrave.wire import iso_instant
from architrave.wire.paging import CountedListing, EntityListing, without_addresses

if TYPE_CHECKING:
    from architrave.organization.access import Caller

Shape = dict[str, Any]

_PATH = "/api/v2/authorization"
_SUBJECT = f"{_PATH}/subjects/{{subjectId}}"
_ONE_GRANT = f"{_SUBJECT}/divisions/{{divisionId}}/roles/{{roleId}}"
PRODUCTS = ("platform",)
"""The products of a local organization (assumed): clients only need that there are some."""


async def me(call: ApiCall) -> Shape:
    """The caller with its grants."""
    caller = cast("Caller", call.caller)
    subject = call.services.organization.subjects.find(caller.subject_id)
    if subject is None:  # Architrave's own client, which has no roles
        return {"id": caller.client.id, "name": caller.client.name, "grants": [], "version": 1}
    return _subject_shape(call, subject)


async def show(call: ApiCall) -> Shape | Refusal:
    """A user or client with its grants."""
    found = _find(call)
    return found if isinstance(found, Refusal) else _subject_shape(call, found)


async def grant(call: ApiCall) -> Answer | Refusal:
    """Grant a role in a division."""
    return await _one(call, lambda before, pair: [*before, pair])


async def withdraw(call: ApiCall) -> Answer | Refusal:
    """Take a role in a division away."""
    return await _one(call, lambda before, pair: [one for one in before if one != pair])


async def add_all(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Grant several roles in divisions."""
    return await _bulk(call, lambda before, pairs: [*before, *pairs])


async def remove_all(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Take several roles in divisions away."""
    return await _bulk(call, lambda before, pairs: [one for one in before if one not in pairs])


async def replace_all(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Grant roles in divisions instead of those that were granted."""
    return await _bulk(call, lambda _before, pairs: pairs)


async def roles_of_user(call: ApiCall) -> Shape | Refusal:
    """The roles and permissions of a user or client."""
    found = _find(call)
    return found if isinstance(found, Refusal) else authorization_shape(call, found)


async def set_roles(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the roles of a user or client: those that are new are granted in the home division (assumed)."""
    found = _find(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    organization = call.services.organization
    sent: object = body.value
    role_ids = [str(one) for one in cast("list[object]", sent)] if isinstance(sent, list) else []
    for number, role_id in enumerate(role_ids):
        if organization.entities.find("role", role_id) is None:
            body.unknown("role", role_id, number)
    if body.rejected is not None:
        return body.rejected
    home = organization.divisions.of(None).id

    def change(before: list[Pair]) -> list[Pair]:
        kept = [pair for pair in before if pair.role_id in role_ids]
        had = {pair.role_id for pair in kept}
        return [*kept, *(Pair(role_id, home) for role_id in role_ids if role_id not in had)]

    done = await change_grants(call, found, change)
    return done if isinstance(done, Refusal) else authorization_shape(call, done)


async def permissions(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """The permissions that a local server asks for, by domain."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    domains: dict[str, dict[str, list[Shape]]] = {}
    for permission in sorted(ASKED_FOR):
        domain, entity, action = permission.split(":")
        shown = {"domain": domain, "entityType": entity, "action": action, "allowsConditions": False}
        domains.setdefault(domain, {}).setdefault(entity, []).append(shown)
    found = [{"id": domain, "domain": domain, "permissionMap": entities} for domain, entities in domains.items()]
    return call.listing(found, page, lambda one: one)


async def products(call: ApiCall) -> CountedListing[Shape] | Refusal:
    """The products of the organization."""
    return without_addresses(call.listing(PRODUCTS, (1, len(PRODUCTS)), lambda name: {"id": name}))


def is_permitted(call: ApiCall, permission: str, division: Division) -> bool:
    """Whether the caller has a permission in a division."""
    held = cast("Caller", call.caller).permissions
    if not held.allow(permission):
        return False
    divisions = held.divisions((permission,))
    return divisions is None or bool({division.id, division.name} & divisions)


def grant_shape(call: ApiCall, subject: Entity, pair: Pair) -> Shape:
    """A grant in its API form. When it was made is not known: the time is that of the subject's last change."""
    organization = call.services.organization
    role = organization.access.role(pair.role_id)
    known = EVERY if pair.division_id == ALL_DIVISIONS else organization.divisions.find(pair.division_id)
    name, address = "" if known is None else known.name, f"{_PATH}/divisions/{pair.division_id}"
    division = {"id": pair.division_id, "name": name, "description": "", "selfUri": address}
    shown: Shape = {"subjectId": subject.id, "division": division, "grantMadeAt": iso_instant(subject.changed_at)}
    if role is not None:
        policies = [
            {"domain": domain, "entityName": entity, "actions": actions}
            for domain, entity, actions in policies_of(role)
        ]
        shown["role"] = {"id": role.id, "name": role.name, "policies": policies, "default": False}
    return shown


def _subject_shape(call: ApiCall, subject: Entity) -> Shape:
    pairs = call.services.organization.subjects.pairs(subject)
    return {
        "id": subject.id,
        "name": subject.name,
        "grants": [grant_shape(call, subject, pair) for pair in pairs],
        "version": subject.version,
        "selfUri": f"{_PATH}/subjects/{subject.id}",
    }


def authorization_shape(call: ApiCall, subject: Entity) -> Shape:
    """The roles and permissions of a user or client in their API form."""
    organization = call.services.organization
    pairs = organization.subjects.pairs(subject)
    roles = [organization.access.role(role_id) for role_id in dict.fromkeys(pair.role_id for pair in pairs)]
    granted = organization.permissions_of_subject(subject).granted
    return {
        "roles": [{"id": role.id, "name": role.name} for role in roles if role is not None],
        "unusedRoles": [],
        "permissions": sorted(granted),
        "permissionPolicies": [],
    }


def _find(call: ApiCall) -> Entity | Refusal:
    subject_id = call.params["subjectId"]
    found = call.services.organization.subjects.find(subject_id)
    return entity_not_found(f"{USER.words} or {OAUTH_CLIENT.words}", subject_id) if found is None else found


async def _one(call: ApiCall, change: Callable[[list[Pair], Pair], list[Pair]]) -> Answer | Refusal:
    subject = _find(call)
    if isinstance(subject, Refusal):
        return subject
    organization, params = call.services.organization, call.params
    if organization.entities.find("role", params["roleId"]) is None:
        return entity_not_found("role", params["roleId"])
    division_id = params["divisionId"]
    if division_id != ALL_DIVISIONS and organization.divisions.find(division_id) is None:
        return entity_not_found("division", division_id)
    pair = Pair(params["roleId"], division_id)
    done = await change_grants(call, subject, lambda before: change(before, pair))
    return done if isinstance(done, Refusal) else Answer(None, 204)


async def _bulk(
    call: ApiCall, change: Callable[[list[Pair], Sequence[Pair]], Sequence[Pair]]
) -> Answer | Refusal | RejectedBody:
    subject = _find(call)
    if isinstance(subject, Refusal):
        return subject
    body = await body_of(call)
    pairs = _pairs(call, body)
    if body.rejected is not None:
        return body.rejected
    done = await change_grants(call, subject, lambda before: change(before, pairs))
    return done if isinstance(done, Refusal) else Answer(None, 204)


def _pairs(call: ApiCall, body: Body) -> list[Pair]:
    """The grants in a body. Reports roles and divisions that do not exist."""
    organization = call.services.organization
    found: list[Pair] = []
    sent = body.fields.get("grants")
    for number, item in enumerate(cast("list[object]", sent) if isinstance(sent, list) else []):
        if not isinstance(item, dict):
            continue
        said = cast("Shape", item)
        role_id, division_id = str(said.get("roleId")), str(said.get("divisionId"))
        if organization.entities.find("role", role_id) is None:
            body.unknown("role", role_id, "grants", number, "roleId")
        if division_id != ALL_DIVISIONS and organization.divisions.find(division_id) is None:
            body.unknown("division", division_id, "grants", number, "divisionId")
        found.append(Pair(role_id, division_id))
    return found


_TYPE = "The subject's id says what it is. Groups have no roles."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", f"{_PATH}/subjects/me", me, note="grantMadeAt is the time of the subject's last change."),
    endpoint("GET", _SUBJECT, show, note="grantMadeAt is the time of the subject's last change."),
    endpoint("POST", f"{_SUBJECT}/bulkadd", add_all, note=_TYPE),
    endpoint("POST", f"{_SUBJECT}/bulkremove", remove_all),
    endpoint("POST", f"{_SUBJECT}/bulkreplace", replace_all, note=_TYPE),
    endpoint("POST", _ONE_GRANT, grant, note=_TYPE),
    endpoint("DELETE", _ONE_GRANT, withdraw),
    endpoint("GET", "/api/v2/users/{subjectId}/roles", roles_of_user, note="permissionPolicies is empty."),
    endpoint(
        "PUT",
        "/api/v2/users/{subjectId}/roles",
        set_roles,
        note="That new roles are granted in the home division is assumed.",
    ),
    endpoint(
        "GET",
        f"{_PATH}/permissions",
        permissions,
        note="Only the permissions that Architrave's endpoints need most.",
        query=PAGING,
    ),
    endpoint("GET", f"{_PATH}/products", products, note="The products are assumed."),
)
