"""An activation of an execution: from its current position to its outcome, or to something that takes time.

Local effects are answered here, as in the embedded engine: the clock, random numbers, look-ups. The activation is
suspended at a wait, an external call or the outcome, with everything up to there on disk. It may run twice, on two
workers: the second continues from what the first has stored.
"""

import asyncio
import concurrent.futures
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.exc import DataError, SQLAlchemyError

from architrave.diagnostics import Diagnostic
from architrave.engine.clock import wall_clock
from architrave.engine.drive import Calling, Ended, Machine, Paused, Waiting, drive, remaining
from architrave.engine.durable.answers import WorldAnswers
from architrave.engine.durable.faults import internal_error, log_parked
from architrave.engine.durable.records import finish_of
from architrave.engine.durable.recovery import (
    ProgramGone,
    Programs,
    computes_too_long,
    loaded,
    machine_of,
    program_gone,
    replayed,
)
from architrave.engine.durable.running import Chunk, DurableExecution
from architrave.engine.durable.sticky_cache import StickyCache
from architrave.engine.durable.time_limits import CPU_BUDGET, OverTime
from architrave.engine.temporal.cpu_budget import TURNS, Abandoned, Busy, CpuBudget
from architrave.engine.temporal.execution_store import Conflict, ExecutionStore, intent_with
from architrave.engine.world import Call, World
from architrave.interpreter.effects import CallDataAction, Effect, Outcome, Reply
from architrave.interpreter.journal import REPLY, fingerprint
from architrave.store import NotKept

if TYPE_CHECKING:
    from architrave.engine.execution import Launch
    from architrave.store import Finish

CHUNK_ENTRIES = 500
"""The approximate maximum number of entries in a chunk of a journal."""

EFFECTS_AT_ONCE = 20
"""The number of answers between checks whether a chunk is full or the activation has taken too long."""

SHORT_WAIT = 60_000
"""Milliseconds. A machine is held during waits up to this long."""

BUSY_MILLISECONDS = 5_000
"""How long an execution is postponed that got no turn to compute."""

LONG_SECONDS = 30.0
"""After this time, an activation is suspended at an effect although it could continue; the next one starts there."""

AGAIN_SECONDS = 1.0
KEEPING_SECONDS = 60.0
"""How long to try to write within one activation. After that, another one continues from what is stored."""

HELD = 500
"""How many machines are held. Others are replayed from their journals when they continue."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Where an activation has ended, for the workflow.

    `ended`: with an outcome of that `status`, or because there was nothing to do. `parked`: for the reason `status`, a
    rule's slug. `wait`: for `pause` milliseconds, as Temporal's server measures them; after that it is at least `until`
    (milliseconds since the epoch), whatever the clocks show. `call`: an external call, for at most `timeout`
    milliseconds; its intent ends the journal's chunk `chunk`; `interrupted`: it may have happened already. `title` is
    for readers of Temporal's history.
    """

    kind: Literal["ended", "parked", "wait", "call"]
    status: str = ""
    until: int = 0
    pause: int = 0
    chunk: int = 0
    timeout: int = 0
    interrupted: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A machine that has asked for something, and its data."""

    execution: DurableExecution
    machine: Machine
    budget: CpuBudget


class Surroundings:
    """What a worker's activations share. `loop` is the event loop for external calls.

    `budget` is how much CPU an execution may use between two effects, in seconds.
    """

    def __init__(
        self,
        store: ExecutionStore,
        programs: Programs,
        world: World,
        loop: asyncio.AbstractEventLoop,
        budget: float = CPU_BUDGET,
    ) -> None:
        self.store = store
        self.programs = programs
        self.world = world
        self.loop = loop
        self.budget = budget
        self.held: StickyCache[Held] = StickyCache(HELD)
        self.turns = threading.Semaphore(TURNS)


class Activation:
    """One activation of one execution. `run` blocks; `abandon` is called from another thread."""

    def __init__(self, execution_id: str, now: int, around: Surroundings) -> None:
        """`now` is the workflow's time, in milliseconds since the epoch."""
        self._id = execution_id
        self._now = now
        self._around = around
        self._store = around.store
        self._answers = WorldAnswers(around.world, self._time)
        self._stop = threading.Event()
        self._execution: DurableExecution | None = None
        self.ended: tuple[Launch, Finish] | None = None
        """The outcome that this activation has stored."""

    def abandon(self) -> None:
        """End after the current action: the result is no longer needed."""
        self._stop.set()

    def run(self) -> Suspension:
        """Continue to the next suspension.

        Raises Conflict, NotKept, SQLAlchemyError or OSError if it should be retried.
        """
        try:
            return self._run()
        except Abandoned:
            raise Conflict(self._id) from None
        except Busy:
            return self._put_off()
        except OverTime:
            return self.park(computes_too_long(self._id, self._around.budget))
        except DataError as refused:  # the database is available, but rejects this
            return self._fault(refused)
        except (Conflict, NotKept, SQLAlchemyError, OSError):
            raise
        except Exception as bug:  # noqa: BLE001  an execution must end with an error even if we have a bug
            return self._fault(bug)

    def park(self, diagnostic: Diagnostic) -> Suspension:
        """Store why the execution cannot continue."""
        log_parked(self._id, diagnostic)
        self._store.park(self._id, diagnostic, self._number)
        return Suspension("parked", diagnostic.rule.slug)

    # -- position --------------------------------------------------------------------------------------------------

    def _run(self) -> Suspension:
        held = self._around.held.take(self._id)
        if held is not None:
            reply = self._reply_since(held.execution)
            if not isinstance(reply, Conflict):
                return self._go_on(held, reply)
        stored = self._store.find(self._id)
        if stored is None:
            return Suspension("ended", "ENDED BEFORE")
        execution = loaded(stored, self._around.programs)
        if isinstance(execution, Diagnostic):
            return self.park(execution)
        self._execution = execution
        try:
            return self._recover(execution, was_parked=stored.row.parked is not None)
        except ProgramGone as gone:
            return self.park(program_gone(execution.launch, gone))

    def _reply_since(self, execution: DurableExecution) -> Reply | Conflict | None:
        """The reply that a held machine waits for: None if it has not arrived, Conflict if another worker went on."""
        try:
            entries = self._store.entries(self._id, execution.number, execution.chunk)
        except Conflict as conflict:
            return conflict
        if not entries and not execution.intended:
            return None
        expected = [(REPLY, execution.sequence, execution.asked and fingerprint(execution.asked))]
        if [(entry.kind, entry.sequence, entry.fingerprint) for entry in entries] != expected:
            return Conflict(self._id)
        execution.chunk += 1
        execution.sequence += 1
        execution.intended = False
        execution.at = entries[0].at
        return entries[0]

    def _recover(self, execution: DurableExecution, *, was_parked: bool) -> Suspension:
        budget = CpuBudget(execution, self._around.budget, self._around.turns, self._stop)
        try:
            machine = machine_of(execution.launch, self._around.programs, budget.check)
            found = replayed(execution, machine, execution.history, budget)
        finally:
            budget.end()
        execution.history = []
        if isinstance(found, Diagnostic):
            return self.park(found)
        if was_parked:
            if self._stop.is_set():  # it was parked because of this activation, which only gets here now
                raise Abandoned
            self._store.park(self._id, None, self._number)
        if found is not None:
            return self._finish(found.outcome)
        return self._go_on(Held(execution, machine, budget), None)

    # -- continuing ------------------------------------------------------------------------------------------------

    def _go_on(self, held: Held, reply: Reply | None) -> Suspension:
        execution, budget = held.execution, held.budget
        self._execution = execution
        until = time.monotonic() + LONG_SECONDS
        while True:
            budget.begin_for(self._stop)
            try:
                stop = drive(held.machine, execution, self._answers, reply, at_most=EFFECTS_AT_ONCE)
            except ProgramGone as gone:
                return self.park(program_gone(execution.launch, gone))
            finally:
                budget.end()
            reply = None
            match stop:
                case Ended(outcome):
                    return self._finish(outcome)
                case Waiting(effect):
                    return self._wait(held, effect.until, remaining(effect.until, execution.at, self._time()))
                case Calling(effect, interrupted) if interrupted or not effect.repeatable:
                    return self._call(held, effect, interrupted=interrupted)
                case Calling(effect):
                    reply = execution.reply(effect, self._performed(execution, effect), self._time())
                case Paused():
                    if time.monotonic() > until:
                        return self._wait(held, self._time(), 0)
            if len(execution.journal) >= CHUNK_ENTRIES:
                self._keep(execution.take_chunk())

    def _performed(self, execution: DurableExecution, effect: Effect) -> Any:
        """The answer to an external effect that may be performed again if its answer is lost."""
        self._keep(execution.take_chunk())
        call = Call(execution.launch, execution.sequence)
        try:
            performing = self._around.world.perform(effect, call)
            return asyncio.run_coroutine_threadsafe(performing, self._around.loop).result()
        except concurrent.futures.CancelledError:  # the worker is stopping
            raise Conflict(self._id) from None

    def _wait(self, held: Held, until: int, pause: int) -> Suspension:
        self._keep(held.execution.take_chunk())
        if pause <= SHORT_WAIT:
            self._around.held.hold(self._id, held)
        return Suspension("wait", until=until, pause=pause)

    def _put_off(self) -> Suspension:
        if self._execution is not None:
            self._keep(self._execution.take_chunk())
        return Suspension("wait", pause=BUSY_MILLISECONDS)

    def _call(self, held: Held, effect: Effect, *, interrupted: bool) -> Suspension:
        execution = held.execution
        number = execution.chunk
        execution.journal.append(intent_with(effect, execution.sequence, max(self._time(), execution.at)))
        execution.intended = True
        self._keep(execution.take_chunk())
        self._around.held.hold(self._id, held)
        title = f"{effect.category}/{effect.name}" if isinstance(effect, CallDataAction) else type(effect).__name__
        timeout: int = getattr(effect, "timeout", 0)
        return Suspension("call", chunk=number, timeout=timeout, interrupted=interrupted, title=title)

    # -- writing ---------------------------------------------------------------------------------------------------

    def _keep(self, chunk: Chunk | None) -> None:
        self._until_kept(lambda: self._store.keep(chunk, self._number))

    def _until_kept(self, write: Callable[[], None]) -> None:
        """Write, for a while also while the database fails: what is in memory would have to be called for again."""
        until = time.monotonic() + KEEPING_SECONDS
        while True:
            try:
                return write()
            except NotKept as fault:
                if time.monotonic() > until:
                    raise
                log.warning("cannot use the database; trying again: %s", fault, extra={"execution": self._id})
            if self._stop.wait(AGAIN_SECONDS):
                raise Abandoned

    # -- the end ---------------------------------------------------------------------------------------------------

    def _finish(self, outcome: Outcome) -> Suspension:
        execution = self._execution
        at = self._time() if execution is None else max(self._time(), execution.at)
        finish = finish_of(self._id, outcome, at)
        chunk = None if execution is None else execution.take_chunk()
        self._until_kept(lambda: self._store.finish(finish, chunk, self._number))
        if execution is not None:
            self.ended = (execution.launch, finish)
        return Suspension("ended", outcome.status)

    def _fault(self, bug: Exception) -> Suspension:
        outcome = internal_error(self._id, bug)
        try:
            return self._finish(outcome)
        except (TypeError, ValueError):  # the journal has something that cannot be written
            if self._execution is not None:
                self._execution.drop_entries()
            return self._finish(outcome)

    @property
    def _number(self) -> int:
        """The number of the execution's row, once it is known, else 0."""
        return 0 if self._execution is None else self._execution.number

    def _time(self) -> int:
        return max(wall_clock(), self._now)
