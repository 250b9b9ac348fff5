"""The rows of data tables, and the jobs that import and export them."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text

_metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

Table(
    "data_table_rows",
    _metadata,
    Column("of_table", String(64), primary_key=True),
    Column("key", String(256).with_variant(String(256, collation="C"), "postgresql"), primary_key=True),
    Column("content", Text, nullable=False),
    Column("digest", String(64)),
    Column("edited", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
)

Table(
    "data_table_files",
    _metadata,
    Column("of_table", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
)

Table(
    "data_table_jobs",
    _metadata,
    Column("id", String(36), primary_key=True),
    Column("of_table", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("mode", String(16)),
    Column("status", String(32), nullable=False),
    Column("owner", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("completed_at", BigInteger),
    Column("processed", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("error", Text),
    Column("content", LargeBinary),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the tables."""
    _metadata.create_all(connection, checkfirst=False)
