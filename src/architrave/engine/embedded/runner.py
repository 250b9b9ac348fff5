"""The runner: drives machines, answers what is near, performs what is far, and waits for what is late."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from architrave.diagnostics import Diagnostic
from architrave.engine.embedded.forerun import Foreruns
from architrave.engine.embedded.forerun.messages import Ran
from architrave.engine.embedded.keeping import Keeper
from architrave.engine.embedded.live import Live, Machine
from architrave.engine.embedded.revival import Programs, Revived, program_gone
from architrave.engine.embedded.timers import Timers
from architrave.engine.execution import Launch
from architrave.engine.faults import internal_error
from architrave.engine.records import start_of
from architrave.engine.world import Call, World
from architrave.interpreter.effects import DrawRandom, Effect, Json, Outcome, ReadClock, Reply, Wait
from architrave.interpreter.journal import Entry, decode, replay
from architrave.interpreter.machine import run
from architrave.store import NotKept

SLICE_SECONDS = 0.002
"""How long executions run before the loop serves requests again."""

BUSY_SLICE_SECONDS = 0.00025
BUSY_PAUSE_SECONDS = 0.00125
"""How long they run, and then do not, while launches arrive: a burst is taken first, and then worked off."""

BUSY_SECONDS = 0.005
"""For so long after a launch more are expected, and executions left to the second process, which may have them."""

BURST = 25_000
"""How many executions may be behind before they are run as if no launches arrived."""

SHORT_WAIT = 5_000
"""Milliseconds. A machine is kept through a wait that is no longer."""

CONCURRENT_CALLS = 200
"""How many external effects are performed at once."""

_LATER = object()

log = logging.getLogger(__name__)


class ProgramGone(LookupError):  # noqa: N818  it leaves no fault behind
    """Leaves the driving of an execution whose program nobody has any more."""


@dataclass(frozen=True, slots=True)
class Events:
    """Whom the runner tells.

    `finished` once an outcome is on disk; `parked` when an execution cannot go on; `revive` to replay one by its id;
    `called` when an effect was performed outside, with its answer and when it began and ended.
    """

    finished: Callable[[Launch, Outcome, int], None]
    parked: Callable[[str, Diagnostic], None]
    revive: Callable[[str], Revived | Diagnostic | None]
    called: Callable[[Launch, Effect, Json, int, int], None]


class Runner:
    """Runs executions in the event loop's thread. `clock` gives milliseconds since the epoch."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        keeper: Keeper,
        programs: Programs,
        world: World,
        events: Events,
        clock: Callable[[], int],
        foreruns: Foreruns | None = None,
    ) -> None:
        self._loop = loop
        self._keeper = keeper
        self._programs = programs
        self._world = world
        self._events = events
        self._clock = clock
        self._foreruns = foreruns
        if foreruns is not None:
            foreruns.start(self._come_back, self._come_back_unrun)
        self._ready: deque[Launch | tuple[Live, Reply] | str] = deque()
        self._begun: dict[str, Launch] = {}
        self._scheduled = False
        self._busy_until = 0.0
        self._stopped = False
        self._timers = Timers(loop, clock, self._awake)
        self._waiting: dict[str, tuple[Live, Effect] | None] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(CONCURRENT_CALLS)
        self.live: dict[str, Live] = {}
        self.arriving = 0
        """How many launches are on their way to the disk."""

    @property
    def ready(self) -> int:
        """How many executions could run now."""
        return len(self._ready) + (0 if self._foreruns is None else self._foreruns.away)

    @property
    def waiting(self) -> int:
        """How many executions wait for their time."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many executions are held in memory, begun or not."""
        return len(self._begun) + len(self.live)

    def launch_of(self, execution_id: str) -> Launch | None:
        """The launch of an execution that is held in memory."""
        live = self.live.get(execution_id)
        return self._begun.get(execution_id) if live is None else live.launch

    def begin(self, launch: Launch) -> None:
        """Run an execution whose launch is on disk."""
        self._begun[launch.id] = launch
        self._enqueue(launch)

    def finished(self, live: Live, outcome: Outcome, at: int) -> None:
        """Let go of an execution whose outcome is on disk."""
        self.live.pop(live.launch.id, None)
        self._events.finished(live.launch, outcome, at)

    def resume(self, execution_id: str) -> None:
        """Go on with an execution from its journal."""
        self._enqueue(execution_id)

    async def stop(self, grace: float) -> None:
        """Begin nothing more; let the calls under way end within `grace` seconds, and leave the rest to the journal."""
        self._stopped = True
        self._timers.stop()
        if self._foreruns is not None:
            await self._foreruns.stop()
        if self._calls:
            await asyncio.wait(self._calls, timeout=grace)
        for call in self._calls:
            call.cancel()
        if self._calls:
            await asyncio.wait(self._calls)
        for live in self.live.values():
            self._keeper.save(live, lambda: None)

    # -- the queue -----------------------------------------------------------------------------------------------

    def _enqueue(self, item: Launch | tuple[Live, Reply] | str) -> None:
        self._ready.append(item)
        if not self._scheduled and not self._stopped:
            self._scheduled = True
            self._loop.call_soon(self._slice)

    def _slice(self) -> None:
        ready, foreruns = self._ready, self._foreruns
        now = perf_counter()
        busy = self.arriving > 0 and len(ready) < BURST
        if busy:
            self._busy_until = now + BUSY_SECONDS
        leaves = foreruns is not None and now < self._busy_until
        if foreruns is not None:
            foreruns.feed(ready, busy=leaves)
        end = now + (BUSY_SLICE_SECONDS if busy else SLICE_SECONDS)
        while ready and not self._stopped:
            if leaves and foreruns is not None and foreruns.will_take(ready):
                break
            item = ready.popleft()
            if isinstance(item, Launch):
                self._begin(item)
            elif isinstance(item, str):
                self._revive(item)
            else:
                self._drive(*item)
            if perf_counter() > end:
                break
        self._scheduled = bool(ready) and not self._stopped
        if not self._scheduled:
            return
        if busy or leaves:
            self._loop.call_later(BUSY_PAUSE_SECONDS, self._slice)
        else:
            self._loop.call_soon(self._slice)

    # -- one execution -------------------------------------------------------------------------------------------

    def _drive(self, live: Live, reply: Reply | None = None, effect: Effect | None = None) -> None:
        """Run a machine until it ends, waits, or asks for something that cannot be answered at once.

        `reply` answers what it asked last; `effect` is given instead where a replay ended at one without a reply.
        """
        try:
            machine = live.machine or self._machine(live)
            if effect is None:
                effect = next(machine) if reply is None else machine.send(reply)
            while (value := self._answer(live, effect)) is not _LATER:
                effect = machine.send(live.reply(effect, value, self._clock()))
        except StopIteration as stop:
            self._finish(live, stop.value)
        except ProgramGone:
            self._park(live.launch.id, program_gone(live.launch))
        except Exception as bug:  # noqa: BLE001  an execution must end, and tell, whatever we did wrong
            self._fault(live, bug)

    def _begin(self, launch: Launch) -> None:
        del self._begun[launch.id]
        live = self.live[launch.id] = Live(launch)
        self._drive(live)

    def _come_back(self, launch: Launch, ran: Ran, outcome: Outcome | None) -> None:
        """Go on with an execution from where its forerun left it."""
        if self._stopped:
            return
        del self._begun[launch.id]
        live = self.live[launch.id] = Live(launch)
        if outcome is not None:
            live.take_over(ran.journal)
            self._keeper.finish(live, outcome, ran.at)
        elif not ran.journal:
            self._drive(live)
        else:
            self._catch_up(live, decode(ran.journal))

    def _catch_up(self, live: Live, entries: list[Entry]) -> None:
        try:
            place = replay(self._machine(live), entries)
        except Exception as bug:  # noqa: BLE001  as in _drive
            self._fault(live, bug)
            return
        live.unsaved, live.sequence, live.at = entries, place.sequence, entries[-1].at
        if place.effect is None:  # what another process of this version ran does not fit: begin it again
            live = self.live[live.launch.id] = Live(live.launch)
        self._drive(live, effect=place.effect)

    def _come_back_unrun(self, launches: list[Launch]) -> None:
        for launch in launches:
            self._enqueue(launch)

    def _machine(self, live: Live) -> Machine:
        try:
            program = self._programs(live.launch.program)
        except LookupError as missing:
            raise ProgramGone from missing
        machine = live.machine = run(program, start_of(live.launch), self._programs)
        return machine

    def _answer(self, live: Live, effect: Effect) -> Any:
        """The answer to an effect, or _LATER when it has been arranged that the answer comes."""
        kind = type(effect)
        if kind is ReadClock:
            return None
        if kind is DrawRandom:
            return secrets.randbits(53)
        if isinstance(effect, Wait):
            if effect.until <= self._clock():
                return None
            self._wait(live, effect)
            return _LATER
        if self._world.is_local(effect):
            try:
                return self._world.answer(effect, Call(live.launch, live.sequence))
            except NotKept as fault:
                self._keeper.again(fault, lambda: self._drive(live, effect=effect))
                return _LATER
        self._call(live, effect)
        return _LATER

    def _finish(self, live: Live, outcome: Outcome) -> None:
        live.machine = None
        at = max(self._clock(), live.at)
        try:
            self._keeper.finish(live, outcome, at)
        except (TypeError, ValueError) as bug:  # a value that cannot be written is a bug of whoever made it
            live.unsaved.clear()
            self._fault(live, bug)

    def _fault(self, live: Live, bug: BaseException) -> None:
        self._finish(live, internal_error(live.launch.id, bug))

    def _park(self, execution_id: str, diagnostic: Diagnostic) -> None:
        self.live.pop(execution_id, None)
        self._events.parked(execution_id, diagnostic)

    # -- effects that take time ----------------------------------------------------------------------------------

    def _wait(self, live: Live, effect: Wait) -> None:
        execution_id = live.launch.id
        self._waiting[execution_id] = (live, effect)
        self._timers.add(effect.until, execution_id)
        if effect.until - live.at > SHORT_WAIT:
            self._keeper.save(live, lambda: self._give_up(live))
        elif live.at - live.saved_at > SHORT_WAIT:
            self._keeper.save(live, lambda: None)

    def _give_up(self, live: Live) -> None:
        """Forget the machine of an execution that still waits; its journal is on disk."""
        if self._waiting.get(live.launch.id) is not None:
            self._waiting[live.launch.id] = None
            self.live.pop(live.launch.id, None)

    def _awake(self, execution_id: str) -> None:
        waited = self._waiting.pop(execution_id)
        if waited is None:
            self._enqueue(execution_id)
            return
        live, effect = waited
        self._enqueue((live, live.reply(effect, None, self._clock())))

    def _call(self, live: Live, effect: Effect, *, interrupted: bool = False) -> None:
        """Perform an external effect: bring the journal to disk, with an intent where needed, and then go."""
        if not effect.repeatable and not interrupted:
            live.intend(effect, self._clock())
        call = Call(live.launch, live.sequence, interrupted)
        self._keeper.save(live, lambda: self._start(live, effect, call))

    def _start(self, live: Live, effect: Effect, call: Call) -> None:
        if self._stopped:
            return
        task = self._loop.create_task(self._perform(live, effect, call))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _perform(self, live: Live, effect: Effect, call: Call) -> None:
        try:
            async with self._gate:
                began = self._clock()
                value = await self._world.perform(effect, call)
            reply = live.reply(effect, value, self._clock())
            self._events.called(live.launch, effect, value, began, reply.at)
        except NotKept as fault:  # such as data of a conversation, which the disk will take later
            self._keeper.again(fault, lambda: self._start(live, effect, call))
        except Exception as bug:  # noqa: BLE001  as in _drive
            self._fault(live, bug)
        else:
            self._enqueue((live, reply))

    # -- going on after a restart or a long wait -----------------------------------------------------------------

    def _revive(self, execution_id: str) -> None:
        try:
            revived = self._events.revive(execution_id)
        except Exception as bug:  # a database that fails now may not fail later
            about = {"execution": execution_id}
            log.error("%s could not be replayed; trying again", execution_id, exc_info=bug, extra=about)
            self._loop.call_later(1.0, self.resume, execution_id)
            return
        if revived is None:
            return
        if isinstance(revived, Diagnostic):
            self._park(execution_id, revived)
            return
        live, place = revived.live, revived.place
        self.live[execution_id] = live
        if place.outcome is not None:
            self._finish(live, place.outcome)
        elif place.effect is not None and place.intended:
            self._call(live, place.effect, interrupted=True)
        else:
            self._drive(live, effect=place.effect)
