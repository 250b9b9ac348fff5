"""The operations on the entities of one noun, as endpoints."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from architrave.cloud.operations import operation
from architrave.definitions.nouns import Api, Noun
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.computed import computed
from architrave.server.entities.shape import entity_shape
from architrave.server.query import among, like, ordered
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]

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
        found = [one for one in call.services.organization.entities.all(self.noun.name) if self._fits(call, one)]
        sorts: dict[str, Callable[[Entity], Any]] = {name: _sort_key(name) for name in self.api.sorts}
        in_order = ordered(call, found, sorts)
        if isinstance(in_order, Refusal):
            return in_order
        return call.listing(in_order, page, lambda one: self.shape(call, one))

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
        entities = call.services.organization.entities
        done = await asyncio.to_thread(entities.create, self.noun.name, str(uuid4()), properties, call.author)
        return conflict(done) if isinstance(done, Conflict) else self.shape(call, done)

    async def replace(self, call: ApiCall) -> Shape | Refusal | RejectedBody:
        """Set all properties of an entity (PUT). Those that the API does not show stay."""
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
        return conflict(done) if isinstance(done, Conflict) else Answer(None, 204)

    def find(self, call: ApiCall) -> Entity | Refusal:
        """The entity that the path names."""
        entity_id = call.params[self.api.id]
        found = call.services.organization.entities.find(self.noun.name, entity_id)
        return entity_not_found(self.noun.words, entity_id) if found is None else found

    def shape(self, call: ApiCall, entity: Entity) -> Shape:
        """An entity in the form that the cloud's GET returns."""
        known = operation("GET", f"{self.api.path}/{{{self.api.id}}}")
        model = "" if known is None or known.answer is None else known.answer.model
        shown = entity_shape(call.services.organization, self.noun, self.api.path, entity, model)
        return shown | computed(self.noun.name, entity.properties, call.services.organization.entities)

    async def _change(self, call: ApiCall, *, keeps_all: bool) -> Shape | Refusal | RejectedBody:
        found = self.find(call)
        if isinstance(found, Refusal):
            return found
        body = await body_of(call)
        given = self._given(call, body)
        if body.rejected is not None:
            return body.rejected
        left = {each.name for each in self.noun.properties if not each.in_api} | {"division"}

        def change(properties: Mapping[str, Any]) -> Shape:
            kept = {name: value for name, value in properties.items() if keeps_all or name in left}
            return kept | given

        sent = str(body.value.get("version", ""))
        version = int(sent) if sent.isdecimal() else None
        entities = call.services.organization.entities
        done = await asyncio.to_thread(entities.change, self.noun.name, found.id, change, call.author, version)
        return conflict(done) if isinstance(done, Conflict) else self.shape(call, done)

    def _given(self, call: ApiCall, body: Body) -> Shape:
        """The properties that a body sets. Reports what is wrong with them in the body."""
        sent = body.fields
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
        return given

    def _fits(self, call: ApiCall, entity: Entity) -> bool:
        return all(_matches(call, name, entity, self.api) for name in self.api.filters)


def _matches(call: ApiCall, name: str, entity: Entity, api: Api) -> bool:
    if name == "id":
        return among(entity.id, call.texts("id"))
    if name == "divisionId":
        wanted = call.texts("divisionId")
        return not wanted or call.services.organization.divisions.of(entity.properties.get("division")).id in wanted
    pattern = call.text(name)
    if pattern is not None and name in api.starts_with:
        pattern += "*"
    return like([str(entity.properties.get(name) or "")], pattern)


def _sort_key(name: str) -> Callable[[Entity], Any]:
    if name == "dateCreated":
        return lambda one: (one.created_at, one.number)
    return lambda one: (str(one.properties.get(name) or "").casefold(), one.number)
