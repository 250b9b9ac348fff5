"""The virtual engine: runs a program straight to its outcome, on a clock that skips every wait.

Nothing is stored. Random numbers come from a seed, so that the same run gives the same result. It returns the trace and
the journal. A machine that pauses can be driven from pause to pause, and again from the start with the same replies.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from architrave.engine.drive import Calling, Ended, Machine, RunningExecution, Waiting, drive
from architrave.engine.execution import Launch
from architrave.engine.handlers import Handlers
from architrave.engine.world import Call
from architrave.flows.program import AnyAction, Program
from architrave.interpreter.effects import CallDataAction, Effect, Json, Outcome, Reply, Start
from architrave.interpreter.journal import Entry
from architrave.interpreter.machine import run
from architrave.interpreter.pausing import Pause
from architrave.interpreter.trace import Halted, Trace

Replies = dict[int, Reply]
"""The replies of data actions, by the number of the effect in its execution."""


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

    def run(self, program: Program, start: Start, *, until: Container[AnyAction] | None = None) -> VirtualRun:
        """As `run_in_loop`, in a new event loop."""
        return asyncio.run(self.run_in_loop(program, start, until=until))

    async def run_in_loop(
        self, program: Program, start: Start, *, until: Container[AnyAction] | None = None
    ) -> VirtualRun:
        """Runs a program from its start to its outcome or, with `until`, to the end of one of these actions."""
        trace = Trace(until, start.launched_at)
        execution = self.begin(run(program, start, self._modules, trace), program, start)
        outcome: Outcome | None = None
        with contextlib.suppress(Halted):
            outcome = await execution.advance()
        return VirtualRun(outcome, trace, execution.journal, execution.time)

    def begin(
        self, machine: Machine, program: Program, start: Start, replies: Replies | None = None
    ) -> "VirtualExecution":
        """An execution of a machine that has not started.

        `replies` are known replies of data actions, which are not called again; new ones are added to it.
        """
        launch = Launch(
            start.execution_id, program.hash, start.flow_id, start.flow_version, program.name, start.launched_at
        )
        answers = _VirtualAnswers(self._handlers, self._seed, start.launched_at, {} if replies is None else replies)
        return VirtualExecution(machine, launch, answers)


class VirtualExecution:
    """One execution on the virtual clock."""

    def __init__(self, machine: Machine, launch: Launch, answers: "_VirtualAnswers") -> None:
        self._machine = machine
        self._answers = answers
        self._execution = RunningExecution(launch)

    @property
    def launch(self) -> Launch:
        """Its launch."""
        return self._execution.launch

    @property
    def journal(self) -> list[Entry]:
        """Its journal so far."""
        return self._execution.journal

    @property
    def sequence(self) -> int:
        """The number of its next effect."""
        return self._execution.sequence

    @property
    def time(self) -> int:
        """The time on its clock, in milliseconds since the epoch."""
        return self._answers.time

    async def advance(self) -> Outcome | None:
        """Drive the machine from its start or its pause to its outcome; None if it pauses before that.

        What the machine or a handler raises ends the execution.
        """
        execution, answers = self._execution, self._answers
        paused = isinstance(execution.asked, Pause)
        stop = drive(self._machine, execution, answers, Reply(None, execution.at) if paused else None)
        while not isinstance(stop, Ended):
            match stop:
                case Waiting(effect):
                    answers.time, value = effect.until, None
                case Calling(Pause()):
                    return None
                case Calling(effect):
                    value = await answers.perform(effect, Call(execution.launch, execution.sequence))
            stop = drive(self._machine, execution, answers, execution.reply(effect, value, answers.time))
        return stop.outcome


class _VirtualAnswers:
    """Answers on a clock that advances only when something takes time. `time` is in milliseconds since the epoch."""

    def __init__(self, handlers: Handlers, seed: int, time: int, replies: Replies) -> None:
        self._handlers = handlers
        self._numbers = random.Random(seed)  # noqa: S311 - the flow's random numbers, which must be reproducible
        self._replies = replies
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
        """Answer an effect, and advance the clock by its time. A data action with a known reply is not called."""
        known = self._replies.get(call.sequence)
        if known is None:
            at = self.time + self._handlers.duration(effect)
            known = Reply(await self._perform(effect, call), at)
            if isinstance(effect, CallDataAction):
                self._replies[call.sequence] = known
        self.time = known.at
        self._handlers.note(effect, known.value)
        return known.value

    async def _perform(self, effect: Effect, call: Call) -> Json:
        if self._handlers.is_local(effect):
            return self._handlers.answer(effect, call)
        return await self._handlers.perform_at_once(effect, call)
