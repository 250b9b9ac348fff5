"""What uses an entity or a flow: entities, and published flows that name it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from architrave.definitions.nouns import NOUNS
from architrave.flows.outline import Outline
from architrave.organization.data_actions import NOUN as DATA_ACTION
from architrave.organization.data_actions import action_of, published_version
from architrave.organization.entities import Entities
from architrave.organization.entity import Entity
from architrave.organization.integrations import users_of_integration
from architrave.organization.published_flows import COMMON_MODULE, Flow

_BY_NAME = frozenset({"inboundChat", "inboundEmail", "inboundShortMessage", "voicemail"})
"""The flow types to which an interaction of that kind is transferred: the action does not tell the type."""

_REFERRING = [(noun, by, of) for noun in NOUNS for by, of in noun.references]


def users_of(entity: Entity, entities: Entities, flows: Iterable[Outline]) -> Iterator[str]:
    """What uses an entity, in words, such as `the flow "Order sync"`. `flows` are the published ones."""
    yield from users_of_integration(entity, entities)
    for noun, by, of in _REFERRING:
        if of == entity.noun:
            for one in entities.all(noun.name):
                if _names(one.properties.get(by), entity):
                    yield f'the {noun.words} "{one.name}"'
    for flow in flows:
        is_named = any(each.noun == entity.noun and _names(each.value, entity) for each in flow.entities)
        if is_named or (entity.noun == DATA_ACTION and _calls(flow, entity)):
            yield f'the flow "{flow.name}"'


def _calls(flow: Outline, entity: Entity) -> bool:
    """Whether a flow calls a data action. A draft is not called."""
    if not published_version(entity):
        return False
    action = action_of(entity.id, entity.properties)
    return any(action.is_called(each.category, each.name) for each in flow.data_actions)


def users_of_flow(flow: Flow, entities: Entities, flows: Iterable[Outline]) -> Iterator[tuple[str, str]]:
    """What uses a flow, each with its noun (`flow`, `queue`), in words. `flows` are the other published ones.

    An entity uses a flow if it has a property that names flows, or one like `queueFlow` with the id of the flow.
    """
    row, name = flow.row, flow.row.name.casefold()
    for noun in NOUNS:
        for one in entities.all(noun.name):
            if _refers(one.properties, row.id, is_flow=False) or any(
                str(one.properties.get(by)).casefold() in (row.id.casefold(), name) for by in noun.flows
            ):
                yield noun.name, f'the {noun.words} "{one.name}"'
    for outline in flows:
        modules = {call.name.casefold() for call in outline.modules} if row.type == COMMON_MODULE else set[str]()
        others = {use.name.casefold() for use in outline.flows if row.type in use.types or row.type in _BY_NAME}
        if name in modules | others:
            yield "flow", f'the flow "{outline.name}"'


def _refers(value: object, flow_id: str, *, is_flow: bool) -> bool:
    """Whether a value has the id of a flow, in an object under a key that says that it is a flow."""
    if isinstance(value, list):
        return any(_refers(item, flow_id, is_flow=is_flow) for item in cast("list[object]", value))
    if not isinstance(value, Mapping):
        return False
    items = cast("Mapping[str, object]", value)
    if is_flow and items.get("id") == flow_id:
        return True
    return any(_refers(item, flow_id, is_flow=key.lower().endswith(("flow", "flows"))) for key, item in items.items())


def _names(value: object, entity: Entity) -> bool:
    """Whether a value is the id or name of an entity, an object with its id, or a list that contains one of them."""
    if isinstance(value, list):
        return any(_names(item, entity) for item in cast("list[object]", value))
    named = cast("dict[str, object]", value).get("id") if isinstance(value, dict) else value
    return isinstance(named, str) and named.casefold() in (entity.id.casefold(), entity.name.casefold())
