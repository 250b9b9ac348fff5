"""One worker process as the server sees it: what it knows, its executions, and its results."""

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from architrave.diagnostics import Source
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.time_limits import CPU_BUDGET
from architrave.engine.embedded.workers.cpu_time import cpu_seconds
from architrave.engine.embedded.workers.messages import (
    LENGTH,
    Batch,
    Edits,
    Message,
    Organization,
    Program,
    Task,
    TaskResult,
    frame,
    read_results,
)
from architrave.engine.handlers import EditedDirectory

STOP_SECONDS = 1.0
_MOST_AT_ONCE = 65_536

log = logging.getLogger(__name__)
_relays: "WeakKeyDictionary[asyncio.subprocess.Process, asyncio.Task[None]]" = WeakKeyDictionary()
"""What passes the error output of each process on to the log."""

OnTaskResult = Callable[[DurableExecution, TaskResult], None]


@dataclass(slots=True, eq=False)
class Worker:
    """A worker process.

    `is_for_long`: it computes executions that compute for long, one at a time; otherwise many short ones. `budget`: how
    much CPU one may use between two effects, in seconds. `away` are its executions. `last_heard` is when it last sent
    something, in seconds. `is_ending`: its input is closed. `was_stuck`: it was killed in the middle of something.
    """

    is_for_long: bool = False
    budget: float = CPU_BUDGET
    away: dict[str, DurableExecution] = field(default_factory=dict[str, DurableExecution])
    last_heard: float = 0.0
    is_ending: bool = False
    was_stuck: bool = False
    process: asyncio.subprocess.Process | None = None
    _used_before: float = 0.0
    _programs: set[str] = field(default_factory=set[str])
    _directory: EditedDirectory | None = None
    _directory_version: int = 0
    _tasks: list[Task] = field(default_factory=list[Task])

    @property
    def is_running(self) -> bool:
        """Whether it takes tasks."""
        return self.process is not None and not self.is_ending

    @property
    def used(self) -> float:
        """How much CPU it has used since it last sent something, or got the first of its tasks, in seconds."""
        return self._cpu_seconds() - self._used_before

    def _cpu_seconds(self) -> float:
        return 0.0 if self.process is None else cpu_seconds(self.process.pid)

    def knows(self, program: str) -> bool:
        """Whether it has been sent a program."""
        return program in self._programs

    def tell_of_program(self, content_hash: str, source: Source) -> None:
        """Send it a program that tasks refer to."""
        self._programs.add(content_hash)
        self._send(Program(content_hash, source.name, source.text))

    def tell_of_directory(self, directory: EditedDirectory) -> None:
        """Send it the organization's entities, or what has changed since it was sent them."""
        version = directory.version
        is_known = directory is self._directory
        if is_known and version == self._directory_version:
            return
        edits = directory.edits_since(self._directory_version) if is_known else None
        self._send(Organization(pickle.dumps(directory)) if edits is None else Edits(edits))
        self._directory, self._directory_version = directory, version

    def give(self, execution: DurableExecution, task: Task) -> None:
        """Give it a task, which is sent by the next `flush`."""
        if not self.away:
            self._note_life()
        self.away[task.id] = execution
        self._tasks.append(task)

    def flush(self, ahead: int) -> None:
        """Send the tasks it was given. See `Batch` for `ahead`."""
        if self._tasks:
            tasks, self._tasks = self._tasks, []
            self._send(Batch(tasks, ahead))

    async def start(self) -> None:
        """Start the process, and wait until it is ready. Raises OSError if it cannot start."""
        process = await _started(self.budget)
        try:
            await _frame_from(process)
        except asyncio.IncompleteReadError:
            await _end(process)
            raise OSError("it exited before it was ready") from None
        except BaseException:
            await _end(process)
            raise
        self.process = process
        self._note_life()

    async def run(self, on_result: OnTaskResult) -> None:
        """Take its results until it exits, then make sure that it has exited. Call `start` first."""
        process = self.process
        if process is None:
            raise RuntimeError("the worker was not started")
        try:
            with contextlib.suppress(asyncio.IncompleteReadError):
                while True:
                    self._hear(await _frame_from(process), on_result)
        finally:
            self.process = None
            await _end(process)

    def end(self) -> None:
        """Close its input: it exits, and `run` returns."""
        self.is_ending = True
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def kill(self) -> None:
        """End it in the middle of what it computes: `run` returns."""
        self.is_ending = self.was_stuck = True
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()

    def _note_life(self) -> None:
        self.last_heard = asyncio.get_running_loop().time()
        self._used_before = self._cpu_seconds()

    def _hear(self, results: list[TaskResult], on_result: OnTaskResult) -> None:
        self._note_life()
        for result in results:
            execution = self.away.get(result.id)
            if execution is not None:
                on_result(execution, result)
                del self.away[result.id]  # not earlier: an execution with an unreadable result must be computed again

    def _send(self, message: Message) -> None:
        if self.is_running and self.process is not None and self.process.stdin is not None:
            self.process.stdin.write(frame(message))


async def _frame_from(process: asyncio.subprocess.Process) -> list[TaskResult]:
    if process.stdout is None:
        raise OSError("its output is not connected")
    (size,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return read_results(await process.stdout.readexactly(size))


async def _started(budget: float) -> asyncio.subprocess.Process:
    """Start the process. If this is cancelled, the process is stopped before the cancellation continues."""
    command = [sys.executable, "-P", "-m", "architrave.engine.embedded.workers.process", str(budget)]
    pipe = asyncio.subprocess.PIPE
    # The worker can import everything that this process can import.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True, env=environment
        )
    )
    try:
        process = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)
        raise
    _relays[process] = asyncio.create_task(_relay(process))
    return process


async def _relay(process: asyncio.subprocess.Process) -> None:
    """Log what a process writes to its error output, in the format of this process's log."""
    while process.stderr is not None and (said := await process.stderr.read(_MOST_AT_ONCE)):
        log.error("worker process %d: %s", process.pid, said.decode("utf-8", "replace").rstrip())


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(_ended(process), STOP_SECONDS)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Wait until the process has exited and its pipe is closed: the loop may be closed right after."""
    if process.stdout is not None:
        await process.stdout.read()
    if (relay := _relays.get(process)) is not None:
        await relay
    await process.wait()
