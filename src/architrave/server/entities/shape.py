"""Entities in their JSON form."""

from typing import Any

from architrave.cloud.models import model
from architrave.definitions.nouns import Noun
from architrave.organization.divisions import Division
from architrave.organization.entity import Entity
from architrave.organization.local import LocalOrganization
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
    found = {name: shown[name] for name in names if shown.get(name) is not None}
    if known is not None and "version" in found and known.properties["version"].type.kind == "string":
        found["version"] = str(entity.version)
    return found
