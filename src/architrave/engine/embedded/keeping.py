"""Keeping: an execution's writes, one after another, tried again until the disk takes them."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import msgspec

from architrave.engine.embedded.live import Live
from architrave.engine.execution import Launch
from architrave.interpreter.effects import Outcome
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.store import NotKept, Writer
from architrave.store.executions import findable
from architrave.store.writer import Settled, Write

RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)

_json = msgspec.json.Encoder()


def to_json(value: object) -> str:
    """A value as JSON text, as the store keeps it."""
    return _json.encode(value).decode()


def _nobody_waits(live: Live, outcome: Outcome, at: int) -> None:
    """What a keeper tells of an outcome where nobody asked to be told."""


class Keeper:
    """Brings executions' rows to disk through the writer, and says whether the disk takes them.

    `finished` is told once an outcome is on disk.
    """

    def __init__(
        self,
        writer: Writer,
        loop: asyncio.AbstractEventLoop,
        finished: Callable[[Live, Outcome, int], None] = _nobody_waits,
    ) -> None:
        self._writer = writer
        self._loop = loop
        self._finished = finished
        self.writable = True

    def launch(self, launch: Launch, settled: Settled, about: Any) -> None:
        """Keep a launch. It is not tried again: who launched is told, and may. `about` comes back with the write."""
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
        context: tuple[tuple[str, str, str], ...] = ()
        if launch.context:
            context = tuple((findable(key), findable(value), launch.id) for key, value in launch.context.items())
        self._writer.submit(Write(settled, launch=row, context=context, about=about))

    def save(self, live: Live, then: Callable[[], None]) -> None:
        """Bring what is unsaved of an execution's journal to disk, then go on; at once where nothing is."""
        if live.writing:
            live.after = lambda: self.save(live, then)
        elif (chunk := live.take_chunk()) is None:
            then()
        else:
            live.writing = True
            self._writer.submit(Write(self._on_saved, chunk=chunk, about=(live, then)))

    def finish(self, live: Live, outcome: Outcome, at: int) -> None:
        """Bring an outcome to disk, and the rest of the journal with it."""
        if live.writing:
            live.after = lambda: self.finish(live, outcome, at)
            return
        error = None if outcome.error is None else to_json(outcome.error)
        data = to_json(outcome.output_data)
        row = (live.launch.id, outcome.status, at, outcome.completion_reason, data, error)
        write = Write(self._on_finished, chunk=live.take_chunk(), finish=row, about=(live, outcome, at))
        live.writing = True
        self._writer.submit(write)

    def again(self, fault: NotKept, attempt: Callable[[], object]) -> None:
        """Note that the database refused something, and try it again a little later."""
        self.refused(fault)
        self._loop.call_later(RETRY_SECONDS, attempt)

    def refused(self, fault: NotKept) -> None:
        """Note that the database refused something, and log it, once until it takes a write again."""
        if self.writable:
            self.writable = False
            log.error("cannot write: %s %s", fault, fault.help or "")

    def _on_saved(self, write: Write, fault: NotKept | None) -> None:
        live, then = write.about
        if self._is_kept(write, live, fault):
            then()
            after, live.after = live.after, None
            if after is not None:
                after()

    def _on_finished(self, write: Write, fault: NotKept | None) -> None:
        live, outcome, at = write.about
        if self._is_kept(write, live, fault):
            self._finished(live, outcome, at)

    def _is_kept(self, write: Write, live: Live, fault: NotKept | None) -> bool:
        """Whether a write is on disk; one that is not is tried again."""
        if fault is not None:
            self.again(fault, lambda: self._writer.submit(write))
            return False
        self.writable = True
        live.writing = False
        return True
