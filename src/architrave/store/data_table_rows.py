"""Rows of data tables: what the folder says, and what was changed through the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Integer, String, Table, Text

from architrave.store.schema import metadata

LONGEST_KEY = 256
_KEY = String(LONGEST_KEY).with_variant(String(LONGEST_KEY, collation="C"), "postgresql")

data_table_rows = Table(
    "data_table_rows",
    metadata,
    Column("of_table", String(64), primary_key=True),
    Column("key", _KEY, primary_key=True),
    Column("content", Text, nullable=False),
    Column("digest", String(64)),
    Column("edited", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
)
"""`of_table` is the key of the table's entity, `content` a JSON text with the row's values by the columns' ids.

`digest` is that of the folder's row which was taken last, null for a row that the folder does not have. `edited` is 1
if the row was changed since by anything but the folder. A row of the folder that is deleted stays, so that its text in
the folder does not bring it back. Keys are in the order of their code points, in every database."""

data_table_files = Table(
    "data_table_files",
    metadata,
    Column("of_table", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""The digest of all rows of a table in the folder that were taken last: as long as it is the same, none is compared."""

_SOME = 500


@dataclass(frozen=True, slots=True)
class RowRow:
    """One row; see the table for the meaning of each field."""

    of_table: str
    key: str
    content: str
    digest: str | None = None
    edited: bool = False
    deleted: bool = False


_NAMES = list(RowRow.__dataclass_fields__)
_COLUMNS = [data_table_rows.c[name] for name in _NAMES]
_PRESENT = data_table_rows.c.deleted == 0


def find(connection: sa.Connection, table: str, key: str) -> RowRow | None:
    """The row with this key, also if it is deleted."""
    query = sa.select(*_COLUMNS).where(data_table_rows.c.of_table == table, data_table_rows.c.key == key)
    found = connection.execute(query).first()
    return None if found is None else _row(found)


def all_rows(connection: sa.Connection, table: str) -> list[RowRow]:
    """All rows of a table, also those that are deleted, in the order of their keys."""
    query = sa.select(*_COLUMNS).where(data_table_rows.c.of_table == table).order_by(data_table_rows.c.key)
    return [_row(found) for found in connection.execute(query)]


def page(
    connection: sa.Connection, table: str, *, start: int, size: int, descends: bool = False
) -> list[tuple[str, str]]:
    """The keys and contents of some rows of a table in the order of their keys, from the one with number `start`."""
    rows = data_table_rows.c
    order = rows.key.desc() if descends else rows.key
    query = sa.select(rows.key, rows.content).where(rows.of_table == table, _PRESENT)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(order).offset(start).limit(size))]


def count(connection: sa.Connection, table: str) -> int:
    """How many rows a table has."""
    query = sa.select(sa.func.count()).select_from(data_table_rows).where(data_table_rows.c.of_table == table, _PRESENT)
    return connection.scalar(query) or 0


def save(connection: sa.Connection, rows: Sequence[RowRow]) -> None:
    """Insert or replace rows."""
    if rows:
        connection.execute(_upsert(connection, data_table_rows, ["of_table", "key"]), [_values(row) for row in rows])


def remove(connection: sa.Connection, table: str, keys: Iterable[str]) -> None:
    """Remove rows, so that nothing of them stays."""
    wanted = list(keys)
    for start in range(0, len(wanted), _SOME):
        some = data_table_rows.c.key.in_(wanted[start : start + _SOME])
        connection.execute(sa.delete(data_table_rows).where(data_table_rows.c.of_table == table, some))


def forget_table(connection: sa.Connection, table: str) -> None:
    """Remove all rows of a table, and what is known of them in the folder."""
    connection.execute(sa.delete(data_table_rows).where(data_table_rows.c.of_table == table))
    connection.execute(sa.delete(data_table_files).where(data_table_files.c.of_table == table))


def digest_of_file(connection: sa.Connection, table: str) -> str | None:
    """The digest of the rows in the folder that were taken last; None if none ever were."""
    return connection.scalar(sa.select(data_table_files.c.digest).where(data_table_files.c.of_table == table))


def save_digest_of_file(connection: sa.Connection, table: str, digest: str) -> None:
    """Remember the digest of the rows in the folder that are taken now."""
    connection.execute(_upsert(connection, data_table_files, ["of_table"]), [{"of_table": table, "digest": digest}])


def _upsert(connection: sa.Connection, table: Table, key: list[str]) -> sa.Executable:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    statement = insert(table)
    overwritten = {str(one.name): statement.excluded[str(one.name)] for one in table.columns if one.name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=overwritten)


def _values(row: RowRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _NAMES}
    return values | {"edited": int(row.edited), "deleted": int(row.deleted)}


def _row(found: sa.Row[Any]) -> RowRow:
    table, key, content, digest, edited, deleted = tuple(found)
    return RowRow(table, key, content, digest, bool(edited), bool(deleted))
