"""A disk that can be broken and repaired under a server: while broken, every connection to the SQLite file fails."""

import sqlite3
from typing import Any

import pytest


class Disk:
    """While the disk is broken, a statement or commit that starts with `at` raises `problem`."""

    def __init__(self) -> None:
        self._at = ""
        self._problem: Exception | None = None

    def break_(self, at: str, problem: Exception) -> None:
        self._at, self._problem = at, problem

    def repair(self) -> None:
        self._problem = None

    def check(self, statement: str) -> None:
        if self._problem is not None and statement.startswith(self._at):
            raise self._problem


def sqlite_fault(name: str, text: str) -> sqlite3.OperationalError:
    """What the driver raises for a SQLite error code."""
    problem = sqlite3.OperationalError(text)
    problem.sqlite_errorname = name
    return problem


def breakable(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """From now on, connections to SQLite use a disk that can be broken."""
    disk = Disk()
    connect = sqlite3.connect

    class Cursor(sqlite3.Cursor):
        def execute(self, statement: str, values: Any = (), /) -> "Cursor":
            disk.check(statement)
            super().execute(statement, values)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = None) -> Any:  # type: ignore[override]
            return super().cursor(Cursor)

        def commit(self) -> None:
            disk.check("COMMIT")
            super().commit()

    def connected(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, factory=Connection, **options)

    monkeypatch.setattr(sqlite3, "connect", connected)
    return disk
