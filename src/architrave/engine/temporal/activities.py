"""Activities: all that a workflow asks of the world and of the store. Each may be done twice, to the same end."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from temporalio import activity

from architrave.engine.execution import Launch
from architrave.engine.records import launch_of
from architrave.engine.retention import clock
from architrave.engine.telemetry import NoTelemetry, Telemetry
from architrave.engine.temporal.codec import effect_from_json
from architrave.engine.world import Call, World
from architrave.interpreter.effects import FlowError, Outcome
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.store import Store, executions, journals

T = TypeVar("T")

HEARTBEAT_SECONDS = 2.0
"""How often a call that takes time says that its worker lives."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a workflow is told when it begins: its launch, how many chunks its journal has, and whether it may go on.

    `launch` is None where there is nothing to do: the execution has an outcome, or is gone.
    """

    launch: dict[str, Any] | None
    chunks: int = 0
    other_semantics: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An effect of an execution, on its way to whoever answers it."""

    launch: dict[str, Any]
    sequence: int
    effect: dict[str, Any]

    def call(self, *, interrupted: bool) -> Call:
        """The circumstances, as handlers take them."""
        return Call(Launch(**self.launch), self.sequence, interrupted)


@dataclass(frozen=True, slots=True)
class Ending:
    """The outcome of an execution as the store keeps it; JSON texts, times in milliseconds since the epoch."""

    execution: str
    status: str
    completed_at: int
    completion_reason: str | None
    output_data: str | None
    error: str | None


class Activities:
    """The activities of one worker: its store, and its world."""

    def __init__(self, store: Store, world: World, telemetry: Telemetry | None = None) -> None:
        self._store = store
        self._world = world
        self._telemetry = telemetry or NoTelemetry()

    @property
    def all(self) -> list[Callable[..., Any]]:
        """Every activity, as a worker registers them."""
        return [self.begin, self.keep, self.finish, self.park, self.answer, self.perform]

    @activity.defn
    async def begin(self, execution_id: str) -> Beginning:
        """The launch of an execution, and how far its journal goes."""

        def read(connection: sa.Connection) -> Beginning:
            row = executions.find(connection, execution_id)
            if row is None or row.completed_at is not None:
                return Beginning(None)
            launch = asdict(launch_of(row))
            other = row.semantics if row.semantics != SEMANTICS_VERSION else None
            return Beginning(launch, journals.count(connection, execution_id), other)

        return await self._read(read)

    @activity.defn
    async def keep(self, execution_id: str, number: int, entries: bytes) -> None:
        """Keep a chunk of a journal."""
        await self._write(lambda connection: journals.add(connection, execution_id, number, entries))

    @activity.defn
    async def finish(self, ending: Ending, number: int, entries: bytes) -> None:
        """Keep an outcome, with the rest of the journal. The first outcome stands."""

        def write(connection: sa.Connection) -> None:
            if entries:
                journals.add(connection, ending.execution, number, entries)
            executions.finish(
                connection,
                executions.Finish(
                    ending.execution,
                    ending.status,
                    ending.completed_at,
                    ending.completion_reason,
                    ending.output_data,
                    ending.error,
                ),
            )

        await self._write(write)
        await self._tell(ending)

    @activity.defn
    async def park(self, execution_id: str, diagnostics: str) -> None:
        """Keep why an execution cannot go on."""
        await self._write(lambda connection: executions.park(connection, execution_id, diagnostics))

    @activity.defn
    async def answer(self, asked: Asked) -> Any:
        """The answer to a look-up, or to anything else that is had at once."""
        effect = effect_from_json(asked.effect)
        call = asked.call(interrupted=False)
        if self._world.is_local(effect):
            return await asyncio.to_thread(self._world.answer, effect, call)
        return await self._world.perform(effect, call)

    @activity.defn
    async def perform(self, asked: Asked) -> Any:
        """The answer to an effect that takes time. A second attempt says that the first was interrupted."""
        effect = effect_from_json(asked.effect)
        call = asked.call(interrupted=activity.info().attempt > 1)
        beating, began = asyncio.create_task(_beat()), clock()
        try:
            value = await self._world.perform(effect, call)
        finally:
            beating.cancel()
        self._telemetry.called(call.launch, effect, value, began, clock())
        return value

    async def _tell(self, ending: Ending) -> None:
        if isinstance(self._telemetry, NoTelemetry):
            return
        row = await self._read(lambda connection: executions.find(connection, ending.execution))
        if row is not None:
            error = FlowError(str(msgspec.json.decode(ending.error)["type"]), "") if ending.error else None
            outcome = Outcome(ending.status, ending.completion_reason, {}, error)
            self._telemetry.executed(launch_of(row), outcome, ending.completed_at)

    async def _read(self, read: Callable[[sa.Connection], T]) -> T:
        def work() -> T:
            with self._store.read() as connection:
                return read(connection)

        return await asyncio.to_thread(work)

    async def _write(self, write: Callable[[sa.Connection], None]) -> None:
        def work() -> None:
            with self._store.write() as connection:
                write(connection)

        await asyncio.to_thread(work)


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(HEARTBEAT_SECONDS)
