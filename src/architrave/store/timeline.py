"""The timeline: how much time a database has seen pass. One row, noted from time to time."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, String, Table

from architrave.store.schema import metadata

timeline = Table(
    "timeline",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("boot", String(64), nullable=False),
    Column("passed", BigInteger, nullable=False),
    Column("wall", BigInteger, nullable=False),
)
"""`at` is the time of the timeline at which the machine's clocks showed `passed` and `wall`, all in milliseconds.
`boot` identifies what `passed` is counted from."""

_ONLY = 1


class Noted(NamedTuple):
    """A note: a time of the timeline, and what the clocks showed then; see the table."""

    at: int
    boot: str
    passed: int
    wall: int


def read(connection: sa.Connection) -> Noted | None:
    """The last note; None if there is none."""
    row = connection.execute(sa.select(*(timeline.c[name] for name in Noted._fields))).first()
    return None if row is None else Noted(*row)


def note(connection: sa.Connection, noted: Noted) -> None:
    """Replace the last note."""
    if not connection.execute(sa.update(timeline).values(noted._asdict())).rowcount:
        connection.execute(sa.insert(timeline).values(number=_ONLY, **noted._asdict()))
