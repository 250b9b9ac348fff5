"""Opens a database: picks the driver from the URL, takes ownership, and migrates the schema."""

import os
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from architrave.diagnostics import Diagnostic
from architrave.store import (
    calendar,
    data_table_jobs,
    data_table_rows,
    entities,
    executions,
    flow_jobs,
    flows,
    history_jobs,
    journals,
    migrations,
    owners,
    participants,
    rules,
    secrets,
    signing_keys,
    snapshots,
    sqlite,
    timeline,
    tokens,
    trigger_launches,
)
from architrave.store.faults import NotKept, cause_of
from architrave.store.postgresql.connections import PATIENT, engine
from architrave.store.postgresql.guard import Guard
from architrave.store.postgresql.urls import read_url
from architrave.store.schema import metadata
from architrave.store.standing import Listener
from architrave.store.writer import Driver, Writer

NOUNS = (
    calendar,
    data_table_jobs,
    data_table_rows,
    entities,
    executions,
    flow_jobs,
    flows,
    history_jobs,
    journals,
    owners,
    participants,
    secrets,
    signing_keys,
    snapshots,
    timeline,
    tokens,
    trigger_launches,
)
"""The modules that declare the tables: all of them are in `metadata` once they are imported."""

CLOSE_SECONDS = 5.0
"""How long `settle` and `close` wait for threads that still use the database."""

ALONE_KEY = 0x414C4F4E
"""PostgreSQL's advisory lock for `write(alone=True)`. SQLite needs none: it has one writer at a time."""


class Store:
    """An open database. `name` is its path or URL for messages, without the password."""

    def __init__(
        self,
        name: str,
        engine: sa.Engine,
        driver: Driver,
        lock: sqlite.OwnerLock | None = None,
        files: sqlite.Files | None = None,
        guard: Guard | None = None,
    ) -> None:
        self.name = name
        self.dialect = engine.dialect.name
        self._engine = engine
        self._driver = driver
        self._lock = lock
        self._files = files
        self._guard = guard
        self._turn = threading.Lock()
        self._unused = threading.Condition()
        self._uses = 0
        self._is_closed = False

    @property
    def fault(self) -> NotKept | None:
        """Why the database cannot be used now, as far as is known without asking it; None if it can."""
        if self._files is not None:
            return self._files.fault
        return None if self._guard is None else self._guard.fault

    def check(self) -> None:
        """Raise `NotKept` if the database cannot be used now, without asking it."""
        if self._guard is not None:
            self._guard.check()

    @property
    def can_be_taken(self) -> bool:
        """Whether another process could become the owner of the database although this one goes on."""
        return self._guard is not None and self._guard.fence() is not None

    @property
    def may_have_other_writers(self) -> bool:
        """Whether other processes can write to the database, now or while this one does not own it."""
        return self._guard is not None

    def watch(self, listener: Listener) -> None:
        """Look at the database every second until it is closed. `listener` is called when its ownership changes.

        Only a database on a server needs it.
        """
        if self._guard is not None:
            self._guard.watch(listener)

    @contextmanager
    def read(self) -> Generator[sa.Connection, None, None]:
        """A connection for reading, in one transaction. Database failures are raised as `NotKept`."""
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Generator[sa.Connection, None, None]:
        """A connection for changing a few rows. The changes are on disk when the block ends without an exception.

        With `alone`, only one process that shares the database can be in the block, so what was read in it stays true
        until it ends. Failures of the database, its disk or its server are raised as `NotKept`.
        """
        with self._explained(), self._turn:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                if self._files is not None:
                    self._files.check()
                if alone and self.dialect == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ALONE_KEY)))
                if self._guard is not None and (fence := self._guard.fence()) is not None:
                    fence.check(connection.exec_driver_sql)
                yield connection
            if self._files is not None:
                self._files.committed(1)

    def move_log(self) -> None:
        """Move SQLite's log into the database, so that a copy without it lacks little. Blocks; raises `NotKept`."""
        if self._files is not None:
            with self._explained(), self._turn:
                self._files.move_log()

    def give_back(self) -> bool:
        """Give some of the space of deleted rows back to the disk, in milliseconds. Returns whether there is more.

        PostgreSQL does that itself. Blocks; raises `NotKept`.
        """
        if self._files is None:
            return False
        with self._explained(), self._turn:
            return self._files.give_back()

    @contextmanager
    def _explained(self) -> Generator[None, None, None]:
        with self._unused:
            if self._is_closed:
                raise NotKept("The database is closed.")
            self._uses += 1
        try:
            self.check()
            yield
        except PoolTimeout as problem:
            raise NotKept("Too many requests wait for the database.") from problem
        except DBAPIError as problem:
            fault = self._driver.explain(problem.orig) if isinstance(problem.orig, Exception) else None
            if fault is None:
                raise
            raise fault from problem.orig
        except sqlite3.Error as problem:
            raise self._driver.explain(problem) or NotKept(f"SQLite failed: {problem}.") from problem
        finally:
            with self._unused:
                self._uses -= 1
                self._unused.notify_all()

    def writer(self, notify: Callable[[Callable[[], None]], object], *, limit: int = 20_000) -> Writer:
        """The writer for launches and completions; `notify` hands a function to the event loop's thread.

        Once another process was the owner of the database, it writes nothing anymore: make another one.
        """
        fence = None if self._guard is None else self._guard.fence()
        driver = self._driver if fence is None else replace(self._driver, check=fence.check)
        return Writer(driver, notify, turn=self._turn, limit=limit)

    def settle(self) -> None:
        """Wait until no thread uses the database, for a few seconds: a cancelled task leaves its thread running."""
        with self._unused:
            self._unused.wait_for(lambda: not self._uses, CLOSE_SECONDS)

    def close(self) -> None:
        """Close all connections and give up ownership. Close writers first.

        Waits a few seconds for other threads that still read or write: a cancelled task leaves its thread running.
        """
        with self._unused:
            self._is_closed = True
        self.settle()
        if self._guard is not None:
            self._guard.release()
        self._engine.dispose()
        if self._files is not None:
            self._files.close()
        if self._lock is not None:
            self._lock.release()


def open_store(url: str | Path, *, owner: bool = True) -> tuple[Store | None, tuple[Diagnostic, ...]]:
    """Open a database, create it if necessary, and migrate its schema.

    `url` is a path, `sqlite:///PATH` or `postgresql://…`. With `owner`, only this process may use the database, as the
    embedded engine requires; servers that share a PostgreSQL database pass False. Returns the store, with warnings, or
    the reason why it cannot be opened.
    """
    if isinstance(url, str) and url.startswith(("postgresql:", "postgres:", "postgresql+")):
        return _open_postgresql(url, owner=owner)
    if isinstance(url, str) and "://" in url and not url.startswith("sqlite:///"):
        return None, (
            Diagnostic(
                rules.STORE_UNUSABLE,
                f'Unsupported database "{url.split("://")[0]}".',
                help="Use sqlite:///PATH or postgresql://USER@HOST/DATABASE.",
            ),
        )
    return _open_sqlite(Path(str(url).removeprefix("sqlite:///")))


def _open_sqlite(path: Path) -> tuple[Store | None, tuple[Diagnostic, ...]]:
    real = Path(os.path.realpath(path))
    lock, fault = sqlite.prepare(path, real)
    if lock is None:
        return None, (fault,) if fault else ()
    files = sqlite.Files()
    store = Store(str(path), sqlite.engine(real), sqlite.driver(real, files), lock, files)
    found: Diagnostic | None = None
    try:
        found = sqlite.check(real)
        fault = found if found is not None and found.is_error else _migrate(store)
        if fault is None:
            files.begin(real, sqlite.connect(real), lock.path)
    except (NotKept, DBAPIError, sqlite3.Error, OSError) as problem:
        fault = sqlite.fault_of(cause_of(problem), path)
    except BaseException:
        store.close()
        raise
    if fault is not None:
        store.close()
        return None, (fault,)
    return store, () if found is None else (found,)


def _open_postgresql(text: str, *, owner: bool) -> tuple[Store | None, tuple[Diagnostic, ...]]:
    url = read_url(text.replace("postgres://", "postgresql://", 1))
    if isinstance(url, Diagnostic):
        return None, (url,)
    from architrave.store.postgresql import opening  # needs the driver

    name, made, patient = opening.name_of(url), engine(url), engine(url, PATIENT)
    unguarded = opening.driver(url, _nothing_known)
    migrate = partial(_migrate, Store(name, made, unguarded), Store(name, patient, unguarded))
    try:
        guard = opening.take(url, migrate, metadata.sorted_tables, owner=owner)
    finally:
        patient.dispose()
    if isinstance(guard, Diagnostic):
        made.dispose()
        return None, (guard,)
    return Store(name, made, opening.driver(url, guard.check), guard=guard), ()


def _nothing_known() -> None:
    pass


def _migrate(store: Store, patient: Store | None = None) -> Diagnostic | None:
    """Run the missing steps, each in a separate transaction; in `patient` if they may take longer than others."""
    with store.read() as connection:
        number = migrations.current(connection)
    if number > migrations.LATEST:
        return Diagnostic(
            rules.STORE_NEWER,
            f"{store.name} has schema {number}, but this version of Architrave supports only {migrations.LATEST}.",
            file=store.name,
            help="Use the newer version of Architrave, or another database (--database).",
        )
    for step in (each for each in sorted(migrations.STEPS) if each > number):
        with (patient or store).write() as connection:
            _step(connection, step)
    return None


def _step(connection: sa.Connection, step: int) -> None:
    """Run one step, unless another process that shares the database has already run it."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(step)))
    if migrations.current(connection) < step:
        migrations.upgrade(connection, step)
