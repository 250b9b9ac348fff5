"""Credentials of integrations. What is secret in them is written, and never returned."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from architrave.contract.model_check import Problem
from architrave.contract.rules import MISSING_FIELD
from architrave.definitions.nouns.integration import CREDENTIAL
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.integration_types import CREDENTIAL_TYPES, credential_type_shape
from architrave.server.query import PAGING
from architrave.server.refusals import Refusal, bad_value, conflict, entity_not_found
from architrave.wire import iso_instant
from architrave.wire.paging import DEFAULT_PAGE_SIZE, EntityListing, cursor_listing

Shape = dict[str, Any]
Fields = Mapping[str, str]

PATH = "/api/v2/integrations/credentials"
_MOST_AT_ONCE = 500


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the credentials."""
    page = call.page()
    return page if isinstance(page, Refusal) else call.listing(_all(call), page, shape)


async def listing(call: ApiCall) -> Shape | Refusal:
    """The credentials after one of them."""
    size = call.whole("pageSize", DEFAULT_PAGE_SIZE, 1, _MOST_AT_ONCE)
    after = call.text("after")
    if isinstance(size, Refusal):
        return size
    known = _all(call)
    places = [number for number, one in enumerate(known, 1) if one.id == after]
    if after is not None and not places:
        return bad_value("after", after, "the id of a credential")
    start = places[0] if places else 0
    items = known[start : start + size]
    following = items[-1].id if items and start + size < len(known) else None
    shown = [shape(one) for one in items]
    found = cursor_listing(shown, after=following, page_size=size, path=call.request.path, query=call.query)
    addresses = {"selfUri": found.self_uri, "nextUri": found.next_uri}
    return {"entities": shown, **{name: address for name, address in addresses.items() if address is not None}}


async def types(_call: ApiCall) -> list[Shape]:
    """The types of credentials."""
    return [credential_type_shape(kind) for kind in CREDENTIAL_TYPES]


async def show(call: ApiCall) -> Shape | Refusal:
    """One credential, without what is secret."""
    found = _found(call)
    if isinstance(found, Refusal):
        return found
    return {name: value for name, value in shape(found).items() if not name.endswith("Date")}


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a credential."""
    body = await body_of(call)
    properties, fields = _given(body)
    if "name" not in properties and body.rejected is None:
        body.report(Problem(MISSING_FIELD, "The credential has no name.", (), 'Add "name".'))
    if body.rejected is not None:
        return body.rejected
    credentials = call.services.organization.data_actions.credentials
    done = await asyncio.to_thread(credentials.create, str(uuid4()), properties, fields or {}, call.author)
    return conflict(done) if isinstance(done, Conflict) else shape(done)


async def replace(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the name, the type and the secrets of a credential. Without secrets, they stay."""
    found = _found(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    properties, fields = _given(body)
    if body.rejected is not None:
        return body.rejected
    credentials = call.services.organization.data_actions.credentials
    done = await asyncio.to_thread(credentials.change, found.id, properties, fields, call.author)
    return conflict(done) if isinstance(done, Conflict) else shape(done)


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a credential that no integration uses."""
    found = _found(call)
    if isinstance(found, Refusal):
        return found
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.delete, CREDENTIAL.name, found.id, call.author)
    return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)


def _given(body: Body) -> tuple[Shape, Fields | None]:
    """What a body sets: the properties that are not secret, and those that are."""
    kind = body.fields.get("type")
    named = cast("Shape", kind) if isinstance(kind, dict) else {}
    type_id = named.get("id") or named.get("name")
    if type_id is None and body.rejected is None:
        body.report(Problem(MISSING_FIELD, "The type of the credential has no name.", ("type",), 'Add "name".'))
    properties: Shape = {"type": type_id}
    if body.fields.get("name"):
        properties["name"] = body.fields["name"]
    return properties, cast("Fields | None", body.fields.get("credentialFields"))


def shape(credential: Entity) -> Shape:
    """A credential in its API form, without what is secret."""
    return {
        "id": credential.id,
        "name": credential.name,
        "createdDate": iso_instant(credential.created_at),
        "modifiedDate": iso_instant(credential.changed_at),
        "type": credential_type_shape(str(credential.properties.get("type"))),
        "selfUri": f"{PATH}/{credential.id}",
    }


def _all(call: ApiCall) -> list[Entity]:
    return call.services.organization.entities.all(CREDENTIAL.name)


def _found(call: ApiCall) -> Entity | Refusal:
    wanted = call.params["credentialId"]
    found = call.services.organization.entities.find(CREDENTIAL.name, wanted)
    return entity_not_found(CREDENTIAL.words, wanted) if found is None else found


_ONE = f"{PATH}/{{credentialId}}"
_SECRET = "What is secret is never returned."  # noqa: S105 - words

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", PATH, index, query=PAGING),
    endpoint("POST", PATH, create, note=_SECRET),
    endpoint("GET", f"{PATH}/listing", listing, query=("after", "pageSize")),
    endpoint("GET", f"{PATH}/types", types, note="Four types are listed; a credential may have any other."),
    endpoint("GET", _ONE, show, note=_SECRET),
    endpoint("PUT", _ONE, replace, note=f"{_SECRET} Secrets that are not sent stay (assumed)."),
    endpoint("DELETE", _ONE, delete, note="That one which an integration uses cannot be deleted is assumed."),
)
