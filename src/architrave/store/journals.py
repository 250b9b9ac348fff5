"""Journals: what the world answered to each execution, in chunks, in order. What a chunk holds is not known here."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some entries of an execution's journal; chunks are numbered from 0."""

    execution: str
    chunk: int
    entries: bytes


_BY_EXECUTION = (
    sa.select(journals.c.entries).where(journals.c.execution == sa.bindparam("id")).order_by(journals.c.chunk)
)


def read(connection: sa.Connection, execution_id: str) -> list[bytes]:
    """The chunks of an execution's journal, in order."""
    return [bytes(entries) for entries in connection.scalars(_BY_EXECUTION, {"id": execution_id})]


def forget(connection: sa.Connection, ids: list[str]) -> None:
    """Delete the journals of these executions."""
    connection.execute(sa.delete(journals).where(journals.c.execution.in_(ids)))
