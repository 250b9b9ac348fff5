"""An execution that a durable engine holds in memory, and the part of its journal that is not on disk yet."""

from typing import TYPE_CHECKING

from architrave.engine.drive import Machine, RunningExecution
from architrave.engine.execution import Launch
from architrave.interpreter.journal import Entry, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

Chunk = tuple[str, int, bytes]
"""A chunk of a journal as a row: execution, number, entries."""


class DurableExecution(RunningExecution):
    """An execution whose journal is written chunk by chunk.

    `chunk` is the number of the next chunk, `saved_at` the time of the last entry in a chunk. `writing`: a write of
    this execution is in progress; `after` is called once it is on disk. `history` is the whole journal of an execution
    without a machine here, to replay it, after the chunks in `unread`, which are too large to be decoded here. `due` is
    until when it waits on the timeline, if that is on disk. `number` is that of the row that it was loaded from, or 0.
    """

    __slots__ = ("_encoded", "after", "chunk", "due", "history", "number", "saved_at", "unread", "writing")

    def __init__(self, launch: Launch, machine: Machine | None = None, *, chunk: int = 0) -> None:
        super().__init__(launch, machine)
        self.chunk = chunk
        self.saved_at = launch.launched_at
        self.writing = False
        self.after: Callable[[], None] | None = None
        self.history: list[Entry] = []
        self.unread: list[bytes] = []
        self.due: int | None = None
        self.number = 0
        self._encoded = b""

    def go_to_end_of(self, entries: list[Entry], sequence: int) -> None:
        """Move to the end of a journal: `sequence` is the number of the effect after it."""
        self.sequence = sequence
        if entries:
            self.at = max(self.at, entries[-1].at)

    @property
    def is_fresh(self) -> bool:
        """Whether it starts without a journal."""
        return not self.history and not self.unread

    def read_history(self) -> list[Entry]:
        """The whole history. Decoding a large journal takes long."""
        if self.unread:
            unread, self.unread = self.unread, []
            self.history[:0] = [entry for chunk in unread for entry in decode(chunk)]
        return self.history

    def append_encoded(self, journal: bytes) -> None:
        """Append entries that another process has encoded with `encode`."""
        if not journal:
            return
        if self.journal or self._encoded:
            self.journal = [*self._taken_apart(), *decode(journal)]
        else:
            self._encoded = journal

    def take_chunk(self) -> Chunk | None:
        """The entries that have not been taken yet, as a chunk's row; None if there are none."""
        if self._encoded and self.journal:
            self.journal = self._taken_apart()
        if not self._encoded and not self.journal:
            return None
        row = (self.launch.id, self.chunk, self._encoded or encode(self.journal))
        self._encoded, self.journal = b"", []
        self.chunk += 1
        self.saved_at = self.at
        return row

    def drop_entries(self) -> None:
        """Drop the entries that have not been taken, because they cannot be written."""
        self._encoded, self.journal = b"", []

    def _taken_apart(self) -> list[Entry]:
        encoded, self._encoded = self._encoded, b""
        return [*(decode(encoded) if encoded else ()), *self.journal]
