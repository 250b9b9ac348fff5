"""Gives the space of deleted rows back to the disk, in steps that hold other writers for milliseconds."""

import logging
import sqlite3

FREE_PAGES = 256
"""How many free pages are kept for new rows: 1 MiB."""

PAGES_AT_ONCE = 128

_INCREMENTAL = 2

log = logging.getLogger("architrave.store")


def give_back(connection: sqlite3.Connection) -> tuple[int, bool]:
    """Give some free pages back. There must be no writer meanwhile. Returns how many, and whether there are more.

    The database becomes smaller once its log is moved into it. Raises sqlite3.Error.
    """
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if free <= FREE_PAGES:
        return 0, False
    # Each step of this statement frees one page; `execute` takes only one step.
    connection.executescript(f"PRAGMA incremental_vacuum({min(PAGES_AT_ONCE, free - FREE_PAGES)})")
    (left,) = connection.execute("PRAGMA freelist_count").fetchone()
    return free - left, FREE_PAGES < left < free


def make_shrinkable(connection: sqlite3.Connection) -> None:
    """Convert a database of an earlier version, which cannot give space back. Once; needs as much space as it has."""
    connection.execute(
        "SELECT COUNT(*) FROM sqlite_master"
    ).fetchone()  # before that, the answer is what was wished for
    (kind,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    if kind == _INCREMENTAL:
        return
    try:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("VACUUM")
    except sqlite3.Error as problem:
        log.warning("the database cannot give free space back to the disk yet; the next start tries again: %s", problem)
