"""SQLite: one file in WAL mode, with one owner; every acknowledged commit is synced to disk."""

import errno
import logging
import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from architrave.definitions.reader import HIDDEN_FOLDER
from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.faults import NotKept
from architrave.store.folders import make_folder
from architrave.store.statements import LARGEST
from architrave.store.writer import Driver

BUSY_MILLISECONDS = 10_000
CHECKPOINT_PAGES = 4_000
KEPT_STATEMENTS = 5 * LARGEST
"""Enough for every batch size of every kind of write, and for other queries."""


PRIVATE = 0o600
"""The permissions of the database's files."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

log = logging.getLogger("architrave.store")


def connect(path: Path) -> sqlite3.Connection:
    """A connection outside any transaction. Its commits are on disk when they return.

    `synchronous=FULL` syncs the log at each commit; with a lower setting, WAL mode can lose the last commits when the
    machine crashes. Raises sqlite3.Error, also if SQLite could not switch to WAL mode, which it only reports: in the
    other mode, a crash of the machine can undo the last commit.
    """
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MILLISECONDS / 1000,
        cached_statements=KEPT_STATEMENTS,
    )
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise sqlite3.OperationalError(f"it cannot have a write-ahead log here (its journal mode is {mode})")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    except BaseException:
        connection.close()
        raise
    return connection


def engine(path: Path) -> sa.Engine:
    """An engine that begins transactions explicitly: the driver's implicit ones do not include DDL."""
    made = sa.create_engine(
        "sqlite+pysqlite://", creator=lambda: connect(path), poolclass=sa.QueuePool, hide_parameters=True
    )

    @event.listens_for(made, "begin")
    def begin(connection: sa.Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


def driver(path: Path) -> Driver:
    """The writer's driver for this file."""
    return Driver(lambda: connect(path), "?", "BEGIN IMMEDIATE", explain)


def explain(problem: Exception) -> NotKept | None:
    """A failure of the database as `NotKept`; None if the data caused the failure."""
    name = getattr(problem, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return NotKept("The database's disk is full.", help="Free some space; saved data is not affected.")
    if name.startswith("SQLITE_READONLY"):
        return NotKept("The database is read-only.", help="Give the server's user write access to its folder.")
    if name.startswith("SQLITE_BUSY"):
        return NotKept("Another program has locked the database.", help="Close that program.")
    if isinstance(problem, (sqlite3.OperationalError, OSError)):
        return NotKept(f"Cannot write to the database: {problem}.", help="Check the disk that holds the database.")
    return None


class OwnerLock:
    """Keeps a second process from using the same file. The system releases the lock when the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f"{path.name}.lock")
        self._handle: int | None = None

    def acquire(self) -> str | None:
        """Take the lock. Returns None if it was taken, else its holder (a process id as text, empty if unknown)."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE)
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
        """Release the lock. The file stays: if it were deleted, two processes could lock two files of one name."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _lock(handle: int) -> None:
    import fcntl  # POSIX only, like the deployments that this engine supports

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def prepare(path: Path) -> tuple[OwnerLock | None, Diagnostic | None]:
    """Create the file, readable only by its owner, and take the lock. An existing file is made private.

    Of the folders, only the organization's own is created: any other that is missing is a mistake in the path."""
    folder = path.parent
    try:
        if folder.name == HIDDEN_FOLDER:
            make_folder(folder)
        elif not folder.is_dir():
            return None, _no_folder(path)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE))
        _make_private(path)
        lock = OwnerLock(path)
        owner = lock.acquire()
    except OSError as problem:
        return None, fault_of(problem, path)
    if owner is None:
        return lock, None
    return None, Diagnostic(
        rules.STORE_IN_USE,
        f"Another running process is using {path}{f' (process {owner})' if owner else ''}.",
        file=str(path),
        help="Stop that process, or use another database: --database sqlite:///OTHER.db.",
    )


def _no_folder(path: Path) -> Diagnostic:
    why = "is a file" if path.parent.exists() else "does not exist"
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"Cannot use {path} as a database: the folder {path.parent} {why}.",
        file=str(path),
        help="Create the folder, or correct the path.",
    )


def _make_private(path: Path) -> None:
    """Take away the permissions of other users: the database holds what the flows received. SQLite gives its other
    files the same permissions as the database."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        try:
            if not file.stat().st_mode & _OTHERS:
                continue
            file.chmod(PRIVATE)
        except FileNotFoundError:
            continue
        except OSError as problem:
            log.warning("other users may read %s, and this cannot be changed: %s", file, problem.strerror or problem)
        else:
            log.warning("other users could read or write %s; now only its owner can", file)


def fault_of(problem: Any, path: Path) -> Diagnostic:
    """Why this file cannot be opened, and how to fix it."""
    name = getattr(problem, "sqlite_errorname", "") or ""
    reason = getattr(problem, "strerror", None) or str(problem)
    if (
        name.startswith(("SQLITE_READONLY", "SQLITE_PERM"))
        or isinstance(problem, PermissionError)
        or _is_read_only(problem)
    ):
        return Diagnostic(
            rules.STORE_READ_ONLY,
            f"Cannot write to {path}: {reason}.",
            file=str(path),
            help="Give the server's user write access to the folder, or use another place: --database sqlite:///PATH.",
        )
    if name.startswith("SQLITE_FULL") or getattr(problem, "errno", None) == _NO_SPACE:
        return Diagnostic(
            rules.STORE_FULL,
            f"The disk that holds {path} is full.",
            file=str(path),
            help="Free some space and start again; saved data is not affected.",
        )
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"Cannot use {path} as a database: {reason}.",
        file=str(path),
        help="Check that Architrave created this file. To start with an empty database, move it away.",
    )


_NO_SPACE = errno.ENOSPC
_READ_ONLY_FILE_SYSTEM = errno.EROFS


def _is_read_only(problem: Any) -> bool:
    return getattr(problem, "errno", None) == _READ_ONLY_FILE_SYSTEM
