"""The entities of the organization."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

_metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})

Table(
    "entities",
    _metadata,
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


def upgrade(connection: sa.Connection) -> None:
    """Create the table."""
    _metadata.create_all(connection, checkfirst=False)
