"""The virtual engine: runs a program to its outcome at once, on a clock that jumps over every wait.

Nothing is kept. Its random numbers come from a seed, so that the same run gives the same result; what it did is in
the trace and in the journal that it returns.
"""

import asyncio
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from architrave.engine.execution import Launch
from architrave.engine.handlers import Handlers
from architrave.engine.world import Call
from architrave.flows.program import Program
from architrave.interpreter.effects import (
    DrawRandom,
    Effect,
    Json,
    Outcome,
    ReadClock,
    Reply,
    Start,
    Wait,
)
from architrave.interpreter.journal import Entry, entry_for
from architrave.interpreter.machine import run
from architrave.interpreter.trace import Halted, Trace


@dataclass(slots=True)
class VirtualRun:
    """What a virtual run left: its outcome (None where it was halted), trace and journal, and the time at its end."""

    outcome: Outcome | None
    trace: Trace
    journal: list[Entry] = field(default_factory=list[Entry])
    ended_at: int = 0


class VirtualEngine:
    """Runs programs on a virtual clock. `modules` gives common modules by the hash that their look-up told."""

    def __init__(self, handlers: Handlers, modules: Callable[[str], Program], *, seed: int = 0) -> None:
        self._handlers = handlers
        self._modules = modules
        self._seed = seed

    def run(self, program: Program, start: Start, *, until: str | None = None) -> VirtualRun:
        """Runs a program from its start to its outcome, or, with `until`, to the end of the action of that name."""
        trace = Trace(until)
        machine = run(program, start, self._modules, trace)
        return asyncio.run(self._drive(machine, program, start, trace))

    async def _drive(
        self, machine: Generator[Effect, Reply, Outcome], program: Program, start: Start, trace: Trace
    ) -> VirtualRun:
        numbers = random.Random(self._seed)  # noqa: S311 - the flow's own chance, and it must repeat
        launch = Launch(
            start.execution_id, program.hash, start.flow_id, start.flow_version, program.name, start.launched_at
        )
        done = VirtualRun(None, trace, ended_at=start.launched_at)
        try:
            effect = next(machine)
            while True:
                call = Call(launch, len(done.journal))
                done.ended_at += self._passing(effect, done.ended_at)
                value = numbers.getrandbits(53) if isinstance(effect, DrawRandom) else await self._answer(effect, call)
                done.journal.append(entry_for(call.sequence, effect, value, done.ended_at))
                effect = machine.send(Reply(value, done.ended_at))
        except StopIteration as stop:
            done.outcome = stop.value
        except Halted:
            pass
        return done

    async def _answer(self, effect: Effect, call: Call) -> Json:
        if isinstance(effect, ReadClock | Wait):
            return None
        if self._handlers.is_local(effect) or self._handlers.delay(effect):
            return self._handlers.answer(effect, call)
        return await self._handlers.perform(effect, call)

    def _passing(self, effect: Effect, now: int) -> int:
        """How much time passes until an effect is answered, in milliseconds."""
        if isinstance(effect, Wait):
            return max(0, effect.until - now)
        return self._handlers.duration(effect)
