"""An execution that is held in memory: its machine, where it stands, and what of its journal is not on disk yet."""

from collections.abc import Callable, Generator

from architrave.engine.execution import Launch
from architrave.interpreter.effects import Effect, Json, Outcome, Reply
from architrave.interpreter.journal import Entry, encode, entry_for, intent_for

Machine = Generator[Effect, Reply, Outcome]


class Live:
    """One execution in memory.

    `sequence` is the number of its next effect, `at` the time of its latest reply (it never goes back). `unsaved` are
    journal entries that no write has taken, `chunk` the number of the next chunk. `writing` says that a write of this
    execution is under way; `after` is what to do when it is done.
    """

    __slots__ = ("_journal", "after", "at", "chunk", "launch", "machine", "saved_at", "sequence", "unsaved", "writing")

    def __init__(self, launch: Launch, machine: Machine | None = None, *, sequence: int = 0, chunk: int = 0) -> None:
        self.launch = launch
        self.machine = machine
        self.sequence = sequence
        self.chunk = chunk
        self.at = launch.launched_at
        self.saved_at = launch.launched_at
        self.unsaved: list[Entry] = []
        self._journal: bytes | None = None
        self.writing = False
        self.after: Callable[[], None] | None = None

    def reply(self, effect: Effect, value: Json, at: int) -> Reply:
        """Journal the answer to an effect, in memory, and give it as the machine takes it."""
        self.at = at = max(at, self.at)
        self.unsaved.append(entry_for(self.sequence, effect, value, at))
        self.sequence += 1
        return Reply(value, at)

    def intend(self, effect: Effect, at: int) -> None:
        """Journal, in memory, that an effect is about to be performed."""
        self.unsaved.append(intent_for(self.sequence, effect, max(at, self.at)))

    def take_over(self, journal: bytes) -> None:
        """Hold a journal that was encoded elsewhere as the unsaved one."""
        self._journal = journal or None

    def take_chunk(self) -> tuple[str, int, bytes] | None:
        """The unsaved entries as a chunk's row, no longer unsaved; None where there are none."""
        journal, self._journal = self._journal, None
        if journal is None:
            if not self.unsaved:
                return None
            journal = encode(self.unsaved)
        row = (self.launch.id, self.chunk, journal)
        self.unsaved = []
        self.chunk += 1
        self.saved_at = self.at
        return row
