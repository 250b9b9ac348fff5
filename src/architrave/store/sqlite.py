"""SQLite: one file, WAL mode, every acknowledged commit synced to disk, one owner."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.faults import NotKept
from architrave.store.statements import LARGEST
from architrave.store.writer import Driver

BUSY_MILLISECONDS = 10_000
CHECKPOINT_PAGES = 4_000
KEPT_STATEMENTS = 5 * LARGEST
"""Enough for every number of rows of every kind of write, and for what else is asked."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection outside any transaction, whose commits are on disk when they return.

    `synchronous=FULL` syncs the log at each commit; in WAL mode anything less may lose the last commits when the
    machine stops.
    """
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MILLISECONDS / 1000,
        cached_statements=KEPT_STATEMENTS,
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    return connection


def engine(path: Path) -> sa.Engine:
    """An engine whose transactions are begun by us: the driver's own guessing leaves DDL outside of them."""
    made = sa.create_engine(
        "sqlite+pysqlite://", creator=lambda: connect(path), poolclass=sa.QueuePool, hide_parameters=True
    )

    @event.listens_for(made, "begin")
    def begin(connection: sa.Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


def driver(path: Path) -> Driver:
    """What the writer needs to know of this file."""
    return Driver(lambda: connect(path), "?", "BEGIN IMMEDIATE", explain)


def explain(problem: Exception) -> NotKept | None:
    """The database's own fault as `NotKept`; None where what was to be written is at fault."""
    name = getattr(problem, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return NotKept("The disk under the database is full.", help="Free some space; nothing that was kept is lost.")
    if name.startswith("SQLITE_READONLY"):
        return NotKept("The database cannot be written.", help="Give the server's user write access to its folder.")
    if name.startswith("SQLITE_BUSY"):
        return NotKept("Another program keeps the database locked.", help="Close it; the server needs the file alone.")
    if isinstance(problem, (sqlite3.OperationalError, OSError)):
        return NotKept(f"The database could not be written: {problem}.", help="Look at the disk that it lies on.")
    return None


class OwnerLock:
    """Keeps a second process off the same file. The system gives the lock back when the process ends, however."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f"{path.name}.lock")
        self._handle: int | None = None

    def acquire(self) -> str | None:
        """Take the lock. None when it was taken, else who has it (a process id as text, empty when unknown)."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError:
            owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            os.close(handle)
            return owner
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
        self._handle = handle
        return None

    def release(self) -> None:
        """Give the lock back. The file stays: taking it away would let two processes lock two files of one name."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _lock(handle: int) -> None:
    import fcntl  # POSIX only, as are the deployments that this engine is for

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def prepare(path: Path) -> tuple[OwnerLock | None, Diagnostic | None]:
    """Make the folder and the file, readable by its owner only, and take the lock on it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        lock = OwnerLock(path)
        owner = lock.acquire()
    except OSError as problem:
        return None, fault_of(problem, path)
    if owner is None:
        return lock, None
    return None, Diagnostic(
        rules.STORE_IN_USE,
        f"{path} belongs to another running process{f' ({owner})' if owner else ''}.",
        file=str(path),
        help="Stop that server first, or give this one a database of its own with --database sqlite:///OTHER.db.",
    )


def fault_of(problem: Any, path: Path) -> Diagnostic:
    """What keeps this file from being opened, said so that it can be mended."""
    name = getattr(problem, "sqlite_errorname", "") or ""
    reason = getattr(problem, "strerror", None) or str(problem)
    if (
        name.startswith(("SQLITE_READONLY", "SQLITE_PERM"))
        or isinstance(problem, PermissionError)
        or _is_read_only(problem)
    ):
        return Diagnostic(
            rules.STORE_READ_ONLY,
            f"{path} cannot be written: {reason}.",
            file=str(path),
            help="Give the server's user write access to the folder, or name another place with --database sqlite:///PATH.",
        )
    if name.startswith("SQLITE_FULL") or getattr(problem, "errno", None) == _NO_SPACE:
        return Diagnostic(
            rules.STORE_FULL,
            f"The disk under {path} is full.",
            file=str(path),
            help="Free some space and start again; nothing that was kept is lost.",
        )
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"{path} cannot be used as a database: {reason}.",
        file=str(path),
        help="Is it a file that Architrave made? Move it away to start with an empty database.",
    )


_NO_SPACE = errno.ENOSPC
_READ_ONLY_FILE_SYSTEM = errno.EROFS


def _is_read_only(problem: Any) -> bool:
    return getattr(problem, "errno", None) == _READ_ONLY_FILE_SYSTEM
