"""Group commit: what many requests queued is written by one thread, in one transaction, with one fsync.

The event loop queues `Write`s and goes on. The writer takes all that are queued, writes them in one transaction, and
tells the loop once for the whole group. While it waits for the disk the next group gathers, so groups grow by
themselves as the load does. Nothing is told to be kept before the commit that holds it has returned.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import msgspec

from architrave.store import statements
from architrave.store.faults import NotKept, Overloaded

log = logging.getLogger(__name__)

Settled = Callable[["Write", NotKept | None], None]
"""Told once a write is on disk (None) or is known not to be. It gets the write, so that it need not hold it."""

Row = tuple[Any, ...]


class Write(msgspec.Struct):
    """Rows that are kept together or not at all; their columns are those that `statements` names.

    `launch` is an execution's first row and `context` its searchable context, `chunk` a piece of its journal,
    `finish` its outcome. `settled` is called in the loop's thread; `about` is for whoever it belongs to.
    """

    settled: Settled
    launch: Row | None = None
    chunk: Row | None = None
    finish: Row | None = None
    context: tuple[Row, ...] = ()
    about: Any = None


@dataclass(frozen=True, slots=True)
class Driver:
    """What the writer needs to know of a database: how to connect, its parameter mark, and its words for faults.

    `connect` gives a DBAPI connection outside any transaction. `explain` turns a driver's exception into `NotKept`
    where the database, its disk or its server is at fault, and into None where a row is.
    """

    connect: Callable[[], Any]
    mark: str
    begin: str
    explain: Callable[[Exception], NotKept | None]


class Writer:
    """The one thread that writes launches, journals and outcomes.

    All methods are called from the event loop's thread. `notify` hands a function to that loop from another thread
    (`loop.call_soon_threadsafe`). `limit` is the number of queued writes beyond which launches are refused.
    """

    def __init__(
        self,
        driver: Driver,
        notify: Callable[[Callable[[], None]], object],
        *,
        turn: AbstractContextManager[Any] | None = None,
        limit: int = 20_000,
    ) -> None:
        self._driver = driver
        self._notify = notify
        self._turn = turn or threading.Lock()
        self._limit = limit
        self._queue: deque[Write] = deque()
        self._wake = threading.Event()
        self._closing = False
        self._connection: Any = None
        self._failed_row: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="architrave-writer", daemon=True)
        self.commits = 0
        self.failures = 0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, write: Write) -> None:
        """Queue a write. A launch raises `Overloaded` where too much is queued already; others are always taken."""
        if write.launch is not None and len(self._queue) >= self._limit:
            raise Overloaded("The server has more to write than its disk keeps up with.", retry_after=1)
        self._queue.append(write)
        if not self._wake.is_set():
            self._wake.set()

    @property
    def queued(self) -> int:
        """How many writes wait to be taken."""
        return len(self._queue)

    def close(self) -> None:
        """Write what is queued, and end the thread."""
        self._closing = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while group := list(self._take()):
                self._write(group)
            if self._closing:
                self._disconnect()
                return

    def _take(self) -> Iterator[Write]:
        for _ in range(min(len(self._queue), 4096)):
            yield self._queue.popleft()

    def _write(self, group: list[Write]) -> None:
        fault = self._try(group)
        if fault is None and self._failed_row is not None and len(group) > 1:
            for write in group:  # one of them is at fault: let it not take the others with it
                self._write([write])
            return
        if fault is None and self._failed_row is not None:
            fault = NotKept(f"The row could not be written: {self._failed_row}", retry_after=60)
        self.failures += fault is not None
        self._notify(lambda: _settle(group, fault))

    def _try(self, group: list[Write]) -> NotKept | None:
        """Write a group and commit it; the fault of the database, if any. A row's own fault is in `_failed_row`."""
        self._failed_row = None
        try:
            with self._turn:
                self._commit(group)
        except Exception as problem:  # noqa: BLE001  every driver has its own; `explain` sorts them
            self._roll_back()
            fault = self._driver.explain(problem)
            self._failed_row = problem if fault is None else None
            return fault
        return None

    def _commit(self, group: list[Write]) -> None:
        if self._connection is None:
            self._connection = self._driver.connect()
        cursor = self._connection.cursor()
        cursor.execute(self._driver.begin)
        mark = self._driver.mark
        for statement, rows in (
            (statements.insert_launches, [write.launch for write in group if write.launch is not None]),
            (statements.insert_context, [row for write in group for row in write.context]),
            (statements.insert_chunks, [write.chunk for write in group if write.chunk is not None]),
            (statements.finish_executions, [write.finish for write in group if write.finish is not None]),
        ):
            for size, values in statements.groups(rows):
                cursor.execute(statement(mark, size), values)
        cursor.execute("COMMIT")
        self.commits += 1

    def _roll_back(self) -> None:
        """Leave the transaction, and the connection if it cannot even do that."""
        if self._connection is None:
            return
        try:
            self._connection.rollback()
        except Exception:  # noqa: BLE001  a broken connection: the next group makes a new one
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _settle(group: list[Write], fault: NotKept | None) -> None:
    for write in group:
        try:
            write.settled(write, fault)
        except Exception:  # the others of the group wait to be told
            log.exception("unexpected error after a write")
