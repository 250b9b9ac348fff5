"""The operations on the entities of one noun, as endpoints."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from architrave.cloud.models import model as facts
from architrave.cloud.operations import listed_model, operation
from architrave.definitions.nouns import Api, Noun
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.entities.bodies import Body, RejectedBody, body_of, with_floats
from architrave.server.entities.checks import check
from architrave.server.entities.computed import computed
from architrave.server.entities.filters import VIEW_FILTERS, fits
from architrave.server.entities.kept import kept
from architrave.server.entities.operations import OPERATION, finished
from architrave.server.entities.references import with_ids
from architrave.server.entities.shape import entity_shape
from architrave.server.query import ordered
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]

_DIVISION = DIVISION_OF_ENTITY.name
VIEWS = "divisionviews"
"""The last part of the path of lists with what everybody may know."""

_NEVER_SET = frozenset(
    {
        "id",
        "selfUri",
        "dateCreated",
        "dateModified",
        "createdBy",
        "modifiedBy",
        "version",
        "state",
        "division",
        "divisionId",
    }
)
"""Properties that a client may send and cannot set; the division is set by its id."""


@dataclass(frozen=True, slots=True)
class EntityAnswers:
    """Answers requests about the entities of a noun that the API serves."""

    noun: Noun
    api: Api

    @classmethod
    def of(cls, noun: Noun) -> "EntityAnswers":
        """The answers for a noun. Raises ValueError if the API does not serve it."""
        if noun.api is None:
            raise ValueError(f"the API does not serve the noun {noun.name}")
        return cls(noun, noun.api)

    async def index(self, call: ApiCall) -> EntityListing[Shape] | Refusal:
        """One page of the entities that match the query."""
        page = call.page()
        if isinstance(page, Refusal):
            return page
        found = self._in_order(call, self.api.filters)
        return found if isinstance(found, Refusal) else call.listing(found, page, lambda one: self.shape(call, one))

    async def views(self, call: ApiCall) -> EntityListing[Shape] | Refusal:
        """One page of the entities with what everybody may know of them, where the cloud has such a list."""
        page = call.page()
        if isinstance(page, Refusal):
            return page
        found = self._in_order(call, VIEW_FILTERS)
        model = listed_model(f"{self.api.path}/{VIEWS}")
        return (
            found if isinstance(found, Refusal) else call.listing(found, page, lambda one: self._as(call, one, model))
        )

    def _in_order(self, call: ApiCall, filters: tuple[str, ...]) -> list[Entity] | Refusal:
        known = call.services.organization.entities.all(self.noun.name)
        found = [one for one in known if self._reaches(call, one) and fits(call, one, self.noun, self.api, filters)]
        return ordered(call, found, {name: _sort_key(name) for name in self.api.sorts})

    async def show(self, call: ApiCall) -> Shape | Refusal:
        """One entity."""
        found = self.find(call)
        return found if isinstance(found, Refusal) else self.shape(call, found)

    async def create(self, call: ApiCall) -> Answer | Shape | Refusal | RejectedBody:
        """Make an entity."""
        body = await body_of(call)
        properties = self._given(call, body)
        if body.rejected is not None:
            return body.rejected
        refusal = self._refusal(call, properties)
        if refusal is not None:
            return refusal
        entities = call.services.organization.entities
        done = await asyncio.to_thread(entities.create, self.noun.name, str(uuid4()), properties, call.author)
        return conflict(done) if isinstance(done, Conflict) else self.shape(call, done)

    async def replace(self, call: ApiCall) -> Shape | Refusal | RejectedBody:
        """Set all properties of an entity (PUT). Those that the body cannot have stay, and the name if it is absent."""
        return await self._change(call, keeps_all=False)

    async def edit(self, call: ApiCall) -> Shape | Refusal | RejectedBody:
        """Set some properties of an entity (PATCH)."""
        return await self._change(call, keeps_all=True)

    async def delete(self, call: ApiCall) -> Answer | Refusal:
        """Delete an entity."""
        found = self.find(call)
        if isinstance(found, Refusal):
            return found
        is_forced = call.flag(self.api.force) if self.api.force else False
        if isinstance(is_forced, Refusal):
            return is_forced
        entities = call.services.organization.entities
        noun = self.noun.name
        done = await asyncio.to_thread(entities.delete, noun, found.id, call.author, is_forced=bool(is_forced))
        if isinstance(done, Conflict):
            return conflict(done)
        known = operation("DELETE", f"{self.api.path}/{{{self.api.id}}}")
        return Answer(None, 204) if known is None or known.answer is None else Answer({})

    def find(self, call: ApiCall) -> Entity | Refusal:
        """The entity that the path names."""
        entity_id = call.params[self.api.id]
        found = call.services.organization.entities.find(self.noun.name, entity_id)
        if found is None:
            return entity_not_found(self.noun.words, entity_id)
        return self._refusal(call, found.properties) or found

    def shape(self, call: ApiCall, entity: Entity) -> Shape:
        """An entity in the form that the cloud's GET returns."""
        known = operation("GET", f"{self.api.path}/{{{self.api.id}}}")
        return self._as(call, entity, "" if known is None or known.answer is None else known.answer.model)

    def _as(self, call: ApiCall, entity: Entity, model: str) -> Shape:
        shown = entity_shape(call.services.organization, self.noun, self.api.path, entity, model)
        more = computed(self.noun.name, entity, call.services.organization)
        known = facts(model)
        return shown | {name: value for name, value in more.items() if known is None or name in known.properties}

    async def _change(self, call: ApiCall, *, keeps_all: bool) -> Shape | Refusal | RejectedBody:
        found = self.find(call)
        if isinstance(found, Refusal):
            return found
        body = await body_of(call)
        given = self._given(call, body)
        if body.rejected is not None:
            return body.rejected
        refusal = self._refusal(call, {**found.properties, **given})
        if refusal is not None:
            return refusal
        known = operation(call.request.method, call.request.route or "")
        sent = None if known is None or known.body is None else facts(known.body.model)
        hidden = {each.name for each in self.noun.properties if not each.in_api} | {"name", "division"}
        replaced = (set[str]() if sent is None else set(sent.properties)) - hidden

        def change(properties: Mapping[str, Any]) -> Shape:
            return {name: value for name, value in properties.items() if keeps_all or name not in replaced} | given

        written = str(body.value.get("version", ""))
        version = int(written) if written.isdecimal() else None
        entities = call.services.organization.entities
        done = await asyncio.to_thread(entities.change, self.noun.name, found.id, change, call.author, version)
        if isinstance(done, Conflict):
            return conflict(done)
        answered = "" if known is None or known.answer is None else known.answer.model
        return finished("UPDATE", call.author) if answered == OPERATION else self.shape(call, done)

    def _given(self, call: ApiCall, body: Body) -> Shape:
        """The properties that a body sets. Reports what is wrong with them in the body."""
        sent: Shape = with_floats(body.fields)
        given = {name: value for name, value in sent.items() if name not in _NEVER_SET | self.api.kept}
        division = cast("Any", sent.get("division"))
        for path, division_id in (
            (("division", "id"), cast("Shape", division).get("id") if isinstance(division, dict) else None),
            (("divisionId",), sent.get("divisionId")),
        ):
            if isinstance(division_id, str):
                known = call.services.organization.divisions.find(division_id)
                if known is None:
                    body.unknown("division", division_id, *path)
                else:
                    given["division"] = known.written
        check(self.noun.name, given, body)
        given |= kept(self.noun.name, given, call.services.organization, body)
        return with_ids(self.noun, given, call.services.organization, body)

    def _refusal(self, call: ApiCall, properties: Mapping[str, Any]) -> Refusal | None:
        """Why the caller may not do this with an entity that has these properties, because of its division; or None."""
        return call.refusal_in(properties.get(_DIVISION)) if self._has_division else None

    def _reaches(self, call: ApiCall, entity: Entity) -> bool:
        """Whether the caller may see an entity, because of its division."""
        return call.divisions is None or self._refusal(call, entity.properties) is None

    @property
    def _has_division(self) -> bool:
        return any(one.name == _DIVISION for one in self.noun.properties)


def _sort_key(name: str) -> Callable[[Entity], Any]:
    if name == "id":
        return lambda one: one.id
    if name == "dateCreated":
        return lambda one: (one.created_at, one.number)
    return lambda one: (str(one.properties.get(name) or "").casefold(), one.number)
