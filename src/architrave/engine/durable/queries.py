"""Reads executions from the store; the same for every durable engine."""

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from architrave.engine.durable.records import record_of
from architrave.engine.execution import ExecutionRecord, Found
from architrave.interpreter.journal import Entry, decode
from architrave.store import Store, apart, execution_search, executions, journals
from architrave.store.execution_search import Search
from architrave.store.launch_counts import LaunchCount, launch_counts

T = TypeVar("T")


class Queries:
    """Reads the store for an engine; see `Engine` for each method."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def execution(self, execution_id: str) -> ExecutionRecord | None:
        """The record of an execution; None if there is no execution with that id."""
        row = await self.read(lambda connection: executions.find(connection, execution_id))
        return None if row is None else record_of(row)

    async def search(self, search: Search) -> Found:
        """One page of the executions that a search finds, newest first."""
        is_quick = search.text is None  # thousands of large inputs may have to be looked through
        page = await self.read(lambda connection: execution_search.page(connection, search), is_quick=is_quick)
        return Found([record_of(row) for row in page.rows], page.rest)

    async def launch_counts(self, start: int, end: int, size: int) -> list[LaunchCount]:
        """How many executions were launched between two moments, by stretches of a size."""
        return await self.read(lambda connection: launch_counts(connection, start, end, size), is_quick=False)

    async def journal(self, execution_id: str) -> list[Entry]:
        """The part of an execution's journal that is on disk."""
        return [entry for chunk in await self.journal_chunks(execution_id) for entry in decode(chunk)]

    async def journal_chunks(self, execution_id: str) -> list[bytes]:
        """As `journal`, in the encoded chunks of the store."""
        return await self.read(lambda connection: journals.read(connection, execution_id))

    async def read(self, read: Callable[[sa.Connection], T], *, is_quick: bool = True) -> T:
        """Read from the store, without holding the event loop; see `apart`."""
        return await apart(self._store, lambda: self._read(read), is_quick=is_quick)

    def _read(self, read: Callable[[sa.Connection], T]) -> T:
        with self._store.read() as connection:
            return read(connection)
