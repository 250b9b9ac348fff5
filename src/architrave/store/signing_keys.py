"""The key with which a server signs addresses: every server that shares the database takes those of the others."""

import sqlalchemy as sa
from sqlalchemy import Column, Integer, LargeBinary, Table

from architrave.store.schema import metadata

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False),
)
"""One row, number 1. It belongs to the database, so a saved state does not have it."""


def find(connection: sa.Connection) -> bytes | None:
    """The key; None if there is none yet."""
    return connection.scalar(sa.select(signing_keys.c.key))


def add(connection: sa.Connection, key: bytes) -> None:
    """Store the first key."""
    connection.execute(sa.insert(signing_keys).values(number=1, key=key))
