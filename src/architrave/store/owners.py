"""The epoch of a database that several machines can reach: a number that each new owner increments."""

from sqlalchemy import BigInteger, Column, SmallInteger, Table

from architrave.store.schema import metadata

owners = Table(
    "owners",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
)
"""One row, whose `id` is 1; none before the first owner. Only PostgreSQL uses it: a file has a lock."""
