"""Connections to a database, for the store and for its writer."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event

from architrave.store.sqlite.faults import explain
from architrave.store.sqlite.files import Files
from architrave.store.statements import LARGEST
from architrave.store.writer import Driver

BUSY_MILLISECONDS = 10_000
LOG_BYTES = 16_000_000
"""The log is cut to this size when it begins anew."""

KEPT_STATEMENTS = 5 * LARGEST
"""Enough for every batch size of every kind of write, and for other queries."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection outside any transaction. Its commits are on disk when they return.

    `synchronous=FULL` syncs the log at each commit; with a lower setting, WAL mode can lose the last commits when the
    machine crashes. Only `log` moves the log into the database. Raises sqlite3.Error, also if SQLite could not switch
    to WAL mode, which it only reports: in the other mode, a crash of the machine can undo the last commit.
    """
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MILLISECONDS / 1000,
        cached_statements=KEPT_STATEMENTS,
    )
    try:
        # Until it is in WAL mode, the folder must be synced after a rollback journal is deleted: if such a journal is
        # there again after a crash of the machine, SQLite undoes with it whatever came later, log included.
        connection.execute("PRAGMA synchronous=EXTRA")
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")  # of a database without tables; `space` converts others
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise sqlite3.OperationalError(f"it cannot have a write-ahead log here (its journal mode is {mode})")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute(f"PRAGMA journal_size_limit={LOG_BYTES}").fetchone()
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


def driver(path: Path, files: Files) -> Driver:
    """The writer's driver for this file."""
    return Driver(
        lambda: connect(path),
        "?",
        "BEGIN IMMEDIATE",
        lambda problem: files.fault or explain(problem),
        check=lambda _execute: files.check(),
        committed=files.committed,
    )
