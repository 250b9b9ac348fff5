"""What events launch by triggers."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, MetaData, String, Table, Text

_metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})

Table(
    "trigger_launches",
    _metadata,
    Column("id", String(36), primary_key=True),
    Column("event", String(200), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("trigger_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("author", Text),
    Column("happened_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False, index=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("reason", Text),
)


def upgrade(connection: sa.Connection) -> None:
    """Make the table."""
    _metadata.create_all(connection, checkfirst=False)
