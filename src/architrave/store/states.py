"""Saved states: everything that a database holds of an organization, as one JSON document.

    {"format": 1, "architrave": "0.1.0", "schema": 5, "savedAt": …, "tables": {"executions": [{…}, …], …}}

Whatever has a table is in it, so a new noun needs no code here. A column that is null is left out, bytes are Base64.
Numbers that the database assigns are left out too: it assigns new ones, in the same order. `state_reading` reads a
document, whole, before anything is changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from architrave import __version__
from architrave.store import migrations
from architrave.store.owners import count_replacement
from architrave.store.schema import metadata

FORMAT = 1
"""The version of the document's form. The form of the rows is the schema's."""

MOST_BYTES = 64 * 1024 * 1024
"""The size of the largest document. Whoever has more copies the database."""

OF_THE_DATABASE = frozenset(
    {"flow_jobs", "history_jobs", "log_mark", "owners", "schema_version", "secrets", "signing_keys", "tokens"}
)
"""The tables that are not the organization's. They stay as they are: a reset does not log its caller out, and the key
of signatures and the secrets of credentials stay secret."""

ROWS_AT_ONCE = 200

_LIMITS = {sa.SmallInteger: 2**15, sa.BigInteger: 2**63, sa.Integer: 2**31}
_PLAIN: dict[type[Any], Any] = {sa.Boolean: bool, sa.Float: float, sa.LargeBinary: bytes}


class WrongState(ValueError):  # noqa: N818 - says what was given
    """A document is not a state that this database can take. Nothing was changed."""


class TooLargeToSave(Exception):  # noqa: N818 - says what it is
    """The state has more than MOST_BYTES."""


@dataclass(frozen=True, slots=True)
class State:
    """A state that was read: the rows of each table."""

    rows: Mapping[str, Sequence[msgspec.Struct]]


def tables() -> list[sa.Table]:
    """The tables of the organization, in an order in which their rows can be inserted."""
    return [table for table in metadata.sorted_tables if table.name not in OF_THE_DATABASE]


def saved_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns that a document has: all but a number that the database assigns."""
    return [column for column in table.columns if column is not table.autoincrement_column]


@cache
def row_type(table: sa.Table) -> type[msgspec.Struct]:
    """The shape of a table's rows."""
    fields = [_field(column) for column in saved_columns(table)]
    return msgspec.defstruct(table.name, fields, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, gc=False)


def _field(column: sa.Column[Any]) -> Any:
    kind = _kind(column.type)
    name = str(column.name)
    return (name, kind | None, None) if column.nullable else (name, kind)


def _kind(kind: Any) -> Any:
    for known, limit in _LIMITS.items():
        if isinstance(kind, known):
            return Annotated[int, msgspec.Meta(ge=-limit, le=limit - 1)]
    for known, plain in _PLAIN.items():
        if isinstance(kind, known):
            return plain
    if isinstance(kind, sa.String):
        return str if kind.length is None else Annotated[str, msgspec.Meta(max_length=kind.length)]
    raise TypeError(f"a saved state has no form for a column of the type {kind!r}")


# -- saving ------------------------------------------------------------------------------------------------------------


def document(connection: sa.Connection, now: int) -> bytes:
    """The state of a database as JSON; `now` is the time in milliseconds since the epoch. Raises TooLargeToSave.

    One row a line, so that two states can be compared. Blocks, but holds Python's lock only for some rows at a time.
    """
    pieces: list[bytes] = []
    size = 0
    for piece in _pieces(connection, now):
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLargeToSave
        pieces.append(piece)
    return b"".join(pieces)


def _pieces(connection: sa.Connection, now: int) -> Iterator[bytes]:
    at = datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    header = {"format": FORMAT, "architrave": __version__, "schema": migrations.LATEST, "savedAt": at}
    yield msgspec.json.encode(header)[:-1] + b',"tables":{'
    for number, table in enumerate(tables()):
        yield (b',\n"%s":[' if number else b'\n"%s":[') % table.name.encode()
        separator = b"\n"
        for rows in _rows(connection, table):
            yield separator + b",\n".join(map(msgspec.json.encode, rows))
            separator = b",\n"
        yield b"]"
    yield b"\n}}\n"


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[msgspec.Struct]]:
    columns, row = saved_columns(table), row_type(table)
    names = [str(column.name) for column in columns]
    order = [table.autoincrement_column] if table.autoincrement_column is not None else list(table.primary_key.columns)
    found = connection.execute(sa.select(*columns).order_by(*order), execution_options={"stream_results": True})
    for some in found.partitions(ROWS_AT_ONCE):
        yield [row(**dict(zip(names, values, strict=True))) for values in some]


# -- replacing ---------------------------------------------------------------------------------------------------------


def replace(connection: sa.Connection, state: State | None) -> None:
    """Replace everything that is the organization's by a state, or by nothing, in `connection`'s transaction.

    Raises WrongState if the database refuses a row; then the transaction must not be committed.
    """
    _empty(connection)
    count_replacement(connection)
    if state is None:
        return
    for table in tables():
        try:
            _insert(connection, table, state.rows[table.name])
        except (IntegrityError, DataError) as problem:
            said = str(problem.orig).partition("\n")[0]
            raise WrongState(f'The database refuses a row of the table "{table.name}": {said}.') from problem


def _empty(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        # This also waits for others that write, and makes those who come later wait for the end of the transaction.
        names = ", ".join(table.name for table in tables())
        connection.exec_driver_sql(f"TRUNCATE {names}")
        return
    for table in reversed(tables()):
        connection.execute(sa.delete(table))


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterable[msgspec.Struct]) -> None:
    statement = sa.insert(table)
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(msgspec.structs.asdict(row))
        if len(some) >= ROWS_AT_ONCE:
            connection.execute(statement, some)
            some = []
    if some:
        connection.execute(statement, some)
