"""Activities: everything that a workflow needs from the world and the store. Each may run twice, with the same result.

The data of an execution stays in the store. An activity gets the execution's id and returns its position, so that
Temporal's messages and histories do not grow with the data of flows.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from architrave.engine.clock import wall_clock
from architrave.engine.durable.faults import internal_error
from architrave.engine.durable.records import finish_of
from architrave.engine.durable.recovery import Programs, computes_too_long
from architrave.engine.durable.time_limits import CPU_BUDGET
from architrave.engine.telemetry import NoTelemetry, Telemetry
from architrave.engine.temporal.activation import Activation, Surroundings, Suspension
from architrave.engine.temporal.execution_store import Asked, Conflict, ExecutionStore, chunk_of
from architrave.engine.world import Call, World
from architrave.interpreter.journal import REPLY, Entry
from architrave.store import NotKept, Store

log = logging.getLogger(__name__)

T = TypeVar("T")

HEARTBEAT_SECONDS = 2.0
"""How often a call that takes time sends a heartbeat."""

COMPUTING_AT_ONCE = 16
"""The maximum number of concurrent activations. They share one core: more would slow down each other and the worker."""

PATIENCE_SECONDS = 25 * 60.0
"""How long an activation may take, even if the thread that watches it hangs. Temporal waits for 30 minutes."""

AGAIN_SECONDS = 1.0
"""How long to wait for the store before the next attempt."""

HANDOVER_MILLISECONDS = 1_000
"""How long an execution waits when the worker that computes it is stopped."""


class Activities:
    """The activities of one worker: its store, its programs and its world. Made in the event loop."""

    def __init__(
        self,
        store: Store,
        programs: Programs,
        world: World,
        telemetry: Telemetry | None = None,
        budget: float = CPU_BUDGET,
    ) -> None:
        self._store = ExecutionStore(store)
        self._world = world
        self._telemetry = telemetry or NoTelemetry()
        self._around = Surroundings(self._store, programs, world, asyncio.get_running_loop(), budget)
        self._places = asyncio.Semaphore(COMPUTING_AT_ONCE)
        # More threads than turns: an activation abandoned inside an expression keeps its thread for a while.
        self._threads = ThreadPoolExecutor(2 * COMPUTING_AT_ONCE, "computing")
        self._closed = asyncio.Event()

    @property
    def all(self) -> list[Callable[..., Any]]:
        """Every activity, as a worker registers them."""
        return [self.advance, self.perform]

    def close(self) -> None:
        """Stop computing: another worker takes over."""
        self._closed.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @activity.defn
    async def advance(self, execution_id: str, now: int) -> Suspension:
        """Run an execution from its position to the next suspension; `now` is the workflow's time in milliseconds."""
        async with self._places:
            if self._closed.is_set():
                return _elsewhere()
            activation = Activation(execution_id, now, self._around)
            try:
                suspension = await self._within_patience(activation)
            except TimeoutError:
                activation.abandon()
                suspension = await asyncio.to_thread(
                    activation.park, computes_too_long(execution_id, self._around.budget)
                )
            except Conflict:
                raise ApplicationError("another worker has continued this execution", type="Conflict") from None
            finally:
                activation.abandon()
        if activation.ended is not None:
            self._telemetry.executed(*activation.ended)
        return suspension

    async def _within_patience(self, activation: Activation) -> Suspension:
        computing = asyncio.get_running_loop().run_in_executor(self._threads, activation.run)
        closed = asyncio.create_task(self._closed.wait())
        try:
            await asyncio.wait({computing, closed}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if computing.done():
                return computing.result()
            if closed.done():
                return _elsewhere()
            raise TimeoutError
        finally:
            closed.cancel()

    @activity.defn
    async def perform(self, execution_id: str, chunk: int, interrupted: bool) -> str | None:
        """Perform the call whose intent ends that chunk, and store its reply in the next chunk.

        Returns the execution's status if the call ended it, which only happens because of a bug in Architrave.
        """
        asked = await asyncio.to_thread(self._store.asked, execution_id, chunk)
        if asked is None:
            return None
        call = Call(asked.launch, asked.intent.sequence, interrupted or activity.info().attempt > 1)
        beating = asyncio.create_task(_beat())
        try:
            return await self._perform(asked, call, chunk)
        finally:
            beating.cancel()

    async def _perform(self, asked: Asked, call: Call, chunk: int) -> str | None:
        began, intent = wall_clock(), asked.intent
        try:
            value = await _until_kept(lambda: self._world.perform(asked.effect, call))
            at = max(wall_clock(), intent.at)
            entry = Entry(value, at, intent.sequence, REPLY, intent.effect, intent.fingerprint)
            reply = chunk_of(asked.launch.id, chunk + 1, entry)
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            return await self._fault(asked, bug)
        with contextlib.suppress(Conflict):  # an abandoned attempt has already stored its reply: the first reply counts
            await _until_kept(lambda: asyncio.to_thread(self._store.keep, reply, asked.number))
        self._telemetry.called(asked.launch, asked.effect, value, began, at)
        return None

    async def _fault(self, asked: Asked, bug: Exception) -> str:
        outcome = internal_error(asked.launch.id, bug)
        finish = finish_of(asked.launch.id, outcome, wall_clock())
        await _until_kept(lambda: asyncio.to_thread(self._store.finish, finish, None, asked.number))
        self._telemetry.executed(asked.launch, finish)
        return outcome.status


def _elsewhere() -> Suspension:
    """A short wait, which releases the workflow from a worker that is stopping, without a failure."""
    return Suspension("wait", pause=HANDOVER_MILLISECONDS)


async def _until_kept(attempt: Callable[[], Awaitable[T]]) -> T:
    """The result of something that uses the store, tried again until the store can do it.

    Within the activity, since a call that has been made must not be made again only because its reply could not be
    stored. What the call itself was asked to store was not stored either if it fails with `NotKept`.
    """
    while True:
        try:
            return await attempt()
        except (NotKept, OperationalError) as fault:
            log.warning("cannot use the database; trying again: %s", fault)
            await asyncio.sleep(AGAIN_SECONDS)


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(HEARTBEAT_SECONDS)
