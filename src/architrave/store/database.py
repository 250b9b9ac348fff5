"""Opening a database: its kind by its URL, its owner, its schema brought up to date."""

import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError

from architrave.diagnostics import Diagnostic
from architrave.store import migrations, postgresql, rules, sqlite
from architrave.store.faults import NotKept
from architrave.store.writer import Driver, Writer

ALONE_KEY = 0x414C4F4E
"""The advisory lock of PostgreSQL by which servers take turns; SQLite has one writer at a time as it is."""


class Store:
    """An open database. `name` is what a person would call it, without its password."""

    def __init__(
        self,
        name: str,
        engine: sa.Engine,
        driver: Driver,
        lock: sqlite.OwnerLock | postgresql.OwnerLock | None,
    ) -> None:
        self.name = name
        self.dialect = engine.dialect.name
        self._engine = engine
        self._driver = driver
        self._lock = lock
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Generator[sa.Connection, None, None]:
        """A connection for reading, within one transaction. A fault of the database is raised as `NotKept`."""
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Generator[sa.Connection, None, None]:
        """A connection for changing a few rows; what was changed is on disk when the block is left without a fault.

        With `alone` no other process that shares the database is in such a block at the same time, so that what was
        read in it stays true until its end. A fault of the database, its disk or its server is raised as `NotKept`.
        """
        with (
            self._explained(),
            self._turn,
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            if alone and self.dialect == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ALONE_KEY)))
            yield connection

    @contextmanager
    def _explained(self) -> Generator[None, None, None]:
        try:
            yield
        except DBAPIError as problem:
            fault = self._driver.explain(problem.orig) if isinstance(problem.orig, Exception) else None
            if fault is None:
                raise
            raise fault from problem.orig

    def writer(self, notify: Callable[[Callable[[], None]], object], *, limit: int = 20_000) -> Writer:
        """The writer for launches and completions; `notify` hands a function to the event loop's thread."""
        return Writer(self._driver, notify, turn=self._turn, limit=limit)

    def close(self) -> None:
        """Close all connections and give up ownership. Writers are to be closed before."""
        if self._lock is not None:
            self._lock.release()
        self._engine.dispose()


def open_store(url: str | Path, *, owner: bool = True) -> tuple[Store | None, tuple[Diagnostic, ...]]:
    """Open a database, make it where there is none, and bring its schema up to date.

    `url` is a path, `sqlite:///PATH` or `postgresql://…`. With `owner` this process becomes its only one, as the
    embedded engine needs; servers that share a PostgreSQL database pass False. Returns the store, or why there is none.
    """
    if isinstance(url, str) and url.startswith(("postgresql:", "postgres:", "postgresql+")):
        return _open_postgresql(url, owner=owner)
    if isinstance(url, str) and "://" in url and not url.startswith("sqlite:///"):
        return None, (
            Diagnostic(
                rules.STORE_UNUSABLE,
                f"{url.split('://')[0]} is not a database that Architrave knows.",
                help="Use sqlite:///PATH or postgresql://USER@HOST/DATABASE.",
            ),
        )
    return _open_sqlite(Path(str(url).removeprefix("sqlite:///")))


def _open_sqlite(path: Path) -> tuple[Store | None, tuple[Diagnostic, ...]]:
    lock, fault = sqlite.prepare(path)
    if lock is None:
        return None, (fault,) if fault else ()
    engine = sqlite.engine(path)
    store = Store(str(path), engine, sqlite.driver(path), lock)
    try:
        fault = _migrate(store)
    except (NotKept, DBAPIError, sqlite3.Error, OSError) as problem:
        fault = sqlite.fault_of(_drivers(problem), path)
    except BaseException:
        store.close()
        raise
    if fault is not None:
        store.close()
        return None, (fault,)
    return store, ()


def _open_postgresql(url: str, *, owner: bool) -> tuple[Store | None, tuple[Diagnostic, ...]]:
    try:
        parsed = postgresql.normal_url(url.replace("postgres://", "postgresql://", 1))
        engine = postgresql.engine(parsed)
    except (ArgumentError, ImportError, ValueError) as problem:
        return None, (postgresql.no_engine(problem),)
    lock, fault = postgresql.prepare(parsed, engine, owner=owner)
    if fault is None:
        store = Store(parsed.render_as_string(hide_password=True), engine, postgresql.driver(parsed, lock), lock)
        try:
            fault = _migrate(store)
        except (NotKept, DBAPIError) as problem:
            fault = postgresql.fault_of(_drivers(problem), parsed)
        if fault is None:
            return store, ()
        store.close()
    engine.dispose()
    return None, (fault,)


def _drivers(problem: Exception) -> Exception:
    """The driver's own exception within what was raised around it."""
    inner = problem.orig if isinstance(problem, DBAPIError) else problem.__cause__
    return inner if isinstance(inner, Exception) else problem


def _migrate(store: Store) -> Diagnostic | None:
    """Run the steps that are missing, each in its own transaction."""
    with store.read() as connection:
        number = migrations.current(connection)
    if number > migrations.LATEST:
        return Diagnostic(
            rules.STORE_NEWER,
            f"{store.name} has schema {number}; this version of Architrave knows {migrations.LATEST}.",
            file=store.name,
            help="Run the newer version again, or name another database with --database.",
        )
    for step in range(number + 1, migrations.LATEST + 1):
        with store.write() as connection:
            _step(connection, step)
    return None


def _step(connection: sa.Connection, step: int) -> None:
    """Run one step, unless another process sharing the database has run it meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(step)))
    if migrations.current(connection) < step:
        migrations.upgrade(connection, step)
