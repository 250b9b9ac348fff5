"""Executions: one row per accepted launch, completed by its outcome."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from architrave.store.journals import journals
from architrave.store.schema import json_text, metadata

_OBJECT = json_text(dict[str, object])


class _Reason(msgspec.Struct):
    rule: str
    message: str


class _Error(msgspec.Struct):
    type: str
    message: str


executions = Table(
    "executions",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("flow_id", String(64), nullable=False),
    Column("flow_version", String(32), nullable=False),
    Column("program", String(64), nullable=False),
    Column("semantics", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("launched_at", BigInteger, nullable=False),
    Column("inputs", Text, nullable=False, info=_OBJECT),
    Column("caller", Text, info=json_text(dict[str, object] | None)),
    Column("status", String(16)),
    Column("completed_at", BigInteger),
    Column("completion_reason", Text),
    Column("output_data", Text, info=_OBJECT),
    Column("error", Text, info=json_text(_Error)),
    Column("parked", Text, info=json_text(list[_Reason])),
    Column("due_at", BigInteger),
    Column("due_after", Integer),
)
"""`launched_at` and `completed_at` are milliseconds since the epoch; `inputs`, `caller`, `output_data`, `error` and
`parked` are JSON texts. `status` is null while the execution runs. `program` is the program's content hash.

`due_at` is when a waiting execution continues, in milliseconds of the `timeline`. It is about the wait that follows the
first `due_after` chunks of the journal; with more chunks, that wait is over."""

Index(
    "ix_executions_unfinished",
    executions.c.number,
    sqlite_where=executions.c.completed_at.is_(None),
    postgresql_where=executions.c.completed_at.is_(None),
)
Index("ix_executions_completed_at", executions.c.completed_at)

FAILED: sa.ColumnElement[bool] = executions.c.status != sa.literal_column("'COMPLETED'", sa.String)
NAME_CHARACTERS = 64
"""How much of a name is indexed: PostgreSQL limits index rows to 2,704 bytes."""

_NAME_START: sa.ColumnElement[str] = sa.func.substr(
    executions.c.name, sa.literal_column("1", Integer), sa.literal_column(str(NAME_CHARACTERS), Integer), type_=Text()
)

Index("ix_executions_flow", executions.c.flow_id, executions.c.number)
Index("ix_executions_name", _NAME_START, executions.c.number)
Index("ix_executions_failed", executions.c.number, sqlite_where=FAILED, postgresql_where=FAILED)

execution_context = Table(
    "execution_context",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("execution", String(36), primary_key=True),
)
"""The searchable context of the extended contract: one row per key of an execution's context, in `findable` form."""

LONGEST_FINDABLE = 300

_IDS_AT_ONCE = 500


def has_name(name: str) -> sa.ColumnElement[bool]:
    """Whether an execution has this name; in two parts, so that SQLite uses the index of the first."""
    start, rest = _NAME_START, sa.func.substr(executions.c.name, NAME_CHARACTERS + 1)
    return sa.and_(start == name[:NAME_CHARACTERS], rest == name[NAME_CHARACTERS:])


def findable(text: str) -> str:
    """The indexed form of a context's key or value: a long one is cut and gets a digest of the whole.

    Key and value share one index, and PostgreSQL limits index rows to 2,704 bytes.
    """
    if len(text) <= LONGEST_FINDABLE:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[: LONGEST_FINDABLE - len(digest)]}{digest}"


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One stored execution; see the table for the meaning of each field. The database assigns `number`."""

    id: str
    flow_id: str
    flow_version: str
    program: str
    semantics: str
    name: str
    launched_at: int
    inputs: str
    caller: str | None = None
    status: str | None = None
    completed_at: int | None = None
    completion_reason: str | None = None
    output_data: str | None = None
    error: str | None = None
    parked: str | None = None
    due_at: int | None = None
    due_after: int | None = None
    number: int = 0


class Unfinished(NamedTuple):
    """An execution without an outcome. `due_at`: it waits until then; `parked`: see the table."""

    id: str
    semantics: str
    due_at: int | None
    parked: str | None


class Finish(NamedTuple):
    """The stored outcome of an execution."""

    id: str
    status: str
    completed_at: int
    completion_reason: str | None
    output_data: str | None
    error: str | None


ROW_COLUMNS = [executions.c[name] for name in ExecutionRow.__dataclass_fields__]
_BY_ID = sa.select(*ROW_COLUMNS).where(executions.c.id == sa.bindparam("id"))


def find(connection: sa.Connection, execution_id: str) -> ExecutionRow | None:
    """The execution with this id, or None."""
    row = connection.execute(_BY_ID, {"id": execution_id}).first()
    return None if row is None else ExecutionRow(*row)


def unfinished(connection: sa.Connection) -> list[Unfinished]:
    """All executions without an outcome, oldest first."""
    later = sa.select(journals.c.chunk).where(
        journals.c.execution == executions.c.id, journals.c.chunk >= executions.c.due_after
    )
    due_at = sa.case((sa.exists(later), None), else_=executions.c.due_at)
    query = (
        sa.select(executions.c.id, executions.c.semantics, due_at, executions.c.parked)
        .where(executions.c.completed_at.is_(None))
        .order_by(executions.c.number)
    )
    return [Unfinished(*row) for row in connection.execute(query)]


def unfinished_programs(connection: sa.Connection) -> list[str]:
    """The hashes of the programs that executions without an outcome run."""
    return list(
        connection.scalars(sa.select(executions.c.program).where(executions.c.completed_at.is_(None)).distinct())
    )


def unfinished_between(connection: sa.Connection, since: int, until: int, *, parked: bool, rule: str = "") -> list[str]:
    """The ids of executions without an outcome that were launched between two times (ms), oldest first.

    Without `parked`, parked executions are left out; with it, only those that are parked because of `rule` are.
    """
    query = sa.select(executions.c.id).where(
        executions.c.completed_at.is_(None), executions.c.launched_at >= since, executions.c.launched_at < until
    )
    if not parked:
        query = query.where(executions.c.parked.is_(None))
    elif rule:
        query = query.where(executions.c.parked.is_(None) | ~executions.c.parked.contains(f'"{rule}"'))
    return list(connection.scalars(query.order_by(executions.c.number)))


def is_row(connection: sa.Connection, execution_id: str, number: int, *, writes: bool = False) -> bool:
    """Whether an execution still has this row, and not one of a state that was restored since.

    Whoever has computed from a row asks before it writes; with `writes`, the row stays until the transaction ends.
    """
    row = sa.select(executions.c.number).where(executions.c.id == execution_id, executions.c.number == number)
    return connection.scalar(row.with_for_update(read=True, key_share=True) if writes else row) is not None


def finish(connection: sa.Connection, outcome: Finish) -> None:
    """Complete one execution. An existing outcome is kept. To complete many, use the `Writer`."""
    values = outcome._asdict()
    del values["id"]
    running = sa.and_(executions.c.id == outcome.id, executions.c.completed_at.is_(None))
    connection.execute(sa.update(executions).where(running).values(**values, parked=None))


def park(connection: sa.Connection, execution_id: str, diagnostics: str | None) -> None:
    """Store why an execution cannot continue, as JSON; None clears it."""
    connection.execute(sa.update(executions).where(executions.c.id == execution_id).values(parked=diagnostics))


def unpark(connection: sa.Connection, ids: list[str]) -> None:
    """Remove the reasons why executions cannot continue."""
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = executions.c.id.in_(ids[start : start + _IDS_AT_ONCE])
        connection.execute(sa.update(executions).where(some).values(parked=None))


def which_exist(connection: sa.Connection, ids: list[str]) -> set[str]:
    """Those of some ids that executions have."""
    return set(connection.scalars(sa.select(executions.c.id).where(executions.c.id.in_(ids))))


def parked(connection: sa.Connection) -> list[str]:
    """The ids of all parked executions, oldest first."""
    is_parked = executions.c.completed_at.is_(None) & executions.c.parked.is_not(None)
    return list(connection.scalars(sa.select(executions.c.id).where(is_parked).order_by(executions.c.number)))


def expired(connection: sa.Connection, before: int, *, limit: int) -> list[str]:
    """The ids of up to `limit` executions that were completed before a time (ms), oldest first."""
    query = sa.select(executions.c.id).where(executions.c.completed_at < before)
    return list(connection.scalars(query.order_by(executions.c.completed_at).limit(limit)))


def forget(connection: sa.Connection, ids: list[str]) -> None:
    """Delete executions and their context. `journals.forget` deletes their journals."""
    connection.execute(sa.delete(execution_context).where(execution_context.c.execution.in_(ids)))
    connection.execute(sa.delete(executions).where(executions.c.id.in_(ids)))


_RESTORED = "architrave:restored"
"""The key in the context of an execution that a restored state left without an outcome, until it has begun again."""


def mark_restored(connection: sa.Connection) -> None:
    """Mark every execution without an outcome, and no other, as restored."""
    connection.execute(sa.delete(execution_context).where(execution_context.c.key == _RESTORED))
    unfinished = executions.c.completed_at.is_(None)
    rows = sa.select(sa.literal(_RESTORED), sa.literal(""), executions.c.id).where(unfinished)
    connection.execute(sa.insert(execution_context).from_select(["key", "value", "execution"], rows))


def restored(connection: sa.Connection) -> set[str]:
    """The ids of the executions that are marked as restored."""
    found = execution_context.c.key == _RESTORED
    return set(connection.scalars(sa.select(execution_context.c.execution).where(found)))


def unmark_restored(connection: sa.Connection, execution_id: str) -> None:
    """Note that an execution has begun again."""
    found = sa.and_(execution_context.c.key == _RESTORED, execution_context.c.execution == execution_id)
    connection.execute(sa.delete(execution_context).where(found))
