"""A worker process: reads messages from its input, computes executions, writes the results. Exits with its input.

Run as `python -m architrave.engine.embedded.workers.process CPU-BUDGET`. Tasks are computed one after another. A short
task that turns out to compute for long is returned, so that the others need not wait for it. The main thread reads the
messages, so that the process exits with its input even while it computes; another thread computes.
"""

import contextlib
import os
import pickle
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec import DecodeError
from msgspec.structs import replace

from architrave.diagnostics import Diagnostic, Source
from architrave.engine.clock import wall_clock
from architrave.engine.drive import Calling, Ended, Machine, Waiting, drive
from architrave.engine.durable.faults import traceback_text
from architrave.engine.durable.records import finish_of
from architrave.engine.durable.recovery import ProgramGone, machine_of, replayed
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.sticky_cache import StickyCache
from architrave.engine.durable.time_limits import EffectLimit, OverTime, SliceLimit
from architrave.engine.embedded.workers.messages import (
    LENGTH,
    RESULTS_A_FRAME,
    Batch,
    Edits,
    Kind,
    Message,
    Organization,
    Program,
    Task,
    TaskResult,
    frame,
    read_message,
)
from architrave.engine.execution import Launch
from architrave.engine.handlers import Directory, EditedDirectory, NoDirectory, look_ups
from architrave.engine.world import Call
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Effect, Json, LookUp, Outcome, Reply, Search, Wait, plain_effect
from architrave.interpreter.journal import REPLY, Entry, decode, encode, fingerprint

if TYPE_CHECKING:
    from architrave.flows import program as flows

SHORT_SECONDS = 0.05
"""How much CPU a short task may use before it is returned."""

PROGRESS_SECONDS = 1.0
"""How often a task that computes for long, and has reached another effect, tells the engine so."""

HELD = 500
"""The maximum number of machines held for executions that wait for the engine."""

NICENESS = 10
"""How much the worker's priority is lowered, in favor of the server and other processes."""

_RANDOM_BITS = 53
_ONLY_THE_ENGINE = frozenset({"commonModule", "dataTable", "dataTableRow"})
_to_json = msgspec.json.Encoder().encode
_inputs_of = msgspec.json.Decoder(dict[str, Any]).decode

Send = Callable[[list[TaskResult]], None]


class DirectoryAnswers:
    """The answers of a worker: time, random numbers, and the organization's entities."""

    def __init__(self, directory: Directory, ahead: int = 0) -> None:
        """The engine's clock is `ahead` milliseconds ahead of the system clock."""
        self._directory = directory
        self._ahead = ahead

    def clock(self) -> int:
        """The engine's time."""
        return wall_clock() + self._ahead

    def random(self) -> int:
        """A cryptographically secure random number."""
        return secrets.randbits(_RANDOM_BITS)

    def is_local(self, effect: Effect) -> bool:
        """Whether the directory answers this. Only the engine knows common modules, and rows of data tables."""
        return isinstance(effect, Search) or (isinstance(effect, LookUp) and effect.noun not in _ONLY_THE_ENGINE)

    def answer(self, effect: Effect, call: Call) -> Json:  # noqa: ARG002 - answers do not depend on the execution
        """The answer from the directory."""
        if isinstance(effect, LookUp):
            return look_ups.look_up(self._directory, effect)
        if isinstance(effect, Search):
            return look_ups.search(self._directory, effect)
        raise TypeError(f"the directory cannot answer {type(effect).__name__}")


class ProgressLimit(EffectLimit):
    """Calls `advanced` from time to time, after an effect. The engine knows then that the CPU was not used in vain."""

    def __init__(self, execution: DurableExecution, seconds: float, advanced: Callable[[], None]) -> None:
        self._advanced = advanced
        self._told = time.monotonic()
        super().__init__(execution, seconds)

    def begin(self) -> None:
        """The machine starts to compute, or has got the answer to an effect."""
        super().begin()
        if (now := time.monotonic()) - self._told > PROGRESS_SECONDS:
            self._told = now
            self._advanced()


@dataclass(frozen=True, slots=True)
class Held:
    """The machine of an execution that computes for long and now waits for the engine."""

    execution: DurableExecution
    machine: Machine
    limit: EffectLimit


class Computer:
    """Computes tasks with what the engine has sent: programs, and the organization's entities.

    A long task may use `budget` seconds of CPU between two effects; after some of them, it calls `advanced`.
    """

    def __init__(self, budget: float, advanced: Callable[[], None]) -> None:
        self._budget = budget
        self._advanced = advanced
        self._directory: EditedDirectory = NoDirectory()
        self._ahead = 0
        self._answers = DirectoryAnswers(self._directory)
        self._programs: dict[str, flows.Program] = {}
        self._held: StickyCache[Held] = StickyCache(HELD)

    def take(self, message: Organization | Edits | Program) -> None:
        """Store an organization's entities, what has changed of them, or a program."""
        if isinstance(message, Organization):
            self._directory = pickle.loads(message.directory)  # noqa: S301 - from the process that started this one
            self._answers = DirectoryAnswers(self._directory, self._ahead)
            return
        if isinstance(message, Edits):
            self._directory.apply(message.edits)
            return
        program, _ = read_flow(Source(message.file, message.text))
        if program is not None and program.hash == message.hash:
            self._programs[message.hash] = program

    def set_clock(self, ahead: int) -> None:
        """Follow the engine's clock, which is `ahead` milliseconds ahead of the system clock."""
        if ahead != self._ahead:
            self._ahead = ahead
            self._answers = DirectoryAnswers(self._directory, ahead)

    def compute(self, task: Task, limit: SliceLimit) -> TaskResult:
        """Compute a task from its start to where it stops. Raises OverTime."""
        limit.begin()
        try:
            return self._begun(_execution_of(task), _entries_of(task), limit)
        except DecodeError as problem:
            return _unreadable(task, problem)
        except Exception as problem:  # noqa: BLE001 - the engine reports it
            return _told(task, problem)

    def compute_long(self, task: Task) -> TaskResult:
        """Compute a task to where it stops; its machine is held in case it continues."""
        began = time.thread_time()
        try:
            done = self._gone_on(task, _entries_of(task))
        except OverTime:
            done = TaskResult(task.id, "over limit")
        except DecodeError as problem:
            done = _unreadable(task, problem)
        except Exception as problem:  # noqa: BLE001 - the engine reports it
            done = _told(task, problem)
        return replace(done, seconds=time.thread_time() - began)

    def _begun(self, execution: DurableExecution, entries: list[Entry], limit: SliceLimit | EffectLimit) -> TaskResult:
        """Start with a new machine, and replay the journal to its end."""
        machine = execution.machine = machine_of(execution.launch, self._programs.__getitem__, limit.check)
        if entries:
            found = replayed(execution, machine, entries, limit if isinstance(limit, EffectLimit) else None)
            if isinstance(found, Diagnostic):
                return TaskResult(execution.launch.id, "diverged", _to_json(found.message))
            if found is not None:
                return self._ended(execution, found.outcome)
        return self._driven(machine, execution, None)

    def _gone_on(self, task: Task, entries: list[Entry]) -> TaskResult:
        """From the held machine, if the task continues it; else from a fresh one."""
        held = self._held.take(task.id)
        if not task.continues:
            return self._begun_long(task, entries)
        last = entries[-1] if entries else None
        if held is None or last is None or not _goes_on_from(held.execution, last, woken=task.woken):
            return TaskResult(task.id, "needs journal")
        execution = held.execution
        execution.woken = task.woken
        execution.at, execution.journal = last.at, []
        if not task.woken:
            execution.sequence += 1
        held.limit.begin()
        return self._kept(held, self._driven(held.machine, execution, None if task.woken else last))

    def _begun_long(self, task: Task, entries: list[Entry]) -> TaskResult:
        execution = _execution_of(task)
        limit = ProgressLimit(execution, self._budget, self._advanced)
        done = self._begun(execution, entries, limit)
        return done if execution.machine is None else self._kept(Held(execution, execution.machine, limit), done)

    def _kept(self, held: Held, done: TaskResult) -> TaskResult:
        if done.kind in ("waiting", "calling"):
            self._held.hold(done.id, held)
        return done

    def _driven(self, machine: Machine, execution: DurableExecution, reply: Reply | None) -> TaskResult:
        match drive(machine, execution, self._answers, reply):
            case Ended(outcome):
                return self._ended(execution, outcome)
            case Waiting(effect):
                return self._result(execution, "waiting", plain_effect(effect))
            case Calling(effect, interrupted):
                return self._result(execution, "interrupted" if interrupted else "calling", plain_effect(effect))

    def _ended(self, execution: DurableExecution, outcome: Outcome) -> TaskResult:
        at = max(self._answers.clock(), execution.at)
        finish, journal = finish_of(execution.launch.id, outcome, at), _journal_of(execution)
        return TaskResult(execution.launch.id, "ended", b"", journal, execution.sequence, at, finish=finish)

    def _result(self, execution: DurableExecution, kind: Kind, about: object) -> TaskResult:
        journal = _journal_of(execution)
        return TaskResult(execution.launch.id, kind, _to_json(about), journal, execution.sequence, execution.at)


def _goes_on_from(execution: DurableExecution, last: Entry, *, woken: bool) -> bool:
    """Whether a held execution is where the journal of a task ends: at a wait that is over, or at its last reply."""
    asked = execution.asked
    if asked is None or last.kind != REPLY:
        return False
    if woken:
        return isinstance(asked, Wait) and last.sequence + 1 == execution.sequence
    return (last.sequence, last.fingerprint) == (execution.sequence, fingerprint(asked))


def _execution_of(task: Task) -> DurableExecution:
    inputs = _inputs_of(task.inputs)
    execution = DurableExecution(
        Launch(task.id, task.program, task.flow_id, task.flow_version, "", task.launched_at, inputs)
    )
    execution.woken = task.woken
    return execution


def _journal_of(execution: DurableExecution) -> bytes:
    return encode(execution.journal) if execution.journal else b""


def _told(task: Task, problem: Exception) -> TaskResult:
    """The result of a task that raised an exception."""
    if isinstance(problem, ProgramGone):
        return TaskResult(task.id, "unknown program", _to_json(problem.content_hash))
    return TaskResult(task.id, "failed", _to_json(traceback_text(problem)))


def _unreadable(task: Task, problem: DecodeError) -> TaskResult:
    return TaskResult(task.id, "diverged", _to_json(f"The journal of {task.id} cannot be read: {problem}."))


def _entries_of(task: Task) -> list[Entry]:
    return [entry for chunk in task.journal for entry in decode(chunk)]


def compute_all(computer: Computer, tasks: list[Task], send: Send) -> None:
    """Compute tasks in order, and send the results in groups."""
    limit = SliceLimit(SHORT_SECONDS)
    results: list[TaskResult] = []
    for task in tasks:
        try:
            results.append(computer.compute_long(task) if task.is_long else computer.compute(task, limit))
        except OverTime:
            results.append(TaskResult(task.id, "takes long"))
        if len(results) == RESULTS_A_FRAME:
            send(results)
            results = []
    if results:
        send(results)


def answer(message: Message, computer: Computer, send: Send) -> None:
    """Take what a message brings, or compute its tasks."""
    if isinstance(message, Batch):
        computer.set_clock(message.ahead)
        compute_all(computer, message.tasks, send)
    else:
        computer.take(message)


def serve(messages: BinaryIO, answers: BinaryIO, budget: float) -> None:
    """Answer messages until there are no more."""
    send = partial(_write, answers)
    computer = Computer(budget, partial(send, []))
    arrived: SimpleQueue[Message] = SimpleQueue()

    def compute() -> None:
        try:
            while True:
                answer(arrived.get(), computer, send)
        except BaseException as bug:  # noqa: BLE001  the engine would wait forever: let it see that we have exited
            _report(bug)
            os._exit(1)

    threading.Thread(target=compute, name="computing", daemon=True).start()
    send([])  # signals that the worker is ready
    while (message := _read(messages)) is not None:
        arrived.put(message)


def _write(answers: BinaryIO, results: list[TaskResult]) -> None:
    answers.write(frame(results))
    answers.flush()


def _read(messages: BinaryIO) -> Message | None:
    head = messages.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data = messages.read(size)
    return read_message(data) if len(data) == size else None


def _report(bug: BaseException | None) -> None:
    """Write a bug's traceback to the error output, which the engine logs."""
    sys.stderr.write(f"{traceback_text(bug)}\n")
    sys.stderr.flush()


def main() -> None:
    """Serve on standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.excepthook = lambda _, error, __: _report(error)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with contextlib.suppress(BrokenPipeError):  # the engine has exited
        serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))
    os._exit(0)  # the results of running tasks are not needed


if __name__ == "__main__":
    main()
