"""Jobs that prepare the history of executions: which executions each of them is about."""

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, String, Table, Text

from architrave.store.schema import json_text, metadata

history_jobs = Table(
    "history_jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("created_at", BigInteger, nullable=False, index=True),
    Column("executions", Text, nullable=False, info=json_text(list[str])),
)
"""`executions` is a JSON text: the ids."""


@dataclass(frozen=True, slots=True)
class HistoryJob:
    """One job. `created_at` is in milliseconds since the epoch."""

    id: str
    created_at: int
    executions: list[str]


def find(connection: sa.Connection, job_id: str) -> HistoryJob | None:
    """The job with this id, or None."""
    columns = (history_jobs.c.id, history_jobs.c.created_at, history_jobs.c.executions)
    found = connection.execute(sa.select(*columns).where(history_jobs.c.id == job_id)).first()
    return None if found is None else HistoryJob(found[0], found[1], msgspec.json.decode(found[2], type=list[str]))


def add(connection: sa.Connection, job: HistoryJob, forget_before: int) -> None:
    """Store a job, and forget those that were made before a moment (ms since the epoch)."""
    connection.execute(sa.delete(history_jobs).where(history_jobs.c.created_at < forget_before))
    text = msgspec.json.encode(job.executions).decode()
    connection.execute(sa.insert(history_jobs).values(id=job.id, created_at=job.created_at, executions=text))
