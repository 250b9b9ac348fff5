"""Entities that the folder, the API and flows change."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from architrave.definitions.values import Entity as Written
from architrave.organization.directory import Directory, for_flows
from architrave.organization.entities import Conflict, Entities
from architrave.organization.entity import Entity
from architrave.organization.entity_index import EntityIndex
from architrave.store import Store, open_store


def queue(entity_id: str, **properties: Any) -> Written:
    said = {"id": entity_id, "name": entity_id.upper(), **properties}
    return Written("queue", entity_id, said["name"], said)


@pytest.fixture
def entities(store: Store) -> Entities:
    return Entities(store, lambda: 7)


def made(result: Entity | Conflict) -> Entity:
    assert isinstance(result, Entity), result
    return result


def reason(result: Entity | Conflict) -> str:
    assert isinstance(result, Conflict), result
    return result.reason


def test_a_restart_keeps_changes(store: Store, entities: Entities) -> None:
    entities.seed([queue("a"), queue("b")])
    entities.change("queue", "a", lambda old: {**old, "description": "api"}, "client")
    entities.delete("queue", "b", "client")
    new = made(entities.create("queue", "c", {"name": "C"}, "client"))
    again = Entities(store, lambda: 8)
    assert again.seed([queue("a"), queue("b")]).changed == ()
    assert [(one.id, one.properties.get("description"), one.author) for one in again.all("queue")] == [
        ("a", "api", "client"),
        ("c", None, "client"),
    ]
    assert again.find("queue", "c") == new


def test_optimistic_locking(entities: Entities) -> None:
    entities.seed([queue("a")])
    first = made(entities.change("queue", "a", lambda old: {**old, "description": "x"}, "one", 1))
    assert first.version == 2
    assert reason(entities.change("queue", "a", lambda old: {**old, "description": "y"}, "two", 1)) == "version"
    assert reason(entities.delete("queue", "a", "two", version=1)) == "version"
    same = made(entities.change("queue", "a", lambda old: dict(old), "two", 2))
    assert same.version == 2, "nothing changed"


def test_conflicts(entities: Entities) -> None:
    entities.seed([queue("a"), queue("b")])
    assert reason(entities.create("queue", "c", {"name": "a"}, None)) == "duplicate"
    assert reason(entities.create("queue", "a", {"name": "new"}, None)) == "duplicate"
    assert reason(entities.change("queue", "b", lambda old: {**old, "name": "A"}, None)) == "duplicate"
    assert reason(entities.change("queue", "z", lambda old: old, None)) == "gone"
    assert reason(entities.delete("queue", "z", None)) == "gone"
    made(entities.delete("queue", "a", None))
    made(entities.change("queue", "b", lambda old: {**old, "name": "A"}, None))
    made(entities.create("queue", "a", {"name": "again"}, None))


def test_what_is_used_stays_unless_it_is_forced(store: Store) -> None:
    entities = Entities(store, lambda: 7, lambda entity: [f"the flow of {entity.id}"] * 2)
    entities.seed([queue("a")])
    conflict = entities.delete("queue", "a", None)
    assert isinstance(conflict, Conflict)
    assert conflict == Conflict("in-use", 'The queue "A" cannot be deleted: the flow of a uses it.')
    made(entities.delete("queue", "a", None, is_forced=True))


def test_listeners_hear_of_changes_once_they_are_kept(entities: Entities) -> None:
    heard: list[tuple[str, bool]] = []

    def listen(changed: Sequence[Entity]) -> None:
        heard.extend((one.id, one.is_deleted) for one in changed)

    entities.listen(listen)
    entities.seed([queue("a")])
    entities.create("queue", "a", {"name": "A"}, None)
    entities.delete("queue", "a", None)
    assert heard == [("a", False), ("a", True)]


def test_threads_lose_no_change(entities: Entities) -> None:
    entities.seed([queue("a", count=0)])

    def count(_: int) -> None:
        entities.change("queue", "a", lambda old: {**old, "count": old["count"] + 1}, None)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count, range(40)))
    found = entities.find("queue", "a")
    assert found is not None
    assert (found.properties["count"], found.version) == (40, 41)


def test_what_changes_is_found_at_each_moment(entities: Entities) -> None:
    """Other threads read without a lock: between any two lines, they find an entity as it was, or as it is."""
    entities.seed([queue("a", count=0)])
    index = EntityIndex()
    entities.listen(lambda changed: index.apply((one.noun, one.id, dict(one.properties)) for one in changed))
    entities.change("queue", "a", lambda old: {**old, "count": 0.5}, None)
    missed: list[str] = []

    def are_found() -> bool:
        looked_up = index.with_id("queue", "A"), *index.with_value("queue", "name", "a"), *index.all("queue")
        assert looked_up[0] is None or looked_up[0]["id"] == "a"
        return (len(entities.all("queue")), len(looked_up), looked_up.count(None)) == (1, 3, 0) and (
            entities.find_unique("queue", "A") is not None
        )

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.endswith(("organization/entities.py", "organization/entity_index.py")):
            return None
        if not are_found():
            missed.append(f"{frame.f_code.co_name}:{frame.f_lineno} {event}")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        entities.change("queue", "a", lambda old: {**old, "count": 1}, None)
    finally:
        sys.settrace(before)
    assert missed == []


@pytest.mark.postgres
def test_processes_that_share_a_database_see_each_others_changes(postgres_database: Callable[[], str]) -> None:
    url = postgres_database()
    stores = [open_store(url, owner=False)[0] for _ in range(2)]
    one, two = (Entities(store, lambda: 7) for store in stores if store is not None)
    one.seed([queue("a"), queue("b")])
    two.seed([queue("a"), queue("b")])
    made(one.change("queue", "a", lambda old: {**old, "description": "one"}, None))
    changed = made(two.change("queue", "a", lambda old: {**old, "more": "two"}, None))
    assert changed.properties == {"id": "a", "name": "A", "description": "one", "more": "two"}
    assert reason(one.create("queue", "c", {"name": "a"}, None)) == "duplicate"
    made(two.delete("queue", "b", None))
    one.refresh()
    assert [(each.id, each.version) for each in one.all("queue")] == [("a", 3)]
    for store in stores:
        assert store is not None
        store.close()


IDS = st.sampled_from(["a", "b", "c"])
TEXTS = st.sampled_from([None, "x", "y"])


class Rule(RuleBasedStateMachine):
    """Random edits of the folder, changes, and restarts, against a model of the rule.

    The model: each id has the text that was taken last, and what is there now.
    """

    @initialize()
    def begin(self) -> None:
        from tempfile import TemporaryDirectory

        self.folder = TemporaryDirectory()
        self.texts: dict[str, str | None] = {}
        self.taken: dict[str, str | None] = {}
        self.now: dict[str, str | None] = {}
        self.store: Store | None = None
        self.restart()

    def teardown(self) -> None:
        if self.store is not None:
            self.store.close()
            self.folder.cleanup()

    @rule()
    def restart(self) -> None:
        if self.store is not None:
            self.store.close()
        store, _ = open_store(f"{self.folder.name}/kept.db")
        assert store is not None
        self.store = store
        self.entities = Entities(store, lambda: 7)
        self.index = EntityIndex()
        self.directory = Directory(self.index)
        self.entities.listen(
            lambda changed: self.index.apply(
                (one.noun, one.id, None if one.is_deleted else for_flows(one.noun, one.properties)) for one in changed
            )
        )
        self.read()

    @rule()
    def read(self) -> None:
        self.entities.seed([queue(name, description=text) for name, text in self.texts.items()])
        for name in self.texts.keys() | self.taken.keys():
            if name not in self.texts:
                self.now.pop(name, None)
                self.taken.pop(name)
            elif name not in self.taken or self.taken[name] != self.texts[name]:
                self.now[name] = self.taken[name] = self.texts[name]

    @rule(name=IDS, text=TEXTS)
    def write(self, name: str, text: str | None) -> None:
        self.texts[name] = text

    @rule(name=IDS)
    def remove(self, name: str) -> None:
        self.texts.pop(name, None)

    @rule(name=IDS, text=TEXTS)
    def create(self, name: str, text: str | None) -> None:
        done = self.entities.create("queue", name, {"name": name.upper(), "description": text}, "client")
        assert isinstance(done, Conflict) == (name in self.now)
        self.now.setdefault(name, text)

    @rule(name=IDS, text=TEXTS)
    def change(self, name: str, text: str | None) -> None:
        done = self.entities.change("queue", name, lambda old: {**old, "description": text}, "client")
        assert isinstance(done, Conflict) == (name not in self.now)
        if name in self.now:
            self.now[name] = text

    @rule(name=IDS)
    def delete(self, name: str) -> None:
        done = self.entities.delete("queue", name, "client")
        assert isinstance(done, Conflict) == (name not in self.now)
        self.now.pop(name, None)

    @invariant()
    def everything_is_as_in_the_model(self) -> None:
        if self.store is not None:
            assert {one.id: one.properties.get("description") for one in self.entities.all("queue")} == self.now
            assert {one["id"]: one.get("description") for one in self.directory.all("queue")} == self.now
            for name in ("a", "b", "c"):
                found = self.directory.look_up("queue", "name", name)
                assert (found or {}).get("id") == (name if name in self.now else None)


RuleTest = pytest.mark.property(Rule.TestCase)
RuleTest.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=[*HealthCheck]
)
