"""Step 1: the first schema. It repeats the table definitions, so that later changes to them do not affect it."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Text

_metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Table("schema_version", _metadata, Column("number", Integer, primary_key=True, autoincrement=False))

_executions = Table(
    "executions",
    _metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("flow_id", String(64), nullable=False),
    Column("flow_version", String(32), nullable=False),
    Column("program", String(64), nullable=False),
    Column("semantics", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("launched_at", BigInteger, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("caller", Text),
    Column("status", String(16)),
    Column("completed_at", BigInteger),
    Column("completion_reason", Text),
    Column("output_data", Text),
    Column("error", Text),
    Column("parked", Text),
)
_running = _executions.c.completed_at.is_(None)
sa.Index("ix_executions_unfinished", _executions.c.number, sqlite_where=_running, postgresql_where=_running)
sa.Index("ix_executions_completed_at", _executions.c.completed_at)

Table(
    "execution_context",
    _metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("execution", String(36), primary_key=True),
)

Table(
    "journals",
    _metadata,
    Column("execution", String(36), primary_key=True),
    Column("chunk", Integer, primary_key=True, autoincrement=False),
    Column("entries", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "flows",
    _metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", String(64), nullable=False),
    Column("division", Text),
    Column("description", Text, nullable=False),
    Column("published", Integer),
    Column("active", Integer, nullable=False),
)

Table(
    "flow_versions",
    _metadata,
    Column("flow", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("published_at", BigInteger),
    Column("published_end", BigInteger),
)

Table(
    "participant_data",
    _metadata,
    Column("conversation", String(64), primary_key=True),
    Column("participant", String(64), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

Table(
    "tokens",
    _metadata,
    Column("digest", String(64), primary_key=True),
    Column("client", String(128), nullable=False),
    Column("user", String(128)),
    Column("expires_at", BigInteger, nullable=False, index=True),
)


def upgrade(connection: sa.Connection) -> None:
    """Create the tables."""
    _metadata.create_all(connection, checkfirst=False)
