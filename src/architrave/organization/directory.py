"""The directory: what running flows and launches look up in the organization, as plain JSON entities.

Names and ids ignore case, and a name that several entities have finds nothing (documented for the Find functions; for
ids documented for queues).
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from architrave.definitions import sections
from architrave.definitions.values import DataTable, Entity, Organization
from architrave.organization.users import as_entity

Found = dict[str, Any]
FindModule = Callable[[str, str, str | None], Found | None]
"""Finds a common module; takes `id` or `name`, the value, and the reference to its version, if there is one."""

_ADDRESSES = ("workEmail", "personalEmail", "otherEmail")
_FOLDED = frozenset({"name", "email", "username"})


class Directory:
    """The people, things and tables of an organization, by noun and property."""

    def __init__(self, organization: Organization, find_module: FindModule | None = None) -> None:
        self._find_module = find_module
        self._by_noun: dict[str, list[Found]] = {"user": [as_entity(user) for user in organization.users]}
        for entity in organization.entities:
            self._by_noun.setdefault(entity.noun, []).append(_found(entity))
        self._tables = _tables(organization.data_tables)
        ids = [(noun, found["id"], found) for noun, entities in self._by_noun.items() for found in entities]
        folded = {(noun, key.casefold()): found for noun, key, found in ids}
        self._ids = folded | {(noun, key): found for noun, key, found in ids}
        self._names: dict[tuple[str, str, str], list[Found]] = {}
        for noun, entities in self._by_noun.items():
            for found in entities:
                for by in _FOLDED:
                    if isinstance(found.get(by), str):
                        self._names.setdefault((noun, by, found[by].casefold()), []).append(found)

    def __getstate__(self) -> dict[str, Any]:
        """The state for another process: everything except `find_module`, which needs the flows."""
        return self.__dict__ | {"_find_module": None}

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> Found | None:
        """The one entity with this property value; None if there is none or more than one.

        `noun` is the cloud's noun in the singular (`user`, `queue`, `dataTableRow`, `commonModule`, …), `by` is the
        property, and `within` is the data table of a row, or the reference to the version of a common module.
        """
        if value is None:
            return None
        if noun == "dataTableRow":
            return self._row(within, str(value))
        if noun == "dataTable":
            return self._table(str(value))
        if noun == "commonModule":
            return self._find_module(by, str(value), within) if self._find_module else None
        if by == "id":
            found = self._by_id(noun, str(value))
        elif by in _FOLDED:
            found = self._named(noun, by, str(value))
        else:
            found = _single(item for item in self._by_noun.get(noun, ()) if item.get(by) == value)
        return None if found is None else self._completed(noun, found)

    def all(self, noun: str) -> list[Found]:
        """All entities of a noun, in the order of org.yaml."""
        return [self._completed(noun, found) for found in self._by_noun.get(noun, ())]

    def _by_id(self, noun: str, value: str) -> Found | None:
        return self._ids.get((noun, value)) or self._ids.get((noun, value.casefold()))

    def _named(self, noun: str, by: str, value: str) -> Found | None:
        folded = value.casefold()
        found = self._names.get((noun, by, folded), [])
        if not found and noun == "user":
            found = self._names.get((noun, "email", folded), [])
        if not found and noun == "externalContact" and by == "email":
            found = [item for item in self._by_noun.get(noun, ()) if folded in _contact_addresses(item)]
        return found[0] if len(found) == 1 else None

    def _row(self, table: str | None, key: str) -> Found | None:
        found = self._tables.get((table or "").casefold())
        row = found.rows.get(key) if found else None
        return None if row is None else {name: _plain(value) for name, value in row.items()}

    def _table(self, name: str) -> Found | None:
        table = self._tables.get(name.casefold())
        if table is None:
            return None
        columns = {column.name: str(column.type) for column in table.columns}
        return {"id": table.id, "name": table.name, "key": table.key, "columns": columns}

    def _completed(self, noun: str, found: Found) -> Found:
        """An entity with its references replaced by the entities that they name."""
        references = _REFERENCES.get(noun)
        if not references:
            return found
        return found | {name: self._resolved(target, found[name]) for name, target in references if name in found}

    def _resolved(self, noun: str, named: Any) -> Any:
        if isinstance(named, list):
            return [self._resolved(noun, name) for name in named]  # pyright: ignore[reportUnknownVariableType]
        return self._by_id(noun, str(named)) or self._named(noun, "name", named)


_REFERENCES = {section.noun: section.references for section in sections.ENTITIES.values() if section.references}


def _found(entity: Entity) -> Found:
    return dict(entity.properties) | {"id": entity.id}


def _tables(tables: Iterable[DataTable]) -> Mapping[str, DataTable]:
    return {key: table for table in tables for key in (table.name.casefold(), table.id)}


def _single(found: Iterable[Found]) -> Found | None:
    several = list(found)
    return several[0] if len(several) == 1 else None


def _contact_addresses(contact: Found) -> set[str]:
    return {contact[name].casefold() for name in _ADDRESSES if contact.get(name)}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
