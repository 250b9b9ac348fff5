"""Numbers of a database that several machines can reach: one that each new owner increments, and one that each
replacement of its content increments.
"""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, SmallInteger, Table

from architrave.store.schema import metadata

owners = Table(
    "owners",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
)
"""The row 1 counts owners; there is none before the first one. Only PostgreSQL uses it: a file has a lock. The row 2
counts how often a saved state or a reset has replaced the content; there is none before the first time."""

_REPLACEMENTS = 2


def replacements(connection: sa.Connection) -> int:
    """How often the content of the database was replaced."""
    return connection.scalar(sa.select(owners.c.epoch).where(owners.c.id == _REPLACEMENTS)) or 0


def count_replacement(connection: sa.Connection) -> None:
    """Note that the content is replaced in this transaction, in which nobody else writes."""
    number = replacements(connection)
    if number:
        connection.execute(sa.update(owners).where(owners.c.id == _REPLACEMENTS).values(epoch=number + 1))
    else:
        connection.execute(sa.insert(owners).values(id=_REPLACEMENTS, epoch=1))
