"""Keeping: an execution's writes, one after another, tried again until the disk takes them."""

import asyncio
import logging
from collections.abc import Callable

import msgspec

from architrave.engine.embedded.live import Live
from architrave.engine.execution import Launch
from architrave.interpreter.effects import Outcome
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.store import NotKept, Writer
from architrave.store.writer import Row, Write

RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)

_json = msgspec.json.Encoder()


def to_json(value: object) -> str:
    """A value as JSON text, as the store keeps it."""
    return _json.encode(value).decode()


class Keeper:
    """Brings executions' rows to disk through the writer, and says whether the disk takes them."""

    def __init__(self, writer: Writer, loop: asyncio.AbstractEventLoop) -> None:
        self._writer = writer
        self._loop = loop
        self.writable = True

    def launch(self, launch: Launch, settled: Callable[[NotKept | None], None]) -> None:
        """Keep a launch. It is not tried again: who launched is told, and may."""
        row = (
            launch.id,
            launch.flow_id,
            launch.flow_version,
            launch.program,
            SEMANTICS_VERSION,
            launch.name,
            launch.launched_at,
            to_json(launch.inputs),
            None if launch.caller is None else to_json(launch.caller),
        )
        context = tuple((key, value, launch.id) for key, value in launch.context.items()) if launch.context else ()
        self._writer.submit(Write(lambda _, fault: settled(fault), launch=row, context=context))

    def save(self, live: Live, then: Callable[[], None]) -> None:
        """Bring what is unsaved of an execution's journal to disk, then go on; at once where nothing is."""
        if live.writing:
            live.after = lambda: self.save(live, then)
        elif (chunk := live.take_chunk()) is None:
            then()
        else:
            self._write(live, chunk, None, then)

    def finish(self, live: Live, outcome: Outcome, at: int, then: Callable[[], None]) -> None:
        """Bring an outcome to disk, and the rest of the journal with it."""
        if live.writing:
            live.after = lambda: self.finish(live, outcome, at, then)
            return
        error = None if outcome.error is None else to_json(outcome.error)
        data = to_json(outcome.output_data)
        finish = (live.launch.id, outcome.status, at, outcome.completion_reason, data, error)
        self._write(live, live.take_chunk(), finish, then)

    def _write(self, live: Live, chunk: Row | None, finish: Row | None, then: Callable[[], None]) -> None:
        live.writing = True

        def settled(write: Write, fault: NotKept | None) -> None:
            if fault is not None:
                self.refused(fault)
                self._loop.call_later(RETRY_SECONDS, self._writer.submit, write)
                return
            self.writable = True
            live.writing = False
            then()
            after, live.after = live.after, None
            if after is not None:
                after()

        self._writer.submit(Write(settled, chunk=chunk, finish=finish))

    def refused(self, fault: NotKept) -> None:
        """Note that the disk refused a write, and log it, once until it takes one again."""
        if self.writable:
            self.writable = False
            log.error("cannot write: %s %s", fault, fault.help or "")
