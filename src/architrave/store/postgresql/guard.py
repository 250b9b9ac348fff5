"""Looks every second whether the database answers and still belongs to this process.

A broken connection is noticed at once. Without this, an idle server would believe for hours what is no longer true.
"""

import logging
import threading
from time import monotonic
from typing import TYPE_CHECKING

import sqlalchemy as sa

from architrave.store.faults import NotKept
from architrave.store.postgresql.connections import LOOKING, connect
from architrave.store.postgresql.faults import explain
from architrave.store.postgresql.ownership import Fence, Ownership
from architrave.store.standing import Listener, Standing

if TYPE_CHECKING:
    from architrave.store.postgresql.bounded import BoundedConnection

LOOK_SECONDS = 1.0
"""The time between two looks."""

STOP_SECONDS = 0.1
"""How long the thread may take to notice that it should stop."""

_TABLES = ("executions", "journals", "flows", "flow_versions", "tokens")
_LOOK = f"SELECT {', '.join(f'(SELECT 1 FROM {name} LIMIT 1)' for name in _TABLES)}"  # noqa: S608 - our own names
"""Fails like any other use of a table that somebody has locked."""

log = logging.getLogger("architrave.store")


class Guard:
    """Guards an open database. Without `ownership`, this process shares it with others.

    `fault` is why the database cannot be used now, None if it can, as far as the last look tells.
    """

    def __init__(self, url: sa.URL, ownership: Ownership | None) -> None:
        self._url = url
        self._ownership = ownership
        self._own: BoundedConnection | None = None
        self._listener: Listener = _ignore
        self._is_lost = False
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.fault: NotKept | None = None

    def check(self) -> None:
        """Raise NotKept if the database cannot be used now, without waiting for it."""
        fault = self.fault
        if fault is not None:
            raise NotKept(str(fault), help=fault.help, retry_after=fault.retry_after)

    def fence(self) -> Fence | None:
        """What each transaction of this process begins with; None if the database is shared."""
        return None if self._ownership is None else self._ownership.fence()

    def watch(self, listener: Listener) -> None:
        """Begin to look. `listener` is called from another thread when the ownership changes."""
        self._listener = listener
        self._thread = threading.Thread(target=self._run, name="architrave-guard", daemon=True)
        self._thread.start()

    def release(self) -> None:
        """Stop looking, and give up the database."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._drop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()
            except Exception as problem:  # noqa: BLE001 - whatever it is, the database cannot be used now
                self._note(problem)
            else:
                if self.fault is not None:
                    log.info("the database answers again")
                self.fault = None
            self._rest()

    def _look(self) -> None:
        connection = self._connection
        if connection is None or self._is_lost:
            connection = self._connect()
        connection.ask(_LOOK)

    def _connect(self) -> "BoundedConnection":
        if self._ownership is None:
            self._own = connect(self._url, LOOKING)
            return self._own
        standing = self._ownership.regain()
        self._is_lost, self.fault = False, None
        log.info("the database belongs to this server again (%s)", standing.value)
        self._listener(standing)
        return self._ownership.connected()

    def _note(self, problem: Exception) -> None:
        """Remember why the database cannot be used."""
        fault = problem if isinstance(problem, NotKept) else explain(problem)
        fault = fault or NotKept(f"PostgreSQL failed: {type(problem).__name__}")
        if self.fault is None or str(self.fault) != str(fault):
            log.error("cannot use the database: %s %s", fault, fault.help or "")
        self.fault = fault
        self._drop_if_broken()

    def _drop_if_broken(self) -> None:
        """Without its connection, the database may belong to another process."""
        connection = self._connection
        if connection is None or not connection.closed:
            return
        self._drop()
        if self._ownership is not None and not self._is_lost:
            self._is_lost = True
            self._listener(Standing.LOST)

    def _rest(self) -> None:
        """Wait for the next look; not any longer if the connection breaks."""
        end = monotonic() + LOOK_SECONDS
        while (left := end - monotonic()) > 0 and not self._stopping.is_set():
            connection = self._connection
            if connection is None or self._is_lost:
                self._stopping.wait(left)
                continue
            try:
                for _ in connection.notifies(timeout=min(left, STOP_SECONDS)):
                    pass
            except Exception:  # noqa: BLE001 - if it is more than a broken connection, the next look says so
                self._drop_if_broken()
                return

    @property
    def _connection(self) -> "BoundedConnection | None":
        return self._own if self._ownership is None else self._ownership.connection

    def _drop(self) -> None:
        if self._ownership is not None:
            self._ownership.release()
        connection, self._own = self._own, None
        if connection is not None:
            connection.close()


def _ignore(_standing: Standing) -> None:
    pass
