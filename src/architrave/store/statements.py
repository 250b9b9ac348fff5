"""SQL statements that write many rows in one step, built from the tables' columns.

Few steps matter more than fast ones: the driver releases the GIL in each step, and a writer that had to win it back
from a busy event loop for every row would take milliseconds per row.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from architrave.store.calendar import calendar
from architrave.store.executions import execution_context, executions
from architrave.store.journals import journals

LAUNCH_COLUMNS = (
    "id", "flow_id", "flow_version", "program", "semantics", "name", "launched_at", "inputs", "caller",
)  # fmt: skip
DUE_COLUMNS = ("id", "due_at", "due_after")
FINISH_COLUMNS = ("id", "status", "completed_at", "completion_reason", "output_data", "error")

LARGEST = 64
"""The most rows in one statement; each number of rows is a different statement."""


def groups(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, list[Any]]]:
    """Cut rows into groups of at most 64. Yields each group's size and its values, row after row."""
    for start in range(0, len(rows), LARGEST):
        group = rows[start : start + LARGEST]
        yield len(group), [value for row in group for value in row]


@lru_cache(maxsize=256)
def insert_launches(mark: str, size: int) -> str:
    """Inserts `size` launches, except those whose id exists. `mark` is the driver's `?` or `%s`."""
    return _insert(executions, LAUNCH_COLUMNS, mark, size) + " ON CONFLICT (id) DO NOTHING"


@lru_cache(maxsize=256)
def insert_chunks(mark: str, size: int) -> str:
    """Inserts `size` journal chunks, except those that exist."""
    columns = ("execution", "chunk", "entries")
    return _insert(journals, columns, mark, size) + " ON CONFLICT (execution, chunk) DO NOTHING"


@lru_cache(maxsize=256)
def insert_context(mark: str, size: int) -> str:
    """Inserts `size` context keys."""
    return _insert(execution_context, ("key", "value", "execution"), mark, size) + " ON CONFLICT DO NOTHING"


@lru_cache(maxsize=256)
def finish_executions(mark: str, size: int) -> str:
    """Completes `size` executions. An existing outcome is never replaced."""
    return _update(FINISH_COLUMNS, mark, size)


@lru_cache(maxsize=256)
def set_due(mark: str, size: int) -> str:
    """Sets until when `size` executions wait."""
    return _update(DUE_COLUMNS, mark, size)


def _update(columns: Sequence[str], mark: str, size: int) -> str:
    """Sets columns of executions without an outcome; the first column is the id."""
    settings = ", ".join(f"{name} = v.column{index}" for index, name in enumerate(columns[1:], start=2))
    return (
        f"UPDATE {executions.name} SET {settings} FROM (VALUES {_values(len(columns), mark, size)}) AS v"  # noqa: S608
        f" WHERE {executions.name}.id = v.column1 AND {executions.name}.completed_at IS NULL"
    )


PROBE = f"INSERT INTO {calendar.name} (number, moment) VALUES (0, 0) ON CONFLICT (number) DO UPDATE SET moment = 0"  # noqa: S608
"""Writes a row that means nothing, to find out whether something can be written."""


def _insert(table: Table, columns: Iterable[str], mark: str, size: int) -> str:
    names = [table.c[name].name for name in columns]
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {_values(len(names), mark, size)}"  # noqa: S608


def _values(width: int, mark: str, size: int) -> str:
    row = f"({', '.join([mark] * width)})"
    return ", ".join([row] * size)
