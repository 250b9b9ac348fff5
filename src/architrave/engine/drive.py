"""The drive loop: answers one machine until it ends, waits, or makes an external call.

Every engine runs executions with this loop. Engines differ in what they answer at once (`Answers`), in what they do
when the loop stops (`Stop`), and in where the journal goes. The loop itself does no I/O.
"""

from collections.abc import Generator
from typing import Protocol, overload

import msgspec

from architrave.engine.execution import Launch
from architrave.engine.world import Call
from architrave.interpreter.effects import DrawRandom, Effect, Json, Outcome, ReadClock, Reply, Wait
from architrave.interpreter.journal import Entry, entry_for, intent_for

Machine = Generator[Effect, Reply, Outcome]
"""An execution's generator, as the interpreter's `run` returns it."""


class Answers(Protocol):
    """Gives the answers that are available at once while a machine is driven."""

    def clock(self) -> int:
        """The time, in milliseconds since the epoch."""
        ...

    def random(self) -> int:
        """A random integer from 0 to 2**53 - 1."""
        ...

    def is_local(self, effect: Effect) -> bool:
        """Whether `answer` answers this effect. Not called for the clock, random numbers or waits."""
        ...

    def answer(self, effect: Effect, call: Call) -> Json:
        """The answer to a local effect. An exception from it leaves the loop; the effect can be answered later."""
        ...


class Ended(msgspec.Struct, frozen=True, gc=False):
    """The machine has ended."""

    outcome: Outcome


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """The machine waits for a time that has not come yet."""

    effect: Wait


class Calling(msgspec.Struct, frozen=True, gc=False):
    """The machine asks for something that cannot be answered at once.

    `interrupted`: the journal ended with the effect's intent, so the effect may have happened already.
    """

    effect: Effect
    interrupted: bool = False


class Paused(msgspec.Struct, frozen=True, gc=False):
    """The machine could continue: the loop has given the maximum number of answers."""


def remaining(until: int, began: int, now: int) -> int:
    """How long a wait still lasts that began at a time of day and lasts until another, in milliseconds.

    It is for a wait of which only that is known: a clock that was set back does not make it longer than it was.
    """
    return min(max(until - now, 0), until - began)


Stop = Ended | Waiting | Calling
"""Why the loop stopped."""


class RunningExecution:
    """An execution in memory: its position, and the journal of how it got there.

    `asked` is the effect that waits for its answer (None before the first), `sequence` its number; `intended`: its
    intent is in the journal. `at` is the time of the latest reply, which never goes back. `journal` holds the entries
    that have not been taken yet. `woken`: the wait in `asked`, or at the end of the journal, is over.
    """

    __slots__ = ("asked", "at", "intended", "journal", "launch", "machine", "sequence", "woken")

    def __init__(self, launch: Launch, machine: Machine | None = None) -> None:
        self.launch = launch
        self.machine = machine
        self.asked: Effect | None = None
        self.sequence = 0
        self.intended = False
        self.woken = False
        self.at = launch.launched_at
        self.journal: list[Entry] = []

    def reply(self, effect: Effect, value: Json, at: int) -> Reply:
        """Journal the answer to an effect, and return it as a reply for the machine."""
        self.at = at = max(at, self.at)
        self.journal.append(entry_for(self.sequence, effect, value, at))
        self.sequence += 1
        self.intended = False
        return Reply(value, at)

    def intend(self, effect: Effect, at: int) -> None:
        """Journal that an effect is about to be performed."""
        self.journal.append(intent_for(self.sequence, effect, max(at, self.at)))
        self.intended = True


@overload
def drive(machine: Machine, execution: RunningExecution, answers: Answers, reply: Reply | None = None) -> Stop: ...


@overload
def drive(
    machine: Machine, execution: RunningExecution, answers: Answers, reply: Reply | None = None, *, at_most: int
) -> Stop | Paused: ...


def drive(
    machine: Machine,
    execution: RunningExecution,
    answers: Answers,
    reply: Reply | None = None,
    *,
    at_most: int | None = None,
) -> Stop | Paused:
    """Answer a machine until it ends or asks for something that cannot be answered at once.

    Args:
        machine: the execution's machine.
        execution: where the machine is; every answer is journaled in it.
        answers: gives the answers that are available at once.
        reply: the answer to `execution.asked`, already journaled. Without it, the loop starts at `execution.asked`.
        at_most: the number of answers after which to pause; without it, there is no limit.

    Raises what `answers` raises: then `execution.asked` is unanswered, and the loop can start there again. Raises what
    the machine raises: then its last reply is in the journal, and the machine can no longer be used.
    """
    asked = execution.asked
    if execution.intended and asked is not None:
        return Calling(asked, interrupted=True)
    given = 0
    try:
        if reply is not None:
            asked = machine.send(reply)
        elif asked is None:
            asked = next(machine)
        while given != at_most:
            kind = type(asked)
            if kind is ReadClock:
                value = None
            elif kind is DrawRandom:
                value = answers.random()
            elif isinstance(asked, Wait):
                if not execution.woken and asked.until > answers.clock():
                    return Waiting(asked)
                execution.woken = False
                value = None
            elif answers.is_local(asked):
                value = answers.answer(asked, Call(execution.launch, execution.sequence))
            else:
                return Calling(asked)
            asked = machine.send(execution.reply(asked, value, answers.clock()))
            given += 1
    except StopIteration as end:
        asked = None
        return Ended(end.value)
    finally:
        execution.asked = asked
    return Paused()
