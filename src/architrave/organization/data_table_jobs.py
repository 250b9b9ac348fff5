"""Jobs that import the rows of a data table from a CSV file, or export them to one.

An import is done, whole or not at all, while its file is received: no job is ever left half done by a crash.
"""

import csv
import io
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from architrave.definitions.data_table_rows import LONGEST_CELL, read_rows
from architrave.definitions.rules import DATA_TABLE_ROW
from architrave.diagnostics import Diagnostic, Position, Source
from architrave.organization.data_table import Row, Table, row_in
from architrave.organization.data_tables import MOST_ROWS, DataTables, Imported
from architrave.organization.entities import Conflict
from architrave.organization.entity import key_of
from architrave.organization.jobs import KEPT_MS
from architrave.store import Store, data_table_rows
from architrave.store import data_table_jobs as kept
from architrave.store.data_table_jobs import JobRow

csv.field_size_limit(LONGEST_CELL)
"""Python's own limit is half of what a text may have."""

IMPORT, EXPORT = "import", "export"
WAITING, FAILED, SUCCEEDED = "WaitingForUpload", "Failed", "Succeeded"
REPLACE_ALL, APPEND = "ReplaceAll", "Append"

MOST_BYTES = 100 * 1024 * 1024
"""The size of the largest file that is imported."""

MOST_PROBLEMS = 100
"""So many problems of one file are reported; more would not help."""

SYNTAX, SCHEMA, FULL = (
    "flows.datatables.syntax.error",
    "flows.datatables.schema.exception",
    "flows.datatables.too.many.rows",
)
"""The codes of what is wrong with a file (the codes are documented; that a job has them is assumed)."""


class FileProblem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem with a file. `line` is its line, from 1; None for the whole file."""

    message: str
    line: int | None = None


class FileFault(msgspec.Struct, frozen=True):
    """Why an import failed: a code of the cloud, and the first problems."""

    code: str
    problems: list[FileProblem]


class DataTableJobs:
    """The jobs of an organization. `now` returns the time in ms since the epoch. What writes blocks; `NotKept`."""

    def __init__(self, store: Store, tables: DataTables, now: Callable[[], int]) -> None:
        self._store = store
        self._tables = tables
        self._now = now

    def find(self, table: Table, kind: str, job_id: str) -> JobRow | None:
        """A job of a table."""
        with self._store.read() as connection:
            found = kept.find(connection, job_id)
        if found is None or found.created_at < self._now() - KEPT_MS:
            return None
        return found if (found.of_table, found.kind) == (key_of(table.id), kind) else None

    def imports(self, table: Table) -> list[JobRow]:
        """The imports into a table, newest first."""
        with self._store.read() as connection:
            return kept.of_table(connection, key_of(table.id), IMPORT)

    def start_import(self, table: Table, mode: str, owner: str | None) -> JobRow:
        """A new import, which waits for its file. `owner` is the id of the client."""
        return self._add(JobRow(str(uuid4()), key_of(table.id), IMPORT, WAITING, self._now(), mode, owner))

    def export(self, table: Table, owner: str | None) -> JobRow:
        """A new export, which has its file already: the rows as they are now."""
        with self._store.read() as connection:
            rows = data_table_rows.all_rows(connection, key_of(table.id))
        present = [row_in(row.content) for row in rows if not row.deleted]
        content = zlib.compress(csv_of(table, present).encode())
        now = self._now()
        return self._add(
            JobRow(
                str(uuid4()),
                key_of(table.id),
                EXPORT,
                SUCCEEDED,
                now,
                owner=owner,
                completed_at=now,
                processed=len(present),
                content=content,
            )
        )

    def file(self, job_id: str) -> bytes | None:
        """The file of an export; None if the job is gone."""
        with self._store.read() as connection:
            found = kept.find(connection, job_id)
        return None if found is None or found.content is None else zlib.decompress(found.content)

    def receive(self, job_id: str, content: bytes) -> JobRow | Conflict:
        """Import a file. A conflict: the job is gone, or has had its file. A file with a fault fails the job."""
        with self._store.read() as connection:
            job = kept.find(connection, job_id)
        table = None if job is None else self._tables.with_id(job.of_table)
        if job is None or table is None:
            return Conflict("gone", "The import job, or its data table, is gone.")
        if job.status != WAITING:
            return Conflict("done", f"The import job has had its file already: its status is {job.status}.")
        rows, faults = _rows_in(content, table)
        if faults:
            return self._fail(job, _fault_of(faults), failed=len({one.start for one in faults}))

        ended = self._ended(job, SUCCEEDED)

        def done(connection: Connection, result: Imported) -> None:
            kept.save(connection, replace(ended, processed=result.written, deleted=result.deleted))

        result = self._tables.import_rows(table, rows, replaces_all=job.mode != APPEND, done=done)
        if isinstance(result, Conflict):
            fault = FileFault(FULL if result.reason == "full" else SCHEMA, [FileProblem(result.message)])
            return self._fail(job, fault, failed=len(rows))
        return replace(ended, processed=result.written, deleted=result.deleted)

    def _add(self, job: JobRow) -> JobRow:
        with self._store.write() as connection:
            kept.forget_older(connection, self._now() - KEPT_MS)
            kept.add(connection, job)
        return job

    def _fail(self, job: JobRow, fault: FileFault, failed: int) -> JobRow:
        ended = replace(self._ended(job, FAILED), failed=failed, error=msgspec.json.encode(fault).decode())
        with self._store.write() as connection:
            kept.save(connection, ended)
        return ended

    def _ended(self, job: JobRow, status: str) -> JobRow:
        return replace(job, status=status, completed_at=self._now())


def fault_in(job: JobRow) -> FileFault | None:
    """Why a job failed."""
    return None if job.error is None else msgspec.json.decode(job.error, type=FileFault)


def csv_of(table: Table, rows: Iterable[Row]) -> str:
    """Rows as a CSV text: a header with the ids of the columns, and a line for each row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    for row in rows:
        values = table.completed(row)
        writer.writerow([_cell(values.get(name)) for name in table.columns])
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _rows_in(content: bytes, table: Table) -> tuple[dict[str, dict[str, Any]], tuple[Diagnostic, ...]]:
    """The rows in a file, and what is wrong with it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        place = Position(line, 1)
        return {}, (
            Diagnostic(DATA_TABLE_ROW, "The file is not UTF-8 here.", start=place, end=place, help="Save it as UTF-8."),
        )
    return read_rows(Source("The file", text), table.columns, MOST_ROWS)


def _fault_of(faults: Iterable[Diagnostic]) -> FileFault:
    first = [*faults][:MOST_PROBLEMS]
    problems = [
        FileProblem(f"{one.message} {one.help}" if one.help else one.message, one.start.line if one.start else None)
        for one in first
    ]
    return FileFault(SYNTAX, problems)
