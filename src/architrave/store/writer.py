"""Group commit: one thread writes what many requests queued, in one transaction with one fsync.

The event loop queues `Write`s and continues. The writer takes all queued writes, commits them in one transaction, and
notifies the loop once per group. The next group collects while it waits for the disk, so groups grow with the load. A
write is never reported as done before its commit has returned.
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
"""Called once a write is on disk (None) or has failed. It receives the write, so that it need not keep it."""

Row = tuple[Any, ...]


class Write(msgspec.Struct):
    """Rows that are written together or not at all, with the columns that `statements` names.

    `launch` is an execution's first row, `context` its searchable context, `chunk` a piece of its journal, `finish` its
    outcome, `due` until when it waits. `settled` is called in the loop's thread; `about` is for the caller's use.
    Without rows, it finds out whether the database can be written.
    """

    settled: Settled
    launch: Row | None = None
    chunk: Row | None = None
    finish: Row | None = None
    due: Row | None = None
    context: tuple[Row, ...] = ()
    about: Any = None


@dataclass(frozen=True, slots=True)
class Driver:
    """What the writer needs to know about a database: how to connect, its parameter mark, and its errors.

    `connect` returns a DBAPI connection outside any transaction. `explain` turns a driver's exception into `NotKept` if
    the database, its disk or its server failed, and into None if a row caused it. `check`, if any, is called at
    the beginning of each transaction, with what executes SQL in it, and raises `NotKept` if this process may no longer
    write. `committed`, if any, is called after each commit with the number of its rows, and raises `NotKept` if they
    are not where they should be.
    """

    connect: Callable[[], Any]
    mark: str
    begin: str
    explain: Callable[[Exception], NotKept | None]
    check: Callable[[Callable[[str], Any]], None] | None = None
    committed: Callable[[int], None] | None = None


class Writer:
    """The thread that writes launches, journals and outcomes.

    Call all methods from the event loop's thread. `notify` passes a function to that loop from another thread
    (`loop.call_soon_threadsafe`). With more than `limit` queued writes, launches are refused.
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
        self._failed: NotKept | None = None
        self._failed_row: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="architrave-writer", daemon=True)
        self.commits = 0
        self.failures = 0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, write: Write) -> None:
        """Queue a write. A launch raises `Overloaded` if the queue is full; other writes are always accepted."""
        if write.launch is not None and len(self._queue) >= self._limit:
            raise Overloaded("Too many launches are waiting to be written to disk.", retry_after=1)
        self._queue.append(write)
        if not self._wake.is_set():
            self._wake.set()

    @property
    def queued(self) -> int:
        """The number of queued writes."""
        return len(self._queue)

    def close(self) -> None:
        """Write everything that is queued, and end the thread. Once a write fails, the rest is not attempted."""
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
        fault = self._failed if self._closing and self._failed is not None else self._try_twice(group)
        self._failed = fault
        if fault is None and self._failed_row is not None and len(group) > 1:
            for write in group:  # one of them is at fault; write the others without it
                self._write([write])
            return
        if fault is None and self._failed_row is not None:
            fault = NotKept(f"Cannot write the row: {_first_line(self._failed_row)}", retry_after=60)
        self.failures += fault is not None
        self._notify(lambda: _settle(group, fault))

    def _try_twice(self, group: list[Write]) -> NotKept | None:
        """As `_try`. If the connection breaks, the group is written on a new one: what is written already is kept."""
        was_connected = self._connection is not None
        fault = self._try(group)
        if fault is not None and was_connected and self._connection is None and not self._closing:
            fault = self._try(group)
        return fault

    def _try(self, group: list[Write]) -> NotKept | None:
        """Write and commit a group. Returns the database's failure, if any; `_failed_row` is set if a row caused it."""
        self._failed_row = None
        try:
            with self._turn:
                self._commit(group)
        except Exception as problem:  # noqa: BLE001 - each driver has different exceptions; `explain` sorts them
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
        if self._driver.check is not None:
            self._driver.check(cursor.execute)
        mark = self._driver.mark
        count = 0
        for statement, rows in (
            (statements.insert_launches, [write.launch for write in group if write.launch is not None]),
            (statements.insert_context, [row for write in group for row in write.context]),
            (statements.insert_chunks, [write.chunk for write in group if write.chunk is not None]),
            (statements.finish_executions, [write.finish for write in group if write.finish is not None]),
            (statements.set_due, [write.due for write in group if write.due is not None]),
        ):
            for size, values in statements.groups(rows):
                cursor.execute(statement(mark, size), values)
                count += size
        if not count:
            cursor.execute(statements.PROBE)
        cursor.execute("COMMIT")
        if self._driver.committed is not None:
            self._driver.committed(count)
        self.commits += 1

    def _roll_back(self) -> None:
        """Roll the transaction back; if that fails, drop the connection."""
        if self._connection is None:
            return
        try:
            self._connection.rollback()
        except Exception:  # noqa: BLE001 - the connection is broken; the next group opens a new one
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _settle(group: list[Write], fault: NotKept | None) -> None:
    for write in group:
        try:
            write.settled(write, fault)
        except Exception:  # the rest of the group must still be notified
            log.exception("unexpected error after a write")


def _first_line(problem: Exception | None) -> str:
    """What a driver says; further lines quote the row."""
    return str(problem).partition("\n")[0]
