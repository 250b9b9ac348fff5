"""What SQLite's errors mean for a person who runs a server."""

import errno
import sqlite3
from pathlib import Path
from typing import Any

from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.faults import NotKept


def explain(problem: Exception) -> NotKept | None:
    """A failure of the database as `NotKept`; None if the data caused the failure."""
    if isinstance(problem, NotKept):
        return problem
    name = getattr(problem, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return NotKept("The database's disk is full.", help="Free some space; saved data is not affected.")
    if name.startswith("SQLITE_READONLY"):
        return NotKept("The database is read-only.", help="Give the server's user write access to its folder.")
    if name.startswith("SQLITE_BUSY"):
        return NotKept("Another program has locked the database.", help="Close that program.")
    if isinstance(problem, (sqlite3.OperationalError, OSError)):
        return NotKept(
            f"Cannot write to the database: {problem}.",
            help="Check the disk that holds the database: it may be read-only, damaged or over its quota.",
        )
    return None


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
    if name.startswith("SQLITE_FULL") or getattr(problem, "errno", None) in _NO_SPACE:
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


_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def _is_read_only(problem: Any) -> bool:
    return getattr(problem, "errno", None) == errno.EROFS
