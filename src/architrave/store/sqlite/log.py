"""The log of a database, `NAME-wal`: it holds what was committed since it was last moved into the database.

A copy of the database alone lacks what is in the log, and nothing in SQLite tells. So the database has a mark. What is
moved into it says PART: the rest is in the log. The first thing that is then written to the log says WHOLE. Whoever
sees the database with its log, or in a copy that SQLite made, sees WHOLE; whoever sees it alone sees PART. A database
that was closed properly has no log, and says WHOLE.

The mark also counts how often the log was moved, so that a database with a log of another time is noticed, before
SQLite mixes them.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Column, Integer, String, Table

from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.schema import metadata

log_mark = Table(
    "log_mark",
    metadata,
    Column("identity", String(32), primary_key=True),
    Column("moved", Integer, nullable=False),
    Column("state", Integer, nullable=False),
)
"""One row, used with SQLite only. `identity` differs from database to database, `moved` counts how often the log was
moved into it, `state` is PART, WHOLE or UNSURE."""

PART, WHOLE, UNSURE = 0, 1, 2
"""UNSURE: a reader kept a part of the log from being moved, so the database alone may say anything."""


class Mark(NamedTuple):
    """The mark of a database; see the table."""

    identity: str
    moved: int
    state: int


def check(path: Path) -> Diagnostic | None:
    """What is wrong with a database and its log, before it is opened: a warning, or an error that must stop it.

    Raises sqlite3.Error. Nothing is changed.
    """
    if not path.stat().st_size:
        return None
    alone = _read(path, "immutable=1")
    if not path.with_name(f"{path.name}-wal").exists():
        return _lost(path) if alone is not None and alone.state == PART else None
    return _mixed(path) if alone is not None and not _fit(path, alone) else None


def _fit(path: Path, alone: Mark) -> bool:
    """Whether a database and the log beside it are of the same moment."""
    try:
        together = _read(path, "mode=ro")
        if together is None:
            return True
        if together.identity != alone.identity or (together.state == WHOLE and together.moved != alone.moved):
            return False
        return alone.state != WHOLE or _is_sound(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # it is damaged, and was not without the log
        return False


def _is_sound(path: Path) -> bool:
    """Whether a database that needs no log is sound with the log beside it: it may be a backup."""
    with _connected(path, "mode=ro") as connection:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        return bool(said == "ok")


def _read(path: Path, how: str) -> Mark | None:
    """The mark, as a connection of this kind sees it; None if there is none."""
    with _connected(path, how) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'log_mark'").fetchone():
            return None
        row = connection.execute("SELECT identity, moved, state FROM log_mark").fetchone()
        return None if row is None else Mark(*row)


def _connected(path: Path, how: str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, isolation_level=None))


def move(connection: sqlite3.Connection, *, cuts: bool = False) -> bool:
    """Move the log into the database. There must be no writer meanwhile. Returns whether all of it was moved.

    What a reader still needs stays in the log, until the next time. With `cuts`, the log's space goes back to the disk,
    unless somebody reads. Raises sqlite3.Error.
    """
    if not connection.execute("UPDATE log_mark SET moved = moved + 1, state = ?", (PART,)).rowcount:
        connection.execute("INSERT INTO log_mark VALUES (lower(hex(randomblob(8))), 1, ?)", (PART,))
    busy, pages, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if cuts:
        (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
        connection.execute("PRAGMA busy_timeout=0").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute(f"PRAGMA busy_timeout={patience}").fetchone()
    is_whole = not busy and pages == moved
    connection.execute("UPDATE log_mark SET state = ?", (WHOLE if is_whole else UNSURE,))
    return is_whole


def _lost(path: Path) -> Diagnostic:
    return Diagnostic(
        rules.STORE_WITHOUT_LOG,
        f"{path} lacks its log, {path.name}-wal: it was copied or moved without it while a server used it, or the log "
        "was deleted. The executions, flows and tokens that were saved last may be missing.",
        file=str(path),
        help=f"If you still have the file {path.name}-wal of that moment, stop the server and put it back. To copy a "
        "database that is in use, use SQLite's VACUUM INTO or .backup, or stop the server first.",
    )


def _mixed(path: Path) -> Diagnostic:
    return Diagnostic(
        rules.STORE_MIXED,
        f"{path} and its log, {path.name}-wal, are not of the same moment. Together they would be damaged.",
        file=str(path),
        help=f"If {path.name} is a backup that you restored, move {path.name}-wal and {path.name}-shm away. If the "
        "files were copied while a server used them, make the copy again with SQLite's VACUUM INTO or .backup.",
    )
