"""The entities of an organization: from its folder, and as the API and flows change them.

The store has every entity, so that servers, workers and running flows read the same; this keeps them in memory, too.
A change is in the store when a method returns, and then everything that listens is told.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any

from sqlalchemy import Connection

from architrave.definitions.nouns import BY_NAME
from architrave.definitions.values import Entity as WrittenEntity
from architrave.organization.entity import Entity, key_of
from architrave.organization.seeding import Seeded, seeded
from architrave.store import Store
from architrave.store import entities as kept
from architrave.store.entities import EntityRow

Listener = Callable[[Sequence[Entity]], None]
"""Is told of the entities that were changed, as they are now."""

InUse = Callable[[Entity], Iterable[str]]
"""Says what uses an entity, in words: `the flow "Order sync"`."""

Along = Callable[[Connection, Sequence[Entity]], None]
"""Makes further changes in the transaction that saves entities."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a change was not made: `gone`, `version`, `duplicate` or `in-use`. `message` says it in a sentence."""

    reason: str
    message: str


Check = Callable[[Connection, Entity, Entity], Conflict | None]
"""Says in the transaction of a change why the change is refused, if it is."""


class Entities:
    """All entities of an organization.

    Thread-safe: what changes something blocks until it is on disk, and raises `NotKept` if that fails. `now` returns
    the time in ms since the epoch. `in_use` says what prevents an entity from being deleted. `along` makes further
    changes with each change.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], int],
        in_use: InUse = lambda _entity: (),
        along: Along = lambda _connection, _saved: None,
    ) -> None:
        self._along = along
        self._store = store
        self._now = now
        self._in_use = in_use
        self._known: dict[tuple[str, str], Entity] = {}
        self._present: dict[str, dict[str, Entity]] = {}
        self._names: dict[tuple[str, str, str], frozenset[str]] = {}
        self._last = 0
        self._turn = RLock()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Tell `listener` of every change from now on, in the order of the changes."""
        self._listeners.append(listener)

    # -- reading -----------------------------------------------------------------------------------------------------

    def find(self, noun: str, entity_id: str) -> Entity | None:
        """The entity with this id, or None if it does not exist or is deleted."""
        found = self.find_deleted(noun, entity_id)
        return None if found is None or found.is_deleted else found

    def find_deleted(self, noun: str, entity_id: str) -> Entity | None:
        """The entity with this id, also if it is deleted."""
        return self._known.get((noun, key_of(entity_id)))

    def find_unique(self, noun: str, value: str) -> Entity | None:
        """The entity with this value of the noun's unique property, ignoring case, or None."""
        unique = BY_NAME[noun].unique
        keys = self._names.get((noun, unique, value.casefold())) if unique is not None else None
        found = self._known.get((noun, min(keys))) if keys else None
        return None if found is None or found.is_deleted else found

    def all(self, noun: str) -> list[Entity]:
        """All entities of a noun, oldest first."""
        return sorted(self._present.get(noun, {}).values(), key=lambda one: one.number)

    def refresh(self) -> None:
        """Take over what other processes have changed in the store."""
        with self._turn:
            with self._store.read() as connection:
                is_replaced = kept.last_change(connection) < self._last
                rows = [] if is_replaced else kept.changed_since(connection, self._last)
            if is_replaced:
                self.reload()
            else:
                self._take_over(rows)

    def reload(self) -> None:
        """Take over a store whose content was replaced."""
        with self._turn:
            with self._store.read() as connection:
                rows = kept.changed_since(connection, 0)
            there = {(row.noun, row.key) for row in rows}
            gone = [replace(one, is_deleted=True) for key, one in self._known.items() if key not in there]
            self._take(gone, 0)
            self._known = {key: one for key, one in self._known.items() if key in there}
            self._take_over(rows)

    # -- changing ----------------------------------------------------------------------------------------------------

    @contextmanager
    def steady(self) -> Generator[Connection, None, None]:
        """A transaction in which nobody else changes entities, and in which all changes of others are known."""
        with self._changing() as change:
            yield change.connection

    def seed(self, written: Iterable[WrittenEntity], unread: Collection[str] = ()) -> Seeded:
        """Take over the entities of the folder, by the rule in `seeding`. `unread` are nouns of which some could not
        be read: none of these is gone."""
        with self._changing() as change:
            done = seeded(self._known, written, self._now(), unread)
            change.save(done.changed)
        return done

    def create(self, noun: str, entity_id: str, properties: Mapping[str, Any], author: str | None) -> Entity | Conflict:
        """Make an entity. A conflict: its unique property, or its id, is taken."""
        with self._changing() as change:
            now = self._now()
            before = self.find_deleted(noun, entity_id)
            if before is not None and not before.is_deleted:
                return Conflict("duplicate", f'There is a {_words(noun)} with the id "{entity_id}" already.')
            new = Entity(noun, entity_id, {**properties, "id": entity_id}, 1, now, now, author)
            if before is not None:
                new = replace(before.edited(new.properties, now, author), created_at=now)
            taken = self._taken(new)
            if taken is not None:
                return taken
            return change.save([new])[0]

    def change(
        self,
        noun: str,
        entity_id: str,
        change: Callable[[Mapping[str, Any]], Mapping[str, Any]],
        author: str | None,
        version: int | None = None,
        check: Check = lambda _connection, _before, _after: None,
    ) -> Entity | Conflict:
        """Set all properties of an entity to what `change` makes of them.

        A conflict: it is gone, has another version, its unique property is taken, or what `check` says of it before and
        after the change. Properties as they are already change nothing, and make no version.
        """
        with self._changing() as changing:
            before = self.find(noun, entity_id)
            if before is None:
                return _gone(noun, entity_id)
            if version is not None and version != before.version:
                return _outdated(before, version)
            after = before.edited(change(before.properties), self._now(), author)
            if dict(after.properties) == dict(before.properties):
                return before
            refused = self._taken(after) or check(changing.connection, before, after)
            return changing.save([after])[0] if refused is None else refused

    def delete(
        self, noun: str, entity_id: str, author: str | None, *, is_forced: bool = False, version: int | None = None
    ) -> Entity | Conflict:
        """Delete an entity. A conflict: it is gone, has another version, or something uses it and it is not forced."""
        with self._changing() as change:
            before = self.find(noun, entity_id)
            if before is None:
                return _gone(noun, entity_id)
            if version is not None and version != before.version:
                return _outdated(before, version)
            users = [] if is_forced else list(dict.fromkeys(self._in_use(before)))
            if users:
                return Conflict("in-use", f'The {_words(noun)} "{before.name}" cannot be deleted: {listed(users)} it.')
            return change.save([before.deleted(self._now(), author)])[0]

    def _taken(self, entity: Entity) -> Conflict | None:
        unique = BY_NAME[entity.noun].unique if entity.noun in BY_NAME else None
        value = None if unique is None else entity.properties.get(unique)
        if unique is None or not isinstance(value, str):
            return None
        others = self._names.get((entity.noun, unique, value.casefold()), frozenset())
        if others - {entity.key[1]}:
            return Conflict("duplicate", f'A {_words(entity.noun)} with the {unique} "{value}" already exists.')
        return None

    @contextmanager
    def _changing(self) -> Generator["_Change", None, None]:
        """A transaction in which nobody else changes entities. What is saved is taken over once it is on disk."""
        with self._turn:
            with self._store.write(alone=True) as connection:
                self._take_over(kept.changed_since(connection, self._last))
                change = _Change(connection, self._last, self._along)
                yield change
            self._take(change.saved, change.last)

    def _take_over(self, rows: Sequence[EntityRow]) -> None:
        """Take over what other processes have changed."""
        if rows:
            self._take([Entity.of(row) for row in rows], max(row.change for row in rows))

    def _take(self, changed: Sequence[Entity], last: int) -> None:
        self._last = last
        for entity in changed:
            self._take_one(entity)
        if changed:
            for listener in self._listeners:
                listener(changed)

    def _take_one(self, entity: Entity) -> None:
        """Take over an entity, which other threads find at each moment, as it was or as it is."""
        noun, key = entity.key
        present = self._present.setdefault(noun, {})
        before = present.get(key)
        old, new = set(_unique_names(before)), set(_unique_names(entity))
        for name in new - old:
            self._names[name] = self._names.get(name, frozenset()) | {key}
        self._known[entity.key] = entity
        if entity.is_deleted:
            present.pop(key, None)
        else:
            present[key] = entity
        for name in old - new:
            rest = self._names[name] - {key}
            if rest:
                self._names[name] = rest
            else:
                del self._names[name]


class _Change:
    """What one transaction changes."""

    def __init__(self, connection: Connection, last: int, along: Along) -> None:
        self.connection = connection
        self._along = along
        self.last = last
        self.saved: list[Entity] = []

    def save(self, entities: Sequence[Entity]) -> list[Entity]:
        """Write entities. Returns them as they are from now on."""
        numbers = range(self.last + 1, self.last + 1 + len(entities))
        rows = [entity.row(number) for entity, number in zip(entities, numbers, strict=True)]
        kept.save(self.connection, rows)
        self.last += len(rows)
        saved = [Entity.of(row) for row in rows]
        self._along(self.connection, saved)
        self.saved += saved
        return saved


def _unique_names(entity: Entity | None) -> Iterator[tuple[str, str, str]]:
    if entity is None or entity.is_deleted:
        return
    noun = BY_NAME.get(entity.noun)
    unique = None if noun is None else noun.unique
    value = None if unique is None else entity.properties.get(unique)
    if unique is not None and isinstance(value, str):
        yield entity.noun, unique, value.casefold()


def _words(noun: str) -> str:
    known = BY_NAME.get(noun)
    return noun if known is None else known.words


def _gone(noun: str, entity_id: str) -> Conflict:
    return Conflict("gone", f'There is no {_words(noun)} with the id "{entity_id}".')


def _outdated(before: Entity, version: int) -> Conflict:
    return Conflict(
        "version",
        f"The {_words(before.noun)} has version {before.version}, and the request is about version {version}: "
        "it was changed in the meantime. Get it again, and repeat the change.",
    )


def listed(users: Sequence[str]) -> str:
    """The users of something, in words, with their verb: `the flow "A" uses`."""
    shown, more = users[:3], len(users) - 3
    if more > 0:
        return f"{', '.join(shown)} and {more} more use"
    return f"{shown[0]} uses" if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]} use"
