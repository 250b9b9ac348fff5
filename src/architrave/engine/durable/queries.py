"""Reads executions from the store; the same for every durable engine."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import sqlalchemy as sa

from architrave.engine.durable.records import record_of
from architrave.engine.execution import ExecutionRecord
from architrave.interpreter.journal import Entry, decode
from architrave.store import Store, apart, executions, journals

T = TypeVar("T")


class Queries:
    """Reads the store for an engine; see `Engine` for each method."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def execution(self, execution_id: str) -> ExecutionRecord | None:
        """The record of an execution; None if there is no execution with that id."""
        row = await self.read(lambda connection: executions.find(connection, execution_id))
        return None if row is None else record_of(row)

    async def search(self, context: Mapping[str, str], limit: int, *, parked: bool) -> list[ExecutionRecord]:
        """The most recent executions whose context has all these values, newest first; `parked`: only parked ones."""
        rows = await self.read(
            lambda connection: executions.with_context(connection, dict(context), limit=limit, parked=parked)
        )
        return [record_of(row) for row in rows]

    async def journal(self, execution_id: str) -> list[Entry]:
        """The part of an execution's journal that is on disk."""
        return [entry for chunk in await self.journal_chunks(execution_id) for entry in decode(chunk)]

    async def journal_chunks(self, execution_id: str) -> list[bytes]:
        """As `journal`, in the encoded chunks of the store."""
        return await self.read(lambda connection: journals.read(connection, execution_id))

    async def read(self, read: Callable[[sa.Connection], T]) -> T:
        """Read from the store, without holding the event loop for a database on a server."""
        return await apart(self._store, lambda: self._read(read))

    def _read(self, read: Callable[[sa.Connection], T]) -> T:
        with self._store.read() as connection:
            return read(connection)
