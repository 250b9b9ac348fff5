"""Data actions as they are published. `data_action_drafts` has their drafts, `data_action_runs` calls them."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import msgspec

from architrave.definitions.nouns.integration import DATA_ACTION
from architrave.organization.data_actions import CUSTOM, draft_of, published_version
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.entities.data_action_bodies import check_definition, check_names, given_of, integration_of
from architrave.server.entities.data_action_shapes import PATH, action_shape, category_of, schema_of, template_of
from architrave.server.query import PAGING, SORTING, among, ordered
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.wire.paging import CountedListing, EntityListing, without_addresses

Shape = dict[str, Any]
Definition = Mapping[str, Any]

ID = "actionId"
NOUN = DATA_ACTION.name


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the published data actions."""
    return listed(call, lambda one: one.properties if published_version(one) else None, is_draft=False)


def listed(
    call: ApiCall, definition: Callable[[Entity], Definition | None], *, is_draft: bool
) -> EntityListing[Shape] | Refusal:
    """One page of the actions, or of their drafts; `definition` is None for those that are not listed."""
    page, has_config = call.page(), call.flag("includeConfig")
    secure, has_logins = call.flag("secure"), call.flag("includeAuthActions")
    for one in (page, has_config, secure, has_logins):
        if isinstance(one, Refusal):
            return one
    assert not isinstance(page, Refusal)  # noqa: S101 - for the type checker
    name, categories, ids = (call.text("name") or "").casefold(), call.texts("category"), call.texts("ids")

    def fits(one: Entity, of: Definition | None) -> bool:
        return (
            of is not None
            and name in str(of.get("name")).casefold()
            and among(category_of(one, of), categories)
            and among(one.id, ids)
            and (secure is None or secure == (of.get("secure") is True))
            and (has_logins is True or one.properties.get("actionType") != "customAuth")
        )

    found = [one for one in call.services.organization.entities.all(NOUN) if fits(one, definition(one))]
    keys: dict[str, Callable[[Entity], Any]] = {
        "name": lambda one: str((definition(one) or {}).get("name")).casefold(),
        "category": lambda one: category_of(one, definition(one)).casefold(),
        "id": lambda one: one.id,
    }
    in_order = ordered(call, found, keys)
    if isinstance(in_order, Refusal):
        return in_order
    return call.listing(
        in_order,
        page,
        lambda one: action_shape(one, has_contract=False, has_config=has_config is True, is_draft=is_draft),
    )


async def categories(call: ApiCall) -> CountedListing[Shape] | Refusal:
    """One page of the names of integrations with published data actions."""
    page, secure = call.page(), call.flag("secure")
    if isinstance(page, Refusal):
        return page
    if isinstance(secure, Refusal):
        return secure
    known = call.services.organization.entities.all(NOUN)
    names = {
        category_of(one)
        for one in known
        if published_version(one) and (secure is None or secure == (one.properties.get("secure") is True))
    }
    in_order = ordered(call, names, {"name": str.casefold})
    if isinstance(in_order, Refusal):
        return in_order
    return without_addresses(call.listing(in_order, page, lambda name: {"name": name}))


async def show(call: ApiCall) -> Shape | Refusal:
    """One published data action."""
    return shown(call, is_draft=False)


def shown(call: ApiCall, *, is_draft: bool) -> Shape | Refusal:
    """An action or its draft, as the query wants it."""
    found = found_draft(call) if is_draft else found_action(call)
    is_flat, has_config = call.flag("flatten"), call.flag("includeConfig")
    for one in (found, is_flat, has_config):
        if isinstance(one, Refusal):
            return one
    assert isinstance(found, Entity)  # noqa: S101 - for the type checker
    has_contract = "contract" in call.texts("expand")
    return action_shape(
        found, has_contract=has_contract, has_config=has_config is True, is_flat=is_flat is True, is_draft=is_draft
    )


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a data action, and publish it."""
    return await made(call, is_draft=False)


async def made(call: ApiCall, *, is_draft: bool) -> Shape | Refusal | RejectedBody:
    """Make a data action, published or as a draft."""
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    given, integration = given_of(body), integration_of(call, body)
    check_names(body, given)
    if not is_draft:
        check_definition(body, given)
    if body.rejected is not None:
        return body.rejected
    properties = {**given, **integration, "actionType": "custom"}
    new_id = f"{CUSTOM}{uuid4()}"
    create = call.services.organization.action_drafts.create
    done = await asyncio.to_thread(create, new_id, properties, call.author, is_draft=is_draft)
    return whole(done, is_draft=is_draft)


async def edit(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the name, the category and the configuration of a published data action."""
    found = found_action(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    given = given_of(body)
    check_names(body, given)
    check_definition(body, given)
    if body.rejected is not None:
        return body.rejected
    change = call.services.organization.action_drafts.change
    done = await asyncio.to_thread(change, found.id, given, body.fields["version"], call.author)
    return whole(done, is_draft=False)


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a data action, with its draft. One that a published flow calls stays."""
    found = found_any(call)
    if isinstance(found, Refusal):
        return found
    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.delete, NOUN, found.id, call.author)
    return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)


async def schema(call: ApiCall) -> Shape | Refusal:
    """A schema of a published data action."""
    found = found_action(call)
    return found if isinstance(found, Refusal) else schema_file(call, found.properties)


def schema_file(call: ApiCall, of: Definition) -> Shape | Refusal:
    """The schema that the path names, of an action or a draft."""
    is_flat = call.flag("flatten")
    if isinstance(is_flat, Refusal):
        return is_flat
    name = call.params["fileName"]
    found = schema_of(of, name, is_flat=is_flat is True)
    return entity_not_found("schema", name) if found is None else found


async def template(call: ApiCall) -> Answer | Refusal:
    """A template of a published data action, as text."""
    found = found_action(call)
    return found if isinstance(found, Refusal) else template_file(call, found.properties)


def template_file(call: ApiCall, of: Definition) -> Answer | Refusal:
    """The template that the path names, of an action or a draft."""
    name = call.params["fileName"]
    found = template_of(of, name)
    if found is None:
        return entity_not_found("template", name)
    return Answer(msgspec.Raw(found.encode("utf-8", "replace")), media_type="text/plain; charset=utf-8")


def whole(done: Entity | Conflict, *, is_draft: bool) -> Shape | Refusal:
    """The answer to a change: all of the action, or why it was not changed."""
    if isinstance(done, Conflict):
        return conflict(done)
    return action_shape(done, has_contract=True, has_config=True, is_draft=is_draft)


def found_any(call: ApiCall) -> Entity | Refusal:
    """The action that the path names, published or not."""
    wanted = call.params[ID]
    found = call.services.organization.entities.find(NOUN, wanted)
    return entity_not_found(DATA_ACTION.words, wanted) if found is None else found


def found_action(call: ApiCall) -> Entity | Refusal:
    """The published action that the path names."""
    found = found_any(call)
    if isinstance(found, Entity) and not published_version(found):
        return Refusal(404, "not.found", f'The data action "{found.name}" has a draft, and is not published.')
    return found


def found_draft(call: ApiCall) -> Entity | Refusal:
    """The action that the path names, if it has a draft."""
    found = found_any(call)
    if isinstance(found, Entity) and draft_of(found) is None:
        return Refusal(404, "not.found", f'The data action "{found.name}" has no draft.')
    return found


ONE = f"{PATH}/{{{ID}}}"
LIST_QUERY = (*PAGING, *SORTING, "category", "name", "ids", "secure", "includeAuthActions", "includeConfig")
SHOW_QUERY = ("expand", "flatten", "includeConfig")
_NOTE = "That the name is found by a part of it is assumed."
_CHECKS = "What is refused is what help pages name; the linter knows more, see docs/data-actions.md."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", PATH, index, note=_NOTE, query=LIST_QUERY),
    endpoint("POST", PATH, create, note=_CHECKS),
    endpoint("GET", f"{PATH}/categories", categories, query=(*PAGING, *SORTING, "secure")),
    endpoint("GET", ONE, show, query=SHOW_QUERY),
    endpoint("PATCH", ONE, edit, note=_CHECKS),
    endpoint("DELETE", ONE, delete, note="That one which a published flow calls cannot be deleted is assumed."),
    endpoint("GET", f"{ONE}/schemas/{{fileName}}", schema, query=("flatten",)),
    endpoint("GET", f"{ONE}/templates/{{fileName}}", template),
)
