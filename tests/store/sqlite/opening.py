"""Databases to test: opened, and with executions in them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from architrave.store import Store, open_store

LAUNCHED = (
    "INSERT INTO executions (id, flow_id, flow_version, program, semantics, name, launched_at, inputs, completed_at)"
    " VALUES ('{0}', 'f', '1.0', 'h', '1', 'run', 0, '{1}', {2})"
)


def opened(path: Path) -> Store:
    """The store, which must open without a warning."""
    store, diagnostics = open_store(path)
    assert store is not None, diagnostics
    assert diagnostics == ()
    return store


def said(path: Path) -> tuple[bool, str | None]:
    """Whether a database opens, and the rule of what is said about it."""
    store, diagnostics = open_store(path)
    if store is not None:
        store.close()
    return store is not None, diagnostics[0].rule.slug if diagnostics else None


def launch(store: Store, *names: str, text: str = "{}", completed_at: int | None = None) -> None:
    with store.write() as connection:
        for name in names:
            connection.exec_driver_sql(LAUNCHED.format(name, text, "NULL" if completed_at is None else completed_at))


def launched(path: Path) -> set[str]:
    """The executions in a file, as SQLite's own tools see them."""
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT id FROM executions")}
