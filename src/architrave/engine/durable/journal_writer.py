"""Writes executions to disk: launches, journals and outcomes. Failed writes are retried."""

import asyncio
import logging
from collections.abc import Callable

from architrave.engine.durable.records import to_json
from architrave.engine.durable.running import DurableExecution
from architrave.engine.execution import Launch
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.store import Finish, NotKept, Store, Writer
from architrave.store.executions import findable
from architrave.store.writer import Write

RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)

Finished = Callable[[DurableExecution, Finish], None]


class JournalWriter:
    """Writes executions to disk through the store's writer, and knows whether writing works.

    An execution has at most one write in progress, so its journal has no gaps.
    """

    def __init__(self, writer: Writer, loop: asyncio.AbstractEventLoop, store: Store) -> None:
        self._writer = writer
        self._loop = loop
        self._is_probing = False
        self.confirms = store.can_be_taken
        """Whether a call must be confirmed before it is made: another process could have taken the database."""
        self.writable = True
        """Whether the latest write succeeded."""
        self.fault: NotKept | None = None
        """Why the database cannot be written, unless it is `writable`."""
        self.arriving = 0
        """How many launches are being written."""

    def launch(self, launch: Launch, then: Callable[[Launch], None]) -> asyncio.Future[None]:
        """Write a launch. Done once it is on disk. Raises `NotKept` if writing fails; launches are not retried.

        `then` is called with the launch as soon as it is on disk, even if the caller no longer waits for the result.
        """
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
        done: asyncio.Future[None] = self._loop.create_future()
        self._writer.submit(Write(self._on_launched, launch=row, context=context, about=(launch, then, done)))
        self.arriving += 1
        return done

    def save(self, execution: DurableExecution, then: Callable[[], None]) -> None:
        """Write the entries of a journal that are not on disk yet, then call `then`; at once if there are none."""
        if execution.writing:
            execution.after = lambda: self.save(execution, then)
        elif (chunk := execution.take_chunk()) is None:
            then()
        else:
            execution.writing = True
            self._writer.submit(Write(self._on_saved, chunk=chunk, about=(execution, then)))

    def save_wait(self, execution: DurableExecution, due: int, then: Callable[[], None]) -> None:
        """As `save`, and write until when the execution waits on the timeline, in milliseconds."""
        if execution.writing:
            execution.after = lambda: self.save_wait(execution, due, then)
            return
        chunk = execution.take_chunk()
        execution.writing = True
        row = execution.launch.id, due, execution.chunk
        self._writer.submit(Write(self._on_saved, chunk=chunk, due=row, about=(execution, then)))

    def finish(self, execution: DurableExecution, finish: Finish, then: Finished) -> None:
        """Write an outcome and the rest of the journal, then call `then`.

        Raises ValueError or TypeError for a journal that cannot be encoded.
        """
        if execution.writing:
            execution.after = lambda: self.finish(execution, finish, then)
            return
        write = Write(self._on_finished, chunk=execution.take_chunk(), finish=finish, about=(execution, then))
        execution.writing = True
        self._writer.submit(write)

    def confirm(self) -> "asyncio.Future[None]":
        """Done once the database has committed something for this process. Raises `NotKept` if it did not."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._writer.submit(Write(self._on_confirmed, about=done))
        return done

    def retry(self, fault: NotKept, attempt: Callable[[], object]) -> None:
        """Record that a write failed, and retry it a little later."""
        self.note_refusal(fault)
        self._loop.call_later(RETRY_SECONDS, attempt)

    def note_refusal(self, fault: NotKept) -> None:
        """Record that a write failed. Logs only the first failure until a write succeeds again."""
        if self.writable:
            self.writable = False
            self.fault = fault
            log.error("cannot write: %s %s", fault, fault.help or "")
        self._probe_later()

    def _note_success(self) -> None:
        self.writable = True
        log.info("the database can be written again")

    def probe(self) -> None:
        """Find out whether the database can be written. If it cannot, it is tried until it can."""
        self._writer.submit(Write(self._on_probed))

    def _probe_later(self) -> None:
        """Find out when the database can be written again: until then, launches are rejected."""
        if not self._is_probing:
            self._is_probing = True
            self._loop.call_later(RETRY_SECONDS, self.probe)

    def _on_probed(self, _write: Write, fault: NotKept | None) -> None:
        self._is_probing = False
        if fault is not None:
            self.note_refusal(fault)
        elif not self.writable:
            self._note_success()

    def _on_launched(self, write: Write, fault: NotKept | None) -> None:
        launch, then, done = write.about
        self.arriving -= 1
        if fault is not None:
            self.note_refusal(fault)
        else:
            if not self.writable:
                self._note_success()
            then(launch)
        if done.done():  # a client that disconnects does not undo its launch
            return
        if fault is None:
            done.set_result(None)
        else:
            done.set_exception(fault)

    def _on_confirmed(self, write: Write, fault: NotKept | None) -> None:
        done: asyncio.Future[None] = write.about
        if fault is None and not self.writable:
            self._note_success()
        if done.done():
            return
        if fault is None:
            done.set_result(None)
        else:
            done.set_exception(fault)

    def _on_saved(self, write: Write, fault: NotKept | None) -> None:
        execution, then = write.about
        if self._is_kept(write, execution, fault):
            then()
            after, execution.after = execution.after, None
            if after is not None:
                after()

    def _on_finished(self, write: Write, fault: NotKept | None) -> None:
        execution, then = write.about
        if self._is_kept(write, execution, fault):
            then(execution, write.finish)

    def _is_kept(self, write: Write, execution: DurableExecution, fault: NotKept | None) -> bool:
        """Whether a write is on disk; a failed write is retried."""
        if fault is not None:
            self.retry(fault, lambda: self._writer.submit(write))
            return False
        if not self.writable:
            self._note_success()
        execution.writing = False
        return True
