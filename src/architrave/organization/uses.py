"""What uses an entity: other entities, and published flows that name it."""

from collections.abc import Iterable, Iterator
from typing import cast

from architrave.definitions.nouns import NOUNS
from architrave.flows.outline import Outline
from architrave.organization.entities import Entities
from architrave.organization.entity import Entity

_REFERRING = [(noun, by, of) for noun in NOUNS for by, of in noun.references]


def users_of(entity: Entity, entities: Entities, flows: Iterable[Outline]) -> Iterator[str]:
    """What uses an entity, in words, such as `the flow "Order sync"`. `flows` are the published ones."""
    for noun, by, of in _REFERRING:
        if of == entity.noun:
            for one in entities.all(noun.name):
                if _names(one.properties.get(by), entity):
                    yield f'the {noun.words} "{one.name}"'
    for flow in flows:
        if any(each.noun == entity.noun and _names(each.value, entity) for each in flow.entities):
            yield f'the flow "{flow.name}"'


def _names(value: object, entity: Entity) -> bool:
    """Whether a value is the id or name of an entity, an object with its id, or a list that contains one of them."""
    if isinstance(value, list):
        return any(_names(item, entity) for item in cast("list[object]", value))
    named = cast("dict[str, object]", value).get("id") if isinstance(value, dict) else value
    return isinstance(named, str) and named.casefold() in (entity.id.casefold(), entity.name.casefold())
