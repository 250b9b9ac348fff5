"""What a worker reads and writes of an execution: its row, its journal chunk by chunk, and its pending call.

A chunk is written once. A worker that finds that another process has already written it raises `Conflict`: its state in
memory is not what happened, and it starts again from the store. So does a worker whose row is no longer there, because
another state was restored: a row is named by the execution's id and the `number` that the database gave it.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from architrave.diagnostics import Diagnostic
from architrave.engine.durable.records import launch_of, to_json
from architrave.engine.durable.recovery import StoredExecution, find
from architrave.engine.durable.running import Chunk
from architrave.engine.execution import Launch
from architrave.interpreter.effects import Effect, effect_of, plain_effect
from architrave.interpreter.journal import INTENT, Entry, decode, encode, intent_for
from architrave.store import Finish, Store, executions, journals


class Conflict(Exception):  # noqa: N818  named for what happened
    """Another process has continued the execution."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call whose intent is on disk, but not its reply. `number` is that of the execution's row."""

    launch: Launch
    number: int
    intent: Entry
    effect: Effect


class ExecutionStore:
    """What a worker needs from the store. Every method blocks, and raises NotKept if the database is down."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, execution_id: str) -> StoredExecution | None:
        """An execution without an outcome, with its journal."""
        with self._store.read() as connection:
            return find(connection, execution_id)

    def entries(self, execution_id: str, number: int, since: int) -> list[Entry]:
        """The entries of the chunk `since`, and of the next chunk if it exists. Raises Conflict."""
        with self._store.read() as connection:
            if not executions.is_row(connection, execution_id, number):
                raise Conflict(execution_id)
            chunks = [journals.one(connection, execution_id, chunk) for chunk in (since, since + 1)]
        return [entry for chunk in chunks if chunk for entry in decode(chunk)]

    def keep(self, chunk: Chunk | None, number: int) -> None:
        """Write a chunk of a journal of that row. Raises Conflict if a chunk with its number exists."""
        if chunk is None:
            return
        try:
            with self._of_row(chunk[0], number) as connection:
                journals.add(connection, *chunk)
        except IntegrityError as problem:
            raise Conflict(chunk[0]) from problem

    def finish(self, outcome: Finish, chunk: Chunk | None, number: int) -> None:
        """Write the outcome of that row and the rest of its journal. The first outcome counts."""
        try:
            with self._of_row(outcome.id, number) as connection:
                if chunk is not None:
                    journals.add(connection, *chunk)
                executions.finish(connection, outcome)
        except IntegrityError as problem:
            raise Conflict(outcome.id) from problem

    def park(self, execution_id: str, diagnostic: Diagnostic | None, number: int = 0) -> None:
        """Write why an execution cannot continue; None removes the reason. Raises Conflict."""
        text = None if diagnostic is None else to_json([diagnostic.to_json()])
        with self._of_row(execution_id, number) as connection:
            executions.park(connection, execution_id, text)

    @contextmanager
    def _of_row(self, execution_id: str, number: int) -> Generator[sa.Connection, None, None]:
        """A connection for writing to that row; 0 is any. Raises Conflict if it is no longer there."""
        with self._store.write() as connection:
            if number and not executions.is_row(connection, execution_id, number, writes=True):
                raise Conflict(execution_id)
            yield connection

    def asked(self, execution_id: str, chunk: int) -> Asked | None:
        """The call whose intent ends that chunk; None if it has its reply, or if the execution no longer exists."""
        with self._store.read() as connection:
            row = executions.find(connection, execution_id)
            if row is None or row.completed_at is not None or journals.one(connection, execution_id, chunk + 1):
                return None
            intent = decode(journals.one(connection, execution_id, chunk))[-1]
        return Asked(launch_of(row), row.number, intent, effect_of(cast("dict[str, Any]", intent.value)))


def intent_with(effect: Effect, sequence: int, at: int) -> Entry:
    """An intent with its effect, so that any worker can perform it."""
    plain = intent_for(sequence, effect, at)
    return Entry(plain_effect(effect), at, sequence, INTENT, plain.effect, plain.fingerprint)


def chunk_of(execution_id: str, number: int, entry: Entry) -> Chunk:
    """A chunk with one entry."""
    return execution_id, number, encode([entry])
