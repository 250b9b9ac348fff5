"""Step 4: the calendar for what is deleted after some days, and the mark that tells whether SQLite's log is missing."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, String, Table

_metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

Table(
    "calendar",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("moment", BigInteger, nullable=False),
)

Table(
    "log_mark",
    _metadata,
    Column("identity", String(32), primary_key=True),
    Column("moved", Integer, nullable=False),
    Column("state", Integer, nullable=False),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the tables."""
    _metadata.create_all(connection, checkfirst=False)
