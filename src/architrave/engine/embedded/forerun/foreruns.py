"""The engine's side: which launches go ahead, the process that runs them, and what comes back."""

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from architrave.diagnostics import Source
from architrave.engine.embedded.forerun.messages import (
    LENGTH,
    Batch,
    Fresh,
    Message,
    Organization,
    Program,
    Ran,
    frame,
    read_ran,
)
from architrave.engine.execution import Launch
from architrave.engine.handlers import Directory
from architrave.interpreter.effects import Outcome
from architrave.store import NotKept

MANY = 500
"""So many launches must wait before the process is started: those who launch now and then never have it."""

FEW = 32
"""Fewer than this are run here: they are done before an answer would be back."""

AT_ONCE = 256
"""How many executions are with the process at most, so that it always has some and loses few."""

BUSY_AT_ONCE = 4
"""How many while launches arrive: what comes back takes time from those who wait for an answer."""

STOP_SECONDS = 1.0

log = logging.getLogger(__name__)

_to_json = msgspec.json.Encoder().encode
_outcome_of = msgspec.json.Decoder(Outcome).decode

Sent = Callable[[Launch, Ran, Outcome | None], None]


class Foreruns:
    """Has fresh executions run in a process of its own, while many wait.

    `directory` gives the organization's entities as they are now, `source` the text of a program by its hash, None
    where it is gone. `processors` is the number that this process may use; with one, nothing is ever sent.
    """

    def __init__(
        self,
        directory: Callable[[], Directory],
        source: Callable[[str], Source | None],
        *,
        processors: int | None = None,
    ) -> None:
        self._directory = directory
        self._source = source
        self._is_of_use = (processors or _processors()) > 1
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._known_directory: Directory | None = None
        self._programs: dict[str, bool] = {}
        self._away: dict[str, Launch] = {}

    def start(self, back: Sent, lost: Callable[[list[Launch]], None]) -> None:
        """Say who is told of an execution that came back, and who takes those that will not."""
        self._back = back
        self._lost = lost

    @property
    def away(self) -> int:
        """How many executions are with the process."""
        return len(self._away)

    def will_take(self, ready: deque[Any]) -> bool:
        """Whether the head of a queue will go to the process, as soon as there is room."""
        return self._process is not None and len(ready) > FEW and self._takes(ready[0])

    def _takes(self, item: object) -> bool:
        return isinstance(item, Launch) and self._programs.get(item.program, True)

    def feed(self, ready: deque[Any], *, busy: bool) -> None:
        """Take what there is room for from the head of a queue; little while the engine is `busy` with launches."""
        if self._process is None:
            if self._is_of_use and self._task is None and len(ready) >= MANY:
                self._task = asyncio.get_running_loop().create_task(self._live())
            return
        room = min((BUSY_AT_ONCE if busy else AT_ONCE) - len(self._away), len(ready) - FEW)
        batch: list[Fresh] = []
        while len(batch) < room and self._takes(ready[0]):
            launch: Launch = ready.popleft()
            if launch.program in self._programs or self._introduce(launch.program):
                self._away[launch.id] = launch
                batch.append(_fresh(launch))
            else:
                ready.appendleft(launch)
        if batch:
            self._send_directory()
            self._send(Batch(batch))

    async def stop(self) -> None:
        """End the process. What is with it has no outcome, and goes on at the next start."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _introduce(self, program: str) -> bool:
        """Send a program's text; False where it cannot be had, so that its executions stay here."""
        try:
            source = self._source(program)
        except NotKept:
            source = None
        self._programs[program] = source is not None
        if source is None:
            return False
        self._send(Program(program, source.name, source.text))
        return True

    def _send_directory(self) -> None:
        directory = self._directory()
        if directory is not self._known_directory:
            self._known_directory = directory
            self._send(Organization(pickle.dumps(directory)))

    def _send(self, message: Message) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(frame(message))

    async def _live(self) -> None:
        """Start the process and take what comes back, until it ends or is ended."""
        try:
            process = await _started()
        except (OSError, TypeError, ValueError) as fault:
            log.warning("a second process cannot be started, so that this one runs everything: %s", fault)
            return
        try:
            self._process = process
            if process.stdout is not None:
                await self._take_answers(process.stdout)
        except Exception:  # what came back cannot be used: everything is begun again here
            log.exception("the second process cannot be used any more")
        finally:
            self._process = None
            await _end(process)
        lost, self._away = list(self._away.values()), {}
        log.warning("the second process has ended, so that this one runs everything; %d begin again", len(lost))
        self._lost(lost)

    async def _take_answers(self, answers: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                (size,) = LENGTH.unpack(await answers.readexactly(LENGTH.size))
                for ran in read_ran(await answers.readexactly(size)):
                    self._take(ran)

    def _take(self, ran: Ran) -> None:
        launch = self._away.pop(ran.id, None)
        if launch is None:
            return
        if ran.outcome is None:  # it would only be run twice: from now on its program's executions stay here
            self._programs[launch.program] = False
        self._back(launch, ran, None if ran.outcome is None else _outcome_of(ran.outcome))


def _processors() -> int:
    """How many processors this process may use; macOS tells only how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fresh(launch: Launch) -> Fresh:
    return Fresh(
        launch.id, launch.program, launch.flow_id, launch.flow_version, launch.launched_at, _to_json(launch.inputs)
    )


async def _started() -> asyncio.subprocess.Process:
    """The process, started. Where nobody waits for that any more, it is ended before the cancellation goes on."""
    command = [sys.executable, "-P", "-m", "architrave.engine.embedded.forerun.process"]
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
