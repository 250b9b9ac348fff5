"""Connections to PostgreSQL on which every wait has a limit.

The server ends a statement that takes too long or waits for a lock. If it does not even do that (its processes are
stopped, the network swallows everything), the client gives up by itself and closes the connection.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

if TYPE_CHECKING:
    from architrave.store.postgresql.bounded import BoundedConnection

NAME = "architrave"
"""How the server's own views name our connections."""

IDLE_SESSION_VERSION = 140_000
"""The first version that can end idle sessions; the owner's lock needs one that stays."""

POOL_SECONDS = 3.0
"""How long to wait for one of the pool's connections."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one connection, in seconds; 0 means no limit.

    `connect`: to connect to one host. `statement` and `lock`: set in the server. `answer`: after it, the client gives
    up. `transaction`: how long a transaction may be open without a statement; it ends those of a stopped process.
    """

    connect: int = 3
    statement: float = 5.0
    lock: float = 3.0
    answer: float = 6.0
    transaction: float = 5.0

    def statements(self, version: int) -> str:
        """The SQL that sets these limits on a server of this version, in place of the server's own."""
        settings = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.transaction,
        }
        if version >= IDLE_SESSION_VERSION:
            settings["idle_session_timeout"] = 0.0
        numbers = "; ".join(f"SET {name} = {int(seconds * 1000)}" for name, seconds in settings.items())
        return f"SET client_encoding TO 'UTF8'; {numbers}"


PROMPT = Limits()
"""For everything that a request or an execution waits for."""

PATIENT = Limits(statement=0.0, lock=60.0, answer=0.0)
"""For migrations, which may rewrite a large table."""

LOOKING = Limits(connect=2, statement=1.5, lock=1.0, answer=2.0)
"""For the look at the database once a second."""


def connect(url: sa.URL, limits: Limits = PROMPT) -> "BoundedConnection":
    """A connection of its own, in autocommit mode. Raises psycopg.Error."""
    _, options = url.get_dialect()().create_connect_args(url)
    return _connected(limits, dict(options))


def engine(url: sa.URL, limits: Limits = PROMPT) -> sa.Engine:
    """An engine that detects connections closed by the server. Its errors show no values."""
    made = sa.create_engine(
        url, pool_pre_ping=True, pool_size=5, max_overflow=10, pool_timeout=POOL_SECONDS, hide_parameters=True
    )

    @event.listens_for(made, "do_connect")
    def connects(  # pyright: ignore[reportUnusedFunction]
        _dialect: object, _record: object, _arguments: object, options: dict[str, Any]
    ) -> Any:
        connection = _connected(limits, options)
        connection.autocommit = False
        return connection

    return made


def _connected(limits: Limits, options: dict[str, Any]) -> "BoundedConnection":
    from architrave.store.postgresql.bounded import BoundedConnection

    given: dict[str, Any] = {"connect_timeout": limits.connect, "fallback_application_name": NAME} | options
    connection = BoundedConnection.connect(**given, autocommit=True)
    connection.answer_seconds = limits.answer
    connection.replace_nulls()
    connection.ask(limits.statements(connection.info.server_version))
    return connection
