"""An index of entities for look-ups: by id, and by the properties that flows and requests look up often."""

from collections import deque
from collections.abc import Iterable
from threading import RLock
from typing import Any

Found = dict[str, Any]
Edit = tuple[str, str, Found | None]
"""A noun, the id of an entity, and the entity; None if it is gone."""

INDEXED = frozenset({"name", "email", "username"})
"""The properties by which entities are found without looking at all of them. They ignore case."""

_REMEMBERED = 10_000


class EntityIndex:
    """The entities of an organization, by noun.

    Thread-safe; readers need no lock. `version` counts the edits, so that copies in other processes can be kept up
    with `edits_since`.
    """

    def __init__(self) -> None:
        self._by_noun: dict[str, dict[str, Found]] = {}
        self._folded: dict[tuple[str, str], list[str]] = {}
        self._named: dict[tuple[str, str, str], dict[str, Found]] = {}
        self.version = 0
        self._edits: deque[Edit] = deque(maxlen=_REMEMBERED)
        self._lock = RLock()

    def __getstate__(self) -> dict[str, Any]:
        """The state for another process."""
        with self._lock:
            state = {name: value for name, value in self.__dict__.items() if name != "_lock"}
            state["_edits"] = deque[Edit](maxlen=_REMEMBERED)
            state["_by_noun"] = {noun: dict(found) for noun, found in self._by_noun.items()}
            state["_folded"] = dict(self._folded)
            state["_named"] = {key: dict(found) for key, found in self._named.items()}
            return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the state of another process."""
        self.__dict__.update(state, _lock=RLock())

    def apply(self, edits: Iterable[Edit]) -> None:
        """Insert, replace and remove entities."""
        with self._lock:
            for noun, entity_id, found in edits:
                self._apply(noun, entity_id, found)
                self._edits.append((noun, entity_id, found))
                self.version += 1

    def edits_since(self, version: int) -> list[Edit] | None:
        """The edits after a version, oldest first; None if they are not all remembered."""
        with self._lock:
            missing = self.version - version
            if missing < 0 or missing > len(self._edits):
                return None
            return list(self._edits)[len(self._edits) - missing :]

    def all(self, noun: str) -> list[Found]:
        """All entities of a noun, oldest first."""
        return list(self._by_noun.get(noun, {}).values())

    def with_id(self, noun: str, entity_id: str) -> Found | None:
        """The entity with this id or, if there is none, with this id in another case."""
        found = self._by_noun.get(noun, {}).get(entity_id)
        if found is None:
            same = self._folded.get((noun, entity_id.casefold()))
            found = self._by_noun[noun].get(same[-1]) if same else None
        return found

    def with_value(self, noun: str, by: str, value: Any) -> list[Found]:
        """The entities with this value of a property; text ignores case in properties that are indexed."""
        if by in INDEXED:
            return list(self._named.get((noun, by, str(value).casefold()), {}).values())
        return [found for found in self.all(noun) if found.get(by) == value]

    def _apply(self, noun: str, entity_id: str, found: Found | None) -> None:
        """Insert, replace or remove an entity. Others, who read without the lock, find it as it was or as it is."""
        present = self._by_noun.setdefault(noun, {})
        before = present.get(entity_id)
        if found is not None:
            present[entity_id] = found
            for name in _names(noun, found):
                self._named.setdefault(name, {})[entity_id] = found
            if before is None:
                self._fold(noun, entity_id, is_there=True)
        elif before is not None:
            del present[entity_id]
            self._fold(noun, entity_id, is_there=False)
        for name in _names(noun, before) - _names(noun, found):
            same = self._named[name]
            del same[entity_id]
            if not same:
                del self._named[name]

    def _fold(self, noun: str, entity_id: str, *, is_there: bool) -> None:
        folded = (noun, entity_id.casefold())
        ids = [each for each in self._folded.get(folded, ()) if each != entity_id]
        if is_there:
            ids.append(entity_id)
        if ids:
            self._folded[folded] = ids
        else:
            del self._folded[folded]


def _names(noun: str, found: Found | None) -> set[tuple[str, str, str]]:
    """The values by which an entity is found."""
    if found is None:
        return set()
    return {(noun, by, found[by].casefold()) for by in INDEXED if isinstance(found.get(by), str)}
