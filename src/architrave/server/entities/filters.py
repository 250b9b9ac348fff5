"""Which entities of a list a query asks for."""

from typing import Any, cast

from architrave.definitions.nouns import Api, Noun
from architrave.definitions.shapes import Listed
from architrave.organization.entity import Entity
from architrave.organization.local import LocalOrganization
from architrave.organization.references import found
from architrave.server.call import ApiCall
from architrave.server.query import among, like

VIEW_FILTERS = ("id", "name", "divisionId")
"""What every list with what everybody may know can be filtered by."""


def fits(call: ApiCall, entity: Entity, noun: Noun, api: Api, filters: tuple[str, ...]) -> bool:
    """Whether an entity has the values that the query asks for in `filters`."""
    return all(_has(call, name, entity, noun, api) for name in filters)


def _has(call: ApiCall, name: str, entity: Entity, noun: Noun, api: Api) -> bool:
    wanted = call.texts(name)
    if not wanted:
        return True
    if name == "id":
        return among(entity.id, wanted)
    organization = call.services.organization
    if name == "divisionId":
        return organization.divisions.of(entity.properties.get("division")).id in wanted
    return any(
        _matches(organization, noun, each, entity.properties.get(each), wanted, is_beginning=name in api.starts_with)
        for each in api.looks_in.get(name, (name,))
    )


def _matches(
    organization: LocalOrganization, noun: Noun, name: str, value: Any, wanted: list[str], *, is_beginning: bool
) -> bool:
    """Whether a property has one of the values: the same id or item, or a text that matches the pattern."""
    declared = next((each for each in noun.properties if each.name == name), None)
    items = cast("list[Any]", value if isinstance(value, list) else [] if value is None else [value])
    if declared is not None and declared.refers_to is not None:
        known = (found(organization, declared.refers_to, str(item)) for item in items)
        return any(one is not None and one.id in wanted for one in known)
    texts = [str(item) for item in items]
    if declared is not None and isinstance(declared.shape, Listed):
        return any(text in wanted for text in texts)
    return any(like(texts, f"{pattern}*" if is_beginning else pattern) for pattern in wanted)
