"""The trace of an execution that an engine runs or ran: the same for the server and for Python programs.

It is computed by replaying the journal, which may take as long as the execution did. For a server, it is text: a short
one is computed at once, and any other in a process of its own, which is killed when the request for it has ended.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from architrave.diagnostics import Source
from architrave.engine.durable.records import start_of
from architrave.engine.durable.time_limits import OverTime, SliceLimit
from architrave.engine.durable.trace_text import TraceText, text_of_trace
from architrave.engine.execution import Engine, ExecutionRecord
from architrave.expressions.effort import HEAVY, weight_of
from architrave.interpreter.effects import Start
from architrave.interpreter.journal import Replayed, decode
from architrave.interpreter.trace import Trace, traced
from architrave.organization.flows import Flows

HERE_SECONDS = 0.01
"""How much CPU a trace may use here: meanwhile, the server answers no requests."""

AT_ONCE = 2
"""How many processes compute traces at a time."""

PATIENCE_SECONDS = 120.0
"""How long a trace may take, in seconds."""


class Text(msgspec.Struct, frozen=True):
    """A source for another process: the name and text of a flow's file."""

    name: str
    text: str


class Work(msgspec.Struct, frozen=True):
    """What a process needs to compute a trace. `chunks` are those of the journal."""

    flow: Text
    start: Start
    chunks: list[bytes]


class TakesTooLong(Exception):  # noqa: N818 - says what it does
    """A trace took longer than PATIENCE_SECONDS."""


class Traces:
    """Computes the traces of an engine's executions as text."""

    def __init__(self, engine: Engine, flows: Flows) -> None:
        self._engine = engine
        self._flows = flows
        self._places = asyncio.Semaphore(AT_ONCE)

    async def of(self, record: ExecutionRecord) -> TraceText | None:
        """The trace of an execution; None if the version of the flow that it runs no longer exists.

        Raises TakesTooLong.
        """
        chunks = await self._engine.journal_chunks(record.id)
        found = self._computed_here(record, chunks)
        if found is None:
            source = await asyncio.to_thread(self._flows.source_of, record.program)
            if source is None:
                return None
            async with self._places:
                found = await self._computed_elsewhere(Work(_text(source), start_of(record), chunks))
        return found if record.status == "RUNNING" else msgspec.structs.replace(found, current=None)

    def _computed_here(self, record: ExecutionRecord, chunks: Sequence[bytes]) -> TraceText | None:
        """The trace, if that is quick."""
        program = self._flows.program_in_memory(record.program)
        if program is None or sum(map(len, chunks)) + weight_of(record.inputs) >= HEAVY:
            return None
        limit = SliceLimit(HERE_SECONDS)
        limit.begin()
        entries = [entry for chunk in chunks for entry in decode(chunk)]
        with contextlib.suppress(OverTime):
            return text_of_trace(program, start_of(record), self._flows.program_of, entries, limit.check)
        return None

    async def _computed_elsewhere(self, work: Work) -> TraceText:
        process = await _started()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await _answer(process, work, self._flows.source_of)
        except TimeoutError:
            raise TakesTooLong from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def trace_of(engine: Engine, record: ExecutionRecord, flows: Flows) -> tuple[Trace, Replayed] | None:
    """What an execution has done so far, and where the replay ended. Computed in a thread.

    None if the version of the flow that it runs no longer exists.
    """
    chunks = await engine.journal_chunks(record.id)
    return await asyncio.to_thread(_trace_of, record, flows, chunks)


def _trace_of(record: ExecutionRecord, flows: Flows, chunks: list[bytes]) -> tuple[Trace, Replayed] | None:
    program = flows.program(record.program)
    if program is None:
        return None
    entries = [entry for chunk in chunks for entry in decode(chunk)]
    trace, replayed, machine = traced(program, start_of(record), flows.program_of, entries)
    machine.close()
    if record.status != "RUNNING":
        trace.current = None
    return trace, replayed


# -- the process, see `trace_process` ----------------------------------------------------------------------------------

LENGTH_BYTES = 4


async def _started() -> asyncio.subprocess.Process:
    command = [sys.executable, "-P", "-m", "architrave.engine.durable.trace_process"]
    pipe = asyncio.subprocess.PIPE
    # The process can import everything that this process can import.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, start_new_session=True, env=environment
    )


async def _answer(
    process: asyncio.subprocess.Process, work: Work, source_of: Callable[[str], Source | None]
) -> TraceText:
    """The trace that a process computes. It asks for the common modules that it needs, by their hashes."""
    if process.stdin is None or process.stdout is None:
        raise OSError("its pipes are not connected")
    await _send(process.stdin, work)
    while True:
        length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
        data = await process.stdout.readexactly(length)
        found = await asyncio.to_thread(msgspec.msgpack.decode, data, type=TraceText | str)
        if isinstance(found, TraceText):
            return found
        source = await asyncio.to_thread(source_of, found)
        await _send(process.stdin, None if source is None else _text(source))


def _text(source: Source) -> Text:
    return Text(source.name, source.text)


async def _send(pipe: asyncio.StreamWriter, content: Any) -> None:
    pipe.write(framed(content))
    await pipe.drain()


def framed(content: Any) -> bytes:
    """A message to or from the process: MessagePack, after its length."""
    data = msgspec.msgpack.encode(content)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data
