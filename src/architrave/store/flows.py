"""Flows and their versions. A version's text never changes: publishing or reloading a changed flow adds a version."""

from dataclasses import dataclass, replace

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
    Column("file", Text),
    Column("digest", String(64)),
    Column("edited", Integer, nullable=False, server_default="0"),
    Column("locked_by", Text),
    Column("change", BigInteger, nullable=False, server_default="1", index=True),
)
"""`published` is the number of the published version, or null; `active` is 0 for a flow that was deleted, or whose file
was removed. `file` and `digest` are those of the text in the folder that was taken last, null for a flow without one;
`edited` is 1 if the API has changed the flow since. `locked_by` is the id of the client that has checked it out.
`change` is the number of the change that wrote the row: other processes find by it what is new.
"""

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
    Column("checked_in_at", BigInteger),
)
"""`text` is the flow after substitutions, `hash` its SHA-256 in hex; times are milliseconds since the epoch.
`checked_in_at` is null for a version that is only saved.
"""


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
    file: str | None = None
    digest: str | None = None
    edited: bool = False
    locked_by: str | None = None
    change: int = 1


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
    checked_in_at: int | None = None


_FLOW = [flows.c[name] for name in FlowRow.__dataclass_fields__]
_VERSION = [flow_versions.c[name] for name in VersionRow.__dataclass_fields__]


def all_flows(connection: sa.Connection) -> list[FlowRow]:
    """All flows, sorted by name."""
    return [_flow(row) for row in connection.execute(sa.select(*_FLOW).order_by(flows.c.name, flows.c.id))]


def last_change(connection: sa.Connection) -> int:
    """The number of the last change of a flow; 0 without flows."""
    return connection.scalar(sa.select(sa.func.max(flows.c.change))) or 0


def changed_since(connection: sa.Connection, change: int) -> list[FlowRow]:
    """The flows that were changed after the change with this number, in the order of the changes."""
    query = sa.select(*_FLOW).where(flows.c.change > change).order_by(flows.c.change, flows.c.id)
    return [_flow(row) for row in connection.execute(query)]


def save(connection: sa.Connection, flow: FlowRow) -> None:
    """Insert or replace a flow."""
    values = {name: getattr(flow, name) for name in FlowRow.__dataclass_fields__}
    values |= {"active": int(flow.active), "edited": int(flow.edited)}
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


def text_of(connection: sa.Connection, flow_id: str, number: int) -> str | None:
    """The text of a version, or None."""
    version = flow_versions.c
    return connection.scalar(sa.select(version.text).where(version.flow == flow_id, version.number == number))


def add_version(connection: sa.Connection, row: VersionRow, text: str) -> None:
    """Add a version with its text. Once added, only its dates change."""
    values = {name: getattr(row, name) for name in VersionRow.__dataclass_fields__} | {"text": text}
    connection.execute(sa.insert(flow_versions).values(values))


def check_in(connection: sa.Connection, flow_id: str, number: int, at: int) -> None:
    """Note when (ms) a version that was only saved was checked in."""
    version = flow_versions.c
    this = version.flow == flow_id, version.number == number
    connection.execute(sa.update(flow_versions).where(*this).values(checked_in_at=at))


def remove_version(connection: sa.Connection, flow_id: str, number: int) -> None:
    """Remove a version. Only one that was never published may be removed: no execution can run it."""
    version = flow_versions.c
    connection.execute(sa.delete(flow_versions).where(version.flow == flow_id, version.number == number))


def unpublish(connection: sa.Connection, flow_id: str, at: int) -> None:
    """End the publication of a flow at a time (ms)."""
    version = flow_versions.c
    is_open = version.published_at.is_not(None), version.published_end.is_(None)
    connection.execute(sa.update(flow_versions).where(version.flow == flow_id, *is_open).values(published_end=at))
    connection.execute(sa.update(flows).where(flows.c.id == flow_id).values(published=None))


def publish(connection: sa.Connection, flow_id: str, number: int, at: int) -> None:
    """Make a version the published one from a time (ms) on; the previous one ends then."""
    unpublish(connection, flow_id, at)
    version = flow_versions.c
    this = version.flow == flow_id, version.number == number
    connection.execute(sa.update(flow_versions).where(*this).values(published_at=at, published_end=None))
    connection.execute(sa.update(flows).where(flows.c.id == flow_id).values(published=number))


def _flow(row: sa.Row[tuple[object, ...]]) -> FlowRow:
    found = FlowRow(*row)  # type: ignore[arg-type]
    return replace(found, active=bool(found.active), edited=bool(found.edited))
