"""The key with which a server signs addresses."""

import sqlalchemy as sa
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table

_metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

Table(
    "signing_keys",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the table."""
    _metadata.create_all(connection, checkfirst=False)
