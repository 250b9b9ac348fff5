"""Integrations, their types and their configurations. `credentials` has what they prove themselves with."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import uuid4

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD
from architrave.definitions.nouns.integration import CREDENTIAL, INTEGRATION
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.organization.integrations import DISABLED, ENABLED, credential_ids, is_enabled
from architrave.server.call import ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.integration_types import TYPES, type_shape
from architrave.server.query import PAGING, among, ordered
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.wire import iso_instant
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]

PATH = "/api/v2/integrations"
_CONFIG = ("properties", "advanced", "notes", "credentials")
_STATES = {True: "ACTIVE", False: "INACTIVE"}


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the integrations."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    wanted = call.texts("integrationType"), call.texts("reportedState"), call.texts("ids")
    credential = call.text("credentialId")
    found = [
        one
        for one in call.services.organization.entities.all(INTEGRATION.name)
        if among(str(one.properties.get("integrationType")), wanted[0])
        and among(_STATES[is_enabled(one)], wanted[1])
        and among(one.id, wanted[2])
        and (credential is None or credential in credential_ids(one))
    ]
    keys: dict[str, Callable[[Entity], Any]] = {"name": lambda one: one.name.casefold(), "id": lambda one: one.id}
    in_order = ordered(call, found, keys)
    return in_order if isinstance(in_order, Refusal) else call.listing(in_order, page, shape)


async def show(call: ApiCall) -> Shape | Refusal:
    """One integration."""
    found = _found(call)
    return found if isinstance(found, Refusal) else shape(found)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make an integration, which is disabled at first."""
    body = await body_of(call, frozenset({"name"}))
    kind = _type(body)
    if body.rejected is not None:
        return body.rejected
    name = body.fields.get("name") or TYPES[kind]
    properties = {"name": name, "integrationType": kind, "intendedState": DISABLED}
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.create, INTEGRATION.name, str(uuid4()), properties, call.author)
    return conflict(done) if isinstance(done, Conflict) else shape(done)


async def edit(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Enable or disable an integration, and set its name and notes."""
    found = _found(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call, frozenset({"intendedState"}))
    given = {name: body.fields[name] for name in ("name", "intendedState") if name in body.fields}
    if given.get("intendedState") not in (None, ENABLED, DISABLED):
        message = "Architrave enables and disables integrations. To delete one, send DELETE; one cannot be restored."
        body.report(Problem(INVALID_VALUE, message, ("intendedState",), "Send ENABLED or DISABLED."))
    if body.rejected is not None:
        return body.rejected
    notes = {"notes": body.fields["notes"]} if "notes" in body.fields else {}
    return await _changed(call, found, given, notes)


async def delete(call: ApiCall) -> Shape | Refusal:
    """Delete an integration that has no data actions."""
    found = _found(call)
    if isinstance(found, Refusal):
        return found
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.delete, INTEGRATION.name, found.id, call.author)
    return conflict(done) if isinstance(done, Conflict) else shape(found)


async def show_config(call: ApiCall) -> Shape | Refusal:
    """The configuration of an integration."""
    found = _found(call)
    return found if isinstance(found, Refusal) else _config_shape(call, found)


async def replace_config(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the configuration of an integration, with its name."""
    found = _found(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call, frozenset({"name", *_CONFIG}))
    config = {name: body.fields[name] for name in _CONFIG if name in body.fields}
    _check_credentials(call, body, config.get("credentials"))
    if body.rejected is not None:
        return body.rejected
    version = body.fields["version"]
    named = {"name": body.fields["name"]} if body.fields.get("name") else {}
    done = await _changed(call, found, named, {**config, "version": version + 1}, replaced=version)
    if isinstance(done, Refusal):
        return done
    after = call.services.organization.entities.find(INTEGRATION.name, found.id)
    return entity_not_found(INTEGRATION.words, found.id) if after is None else _config_shape(call, after)


async def _changed(
    call: ApiCall, found: Entity, given: Shape, config: Shape, replaced: int | None = None
) -> Shape | Refusal:
    """Set properties, and parts of the configuration, or all of it: then `replaced` is its version before."""

    def change(before: Mapping[str, Any]) -> Shape:
        old = {} if replaced is not None else cast("Shape", before.get("config") or {})
        new = {**old, **config}
        return {**before, **given, **({"config": new} if new else {})}

    def check(_connection: object, before: Entity, _after: Entity) -> Conflict | None:
        known = found_version(before)
        if replaced is None or replaced == known:
            return None
        message = f"The configuration has version {known}, and the request is about version {replaced}. Get it again."
        return Conflict("version", message)

    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.change, INTEGRATION.name, found.id, change, call.author, check=check)
    return conflict(done) if isinstance(done, Conflict) else shape(done)


def _type(body: Body) -> str:
    """The type that a body names. Reports one that Architrave does not have."""
    named = cast("Shape", body.fields.get("integrationType") or {})
    kind = named.get("id") if isinstance(named, dict) else None  # pyright: ignore[reportUnnecessaryIsInstance]
    if kind in TYPES:
        return str(kind)
    if body.rejected is None:
        rule = MISSING_FIELD if kind is None else INVALID_VALUE
        said = "The integration has no type." if kind is None else f'Architrave has no integration type "{kind}".'
        place = ("integrationType",) if kind is None else ("integrationType", "id")
        body.report(Problem(rule, said, place, f"It has {', '.join(TYPES)}."))
    return ""


def _check_credentials(call: ApiCall, body: Body, named: Any) -> None:
    entities = call.services.organization.entities
    for use, one in cast("Shape", named or {}).items() if isinstance(named, dict) else ():
        credential = cast("Shape", one).get("id") if isinstance(one, dict) else None
        if credential is None:
            body.without_id(CREDENTIAL.words, "credentials", use)
        elif isinstance(credential, str) and entities.find(CREDENTIAL.name, credential) is None:
            body.unknown(CREDENTIAL.words, credential, "credentials", use, "id")


def found_version(integration: Entity) -> int:
    """The version of an integration's configuration."""
    return cast("Shape", integration.properties.get("config") or {}).get("version", 1)


def shape(integration: Entity) -> Shape:
    """An integration in its API form."""
    kind = str(integration.properties.get("integrationType"))
    address = f"{PATH}/{integration.id}"
    state = _STATES[is_enabled(integration)]
    return {
        "id": integration.id,
        "name": integration.name,
        "integrationType": {"id": kind, "name": TYPES.get(kind, kind), "selfUri": f"{PATH}/types/{kind}"},
        "notes": cast("Shape", integration.properties.get("config") or {}).get("notes", ""),
        "intendedState": integration.properties.get("intendedState"),
        "reportedState": {
            "code": state,
            "effective": state.title(),
            "lastUpdated": iso_instant(integration.changed_at),
        },
        "selfUri": address,
    }


def _config_shape(call: ApiCall, integration: Entity) -> Shape:
    config = cast("Shape", integration.properties.get("config") or {})
    entities = call.services.organization.entities
    used: Shape = {}
    for use, one in cast("Shape", config.get("credentials") or {}).items():
        credential = entities.find(CREDENTIAL.name, one["id"])
        if credential is not None:
            address = f"{PATH}/credentials/{credential.id}"
            used[use] = {"id": credential.id, "name": credential.name, "selfUri": address}
    return {
        "id": "current",
        "name": integration.name,
        "version": found_version(integration),
        "properties": config.get("properties", {}),
        "advanced": config.get("advanced", {}),
        "notes": config.get("notes", ""),
        "credentials": used,
        "selfUri": f"{PATH}/{integration.id}/config/current",
    }


def _found(call: ApiCall) -> Entity | Refusal:
    wanted = call.params["integrationId"]
    found = call.services.organization.entities.find(INTEGRATION.name, wanted)
    return entity_not_found(INTEGRATION.words, wanted) if found is None else found


async def types(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the types of integrations."""
    page = call.page()
    return page if isinstance(page, Refusal) else call.listing([*TYPES], page, type_shape)


async def show_type(call: ApiCall) -> Shape | Refusal:
    """One type of integrations."""
    kind = call.params["typeId"]
    return type_shape(kind) if kind in TYPES else entity_not_found("integration type", kind)


_ONE = f"{PATH}/{{integrationId}}"
_KINDS = "Only the types that have data actions are there."
_USED = "That one with data actions cannot be deleted is assumed."
_STATE = "ENABLED and DISABLED are the states. Data actions of a disabled one fail; how they do is assumed."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "GET",
        PATH,
        index,
        query=(*PAGING, "sortBy", "ids", "integrationType", "reportedState", "credentialId"),
    ),
    endpoint("POST", PATH, create, note=f"{_KINDS} Without a name, it gets that of its type."),
    endpoint("GET", f"{PATH}/types", types, note=_KINDS, query=PAGING),
    endpoint("GET", f"{PATH}/types/{{typeId}}", show_type, note=_KINDS),
    endpoint("GET", _ONE, show),
    endpoint("PATCH", _ONE, edit, note=_STATE),
    endpoint("DELETE", _ONE, delete, note=_USED),
    endpoint("GET", f"{_ONE}/config/current", show_config),
    endpoint(
        "PUT",
        f"{_ONE}/config/current",
        replace_config,
        note="Properties and advanced settings are kept and have no effect; the base address and the headers of an "
        "integration are in org.yaml. Credentials are what its custom authentication reads; basicAuth is also sent "
        "as a header (assumed).",
    ),
)
