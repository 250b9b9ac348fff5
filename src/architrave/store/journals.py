"""Journals: the replies that each execution received, in ordered chunks. The store does not decode the chunks."""

import sqlalchemy as sa
from sqlalchemy import Column, Integer, LargeBinary, String, Table

from architrave.store.schema import metadata

journals = Table(
    "journals",
    metadata,
    Column("execution", String(36), primary_key=True),
    Column("chunk", Integer, primary_key=True, autoincrement=False),
    Column("entries", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""`chunk` counts from 0 within its execution; `entries` are encoded journal entries, one after another."""


_BY_EXECUTION = (
    sa.select(journals.c.entries).where(journals.c.execution == sa.bindparam("id")).order_by(journals.c.chunk)
)


def read(connection: sa.Connection, execution_id: str) -> list[bytes]:
    """The chunks of an execution's journal, in order."""
    return [bytes(entries) for entries in connection.scalars(_BY_EXECUTION, {"id": execution_id})]


def one(connection: sa.Connection, execution_id: str, chunk: int) -> bytes:
    """One chunk; empty if it does not exist."""
    found = sa.and_(journals.c.execution == execution_id, journals.c.chunk == chunk)
    return bytes(connection.scalar(sa.select(journals.c.entries).where(found)) or b"")


def add(connection: sa.Connection, execution_id: str, chunk: int, entries: bytes) -> None:
    """Store a chunk. Raises IntegrityError if its number exists. To store many, use the `Writer`."""
    connection.execute(sa.insert(journals).values(execution=execution_id, chunk=chunk, entries=entries))


def forget(connection: sa.Connection, ids: list[str]) -> None:
    """Delete the journals of these executions."""
    connection.execute(sa.delete(journals).where(journals.c.execution.in_(ids)))
