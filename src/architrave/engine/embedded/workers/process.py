"""A worker process: reads messages from its input, computes executions, writes what came of them. Ends with its input.

Run as `python -m architrave.engine.embedded.workers.process`. Tasks are computed one after another in the main thread;
one that computes for long goes on in a thread of its own, so that the others need not wait for it.
"""

import contextlib
import os
import pickle
import secrets
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec.structs import replace

from architrave.diagnostics import Diagnostic, Source
from architrave.engine.clock import wall_clock
from architrave.engine.drive import Calling, Ended, Machine, Waiting, drive
from architrave.engine.durable.recovery import ProgramGone, machine_of, replayed
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.sticky_cache import StickyCache
from architrave.engine.durable.time_limits import CpuLimit, OverTime, TimeLimit
from architrave.engine.embedded.workers.messages import (
    LENGTH,
    Batch,
    Done,
    Kind,
    Message,
    Organization,
    Program,
    Task,
    frame,
    read_message,
)
from architrave.engine.execution import Launch
from architrave.engine.handlers import Directory, NoDirectory, look_ups
from architrave.engine.world import Call
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Effect, Json, LookUp, Reply, Search, plain_effect
from architrave.interpreter.journal import REPLY, Entry, decode, encode, fingerprint

if TYPE_CHECKING:
    from architrave.flows import program as flows

LONG_SECONDS = 0.05
"""How long a task may compute before it gets a thread of its own."""

HELD = 100
"""How many machines are held of executions that wait for the engine."""

LONG_AT_ONCE = 4
"""How many tasks compute for long at once, in one worker."""

NICENESS = 10
"""By how much a worker gives way to the server, and to whatever else the machine does."""

_RESULTS_A_FRAME = 16
_RANDOM_BITS = 53
_to_json = msgspec.json.Encoder().encode
_inputs_of = msgspec.json.Decoder(dict[str, Any]).decode

Send = Callable[[list[Done]], None]


class DirectoryAnswers:
    """What a worker answers: time, random numbers, and the organization's entities."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.ahead = 0
        """By how many milliseconds the engine's clock is ahead of the time of day."""

    def clock(self) -> int:
        """The engine's time."""
        return wall_clock() + self.ahead

    def random(self) -> int:
        """A number that nobody can foresee."""
        return secrets.randbits(_RANDOM_BITS)

    def is_local(self, effect: Effect) -> bool:
        """Whether the directory answers this. Which common modules are published, only the engine knows."""
        return isinstance(effect, Search) or (isinstance(effect, LookUp) and effect.noun != "commonModule")

    def answer(self, effect: Effect, call: Call) -> Json:  # noqa: ARG002 - an answer is the same for every execution
        """What the directory has."""
        if isinstance(effect, LookUp):
            return look_ups.look_up(self._directory, effect)
        if isinstance(effect, Search):
            return look_ups.search(self._directory, effect)
        raise TypeError(f"{type(effect).__name__} is not the directory's")


@dataclass(frozen=True, slots=True)
class Held:
    """A machine of an execution that computes for long, and that waits for the engine."""

    execution: DurableExecution
    machine: Machine
    limit: CpuLimit


class Computer:
    """Computes tasks with what the engine has told: programs, and the organization's entities."""

    def __init__(self) -> None:
        self._answers = DirectoryAnswers(NoDirectory())
        self._programs: dict[str, flows.Program] = {}
        self._held: StickyCache[Held] = StickyCache(HELD)

    def take(self, message: Organization | Program) -> None:
        """Know an organization's entities, or a program, from now on."""
        if isinstance(message, Organization):
            directory = pickle.loads(message.directory)  # noqa: S301 - from the process that started this one
            self._answers = DirectoryAnswers(directory)
            return
        program, _ = read_flow(Source(message.file, message.text))
        if program is not None and program.hash == message.hash:
            self._programs[message.hash] = program

    def set_clock(self, now: int) -> None:
        """Go by the engine's clock, which says `now`. The worker's never says less."""
        self._answers.ahead = now - wall_clock()

    def compute(self, task: Task, limit: TimeLimit) -> Done:
        """Compute a task from its beginning to where it stops. Raises OverTime."""
        limit.begin()
        return self._told(task, lambda: self._begun(_execution_of(task), _entries_of(task), limit))

    def compute_long(self, task: Task) -> Done:
        """Compute a task to where it stops, in this thread; its machine is held, should it go on."""
        began = time.thread_time()
        try:
            done = self._told(task, lambda: self._gone_on(task, _entries_of(task)))
        except OverTime:
            return Done(task.id, "over limit")
        return replace(done, seconds=time.thread_time() - began)

    def _told(self, task: Task, compute: Callable[[], Done]) -> Done:
        try:
            return compute()
        except ProgramGone as gone:
            return Done(task.id, "unknown program", _to_json(gone.content_hash))
        except Exception:  # noqa: BLE001 - the engine tells what is wrong
            return Done(task.id, "failed", _to_json(traceback.format_exc()))

    def _begun(self, execution: DurableExecution, entries: list[Entry], limit: TimeLimit | CpuLimit) -> Done:
        """From a fresh machine, replayed to the end of the journal."""
        machine = execution.machine = machine_of(execution.launch, self._programs.__getitem__, limit)
        if entries:
            found = replayed(execution, machine, entries, limit if isinstance(limit, CpuLimit) else None)
            if isinstance(found, Diagnostic):
                raise RuntimeError(found.message)
            if found is not None:
                return self._done(execution, "ended", found.outcome)
        return self._driven(machine, execution, None)

    def _gone_on(self, task: Task, entries: list[Entry]) -> Done:
        """From the machine that is held, if the journal's last entry answers what it asked; else from a fresh one."""
        held = self._held.take(task.id)
        if held is None or held.execution.asked is None or not entries:
            return self._begun_long(task, entries)
        execution, reply = held.execution, entries[-1]
        if (reply.kind, reply.sequence, reply.fingerprint) != (
            REPLY,
            execution.sequence,
            fingerprint(held.execution.asked),
        ):
            return self._begun_long(task, entries)
        execution.sequence += 1
        execution.at, execution.journal = reply.at, []
        held.limit.begin()
        return self._kept(held, self._driven(held.machine, execution, reply))

    def _begun_long(self, task: Task, entries: list[Entry]) -> Done:
        execution = _execution_of(task)
        limit = CpuLimit(execution)
        done = self._begun(execution, entries, limit)
        return done if execution.machine is None else self._kept(Held(execution, execution.machine, limit), done)

    def _kept(self, held: Held, done: Done) -> Done:
        if done.kind in ("waiting", "calling"):
            self._held.hold(done.id, held)
        return done

    def _driven(self, machine: Machine, execution: DurableExecution, reply: Reply | None) -> Done:
        match drive(machine, execution, self._answers, reply):
            case Ended(outcome):
                return self._done(execution, "ended", outcome)
            case Waiting(effect):
                return self._done(execution, "waiting", plain_effect(effect))
            case Calling(effect, interrupted):
                return self._done(execution, "interrupted" if interrupted else "calling", plain_effect(effect))

    def _done(self, execution: DurableExecution, kind: Kind, about: object) -> Done:
        journal = encode(execution.journal) if execution.journal else b""
        at = max(self._answers.clock(), execution.at) if kind == "ended" else execution.at
        return Done(execution.launch.id, kind, _to_json(about), journal, execution.sequence, at)


def _execution_of(task: Task) -> DurableExecution:
    inputs = _inputs_of(task.inputs)
    return DurableExecution(
        Launch(task.id, task.program, task.flow_id, task.flow_version, "", task.launched_at, inputs)
    )


def _entries_of(task: Task) -> list[Entry]:
    return decode(task.journal) if task.journal else []


class Lanes:
    """Where tasks are computed: here, or in a thread of their own once they compute for long."""

    def __init__(self, computer: Computer, send: Send) -> None:
        self._computer = computer
        self._send = send
        self._limit = TimeLimit(LONG_SECONDS)
        self._threads = ThreadPoolExecutor(LONG_AT_ONCE, "computing")

    def compute(self, tasks: list[Task]) -> None:
        """Compute tasks in their order, and send what comes of them, some at a time."""
        results: list[Done] = []
        for task in tasks:
            result = None if task.is_long else self._computed_soon(task)
            if result is None:
                self._threads.submit(self._compute_long, task)
                continue
            results.append(result)
            if len(results) == _RESULTS_A_FRAME:
                self._send(results)
                results = []
        if results:
            self._send(results)

    def _computed_soon(self, task: Task) -> Done | None:
        try:
            return self._computer.compute(task, self._limit)
        except OverTime:
            return None

    def _compute_long(self, task: Task) -> None:
        self._send([self._computer.compute_long(task)])


def serve(messages: BinaryIO, answers: BinaryIO) -> None:
    """Answer messages until there are no more."""
    computer = Computer()
    lanes = Lanes(computer, partial(_write, answers, threading.Lock()))
    while (message := _read(messages)) is not None:
        if isinstance(message, Batch):
            computer.set_clock(message.now)
            lanes.compute(message.tasks)
        else:
            computer.take(message)


def _write(answers: BinaryIO, turn: threading.Lock, results: list[Done]) -> None:
    with turn:
        answers.write(frame(results))
        answers.flush()


def _read(messages: BinaryIO) -> Message | None:
    head = messages.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data = messages.read(size)
    return read_message(data) if len(data) == size else None


def main() -> None:
    """Serve on standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with contextlib.suppress(BrokenPipeError):  # the engine has gone
        serve(sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)  # nobody waits for what still computes


if __name__ == "__main__":
    main()
