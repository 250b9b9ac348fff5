"""One worker process as the server sees it: what it knows, what it has to compute, what it sends back."""

import asyncio
import contextlib
import logging
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from architrave.diagnostics import Source
from architrave.engine.durable.running import DurableExecution
from architrave.engine.embedded.workers.messages import (
    LENGTH,
    Batch,
    Done,
    Message,
    Organization,
    Program,
    Task,
    frame,
    read_done,
)
from architrave.engine.handlers import Directory

STOP_SECONDS = 1.0

log = logging.getLogger(__name__)

Told = Callable[[DurableExecution, Done], None]


@dataclass(slots=True, eq=False)
class Worker:
    """A worker process. `away` are the executions that it has; `last_heard` is when it sent something last, in seconds.

    `process` is None until it runs, and again once it has ended.
    """

    process: asyncio.subprocess.Process | None = None
    away: dict[str, DurableExecution] = field(default_factory=dict[str, DurableExecution])
    last_heard: float = 0.0
    _programs: set[str] = field(default_factory=set[str])
    _directory: Directory | None = None
    _tasks: list[Task] = field(default_factory=list[Task])

    def knows(self, program: str) -> bool:
        """Whether it was told of a program."""
        return program in self._programs

    def tell_of_program(self, content_hash: str, source: Source) -> None:
        """Tell it of a program that tasks will name."""
        self._programs.add(content_hash)
        self._send(Program(content_hash, source.name, source.text))

    def tell_of_directory(self, directory: Directory) -> None:
        """Tell it of the organization's entities, unless it knows this very directory."""
        if directory is not self._directory:
            self._directory = directory
            self._send(Organization(pickle.dumps(directory)))

    def give(self, execution: DurableExecution, task: Task) -> None:
        """Give it a task, which goes out with the next `flush`."""
        self.away[task.id] = execution
        self._tasks.append(task)

    def flush(self, now: int) -> None:
        """Send the tasks that it was given. `now` is the engine's time."""
        if self._tasks:
            tasks, self._tasks = self._tasks, []
            self._send(Batch(tasks, now))

    async def run(self, told: Told) -> None:
        """Take what it sends until it ends, then make sure that it has ended. `start` it first."""
        process = self.process
        if process is None or process.stdout is None:
            raise RuntimeError("the worker was not started")
        try:
            with contextlib.suppress(asyncio.IncompleteReadError):
                while True:
                    (size,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                    self._hear(read_done(await process.stdout.readexactly(size)), told)
        finally:
            self.process = None
            await _end(process)

    async def start(self) -> None:
        """Start the process. Raises OSError where that cannot be."""
        self.process = await _started()
        self.last_heard = asyncio.get_running_loop().time()

    def end(self) -> None:
        """Close its input: it ends, and so does `run`."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def _hear(self, results: list[Done], told: Told) -> None:
        self.last_heard = asyncio.get_running_loop().time()
        for done in results:
            execution = self.away.get(done.id)
            if execution is not None:
                told(execution, done)
                del self.away[done.id]  # not before: what cannot be understood is still to be computed

    def _send(self, message: Message) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.write(frame(message))


async def _started() -> asyncio.subprocess.Process:
    """The process, started. Where nobody waits for that any more, it is ended before the cancellation goes on."""
    command = [sys.executable, "-P", "-m", "architrave.engine.embedded.workers.process"]
    pipe = asyncio.subprocess.PIPE
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, start_new_session=True)
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)
        raise


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
    """Wait until the process has ended and its pipe is closed: the loop may be closed right after."""
    if process.stdout is not None:
        await process.stdout.read()
    await process.wait()
