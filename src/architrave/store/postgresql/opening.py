"""Opens a PostgreSQL database: takes it for this process, and finds whatever would keep it from working."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.faults import NotKept, cause_of
from architrave.store.postgresql.connections import connect
from architrave.store.postgresql.faults import explain, fault_of, name_of
from architrave.store.postgresql.guard import Guard
from architrave.store.postgresql.ownership import Ownership
from architrave.store.postgresql.requirements import missing, try_writing
from architrave.store.writer import Driver


def take(
    url: sa.URL, migrate: Callable[[], Diagnostic | None], tables: Iterable[sa.Table], *, owner: bool
) -> Guard | Diagnostic:
    """Take a database, with `owner` for this process alone. `migrate` brings its schema up to date.

    Returns what guards it, or why it cannot be used.
    """
    import psycopg

    ownership = Ownership(url) if owner else None
    taken = False
    try:
        with connect(url) as connection:
            fault = missing(connection, url) or _acquired(ownership, url) or migrate()
            if fault is None:
                try_writing(connection, tables)
        if fault is None and ownership is not None:
            ownership.claim()
        taken = fault is None
    except (psycopg.Error, SQLAlchemyError, NotKept, OSError) as problem:
        fault = fault_of(cause_of(problem), url)
    finally:
        if ownership is not None and not taken:
            ownership.release()
    return Guard(url, ownership) if fault is None else fault


def driver(url: sa.URL, check: Callable[[], None]) -> Driver:
    """The writer's driver for this server. `check` raises NotKept while it is known not to answer."""

    def connected() -> Any:
        check()
        return connect(url)

    return Driver(connected, "%s", "BEGIN", explain)


def _acquired(ownership: Ownership | None, url: sa.URL) -> Diagnostic | None:
    holder = None if ownership is None else ownership.acquire()
    if holder is None:
        return None
    return Diagnostic(
        rules.STORE_IN_USE,
        f"Another running server is using {name_of(url)}{f' ({holder})' if holder else ''}.",
        file=name_of(url),
        help="Stop that server, use another database (--database), or share this one with --engine temporal://….",
    )
