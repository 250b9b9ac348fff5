"""Step 2: the snapshots of common modules that published flows use."""

import sqlalchemy as sa
from sqlalchemy import Column, Integer, String, Table, Text

_metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

Table(
    "module_snapshots",
    _metadata,
    Column("flow", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("reference", String(64), primary_key=True),
    Column("module", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("hash", String(64), nullable=False),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the table."""
    _metadata.create_all(connection)
