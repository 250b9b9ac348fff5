"""PostgreSQL: the same tables, for deployments whose servers keep nothing of their own."""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.faults import NotKept
from architrave.store.writer import Driver

_OWNER_KEY = 0x41524348
_WRITER_KEY = 0x41525752
PATIENCE_SECONDS = 5.0
"""How long a new owner waits for what a killed one has left: its connections live until PostgreSQL notices."""


def normal_url(url: str) -> sa.URL:
    """The URL with the driver that we use (psycopg 3), whatever spelling of the scheme it has."""
    parsed = sa.make_url(url)
    return parsed.set(drivername="postgresql+psycopg")


def engine(url: sa.URL) -> sa.Engine:
    """An engine that notices connections which the server has closed; its errors show no values."""
    made = sa.create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True)

    @event.listens_for(made, "connect")
    def connected(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        _replace_nulls(connection)

    return made


def _replace_nulls(connection: Any) -> None:
    """Let a connection write U+FFFD for the character NUL, which a text of PostgreSQL cannot hold."""
    from psycopg.adapt import Dumper

    encoding: str = connection.info.encoding

    class WithoutNulls(Dumper):
        def dump(self, obj: str) -> bytes:
            return (obj.replace("\0", "\ufffd") if "\0" in obj else obj).encode(encoding)

    connection.adapters.register_dumper(str, WithoutNulls)


def driver(url: sa.URL, lock: "OwnerLock | None" = None) -> Driver:
    """What the writer needs to know of this server. With `lock`, the owner's, none but the owner connects."""

    def connect() -> Any:
        import psycopg  # an extra: only who names a PostgreSQL URL needs it

        if lock is not None and (holder := lock.hold()) is not None:
            raise psycopg.OperationalError(f"the database belongs to another running server ({holder})")
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(address, autocommit=True)
        _replace_nulls(connection)
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [_WRITER_KEY])
        return connection

    return Driver(connect, "%s", "BEGIN", explain)


def explain(problem: Exception) -> NotKept | None:
    """The server's or the connection's fault as `NotKept`; None where what was to be written is at fault."""
    import psycopg

    if isinstance(problem, psycopg.errors.DiskFull):
        return NotKept("The disk of the PostgreSQL server is full.", help="Free some space; nothing kept is lost.")
    if isinstance(problem, psycopg.errors.ProgramLimitExceeded):  # such as a value too long for an index
        return None
    if isinstance(problem, (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError, OSError)):
        return NotKept(f"PostgreSQL did not take it: {_first_line(problem)}", help="Look at the PostgreSQL server.")
    return None


_HOLDER = sa.text(
    "SELECT a.application_name || ' pid ' || a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :key LIMIT 1"
)


def _locked(connection: sa.Connection, key: int) -> bool:
    """Take an advisory lock for the connection's life, if it can be had in time."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class OwnerLock:
    """An advisory lock of the database, held by a connection of its own for as long as the engine runs."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None

    def acquire(self) -> str | None:
        """Take the lock. None when it was taken, else who has it, as far as the server tells.

        It is taken once no writer of an owner before is left either: what that one had sent may still be committed, and
        would come to light behind the back of whoever has read the journals already.
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
        """Take the lock again where it went with a connection that broke. Returns what `acquire` does."""
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
        """Give the lock back by ending the connection that holds it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


def prepare(url: sa.URL, made: sa.Engine, *, owner: bool) -> tuple[OwnerLock | None, Diagnostic | None]:
    """Reach the server, and take the lock where this process is to be the database's one owner."""
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
        f"{_name(url)} belongs to another running server{f' ({holder})' if holder else ''}.",
        file=_name(url),
        help="Stop that server first, name another database, or share this one with --engine temporal://….",
    )


def no_engine(problem: Exception) -> Diagnostic:
    """Why nothing can even be tried: the driver is not installed, or the URL is none."""
    if isinstance(problem, ImportError):
        return Diagnostic(
            rules.STORE_UNUSABLE,
            "PostgreSQL needs the driver psycopg, which is not installed.",
            help="Install it with: pip install 'architrave[postgres]'",
        )
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"The database's URL cannot be read: {_first_line(problem)}",
        help="Write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE.",
    )


def fault_of(problem: Exception, url: sa.URL) -> Diagnostic:
    """What keeps this database from being used, said so that it can be mended."""
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"{_name(url)} cannot be used: {_first_line(getattr(problem, 'orig', None) or problem)}",
        file=_name(url),
        help="Does the server run, and may this user connect to this database and create tables in it?",
    )


def _name(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _first_line(problem: BaseException) -> str:
    return (str(problem).strip() or type(problem).__name__).splitlines()[0]
