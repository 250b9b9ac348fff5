"""A stretch of an execution: from where it stands to its outcome, or to what takes time.

What is had at once is answered here, as the embedded engine does: the clock, random numbers, look-ups. The stretch ends
at a wait, at a call of the world outside, or at the outcome, with everything up to there on disk. It may be done twice,
by two workers: the second goes on from what the first has kept.
"""

import asyncio
import concurrent.futures
import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.exc import DataError, SQLAlchemyError

from architrave.diagnostics import Diagnostic
from architrave.engine import rules
from architrave.engine.embedded import revival
from architrave.engine.embedded.live import Live
from architrave.engine.embedded.revival import Programs
from architrave.engine.faults import internal_error, log_parked
from architrave.engine.retention import clock
from architrave.engine.temporal.keeping import Keeping, Overtaken, finish_of, intent_with
from architrave.engine.temporal.machines import (
    COMPUTING_SECONDS,
    Abandoned,
    Busy,
    ComputesTooLong,
    Held,
    Leash,
    Machines,
)
from architrave.engine.world import Call, World
from architrave.flows.program import Program
from architrave.interpreter.effects import CallDataAction, DrawRandom, Effect, Outcome, ReadClock, Wait
from architrave.interpreter.journal import REPLY, fingerprint, replay

if TYPE_CHECKING:
    from architrave.engine.execution import Launch

CHUNK_ENTRIES = 500
"""How many entries a chunk of a journal may have."""

SHORT_WAIT = 60_000
"""Milliseconds. A machine is held through a wait that is no longer."""

BUSY_MILLISECONDS = 5_000
"""How long an execution is put off that got no turn to compute."""

LONG_SECONDS = 30.0
"""After so long a stretch ends at the next effect, although it could go on: the next begins there."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Where a stretch has ended, as the workflow is told.

    `ended`: with an outcome of that `status`, or because there was nothing to do. `parked`: for the reason `status`, a
    rule's slug. `wait`: until a moment, in milliseconds since the epoch. `call`: of the world outside, for at most
    `timeout` milliseconds; its intent ends the journal's chunk `chunk`; `interrupted` says that it may have happened
    already. `title` is for who reads Temporal's history.
    """

    kind: Literal["ended", "parked", "wait", "call"]
    status: str = ""
    until: int = 0
    chunk: int = 0
    timeout: int = 0
    interrupted: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker's stretches have in common. `loop` is where the world's calls are made."""

    keeping: Keeping
    machines: Machines
    programs: Programs
    world: World
    loop: asyncio.AbstractEventLoop


class _ProgramGone(LookupError):  # noqa: N818  it leaves no fault behind
    """Leaves a machine that needs a program which nobody has any more."""


class Stretch:
    """One stretch of one execution. `run` blocks; `abandon` is called from another thread."""

    def __init__(self, execution_id: str, now: int, around: Surroundings) -> None:
        """`now` is the workflow's time, in milliseconds since the epoch."""
        self._id = execution_id
        self._now = now
        self._around = around
        self._stop = threading.Event()
        self._live: Live | None = None
        self.ended: tuple[Launch, Outcome, int] | None = None
        """The outcome that this stretch has kept, and when."""

    def abandon(self) -> None:
        """Nobody waits for this any more: end after the action that is being performed."""
        self._stop.set()

    def run(self) -> Pause:
        """Go on to the next pause. Raises Overtaken, SQLAlchemyError or OSError where it is to be tried again."""
        try:
            return self._run()
        except Abandoned:
            raise Overtaken(self._id) from None
        except Busy:
            return self._put_off()
        except ComputesTooLong:
            return self.park(computes_too_long(self._id))
        except _ProgramGone as gone:
            return self.park(_module_gone(self._live, gone))
        except DataError as refused:  # the database is there, and does not take this
            return self._fault(refused)
        except (Overtaken, SQLAlchemyError, OSError):
            raise
        except Exception as bug:  # noqa: BLE001  an execution must end, and tell, whatever we did wrong
            return self._fault(bug)

    def park(self, diagnostic: Diagnostic) -> Pause:
        """Keep why the execution cannot go on."""
        log_parked(self._id, diagnostic)
        self._around.keeping.park(self._id, diagnostic)
        return Pause("parked", diagnostic.rule.slug)

    # -- where it stands -----------------------------------------------------------------------------------------

    def _run(self) -> Pause:
        held = self._around.machines.take(self._id)
        if held is None or not self._catch_up(held):
            opened = self._open()
            if isinstance(opened, Pause):
                return opened
            held = opened
        return self._drive(held)

    def _catch_up(self, held: Held) -> bool:
        """Bring a machine that was held to where its execution stands; False where another worker has gone on."""
        live, asked = held.live, held.asked
        entries = self._around.keeping.entries(self._id, live.chunk)
        if isinstance(asked, Wait | Outcome):
            caught = not entries
        else:
            caught = [(entry.kind, entry.sequence, entry.fingerprint) for entry in entries] == [
                (REPLY, live.sequence, fingerprint(asked))
            ]
        if not caught:
            return False
        self._live = live
        held.leash.begin(self._stop)
        for entry in entries:
            live.chunk += 1
            live.sequence += 1
            live.at = entry.at
            held.send(entry)
        return True

    def _open(self) -> Held | Pause:
        """The execution with its machine, from the store."""
        kept = self._around.keeping.find(self._id)
        if kept is None:
            return Pause("ended", "ENDED BEFORE")
        leash = Leash(self._around.machines.turns, self._stop)
        prepared = revival.prepare(kept, self._program, leash)
        if isinstance(prepared, Diagnostic):
            return self.park(prepared)
        live, machine, entries = prepared
        self._live = live
        try:
            place = replay(machine, leash.anew_for_each(entries))
        finally:
            leash.end()
        if place.divergence is not None:
            return self.park(revival.diverged(place.divergence))
        if kept.row.parked is not None:
            if self._stop.is_set():  # it was parked for this stretch, which is only getting here now
                raise Abandoned
            self._around.keeping.park(self._id, None)
        live.sequence = place.sequence
        return Held(live, machine, leash, place.outcome or place.effect or ReadClock(), place.intended)

    def _program(self, content_hash: str) -> Program:
        try:
            return self._around.programs(content_hash)
        except LookupError as missing:
            raise _ProgramGone(str(missing)) from missing

    # -- going on ------------------------------------------------------------------------------------------------

    def _drive(self, held: Held) -> Pause:
        live, until = held.live, time.monotonic() + LONG_SECONDS
        while not isinstance(asked := held.asked, Outcome):
            if isinstance(asked, Wait) and asked.until > self._time():
                return self._wait(held, asked.until)
            if held.intended or not self._is_near(asked):
                return self._call(held, asked)
            if time.monotonic() > until:
                return self._wait(held, self._time())
            value = self._answer(live, asked)
            held.leash.begin(self._stop)
            held.send(live.reply(asked, value, self._time()))
            if len(live.unsaved) >= CHUNK_ENTRIES:
                self._around.keeping.keep(live.take_chunk())
        return self._finish(asked)

    def _is_near(self, effect: Effect) -> bool:
        """Whether an effect may be done again here and now, should its answer be lost."""
        own = isinstance(effect, ReadClock | DrawRandom | Wait)
        return own or effect.repeatable or self._around.world.is_local(effect)

    def _answer(self, live: Live, effect: Effect) -> Any:
        if isinstance(effect, ReadClock | Wait):
            return None
        if isinstance(effect, DrawRandom):
            return secrets.randbits(53)
        world, call = self._around.world, Call(live.launch, live.sequence)
        if world.is_local(effect):
            return world.answer(effect, call)
        self._around.keeping.keep(live.take_chunk())
        try:
            return asyncio.run_coroutine_threadsafe(world.perform(effect, call), self._around.loop).result()
        except concurrent.futures.CancelledError:  # the worker ends
            raise Overtaken(self._id) from None

    def _wait(self, held: Held, until: int) -> Pause:
        self._around.keeping.keep(held.live.take_chunk())
        if until - self._time() <= SHORT_WAIT:
            self._around.machines.hold(held)
        return Pause("wait", until=until)

    def _put_off(self) -> Pause:
        if self._live is not None:
            self._around.keeping.keep(self._live.take_chunk())
        return Pause("wait", until=self._time() + BUSY_MILLISECONDS)

    def _call(self, held: Held, effect: Effect) -> Pause:
        live, interrupted = held.live, held.intended
        number = live.chunk
        live.unsaved.append(intent_with(effect, live.sequence, max(self._time(), live.at)))
        self._around.keeping.keep(live.take_chunk())
        self._around.machines.hold(held)
        title = f"{effect.category}/{effect.name}" if isinstance(effect, CallDataAction) else type(effect).__name__
        timeout: int = getattr(effect, "timeout", 0)
        return Pause("call", chunk=number, timeout=timeout, interrupted=interrupted, title=title)

    # -- the end -------------------------------------------------------------------------------------------------

    def _finish(self, outcome: Outcome) -> Pause:
        live = self._live
        at = self._time() if live is None else max(self._time(), live.at)
        finish = finish_of(self._id, outcome, at)
        self._around.keeping.finish(finish, None if live is None else live.take_chunk())
        if live is not None:
            self.ended = (live.launch, outcome, at)
        return Pause("ended", outcome.status)

    def _fault(self, bug: Exception) -> Pause:
        outcome = internal_error(self._id, bug)
        try:
            return self._finish(outcome)
        except (TypeError, ValueError):  # what cannot be written is among the unsaved
            if self._live is not None:
                self._live.unsaved.clear()
            return self._finish(outcome)

    def _time(self) -> int:
        return max(clock(), self._now)


def computes_too_long(execution_id: str) -> Diagnostic:
    """The diagnostic for an execution whose computing was not waited for any longer."""
    return Diagnostic(
        rules.COMPUTES_TOO_LONG,
        f"Execution {execution_id} has computed for {COMPUTING_SECONDS:.0f} seconds of CPU without asking the world or "
        "ending, and was stopped.",
        help="Nothing of it is lost, and a restarted server lets it try again. Look for a loop over a large collection "
        "or a text that grows with each pass; a mended flow is for the next launch.",
    )


def _module_gone(live: Live | None, gone: LookupError) -> Diagnostic:
    name = "the flow" if live is None else f"“{live.launch.name}”"
    return Diagnostic(rules.PROGRAM_GONE, f"A common module of {name} is gone: {gone}.")
