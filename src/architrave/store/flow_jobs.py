"""Jobs that publish or export flows: what was asked for, and what came of it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, String, Table, Text

from architrave.store.schema import metadata

flow_jobs = Table(
    "flow_jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("command", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("author", Text),
    Column("created_at", BigInteger, nullable=False, index=True),
    Column("request", Text, nullable=False),
    Column("result", Text, nullable=False),
)
"""`command` and `status` are the API's words, `request` and `result` JSON objects, `created_at` is milliseconds since
the epoch."""


@dataclass(frozen=True, slots=True)
class FlowJobRow:
    """A job; see the table for the meaning of each field."""

    id: str
    command: str
    status: str
    author: str | None
    created_at: int
    request: str
    result: str


_COLUMNS = [flow_jobs.c[name] for name in FlowJobRow.__dataclass_fields__]


def find(connection: sa.Connection, job_id: str) -> FlowJobRow | None:
    """The job with an id, or None."""
    row = connection.execute(sa.select(*_COLUMNS).where(flow_jobs.c.id == job_id)).first()
    return None if row is None else FlowJobRow(*row)


def add(connection: sa.Connection, row: FlowJobRow) -> None:
    """Store a job."""
    connection.execute(sa.insert(flow_jobs).values({name: getattr(row, name) for name in row.__dataclass_fields__}))


def move(connection: sa.Connection, job_id: str, before: str, status: str, result: str) -> bool:
    """Give a job another status and result. Returns False, and changes nothing, if its status is not `before`."""
    this = flow_jobs.c.id == job_id, flow_jobs.c.status == before
    done = connection.execute(sa.update(flow_jobs).where(*this).values(status=status, result=result))
    return bool(done.rowcount)


def forget(connection: sa.Connection, before: int) -> None:
    """Delete the jobs that were made before a time (ms)."""
    connection.execute(sa.delete(flow_jobs).where(flow_jobs.c.created_at < before))
