"""Flows and their versions. A version is immutable: publishing or reloading a flow adds one."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from architrave.store.schema import metadata

flows = Table(
    "flows",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", String(64), nullable=False),
    Column("division", Text),
    Column("description", Text, nullable=False),
    Column("published", Integer),
    Column("active", Integer, nullable=False),
)
"""`published` is the number of the published version, or null; `active` is 0 for a flow whose file was removed."""

flow_versions = Table(
    "flow_versions",
    metadata,
    Column("flow", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("published_at", BigInteger),
    Column("published_end", BigInteger),
)
"""`text` is the flow after substitutions, `hash` its SHA-256 in hex; times are milliseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow; see the table for the meaning of each field."""

    id: str
    name: str
    type: str
    division: str | None
    description: str
    published: int | None
    active: bool = True


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a flow without its text; see the table for the meaning of each field."""

    flow: str
    number: int
    hash: str
    file: str
    created_at: int
    published_at: int | None = None
    published_end: int | None = None


_FLOW = [flows.c[name] for name in FlowRow.__dataclass_fields__]
_VERSION = [flow_versions.c[name] for name in VersionRow.__dataclass_fields__]


def all_flows(connection: sa.Connection) -> list[FlowRow]:
    """All flows, sorted by name."""
    return [_flow(row) for row in connection.execute(sa.select(*_FLOW).order_by(flows.c.name, flows.c.id))]


def save(connection: sa.Connection, flow: FlowRow) -> None:
    """Insert or replace a flow."""
    values = {name: getattr(flow, name) for name in FlowRow.__dataclass_fields__} | {"active": int(flow.active)}
    if not connection.execute(sa.update(flows).where(flows.c.id == flow.id).values(values)).rowcount:
        connection.execute(sa.insert(flows).values(values))


def versions(connection: sa.Connection, flow_id: str) -> list[VersionRow]:
    """The versions of a flow, newest first."""
    query = sa.select(*_VERSION).where(flow_versions.c.flow == flow_id).order_by(flow_versions.c.number.desc())
    return [VersionRow(*row) for row in connection.execute(query)]


def all_versions(connection: sa.Connection) -> list[VersionRow]:
    """The versions of all flows, oldest first."""
    query = sa.select(*_VERSION).order_by(flow_versions.c.flow, flow_versions.c.number)
    return [VersionRow(*row) for row in connection.execute(query)]


def text_by_hash(connection: sa.Connection, content_hash: str) -> tuple[str, str] | None:
    """The file and the text of a version whose text has this hash, or None.

    A running execution identifies its program by this hash.
    """
    version = flow_versions.c
    query = sa.select(version.file, version.text).where(version.hash == content_hash).order_by(version.number).limit(1)
    row = connection.execute(query).first()
    return None if row is None else (row[0], row[1])


def add_version(connection: sa.Connection, row: VersionRow, text: str) -> None:
    """Add a version with its text. Once added, only its publication dates change."""
    values = {name: getattr(row, name) for name in VersionRow.__dataclass_fields__} | {"text": text}
    connection.execute(sa.insert(flow_versions).values(values))


def publish(connection: sa.Connection, flow_id: str, number: int, at: int) -> None:
    """Make a version the published one from a time (ms) on; the previous one ends then."""
    this = flow_versions.c.flow == flow_id
    connection.execute(
        sa.update(flow_versions)
        .where(this, flow_versions.c.published_at.is_not(None), flow_versions.c.published_end.is_(None))
        .values(published_end=at)
    )
    connection.execute(
        sa.update(flow_versions)
        .where(this, flow_versions.c.number == number)
        .values(published_at=at, published_end=None)
    )
    connection.execute(sa.update(flows).where(flows.c.id == flow_id).values(published=number))


def _flow(row: sa.Row[tuple[object, ...]]) -> FlowRow:
    *fields, active = row
    return FlowRow(*fields, active=bool(active))  # type: ignore[arg-type]
