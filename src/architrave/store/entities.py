"""Entities of the organization: what the folder says, and what was changed through the API or by flows."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from architrave.store.schema import metadata

entities = Table(
    "entities",
    metadata,
    Column("noun", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64)),
    Column("edited", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("author", Text),
    Column("number", BigInteger, nullable=False),
    Column("change", BigInteger, nullable=False, index=True),
)
"""`key` is the id, or its digest if it is long; `content` is a JSON text with all properties.

`digest` is that of the folder's text which was taken last, null for an entity that the folder does not have. `edited`
is 1 if the entity was changed since by anything but the folder. A deleted entity stays, so that its text in the folder
does not bring it back, and so that other processes see that it is gone. `number` counts entities in the order in which
they were made, `change` changes in the order in which they were made."""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One entity; see the table for the meaning of each field."""

    noun: str
    key: str
    content: str
    version: int
    digest: str | None
    edited: bool
    deleted: bool
    created_at: int
    changed_at: int
    author: str | None = None
    number: int = 0
    change: int = 0


_COLUMNS = [entities.c[name] for name in EntityRow.__dataclass_fields__]
_OVERWRITTEN = [name for name in EntityRow.__dataclass_fields__ if name not in ("noun", "key")]


def last_change(connection: sa.Connection) -> int:
    """The number of the newest change; 0 without any."""
    return connection.scalar(sa.select(sa.func.max(entities.c.change))) or 0


def changed_since(connection: sa.Connection, change: int) -> list[EntityRow]:
    """The entities that were changed after a change, in the order in which they were made."""
    query = sa.select(*_COLUMNS).where(entities.c.change > change).order_by(entities.c.number)
    return [_row(found) for found in connection.execute(query)]


def save(connection: sa.Connection, rows: Sequence[EntityRow]) -> None:
    """Insert or replace entities."""
    if not rows:
        return
    values = [{name: getattr(row, name) for name in EntityRow.__dataclass_fields__} for row in rows]
    for value in values:
        value |= {"edited": int(value["edited"]), "deleted": int(value["deleted"])}
    insert = _insert(connection.dialect.name)
    connection.execute(insert, values)


def _insert(dialect: str) -> sa.Executable:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    statement = insert(entities)
    overwritten = {name: statement.excluded[name] for name in _OVERWRITTEN}
    return statement.on_conflict_do_update(index_elements=["noun", "key"], set_=overwritten)


def _row(found: sa.Row[tuple[object, ...]]) -> EntityRow:
    values = dict(zip(EntityRow.__dataclass_fields__, found, strict=True))
    values |= {"edited": bool(values["edited"]), "deleted": bool(values["deleted"])}
    return EntityRow(**values)  # type: ignore[arg-type]
