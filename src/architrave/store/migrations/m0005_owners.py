"""The epoch of the database's owner, which each of its commits checks."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, SmallInteger, Table

_metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

Table(
    "owners",
    _metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the table."""
    _metadata.create_all(connection, checkfirst=False)
