"""Snapshots: which version of each common module a version of a flow uses. They never change."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Column, Integer, String, Table, Text

from architrave.store.schema import metadata

module_snapshots = Table(
    "module_snapshots",
    metadata,
    Column("flow", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("reference", String(64), primary_key=True),
    Column("module", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""`name` and `reference` are as the flow calls the module, in lower case; `module` is the module's id, `version` the
name of the version, and `hash` that of its text.
"""


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """The version of a common module that a version of a flow uses; see the table for the meaning of each field."""

    flow: str
    number: int
    name: str
    reference: str
    module: str
    version: str
    hash: str


_COLUMNS = [module_snapshots.c[name] for name in SnapshotRow.__dataclass_fields__]


def of_version(connection: sa.Connection, flow_id: str, number: int) -> list[SnapshotRow]:
    """The snapshots of a version of a flow."""
    table = module_snapshots.c
    query = sa.select(*_COLUMNS).where(table.flow == flow_id, table.number == number)
    return [SnapshotRow(*row) for row in connection.execute(query.order_by(table.name, table.reference))]


def all_snapshots(connection: sa.Connection) -> list[SnapshotRow]:
    """The snapshots of all versions."""
    table = module_snapshots.c
    query = sa.select(*_COLUMNS).order_by(table.flow, table.number, table.name, table.reference)
    return [SnapshotRow(*row) for row in connection.execute(query)]


def add(connection: sa.Connection, rows: Iterable[SnapshotRow]) -> None:
    """Add the snapshots of a new version."""
    values = [{name: getattr(row, name) for name in SnapshotRow.__dataclass_fields__} for row in rows]
    if values:
        connection.execute(sa.insert(module_snapshots), values)
