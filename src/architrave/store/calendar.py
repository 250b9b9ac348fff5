"""The calendar: the latest moment that a database believes has come. One row.

It follows the clock, but slowly: a clock that is wrong for seconds does not make the database believe that days have
passed. What is deleted after some days is deleted by the calendar.
"""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, Table

from architrave.store.executions import executions
from architrave.store.schema import metadata

calendar = Table(
    "calendar",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("moment", BigInteger, nullable=False),
)
"""`moment` is milliseconds since the epoch. The row with the number 0 means nothing: it is written to find out whether
that is possible."""

_ONLY = 1


def read(connection: sa.Connection) -> int | None:
    """The moment; None if the calendar was never used."""
    return connection.scalar(sa.select(calendar.c.moment).where(calendar.c.number == _ONLY))


def set_to(connection: sa.Connection, moment: int) -> None:
    """Set the moment."""
    if not connection.execute(sa.update(calendar).where(calendar.c.number == _ONLY).values(moment=moment)).rowcount:
        connection.execute(sa.insert(calendar).values(number=_ONLY, moment=moment))


def first_completion(connection: sa.Connection) -> int | None:
    """When the first of the stored executions was completed, or None if none has been completed."""
    return connection.scalar(sa.select(sa.func.min(executions.c.completed_at)))
