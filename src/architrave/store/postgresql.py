"""PostgreSQL: the same tables, for deployments with stateless servers."""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.faults import NotKept
from architrave.store.urls import shown_url, without_secrets
from architrave.store.writer import Driver

_OWNER_KEY = 0x41524348
_WRITER_KEY = 0x41525752
PATIENCE_SECONDS = 5.0
"""How long a new owner waits for the connections of a killed one, which last until PostgreSQL notices."""


def normal_url(url: str) -> sa.URL:
    """The URL with our driver (psycopg 3), for every spelling of the scheme."""
    parsed = sa.make_url(url)
    return parsed.set(drivername="postgresql+psycopg")


def engine(url: sa.URL) -> sa.Engine:
    """An engine that detects connections closed by the server. Its errors show no values."""
    made = sa.create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True)

    @event.listens_for(made, "connect")
    def connected(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        _replace_nulls(connection)

    return made


def _replace_nulls(connection: Any) -> None:
    """Make a connection write U+FFFD instead of NUL, which PostgreSQL does not allow in text."""
    from psycopg.adapt import Dumper

    encoding: str = connection.info.encoding

    class WithoutNulls(Dumper):
        def dump(self, obj: str) -> bytes:
            return (obj.replace("\0", "\ufffd") if "\0" in obj else obj).encode(encoding)

    connection.adapters.register_dumper(str, WithoutNulls)


def driver(url: sa.URL, lock: "OwnerLock | None" = None) -> Driver:
    """The writer's driver for this server. With `lock`, only the owner of the database can connect."""

    def connect() -> Any:
        import psycopg  # an extra, needed only with a PostgreSQL URL

        if lock is not None and (holder := lock.hold()) is not None:
            raise psycopg.OperationalError(f"another running server is using the database ({holder})")
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(address, autocommit=True)
        _replace_nulls(connection)
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [_WRITER_KEY])
        return connection

    return Driver(connect, "%s", "BEGIN", explain)


def explain(problem: Exception) -> NotKept | None:
    """A failure of the server or the connection as `NotKept`; None if the data caused the failure."""
    import psycopg

    if isinstance(problem, psycopg.errors.DiskFull):
        return NotKept("The PostgreSQL server's disk is full.", help="Free some space; saved data is not affected.")
    if isinstance(problem, psycopg.errors.ProgramLimitExceeded):  # for example, a value too long for an index
        return None
    if isinstance(problem, (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError, OSError)):
        return NotKept(f"PostgreSQL failed: {_first_line(problem)}", help="Check the PostgreSQL server and its log.")
    return None


_HOLDER = sa.text(
    "SELECT a.application_name || ' pid ' || a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :key LIMIT 1"
)


def _locked(connection: sa.Connection, key: int) -> bool:
    """Take an advisory lock for the connection's lifetime; False if it is not free in time."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class OwnerLock:
    """An advisory lock of the database, held by a separate connection while the engine runs."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None

    def acquire(self) -> str | None:
        """Take the lock. Returns None if it was taken, else its holder (empty if unknown).

        Also waits until no writer of the previous owner is left: its data might still be committed, after this process
        has read the journals.
        """
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        for key in (_OWNER_KEY, _WRITER_KEY):
            if not _locked(connection, key):
                owner = connection.scalar(_HOLDER, {"key": key})
                connection.invalidate()
                connection.close()
                return str(owner or "")
        connection.execute(sa.select(sa.func.pg_advisory_unlock(_WRITER_KEY)))
        self._connection = connection
        return None

    def hold(self) -> str | None:
        """Take the lock again if it was lost with a broken connection. Returns the same as `acquire`."""
        try:
            if self._connection is not None:
                self._connection.scalar(sa.select(1))
                return None
        except DBAPIError:
            self.release()
        try:
            return self.acquire()
        except DBAPIError as problem:
            raise problem.orig or problem from None

    def release(self) -> None:
        """Release the lock by closing the connection that holds it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


def prepare(url: sa.URL, made: sa.Engine, *, owner: bool) -> tuple[OwnerLock | None, Diagnostic | None]:
    """Connect to the server and, with `owner`, take the database's lock for this process."""
    try:
        with made.connect():
            pass
        if not owner:
            return None, None
        lock = OwnerLock(made)
        holder = lock.acquire()
    except OperationalError as problem:
        return None, fault_of(problem, url)
    if holder is None:
        return lock, None
    return None, Diagnostic(
        rules.STORE_IN_USE,
        f"Another running server is using {_name(url)}{f' ({holder})' if holder else ''}.",
        file=_name(url),
        help="Stop that server, use another database (--database), or share this one with --engine temporal://….",
    )


def no_engine(problem: Exception) -> Diagnostic:
    """Why there is no engine: the driver is not installed, or the URL is invalid."""
    if isinstance(problem, ImportError):
        return Diagnostic(
            rules.STORE_UNUSABLE,
            "PostgreSQL needs the driver psycopg, which is not installed.",
            help="Install it with: pip install 'architrave[postgres]'",
        )
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"Invalid database URL: {without_secrets(_first_line(problem))}",
        help="Write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE.",
    )


def fault_of(problem: Exception, url: sa.URL) -> Diagnostic:
    """Why this database cannot be used, and how to fix it."""
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"Cannot use {_name(url)}: {without_secrets(_first_line(getattr(problem, 'orig', None) or problem), url)}",
        file=_name(url),
        help="Check that the server is running and that this user may connect and create tables.",
    )


def _name(url: sa.URL) -> str:
    return shown_url(url.set(drivername="postgresql"))


def _first_line(problem: BaseException) -> str:
    return (str(problem).strip() or type(problem).__name__).splitlines()[0]
