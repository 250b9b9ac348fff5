"""Executions that wait for a time: with their machine for a short wait, as an entry of the journal for a long one."""

from collections.abc import Callable

from architrave.engine.clock import Clock
from architrave.engine.drive import remaining
from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.timeline import Timeline
from architrave.engine.embedded.timers import Timers
from architrave.interpreter.effects import Wait

SHORT_WAIT = 5_000
"""Milliseconds. A machine is kept during waits up to this long."""


class Waits:
    """The waits in progress.

    At the end of a wait, `on_over` gets an execution that is in memory, `on_due` the id of one that is only on disk.
    `on_dropped` gets the id of an execution that need not stay in memory any more.
    """

    def __init__(
        self,
        journal: JournalWriter,
        clock: Clock,
        timeline: Timeline,
        on_over: Callable[[DurableExecution, Wait], None],
        on_due: Callable[[str], None],
        on_dropped: Callable[[str], None],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._timeline = timeline
        self._on_over = on_over
        self._on_due = on_due
        self._on_dropped = on_dropped
        self._timers = Timers(clock, timeline, self._wake)
        self._waiting: dict[str, tuple[DurableExecution, Wait] | None] = {}

    def __len__(self) -> int:
        """How many executions wait."""
        return len(self._waiting)

    @property
    def in_memory(self) -> int:
        """How many of them are in memory."""
        return sum(waited is not None for waited in self._waiting.values())

    def until(self, due: int, execution_id: str) -> None:
        """Have an execution that is only on disk wait until the timeline has reached a time, in milliseconds."""
        if due <= self._timeline():
            self._on_due(execution_id)
            return
        self._waiting[execution_id] = None
        self._timers.add(due, execution_id)

    def begin(self, execution: DurableExecution, effect: Wait) -> None:
        """Wait for what remains: it began at `execution.at`, or before a crash that left only its time of day."""
        execution_id = execution.launch.id
        waiting = self._waiting[execution_id] = (execution, effect)
        pause = remaining(effect.until, execution.at, self._clock())
        due = self._timeline() + pause
        self._timers.add(due, execution_id)
        if pause > SHORT_WAIT:
            self._journal.save_wait(execution, due, lambda: self._drop(waiting))
        elif self._journal.confirms or execution.at - execution.saved_at > SHORT_WAIT:
            self._journal.save(execution, lambda: None)

    def stop(self) -> None:
        """End no more waits."""
        self._timers.stop()

    def _drop(self, waiting: tuple[DurableExecution, Wait]) -> None:
        """Drop the machine of an execution that is still in this wait; its journal is on disk."""
        execution_id = waiting[0].launch.id
        if self._waiting.get(execution_id) is waiting:
            self._waiting[execution_id] = None
            self._on_dropped(execution_id)

    def _wake(self, execution_id: str) -> None:
        waited = self._waiting.pop(execution_id)
        if waited is None:
            self._on_due(execution_id)
        else:
            self._on_over(*waited)
