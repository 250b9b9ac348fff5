"""Jobs that prepare the history of executions."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, MetaData, String, Table, Text

_metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"})

Table(
    "history_jobs",
    _metadata,
    Column("id", String(36), primary_key=True),
    Column("created_at", BigInteger, nullable=False, index=True),
    Column("executions", Text, nullable=False),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the table."""
    _metadata.create_all(connection, checkfirst=False)
