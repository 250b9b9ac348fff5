"""The one owner of a database: a lock while its connection lives, and an epoch that each of its commits checks.

The lock keeps a second owner away. It ends with its connection, which may break while its process goes on; so each new
owner begins an epoch, and a transaction of an earlier one, whenever it arrives, finds another number and is refused.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from architrave.store.faults import NotKept
from architrave.store.postgresql.connections import LOOKING, connect
from architrave.store.standing import Standing

if TYPE_CHECKING:
    from architrave.store.postgresql.bounded import BoundedConnection

PATIENCE_SECONDS = 8.0
"""How long a new owner waits for what a killed one left: its connections last until PostgreSQL notices, and its open
transaction until PostgreSQL ends it."""

_OWNER_KEY = 0x41524348
_PAUSE_SECONDS = 0.05

_HOLDER = (
    "SELECT concat_ws(' ', nullif(a.application_name, ''), 'pid ' || a.pid, 'at ' || host(a.client_addr))"
    " FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objid = %s"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_NEXT_EPOCH = (
    "INSERT INTO owners (id, epoch) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET epoch = owners.epoch + 1 RETURNING epoch"
)
_EPOCH = "SELECT epoch FROM owners WHERE id = 1"
_FENCE = "SELECT 1 FROM owners WHERE id = 1 AND epoch = {} FOR SHARE"


class Ownership:
    """The ownership of a database. Its connection is in autocommit mode and used by one thread at a time."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self.connection: BoundedConnection | None = None
        self.epoch = 0
        """The number of this owner; 0 before `claim`."""

    def acquire(self) -> str | None:
        """Take the lock. Returns None if it was taken, else its holder (empty if unknown). Raises psycopg.Error."""
        end = time.monotonic() + PATIENCE_SECONDS
        while (holder := self._try()) is not None:
            if time.monotonic() > end:
                return holder
            time.sleep(_PAUSE_SECONDS)
        return None

    def claim(self) -> None:
        """Begin an epoch, once the tables exist. From here on, no earlier owner can commit. Raises psycopg.Error.

        Waits for an earlier owner's transaction that is being committed.
        """
        from psycopg.errors import LockNotAvailable

        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.epoch = self._ask(_NEXT_EPOCH)
            except LockNotAvailable:
                if time.monotonic() > end:
                    raise
            else:
                return

    def regain(self) -> Standing:
        """Take a lost lock again. Raises NotKept if somebody else has it, and psycopg.Error."""
        holder = self._try()
        if holder is not None:
            raise NotKept(
                f"Another running server has taken over the database{f' ({holder})' if holder else ''}.",
                help="Stop one of the two servers. This one continues once the other has stopped.",
            )
        if self._ask(_EPOCH) == self.epoch:
            return Standing.HELD
        self.claim()
        return Standing.REPLACED

    def fence(self) -> "Fence":
        """What a transaction of the current epoch begins with."""
        return Fence(self.epoch)

    def release(self) -> None:
        """Release the lock by closing the connection that holds it."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def connected(self) -> "BoundedConnection":
        """The open connection, or else a new one, which does not hold the lock. Raises psycopg.Error."""
        if self.connection is None:
            self.connection = connect(self._url, LOOKING)
        return self.connection

    def _try(self) -> str | None:
        """Try to take the lock. Returns its holder if it is not free."""
        if self._ask("SELECT pg_try_advisory_lock(%s)", _OWNER_KEY):
            return None
        return str(self._ask(_HOLDER, _OWNER_KEY) or "")

    def _ask(self, question: str, *values: Any) -> Any:
        return self.connected().ask(question, *values)


class Fence:
    """Refuses a transaction unless its epoch is still the database's, and keeps it so until the transaction ends."""

    def __init__(self, epoch: int) -> None:
        self._question = _FENCE.format(epoch)

    def check(self, execute: Callable[[str], Any]) -> None:
        """Check it at the beginning of a transaction, in which `execute` executes SQL. Raises NotKept if it is not."""
        if execute(self._question).fetchone() is None:
            raise NotKept(
                "Another running server has taken over the database.",
                help="Stop one of the two servers. This one continues once the other has stopped.",
            )
