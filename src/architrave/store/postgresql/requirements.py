"""What Architrave needs of a PostgreSQL server, a database and a user; checked before anything is served.

A database that fails one of these would accept some launches and lose or refuse others.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import sqlalchemy as sa

from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.postgresql.connections import connect
from architrave.store.postgresql.faults import unusable

if TYPE_CHECKING:
    from architrave.store.postgresql.bounded import BoundedConnection

OLDEST = 12
"""The oldest major version that is accepted; 15 is tested."""

_PID = "SELECT pg_backend_pid()"


def missing(connection: "BoundedConnection", url: sa.URL) -> Diagnostic | None:
    """What the server or the database lacks. Raises psycopg.Error."""
    version = connection.info.server_version
    if version < OLDEST * 10_000:
        said = connection.info.parameter_status("server_version") or version
        return unusable(url, f"PostgreSQL {said} is too old", f"Use PostgreSQL {OLDEST} or newer.")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        name = connection.info.dbname
        return unusable(
            url,
            f"the database has the encoding {encoding}, which cannot hold every text",
            f"Create one with UTF8: createdb --encoding=UTF8 --template=template0 {name}_utf8.",
        )
    if connection.ask("SELECT pg_is_in_recovery()"):
        help_ = "Use the primary server."
        return unusable(url, "the server is a standby, which is read-only", help_, rules.STORE_READ_ONLY)
    if connection.ask("SHOW transaction_read_only") == "on":
        help_ = "Use another user, or set default_transaction_read_only = off for this user and database."
        return unusable(url, "transactions of this user are read-only", help_, rules.STORE_READ_ONLY)
    if connection.ask("SELECT current_schema()") is None:
        help_ = "Create the schema, or correct the search_path of this user."
        return unusable(url, "no schema of the search_path exists", help_)
    if _shares_sessions(connection, url):
        help_ = "Connect to PostgreSQL itself, or set pool_mode = session."
        return unusable(url, "a connection pooler changes sessions between transactions", help_)
    return None


def try_writing(connection: "BoundedConnection", tables: Iterable[sa.Table]) -> None:
    """Raise psycopg.Error unless this user may write to every table. Changes nothing."""
    for table in tables:
        name, column = table.name, next(iter(table.columns)).name
        connection.ask(f"INSERT INTO {name} SELECT * FROM {name} WHERE false")  # noqa: S608 - our own names
        connection.ask(f"UPDATE {name} SET {column} = {column} WHERE false")  # noqa: S608
        connection.ask(f"DELETE FROM {name} WHERE false")  # noqa: S608
    connection.ask("SELECT nextval(pg_get_serial_sequence('executions', 'number'))")


def _shares_sessions(connection: "BoundedConnection", url: sa.URL) -> bool:
    """Whether two connections share one session: then a lock of one is also the other's, and protects nothing."""
    before = connection.ask(_PID)
    with connect(url) as other:
        other.ask("BEGIN")
        pid = other.ask(_PID)
        return pid == before or connection.ask(_PID) != before
