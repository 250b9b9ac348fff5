"""The data tables of an organization: their schemas are entities, their rows are in the store, one by one.

Nothing keeps rows in memory: a running flow looks one up by its key, and sees it as it is at that moment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from architrave.definitions.nouns.data_table import DATA_TABLE
from architrave.definitions.values import DataTable
from architrave.definitions.values import Entity as WrittenEntity
from architrave.organization.data_table import Row, Table, content_of, row_in
from architrave.organization.data_table_seeding import contents_of, digest_of_all, seeded_rows
from architrave.organization.entities import Conflict, Entities
from architrave.organization.entity import Entity, key_of
from architrave.store import Store, data_table_jobs
from architrave.store import data_table_rows as kept
from architrave.store.data_table_rows import RowRow

NOUN = DATA_TABLE.name

MOST_TABLES = 200
MOST_ROWS = 5_000
MOST_FIELDS = 50
"""The limits of the cloud (documented). A folder may have more rows."""

_FULL = f"A data table has at most {MOST_ROWS:,} rows."


@dataclass(frozen=True, slots=True)
class ReplacedRows:
    """The rows of a table whose changes are lost, because their text in the folder has changed."""

    table: DataTable
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has done: how many rows it has written, and how many it has deleted."""

    written: int
    deleted: int


def written_tables(tables: Iterable[DataTable]) -> list[WrittenEntity]:
    """The tables of a folder as entities."""
    return [
        WrittenEntity(NOUN, one.id, one.name, {name: value for name, value in _properties(one).items() if value})
        for one in tables
    ]


def _properties(table: DataTable) -> dict[str, Any]:
    return {
        "id": table.id,
        "name": table.name,
        "description": table.description,
        "division": table.division,
        "schema": dict(table.schema),
    }


_STAYING = ("division", "schema")


def _check_columns(connection: Connection, before: Entity, after: Entity) -> Conflict | None:
    """Why the columns of a table cannot change like this."""
    new = Table.of(after).columns
    for name, column in Table.of(before).columns.items():
        if name not in new:
            return Conflict("removed", f'The column "{name}" is missing: the columns of a data table stay.')
        if new[name].type != column.type and kept.count(connection, before.key[1]) > 0:
            return Conflict("retyped", f'The column "{name}" cannot get another type: the data table has rows.')
    return None


def forget_deleted(connection: Connection, saved: Sequence[Entity]) -> None:
    """Remove the rows and jobs of the tables that are deleted, in the same transaction."""
    for entity in saved:
        if entity.noun == NOUN and entity.is_deleted:
            kept.forget_table(connection, entity.key[1])
            data_table_jobs.forget_table(connection, entity.key[1])


class DataTables:
    """The tables and rows of an organization. Thread-safe; what changes something blocks until it is on disk, and
    raises `NotKept` if that fails."""

    def __init__(self, store: Store, entities: Entities) -> None:
        self._store = store
        self._entities = entities
        self._tables: dict[str, tuple[int, Table]] = {}
        entities.listen(self._forget)

    # -- reading -----------------------------------------------------------------------------------------------------

    def table(self, named: str) -> Table | None:
        """The table with this id, or else with this name, ignoring case."""
        found = self._entities.find(NOUN, named) or self._entities.find_unique(NOUN, named)
        if found is None:
            return None
        version, table = self._tables.get(found.id, (0, None))
        if table is None or version != found.version:
            table = Table.of(found)
            self._tables[found.id] = found.version, table
        return table

    def with_id(self, table_id: str) -> Table | None:
        """The table with this id."""
        return None if self._entities.find(NOUN, table_id) is None else self.table(table_id)

    def row(self, table: Table, key: str) -> Row | None:
        """The row with this key."""
        if len(key) > kept.LONGEST_KEY or not _is_storable(key):
            return None
        with self._store.read() as connection:
            found = kept.find(connection, key_of(table.id), key)
        return None if found is None or found.deleted else row_in(found.content)

    def page(self, table: Table, start: int, size: int, *, descends: bool = False) -> tuple[int, list[Row]]:
        """How many rows a table has, and some of them in the order of their keys, from the one with number `start`."""
        of = key_of(table.id)
        with self._store.read() as connection:
            found = kept.page(connection, of, start=start, size=size, descends=descends)
            return kept.count(connection, of), [row_in(content) for _, content in found]

    # -- changing ----------------------------------------------------------------------------------------------------

    def change_table(self, table_id: str, given: Mapping[str, Any], author: str | None) -> Entity | Conflict:
        """Set the properties of a table; its division and its schema stay if they are not given.

        A conflict: it is gone, its name is taken, or a column is removed, or gets another type although there are rows.
        """

        def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
            return {**{name: before[name] for name in _STAYING if name in before}, **given}

        return self._entities.change(NOUN, table_id, change, author, check=_check_columns)

    def create_row(self, table: Table, key: str, row: Row) -> Row | Conflict:
        """Add a row. A conflict: the table is gone or full, or the key is taken."""

        def change(connection: Connection, before: RowRow | None) -> RowRow | Conflict:
            if before is not None and not before.deleted:
                return Conflict("duplicate", f'The data table "{table.name}" has a row with the key "{key}" already.')
            if kept.count(connection, key_of(table.id)) >= MOST_ROWS:
                return Conflict("full", _FULL)
            return _edited(before or RowRow(key_of(table.id), key, ""), row)

        return self._change(table, key, change)

    def change_row(self, table: Table, key: str, row: Row) -> Row | Conflict:
        """Set all values of a row. A conflict: the table or the row is gone."""

        def change(_connection: Connection, before: RowRow | None) -> RowRow | Conflict:
            return _no_row(table, key) if before is None or before.deleted else _edited(before, row)

        return self._change(table, key, change)

    def delete_row(self, table: Table, key: str) -> Row | Conflict:
        """Delete a row, and return what it was. A conflict: the table or the row is gone."""

        def change(_connection: Connection, before: RowRow | None) -> RowRow | Conflict:
            return (
                _no_row(table, key) if before is None or before.deleted else replace(before, edited=True, deleted=True)
            )

        return self._change(table, key, change)

    def _change(
        self, table: Table, key: str, change: Callable[[Connection, RowRow | None], RowRow | Conflict]
    ) -> Row | Conflict:
        of = key_of(table.id)
        with self._entities.steady() as connection:
            if self._entities.find(NOUN, table.id) is None:
                return _no_table(table)
            after = change(connection, kept.find(connection, of, key))
            if isinstance(after, Conflict):
                return after
            if after.deleted and after.digest is None:
                kept.remove(connection, of, [key])
            else:
                kept.save(connection, [after])
        return row_in(after.content)

    def import_rows(
        self, table: Table, rows: Mapping[str, Row], *, replaces_all: bool, done: Callable[[Connection, Imported], None]
    ) -> Imported | Conflict:
        """Write rows, all or none; with `replaces_all`, delete all others. A conflict: the table is gone, or too small.

        `done` makes further changes in the same transaction.
        """
        of = key_of(table.id)
        with self._entities.steady() as connection:
            if self._entities.find(NOUN, table.id) is None:
                return _no_table(table)
            known = {row.key: row for row in kept.all_rows(connection, of)}
            present = {key for key, row in known.items() if not row.deleted}
            others = present - rows.keys()
            if len(rows) + (0 if replaces_all else len(others)) > MOST_ROWS:
                return Conflict("full", _FULL)
            after = [_edited(known.get(key) or RowRow(of, key, ""), row) for key, row in rows.items()]
            changed = [row for row in after if known.get(row.key) != row]
            gone = [known[key] for key in others] if replaces_all else []
            marks = [replace(row, edited=True, deleted=True) for row in gone if row.digest is not None]
            kept.save(connection, [*changed, *marks])
            kept.remove(connection, of, (row.key for row in gone if row.digest is None))
            result = Imported(len(rows), len(gone))
            done(connection, result)
        return result

    def seed(self, tables: Iterable[DataTable], broken: frozenset[str]) -> list[ReplacedRows]:
        """Take over the rows of the folder, by the rule in `data_table_seeding`. Returns what is lost.

        The rows of a table stay as they are while their file is `broken`, unless none were ever taken.
        """
        return [
            lost for table in tables if (lost := self._seed(table, is_broken=table.rows_file in broken)) is not None
        ]

    def _seed(self, table: DataTable, *, is_broken: bool) -> ReplacedRows | None:
        of, contents = key_of(table.id), contents_of(table)
        digest = digest_of_all(contents)
        with self._store.read() as connection:
            before = kept.digest_of_file(connection, of)
        if before == digest or (is_broken and before is not None):
            return None
        with self._entities.steady() as connection:
            if self._entities.find(NOUN, table.id) is None:
                return None
            done = seeded_rows(of, kept.all_rows(connection, of), contents)
            kept.save(connection, done.saved)
            kept.remove(connection, of, done.removed)
            if not is_broken:
                kept.save_digest_of_file(connection, of, digest)
        return ReplacedRows(table, done.replaced) if done.replaced else None

    def _forget(self, changed: Sequence[Entity]) -> None:
        for entity in changed:
            if entity.noun == NOUN and entity.is_deleted:
                self._tables.pop(entity.id, None)


def _edited(before: RowRow, row: Row) -> RowRow:
    content = content_of(row)
    if content == before.content and not before.deleted:
        return before
    return replace(before, content=content, edited=True, deleted=False)


def _is_storable(key: str) -> bool:
    return "\0" not in key and not any("\ud800" <= letter <= "\udfff" for letter in key)


def _no_table(table: Table) -> Conflict:
    return Conflict("gone", f'There is no data table with the id "{table.id}".')


def _no_row(table: Table, key: str) -> Conflict:
    return Conflict("no-row", f'The data table "{table.name}" has no row with the key "{key}".')
