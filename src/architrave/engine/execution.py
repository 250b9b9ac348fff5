"""The input and output of an engine, and the interface of every durable engine."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import sqlalchemy as sa

from architrave.interpreter.effects import FlowError, Json, Outcome
from architrave.interpreter.journal import Entry
from architrave.store.execution_search import Search
from architrave.store.launch_counts import LaunchCount


class Launch(msgspec.Struct, frozen=True, gc=False):
    """A launch that passed all checks: an execution to store and run.

    `id` is the execution's (see `identifiers`), `program` the content hash of the flow version's program, `inputs`
    JSON values by full variable name, `launched_at` milliseconds since the epoch. `caller` is who launched it and with
    what besides the inputs (client, initiator, context, participant, queue); it is stored and shown, but never read by
    the interpreter. `context` are those of its keys that executions can be searched by.
    """

    id: str
    program: str
    flow_id: str
    flow_version: str
    name: str
    launched_at: int
    inputs: Mapping[str, Json] = {}
    caller: Mapping[str, Json] | None = None
    context: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ExecutionRecord:
    """The public record of an execution: how it was launched, and how it ended.

    `status` is the cloud's (`RUNNING` until there is an outcome). Times are milliseconds since the epoch. `error` is
    the FlowError as JSON. `parked` are the diagnostics, as JSON, if it cannot continue.
    """

    id: str
    program: str
    flow_id: str
    flow_version: str
    name: str
    launched_at: int
    inputs: Mapping[str, Json]
    caller: Mapping[str, Json] | None
    status: str
    completed_at: int | None = None
    completion_reason: str | None = None
    output_data: dict[str, Json] | None = None
    error: dict[str, Json] | None = None
    parked: list[dict[str, Json]] | None = None

    def __repr__(self) -> str:
        return f"<ExecutionRecord {self.name!r}: {self.status}, id {self.id}>"

    def _repr_html_(self) -> str:
        """The execution for a notebook."""
        from architrave.interpreter.trace_html import result_html

        took = None if self.completed_at is None else self.completed_at - self.launched_at
        problems = [str(problem.get("message")) for problem in self.parked or ()]
        return result_html(self.name, self._outcome, took, [*problems, f"execution {self.id}"])

    @property
    def _outcome(self) -> Outcome | None:
        if self.status == "RUNNING":
            return None
        error = None if self.error is None else msgspec.convert(self.error, FlowError)
        return Outcome(self.status, self.completion_reason, self.output_data or {}, error)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of executions. `rest`: the `before` of the search for the next page; None if this is the last one."""

    records: list[ExecutionRecord]
    rest: int | None


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """The state of an engine, in numbers.

    `ready` executions could run now, `running` are held in memory, `waiting` wait without being held; `parked` cannot
    continue; `queued` writes are not on disk yet; `write_failures` counts groups that could not be written. `writable`:
    the last group was written; if not, `problem` says why, and what to do.
    """

    ready: int = 0
    running: int = 0
    waiting: int = 0
    parked: int = 0
    queued: int = 0
    launched: int = 0
    finished: int = 0
    commits: int = 0
    write_failures: int = 0
    writable: bool = True
    problem: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The numbers by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "problem"}


AlongWith = Callable[[sa.Connection], None]
"""What an engine writes along with executions that replace others, in the same transaction."""


class Engine(Protocol):
    """A durable engine. All methods are called in the event loop's thread."""

    async def start(self) -> None:
        """Start, and continue every execution that has no outcome yet."""
        ...

    async def stop(self) -> None:
        """Finish writing, and stop. Executions without an outcome continue at the next start."""
        ...

    def check_capacity(self) -> None:
        """Raise `NotKept` if any launch would be rejected now: too many, or the database does not answer."""
        ...

    def launch(self, launch: Launch) -> Awaitable[None]:
        """Store a launch. Done once it is on disk; raises `NotKept` if writing fails. Each id is launched once."""
        ...

    async def execution(self, execution_id: str) -> ExecutionRecord | None:
        """The record of an execution; None if there is no execution with that id."""
        ...

    async def search(self, search: Search) -> Found:
        """One page of the executions that a search finds, newest first. What is being written may be missing."""
        ...

    async def launch_counts(self, start: int, end: int, size: int) -> list[LaunchCount]:
        """How many executions were launched between two moments, by stretches of `size`, all in milliseconds."""
        ...

    async def resume(self, execution_id: str) -> bool:
        """Continue a parked execution from its journal. Returns False if it is not parked. Raises `NotKept`."""
        ...

    async def resume_all(self) -> int:
        """Continue every parked execution. Returns how many there were. Raises `NotKept`."""
        ...

    async def journal(self, execution_id: str) -> list[Entry]:
        """The part of an execution's journal that is on disk."""
        ...

    async def journal_chunks(self, execution_id: str) -> list[bytes]:
        """As `journal`, encoded: `decode` gives the entries of a chunk."""
        ...

    async def flush(self) -> None:
        """Write how far every execution has come, as far as this process knows. Raises `NotKept`."""
        ...

    def stopped(self) -> AbstractAsyncContextManager[AlongWith]:
        """Inside the block, no execution runs, and the database may be changed; then what has no outcome continues.

        Launches are refused meanwhile. What the block gets must be called in the transaction that changes executions.
        Raises `NotKept` if the executions cannot be stopped.
        """
        ...

    def health(self) -> EngineHealth:
        """The state of the engine."""
        ...
