"""Drafts of data actions: definitions that are not published yet."""

import asyncio
from typing import Any

from architrave.organization.data_actions import draft_of, published_version
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.entities.data_action_bodies import all_faults, check_names, faults_of, given_of
from architrave.server.entities.data_action_shapes import PATH
from architrave.server.refusals import Refusal, conflict
from architrave.server.routes.data_actions import (
    LIST_QUERY,
    ONE,
    SHOW_QUERY,
    found_action,
    found_draft,
    listed,
    made,
    schema_file,
    shown,
    template_file,
    whole,
)
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the drafts."""
    return listed(call, draft_of, is_draft=True)


async def create_new(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a data action that is only a draft."""
    return await made(call, is_draft=True)


async def show(call: ApiCall) -> Shape | Refusal:
    """The draft of a data action."""
    return shown(call, is_draft=True)


async def start(call: ApiCall) -> Shape | Refusal:
    """Start a draft from what is published."""
    found = found_action(call)
    if isinstance(found, Refusal):
        return found
    done = await asyncio.to_thread(call.services.organization.action_drafts.draft, found.id, call.author)
    return whole(done, is_draft=True)


async def edit(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set parts of a draft. The contract of an action that was published stays (documented)."""
    found = found_draft(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    given = given_of(body)
    check_names(body, given)
    if body.rejected is not None:
        return body.rejected
    if published_version(found) and given.get("contract", found.properties.get("contract")) != found.properties.get(
        "contract"
    ):
        return Refusal(400, "bad.request", "The contract of a data action cannot change once it was published.")
    change = call.services.organization.action_drafts.change_draft
    done = await asyncio.to_thread(change, found.id, given, body.fields["version"], call.author)
    return whole(done, is_draft=True)


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a draft."""
    found = found_draft(call)
    if isinstance(found, Refusal):
        return found
    done = await asyncio.to_thread(call.services.organization.action_drafts.discard, found.id, call.author)
    return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)


async def validation(call: ApiCall) -> Shape | Refusal:
    """Whether a draft can be published and called."""
    found = found_draft(call)
    if isinstance(found, Refusal):
        return found
    faults = await asyncio.to_thread(all_faults, _draft(found))
    errors = [_error(place, message) for place, message in faults]
    return {"valid": not errors, "errors": errors}


async def publish(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Publish a draft. Calls use it from now on."""
    found = found_draft(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    faults = faults_of(_draft(found))
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return Refusal(400, "bad.request", f"The draft cannot be published: {faults[0].message}{more}")
    done = await asyncio.to_thread(
        call.services.organization.action_drafts.publish, found.id, body.fields["version"], call.author
    )
    return whole(done, is_draft=False)


async def schema(call: ApiCall) -> Shape | Refusal:
    """A schema of a draft."""
    found = found_draft(call)
    return found if isinstance(found, Refusal) else schema_file(call, _draft(found))


async def template(call: ApiCall) -> Answer | Refusal:
    """A template of a draft, as text."""
    found = found_draft(call)
    return found if isinstance(found, Refusal) else template_file(call, _draft(found))


def _draft(action: Entity) -> dict[str, Any]:
    return dict(draft_of(action) or {})


def _error(place: str, message: str) -> Shape:
    detail = {"errorCode": "ACTION.PROCESSING", "fieldName": place}
    return {"status": 400, "code": "bad.request", "message": message, "details": [detail], "errors": []}


_DRAFT = f"{ONE}/draft"
_FIRST = "The first version of a draft is 1, and one that exists stays (assumed)."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", f"{PATH}/drafts", index, query=LIST_QUERY),
    endpoint("POST", f"{PATH}/drafts", create_new, note=_FIRST),
    endpoint("GET", _DRAFT, show, query=SHOW_QUERY),
    endpoint("POST", _DRAFT, start, note=_FIRST),
    endpoint("PATCH", _DRAFT, edit, note="That a published contract cannot change is documented; how is assumed."),
    endpoint("DELETE", _DRAFT, delete, note="An action that was never published is deleted with it (assumed)."),
    endpoint("GET", f"{_DRAFT}/validation", validation, note="Errors are the linter's, and the documented limits."),
    endpoint("POST", f"{_DRAFT}/publish", publish, note="The published version counts from 1 (assumed)."),
    endpoint("GET", f"{_DRAFT}/schemas/{{fileName}}", schema, query=("flatten",)),
    endpoint("GET", f"{_DRAFT}/templates/{{fileName}}", template),
)
