"""Entities in their JSON form."""

from typing import Any, cast

from architrave.cloud.models import ValueType, model
from architrave.definitions.nouns import Noun
from architrave.organization.divisions import Division
from architrave.organization.entity import Entity
from architrave.organization.local import LocalOrganization
from architrave.organization.references import found as find_referred
from architrave.wire import entities as wire
from architrave.wire import iso_instant


def division_shape(division: Division) -> wire.Division:
    """A division in its API form."""
    address = f"/api/v2/authorization/divisions/{division.id}"
    return wire.Division(id=division.id, name=division.name, self_uri=address)


def entity_shape(organization: LocalOrganization, noun: Noun, path: str, entity: Entity, of: str) -> dict[str, Any]:
    """An entity in its API form.

    `path` is that of the list, `of` the name of the cloud's model: what the model does not have is left out.
    """
    known = model(of)
    names = [] if known is None else list(known.properties)
    references = {each.name: each.refers_to for each in noun.properties if each.refers_to}
    hidden = {each.name for each in noun.properties if not each.in_api} | {"division"}
    shown: dict[str, Any] = {
        "id": entity.id,
        "name": entity.name,
        "division": division_shape(organization.divisions.of(entity.properties.get("division"))),
        "dateCreated": iso_instant(entity.created_at),
        "dateModified": iso_instant(entity.changed_at),
        "createdBy": entity.author if entity.version == 1 else None,
        "modifiedBy": entity.author,
        "version": entity.version,
        "state": "active",
        "selfUri": f"{path}/{entity.id}",
        **{name: value for name, value in entity.properties.items() if name not in hidden},
    }
    for name, referred in references.items():
        if known is not None and name in known.properties and shown.get(name) is not None:
            shown[name] = _referred(organization, referred, known.properties[name].type, shown[name])
    found = {name: shown[name] for name in names if shown.get(name) is not None}
    if known is not None and "version" in found and known.properties["version"].type.kind == "string":
        found["version"] = str(entity.version)
    return found


def _referred(organization: LocalOrganization, noun: str, of: ValueType, named: Any) -> Any:
    """What a property names, in the form of its type; those that do not exist are left out."""
    if of.items is not None:
        items = cast("list[Any]", named if isinstance(named, list) else [named])
        each_one = (_referred(organization, noun, of.items, each) for each in items)
        return [each for each in each_one if each is not None]
    known = find_referred(organization, noun, str(named))
    if known is None:
        return None
    shown = {"id": known.id, "name": known.name, "selfUri": known.address}
    form = model(of.model)
    return {
        key: value for key, value in shown.items() if value is not None and (form is None or key in form.properties)
    }
