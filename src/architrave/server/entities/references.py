"""What the body of a request refers to: `{"id": …}`, an id, or a list of them. Kept as ids, as in org.yaml."""

from collections.abc import Mapping
from typing import Any, cast

from architrave.definitions.nouns import BY_NAME, Noun
from architrave.organization.local import LocalOrganization
from architrave.organization.references import found
from architrave.server.entities.bodies import Body


def with_ids(noun: Noun, given: Mapping[str, Any], organization: LocalOrganization, body: Body) -> dict[str, Any]:
    """The properties that a body gives, with ids instead of references. Reports those that nothing has."""
    sent = dict(given)
    for each in noun.properties:
        if each.refers_to is not None and each.in_api and each.name in sent:
            sent[each.name] = _ids(each.refers_to, sent[each.name], organization, body, (each.name,))
    return sent


def _ids(noun: str, value: Any, organization: LocalOrganization, body: Body, path: tuple[str | int, ...]) -> Any:
    if isinstance(value, list):
        items = enumerate(cast("list[Any]", value))
        return [_ids(noun, item, organization, body, (*path, index)) for index, item in items]
    is_object = isinstance(value, dict)
    entity_id = cast("dict[str, Any]", value).get("id") if is_object else value
    if not isinstance(entity_id, str):
        if is_object:
            body.without_id(_words(noun), *path)
        return value
    known = found(organization, noun, entity_id)
    if known is None or known.id.casefold() != entity_id.casefold():
        body.unknown(_words(noun), entity_id, *path, *(("id",) if is_object else ()))
    return entity_id


def _words(noun: str) -> str:
    known = BY_NAME.get(noun)
    return noun if known is None else known.words
