"""The secrets of credentials."""

import sqlalchemy as sa
from sqlalchemy import Column, MetaData, String, Table, Text

_metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

Table(
    "secrets",
    _metadata,
    Column("credential", String(64), primary_key=True),
    Column("content", Text, nullable=False),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the table."""
    _metadata.create_all(connection, checkfirst=False)
