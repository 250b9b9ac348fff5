"""Conversations: the attributes of their participants, from org.yaml and as set by flows."""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import overload

from architrave.definitions.conversations import attributes_of
from architrave.organization.directory import Directory
from architrave.store import Store
from architrave.store import participants as kept

_LONGEST_ID = 64
_LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class _Written:
    """Attributes waiting to be written to disk."""

    conversation: str
    participant: str | None
    attributes: Mapping[str, str]
    done: "Future[None]" = field(default_factory=Future[None])


@overload
def _stored(name: str, longest: int = ...) -> str: ...
@overload
def _stored(name: None, longest: int = ...) -> None: ...
def _stored(name: str | None, longest: int = _LONGEST_ID) -> str | None:
    """What the store keeps for a name: a digest instead of one that a database's key cannot hold."""
    if name is None or (len(name) <= longest and "\0" not in name):
        return name
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


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
        found = self._set(conversation, participant)
        named = ((name, found.get(_stored(name, _LONGEST_NAME), defined.get(name))) for name in names)
        return {name: value for name, value in named if value is not None}

    def all_of(self, conversation: str, participant: str) -> dict[str, str] | None:
        """All attributes of a participant; None if there is no such conversation or participant.

        One with a name that is too long for the store is as in org.yaml.
        """
        defined = self._defined(conversation, participant)
        return None if defined is None else defined | self._set(conversation, participant)

    def _set(self, conversation: str, participant: str | None) -> dict[str, str]:
        with self._store.read() as connection:
            return kept.read(connection, _stored(conversation), _stored(participant))

    def write(
        self, conversation: str, participant: str | None, attributes: Mapping[str, str], *, is_own: bool = False
    ) -> bool:
        """Set attributes; they are on disk when this returns. Writing the same attributes again changes nothing.

        False, and nothing is written, if there is no such conversation or participant.
        """
        if self._defined(conversation, participant, is_own=is_own) is None:
            return False
        stored = {_stored(name, _LONGEST_NAME): value for name, value in attributes.items()}
        written = _Written(_stored(conversation), _stored(participant), stored)
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
