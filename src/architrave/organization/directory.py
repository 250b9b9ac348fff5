"""The directory: what running flows and launches look up in the organization, as plain JSON entities.

Names and ids ignore case, and a name that several entities have finds nothing (documented for the Find functions; for
ids documented for queues).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, Self

from architrave.definitions.nouns import BY_NAME, NOUNS
from architrave.definitions.values import DataTable, Organization
from architrave.organization.data_table import Row, Table
from architrave.organization.entity_index import Edit, EntityIndex, Found

FindModule = Callable[[str, str, str | None], Found | None]
"""Finds a common module; takes `id` or `name`, the value, and the reference to its version, if there is one."""


class Tables(Protocol):
    """Data tables with their rows."""

    def table(self, named: str) -> Table | None:
        """The table with this id or name, ignoring case."""
        ...

    def row(self, table: Table, key: str) -> Row | None:
        """The row with this key."""
        ...


class WrittenTables:
    """The data tables of a folder."""

    def __init__(self, tables: Iterable[DataTable] = ()) -> None:
        self._tables = {key: table for table in tables for key in (table.name.casefold(), table.id)}

    def table(self, named: str) -> Table | None:
        """The table with this id or name, ignoring case."""
        found = self._tables.get(named.casefold()) or self._tables.get(named)
        return None if found is None else Table.written(found)

    def row(self, table: Table, key: str) -> Row | None:
        """The row with this key."""
        return self._tables[table.id].rows.get(key)


_ADDRESSES = ("workEmail", "personalEmail", "otherEmail")


class Directory:
    """The people, things and tables of an organization, by noun and property."""

    def __init__(
        self, entities: EntityIndex, tables: Tables | None = None, find_module: FindModule | None = None
    ) -> None:
        self._entities = entities
        self._tables = tables
        self._find_module = find_module

    @classmethod
    def of(cls, organization: Organization, find_module: FindModule | None = None) -> Self:
        """The directory of an organization as it is written."""
        entities = EntityIndex()
        entities.apply((one.noun, one.id, for_flows(one.noun, one.properties)) for one in organization.entities)
        return cls(entities, WrittenTables(organization.data_tables), find_module)

    def __getstate__(self) -> dict[str, Any]:
        """The state for another process: everything except `find_module`, which needs the flows, and data tables."""
        return self.__dict__ | {"_find_module": None, "_tables": None}

    @property
    def version(self) -> int:
        """The number of edits so far."""
        return self._entities.version

    def edits_since(self, version: int) -> list[Edit] | None:
        """The edits after a version, oldest first; None if they are not all remembered."""
        return self._entities.edits_since(version)

    def apply(self, edits: Iterable[Edit]) -> None:
        """Take over edits of the directory that this one is a copy of."""
        self._entities.apply(edits)

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
        found = self._by_id(noun, str(value)) if by == "id" else self._with(noun, by, value)
        return None if found is None else self._completed(noun, found)

    def all(self, noun: str) -> list[Found]:
        """All entities of a noun, oldest first: in the order of org.yaml, then those made since."""
        return [self._completed(noun, found) for found in self._entities.all(noun)]

    def named(self, noun: str, named: str) -> Found | None:
        """The entity with this id or, if there is none, the only one with this name."""
        return self._by_id(noun, named) or self._with(noun, "name", named)

    def _by_id(self, noun: str, value: str) -> Found | None:
        return self._entities.with_id(noun, value)

    def _with(self, noun: str, by: str, value: Any) -> Found | None:
        found = self._entities.with_value(noun, by, value)
        if not found and noun == "user" and by in ("name", "username"):
            found = self._entities.with_value(noun, "email", value)
        if not found and noun == "externalContact" and by == "email":
            folded = str(value).casefold()
            found = [item for item in self._entities.all(noun) if folded in _contact_addresses(item)]
        return found[0] if len(found) == 1 else None

    def _row(self, named: str | None, key: str) -> Found | None:
        table = None if self._tables is None or named is None else self._tables.table(named)
        row = None if table is None or self._tables is None else self._tables.row(table, key)
        return None if row is None or table is None else table.row_for_flows(row)

    def _table(self, named: str) -> Found | None:
        table = None if self._tables is None else self._tables.table(named)
        return None if table is None else table.for_flows()

    def _completed(self, noun: str, found: Found) -> Found:
        """An entity with its references replaced by the entities that they name."""
        references = _REFERENCES.get(noun)
        if not references:
            return found
        return found | {name: self._resolved(target, found[name]) for name, target in references if name in found}

    def _resolved(self, noun: str, named: Any) -> Any:
        if isinstance(named, list):
            return [self._resolved(noun, name) for name in named]  # pyright: ignore[reportUnknownVariableType]
        return self.named(noun, str(named))


def for_flows(noun: str, properties: Mapping[str, Any]) -> Found:
    """An entity with the properties that flows and launches look up."""
    hidden = _HIDDEN.get(noun)
    shown = {name: value for name, value in properties.items() if name not in hidden} if hidden else dict(properties)
    return shown | {"username": properties.get("email")} if noun == "user" else shown


_HIDDEN = {
    noun.name: hidden
    for noun in NOUNS
    if (hidden := frozenset(each.name for each in noun.properties if not each.for_flows))
}
_REFERENCES = {
    name: references
    for name, noun in BY_NAME.items()
    if (references := tuple((by, of) for by, of in noun.references if by not in _HIDDEN.get(name, ())))
}


def _contact_addresses(contact: Found) -> set[str]:
    return {contact[name].casefold() for name in _ADDRESSES if contact.get(name)}
