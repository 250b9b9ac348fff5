"""Jobs that import rows into data tables, or export them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Text

from architrave.store.schema import metadata

data_table_jobs = Table(
    "data_table_jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("of_table", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("mode", String(16)),
    Column("status", String(32), nullable=False),
    Column("owner", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("completed_at", BigInteger),
    Column("processed", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("error", Text),
    Column("content", LargeBinary),
)
"""`kind` is `import` or `export`; `mode` and `status` are the cloud's words. `processed`, `deleted` and `failed` count
rows. `error` is a JSON text: what is wrong with the file. `content` is the exported file, compressed with zlib."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job; see the table for the meaning of each field."""

    id: str
    of_table: str
    kind: str
    status: str
    created_at: int
    mode: str | None = None
    owner: str | None = None
    completed_at: int | None = None
    processed: int = 0
    deleted: int = 0
    failed: int = 0
    error: str | None = None
    content: bytes | None = None


_NAMES = list(JobRow.__dataclass_fields__)
_COLUMNS = [data_table_jobs.c[name] for name in _NAMES]
_WITHOUT_CONTENT = [data_table_jobs.c[name] for name in _NAMES if name != "content"]


def find(connection: sa.Connection, job_id: str) -> JobRow | None:
    """The job with this id, with its content."""
    found = connection.execute(sa.select(*_COLUMNS).where(data_table_jobs.c.id == job_id)).first()
    return None if found is None else JobRow(**dict(zip(_NAMES, found, strict=True)))


def of_table(connection: sa.Connection, table: str, kind: str) -> list[JobRow]:
    """The jobs of a table, newest first, without their content."""
    jobs = data_table_jobs.c
    query = sa.select(*_WITHOUT_CONTENT).where(jobs.of_table == table, jobs.kind == kind)
    found = connection.execute(query.order_by(jobs.created_at.desc(), jobs.id))
    names = [name for name in _NAMES if name != "content"]
    return [JobRow(**dict(zip(names, row, strict=True))) for row in found]


def add(connection: sa.Connection, job: JobRow) -> None:
    """Store a new job."""
    connection.execute(sa.insert(data_table_jobs).values(_values(job)))


def save(connection: sa.Connection, job: JobRow) -> None:
    """Store what has become of a job."""
    connection.execute(sa.update(data_table_jobs).where(data_table_jobs.c.id == job.id).values(_values(job)))


def forget_older(connection: sa.Connection, moment: int) -> None:
    """Remove the jobs that were made before a moment (ms since the epoch)."""
    connection.execute(sa.delete(data_table_jobs).where(data_table_jobs.c.created_at < moment))


def forget_table(connection: sa.Connection, table: str) -> None:
    """Remove the jobs of a table."""
    connection.execute(sa.delete(data_table_jobs).where(data_table_jobs.c.of_table == table))


def _values(job: JobRow) -> dict[str, Any]:
    return {name: getattr(job, name) for name in _NAMES}
