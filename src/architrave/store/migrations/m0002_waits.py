"""Step 2: when waiting executions are due, and how much time the database has seen pass."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, String, Table

_metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

Table(
    "timeline",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("boot", String(64), nullable=False),
    Column("passed", BigInteger, nullable=False),
    Column("wall", BigInteger, nullable=False),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the table, and add two columns."""
    _metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql("ALTER TABLE executions ADD COLUMN due_at BIGINT")
    connection.exec_driver_sql("ALTER TABLE executions ADD COLUMN due_after INTEGER")
