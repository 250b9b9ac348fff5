"""The metadata of all tables, and the table that records a database's schema version."""

from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table

JSON = "json"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

schema_version = Table("schema_version", metadata, Column("number", Integer, primary_key=True, autoincrement=False))
"""One row per migration that ran on this database."""


def json_text(shape: Any) -> dict[str, Any]:
    """The `info` of a text column that holds JSON of this shape, a type that msgspec knows.

    A saved state is checked against it.
    """
    return {JSON: shape}
