"""Conversations: the attributes of their participants, from org.yaml and as set by flows."""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock

from architrave.definitions.conversations import attributes_of
from architrave.organization.directory import Directory
from architrave.store import Store
from architrave.store import participants as kept


@dataclass(frozen=True, slots=True)
class _Written:
    """Attributes waiting to be written to disk."""

    conversation: str
    participant: str | None
    attributes: Mapping[str, str]
    done: "Future[None]" = field(default_factory=Future[None])


class Conversations:
    """The data of conversations. Attributes set by a flow override those in org.yaml.

    Thread-safe. Concurrent writes go to disk together: the thread with the lock writes everything that is queued, and
    the other threads find their writes done.
    """

    def __init__(self, store: Store, directory: Callable[[], Directory]) -> None:
        self._store = store
        self._directory = directory
        self._queue: deque[_Written] = deque()
        self._turn = Lock()

    def read(
        self, conversation: str, participant: str | None, names: tuple[str, ...], *, is_own: bool = False
    ) -> dict[str, str] | None:
        """Those of the named attributes that are set. Without a participant, those of the conversation itself.

        None if there is no such conversation or participant.
        """
        defined = self._defined(conversation, participant, is_own=is_own)
        if defined is None:
            return None
        with self._store.read() as connection:
            found = kept.read(connection, conversation, participant)
        known = defined | found
        return {name: known[name] for name in names if name in known}

    def write(
        self, conversation: str, participant: str | None, attributes: Mapping[str, str], *, is_own: bool = False
    ) -> bool:
        """Set attributes; they are on disk when this returns. Writing the same attributes again changes nothing.

        False, and nothing is written, if there is no such conversation or participant.
        """
        if self._defined(conversation, participant, is_own=is_own) is None:
            return False
        written = _Written(conversation, participant, attributes)
        self._queue.append(written)
        with self._turn:
            if not written.done.done():
                self._write_all()
        written.done.result()
        return True

    def _defined(self, conversation: str, participant: str | None, *, is_own: bool = False) -> dict[str, str] | None:
        entity = self._directory().look_up("conversation", "id", conversation)
        return attributes_of(entity, participant, is_own=is_own)

    def _write_all(self) -> None:
        group = [self._queue.popleft() for _ in range(len(self._queue))]
        try:
            with self._store.write() as connection:
                for written in group:
                    kept.write(connection, written.conversation, written.participant, written.attributes)
        except Exception as problem:  # noqa: BLE001 - passed on to every waiting thread
            for written in group:
                written.done.set_exception(problem)
        else:
            for written in group:
                written.done.set_result(None)
