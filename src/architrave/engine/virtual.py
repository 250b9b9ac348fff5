"""The virtual engine: runs a program straight to its outcome, on a clock that skips every wait.

Nothing is stored. Random numbers come from a seed, so that the same run gives the same result. It returns the trace and
the journal.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from architrave.engine.drive import Calling, Ended, Machine, RunningExecution, Waiting, drive
from architrave.engine.execution import Launch
from architrave.engine.handlers import Handlers
from architrave.engine.world import Call
from architrave.flows.program import Program
from architrave.interpreter.effects import Effect, Json, Outcome, Start
from architrave.interpreter.journal import Entry
from architrave.interpreter.machine import run
from architrave.interpreter.trace import Halted, Trace


@dataclass(slots=True)
class VirtualRun:
    """The result of a virtual run: its outcome (None if it was halted), trace and journal, and the time at its end."""

    outcome: Outcome | None
    trace: Trace
    journal: list[Entry] = field(default_factory=list[Entry])
    ended_at: int = 0


class VirtualEngine:
    """Runs programs on a virtual clock. `modules` returns common modules by the hash from their look-up."""

    def __init__(self, handlers: Handlers, modules: Callable[[str], Program], *, seed: int = 0) -> None:
        self._handlers = handlers
        self._modules = modules
        self._seed = seed

    def run(self, program: Program, start: Start, *, until: str | None = None) -> VirtualRun:
        """As `run_in_loop`, in a new event loop."""
        return asyncio.run(self.run_in_loop(program, start, until=until))

    async def run_in_loop(self, program: Program, start: Start, *, until: str | None = None) -> VirtualRun:
        """Runs a program from its start to its outcome or, with `until`, to the end of the action with that name."""
        trace = Trace(until)
        launch = Launch(
            start.execution_id, program.hash, start.flow_id, start.flow_version, program.name, start.launched_at
        )
        execution = RunningExecution(launch)
        answers = _VirtualAnswers(self._handlers, self._seed, start.launched_at)
        outcome: Outcome | None = None
        with contextlib.suppress(Halted):
            outcome = await _drive_to_its_end(run(program, start, self._modules, trace), execution, answers)
        return VirtualRun(outcome, trace, execution.journal, answers.time)


async def _drive_to_its_end(machine: Machine, execution: RunningExecution, answers: "_VirtualAnswers") -> Outcome:
    stop = drive(machine, execution, answers)
    while not isinstance(stop, Ended):
        match stop:
            case Waiting(effect):
                answers.time, value = effect.until, None
            case Calling(effect):
                value = await answers.perform(effect, Call(execution.launch, execution.sequence))
        stop = drive(machine, execution, answers, execution.reply(effect, value, answers.time))
    return stop.outcome


class _VirtualAnswers:
    """Answers on a clock that advances only when something takes time. `time` is in milliseconds since the epoch."""

    def __init__(self, handlers: Handlers, seed: int, time: int) -> None:
        self._handlers = handlers
        self._numbers = random.Random(seed)  # noqa: S311 - the flow's random numbers, which must be reproducible
        self.time = time

    def clock(self) -> int:
        return self.time

    def random(self) -> int:
        return self._numbers.getrandbits(53)

    def is_local(self, effect: Effect) -> bool:  # noqa: ARG002
        """Never: any effect may take time, which `perform` adds to the clock."""
        return False

    def answer(self, effect: Effect, call: Call) -> Json:  # noqa: ARG002
        raise TypeError(f"{type(effect).__name__} cannot be answered at once")

    async def perform(self, effect: Effect, call: Call) -> Json:
        """Answer an effect, and advance the clock by its time."""
        self.time += self._handlers.duration(effect)
        if self._handlers.is_local(effect) or self._handlers.delay(effect):
            return self._handlers.answer(effect, call)
        return await self._handlers.perform(effect, call)
