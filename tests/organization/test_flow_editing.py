"""Flows that the folder and the API change."""

from collections.abc import Callable, Sequence
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from architrave.definitions.flow_content import FlowContent
from architrave.definitions.values import FlowFile, derived_id
from architrave.diagnostics import Source
from architrave.flows.reader import read_flow
from architrave.organization.entities import Conflict
from architrave.organization.flow_editing import FlowEditing
from architrave.organization.flows import Files, Flow, Flows
from architrave.store import Store, open_store
from tests.organization.test_flows import TEXT

A, B = "client-a", "client-b"


@cache
def content(name: str, reason: str) -> FlowContent:
    source = Source(f"flows/{name}.yaml", TEXT.format(name=name, reason=reason))
    program, faults = read_flow(source)
    assert program is not None, faults
    return FlowContent.of(source, program)


def file(name: str, reason: str) -> FlowFile:
    return FlowFile(derived_id("workflow", name), content(name, reason))


@pytest.fixture
def flows(store: Store) -> Flows:
    flows = Flows(store)
    flows.publish([], now=0)
    return flows


@pytest.fixture
def editing(flows: Flows) -> FlowEditing:
    return FlowEditing(flows, lambda: 7)


def made(result: Flow | Conflict) -> Flow:
    assert isinstance(result, Flow), result
    return result


def reason(result: Flow | Conflict) -> str:
    assert isinstance(result, Conflict), result
    return result.reason


def created(editing: FlowEditing, name: str = "Made") -> str:
    return made(editing.create("workflow", name, "", None, A)).row.id


def versions(flow: Flow) -> list[tuple[int, bool, bool]]:
    return [(one.number, one.checked_in_at is not None, one.published_at is not None) for one in flow.versions]


def test_a_new_flow_has_no_version(flows: Flows, editing: FlowEditing) -> None:
    flow_id = created(editing)
    found = flows.find(flow_id, None)
    assert found is not None
    assert (found.program, found.versions) == (None, ())
    assert reason(editing.create("workflow", "MADE", "", None, B)) == "same-name"
    made(editing.create("inboundCall", "Made", "", None, B))
    assert reason(editing.publish(flow_id, A)) == "no-version"


def test_a_lock_is_for_one_client(editing: FlowEditing) -> None:
    flow_id = created(editing)
    assert reason(editing.save(flow_id, A, content("Made", "one"))) == "not-locked"
    assert reason(editing.check_in(flow_id, A)) == "not-locked"
    assert made(editing.check_out(flow_id, A)).row.locked_by == A
    made(editing.check_out(flow_id, A))
    assert reason(editing.check_out(flow_id, B)) == "locked"
    assert reason(editing.save(flow_id, B, content("Made", "one"))) == "not-locked"
    for refused in (editing.publish, editing.deactivate):
        assert reason(refused(flow_id, B)) == "locked"
    assert reason(editing.describe(flow_id, B, lambda row: row)) == "locked"
    assert reason(editing.submit(content("Made", "one"), B)) == "locked"
    assert reason(editing.delete(flow_id, B)) == "locked-delete"
    assert reason(editing.check_in(flow_id, A)) == "nothing-saved"
    assert made(editing.unlock(flow_id, B)).row.locked_by is None
    made(editing.delete(flow_id, B))
    assert reason(editing.unlock(flow_id, A)) == "deleted"
    assert reason(editing.unlock("no-such", A)) == "gone"


def test_versions_are_saved_and_checked_in_or_dropped(editing: FlowEditing) -> None:
    flow_id = created(editing)
    editing.check_out(flow_id, A)
    for text in ("one", "two"):
        made(editing.save(flow_id, A, content("Made", text)))
    flow = made(editing.check_in(flow_id, A))
    assert (versions(flow), flow.row.locked_by) == ([(1, True, False), (2, True, False)], None)
    editing.check_out(flow_id, A)
    assert versions(made(editing.save(flow_id, A, content("Made", "three"))))[-1] == (3, False, False)
    flow = made(editing.revert(flow_id, A))
    assert (versions(flow), flow.row.locked_by) == ([(1, True, False), (2, True, False)], None)


def test_any_version_can_be_published(flows: Flows, editing: FlowEditing) -> None:
    flow_id = made(editing.submit(content("Made", "one"), A)).row.id
    made(editing.submit(content("Made", "two"), A))
    assert [one.version for one in (flows.find(flow_id, None),) if one] == ["2.0"]
    assert made(editing.publish(flow_id, A, "1.0")).row.published == 1
    assert made(editing.publish(flow_id, A, "2")).row.published == 2
    assert reason(editing.publish(flow_id, A, "3.0")) == "no-version"
    ended = made(editing.deactivate(flow_id, A))
    assert [one.published_end for one in ended.versions] == [7, 7]
    found = flows.find(flow_id, None)
    assert found is not None
    assert found.program is None


def test_the_same_text_is_submitted_once(editing: FlowEditing) -> None:
    first = made(editing.submit(content("Made", "one"), A))
    assert made(editing.submit(content("Made", "one"), B)) == first


def test_a_text_of_another_type_is_not_saved(editing: FlowEditing) -> None:
    flow_id = made(editing.create("inboundCall", "Made", "", None, A)).row.id
    editing.check_out(flow_id, A)
    assert reason(editing.save(flow_id, A, content("Made", "one"))) == "other-type"


def test_what_is_used_is_not_deleted(flows: Flows) -> None:
    editing = FlowEditing(flows, lambda: 7, lambda flow: [("queue", f"the queue of {flow.row.name}")])
    refused = editing.delete(created(editing), A)
    said = 'The flow "Made" cannot be deleted: the queue of Made uses it.'
    assert refused == Conflict("in-use queue", said)


def test_a_deleted_flow_makes_room_for_another(flows: Flows, editing: FlowEditing) -> None:
    first = created(editing)
    made(editing.delete(first, A))
    second = created(editing)
    assert (first, second != first) == (derived_id("workflow", "Made"), True)
    assert flows.get(first) is None
    assert [flow.row.id for flow in flows.deleted] == [first]


def test_listeners_hear_of_every_change(flows: Flows, editing: FlowEditing) -> None:
    heard: list[tuple[str, bool]] = []

    def listen(changed: Sequence[Flow]) -> None:
        heard.extend((one.row.name, one.row.active) for one in changed)

    flows.listen(listen)
    flows.publish([file("A", "one")], now=1)
    flows.publish([file("A", "one")], now=1)
    flow_id = created(editing)
    editing.delete(flow_id, A)
    flows.publish([], now=2)
    assert heard == [("A", True), ("Made", True), ("Made", False), ("A", False)]


def test_a_change_between_the_steps_of_publishing_is_kept(flows: Flows, editing: FlowEditing) -> None:
    prepared = flows.prepare(Files([file("A", "one")]), now=1)
    flow_id = made(editing.submit(content("Made", "one"), A)).row.id
    editing.describe(derived_id("workflow", "A"), A, lambda row: row)
    made(editing.deactivate(derived_id("workflow", "A"), A))
    flows.take(prepared)
    assert [(flow.row.name, flow.published is not None) for flow in flows] == [("A", False), ("Made", True)]
    assert flows.get(flow_id) is not None
    found = flows.find(flow_id, None)
    assert found is not None
    assert flows.outline(flows.get(flow_id).published) is not None  # type: ignore[union-attr]


def test_a_renamed_flow_keeps_its_name_from_a_new_file(flows: Flows, editing: FlowEditing) -> None:
    from dataclasses import replace

    flows.publish([file("A", "one")], now=1)
    made(editing.describe(derived_id("workflow", "A"), A, lambda row: replace(row, name="B")))
    flows.publish([file("A", "one"), file("B", "one")], now=2)
    assert [flow.row.name for flow in flows] == ["B"]
    (problem,) = flows.problems
    assert (problem.rule.slug, problem.file) == ("duplicate-flow", "flows/B.yaml")
    flows.publish([file("A", "two"), file("B", "one")], now=3)
    assert [flow.row.name for flow in flows] == ["A", "B"]
    assert flows.problems == ()


CASES: dict[str, tuple[Callable[[FlowEditing, str], object], str | None, str | None, int]] = {
    "nothing, the same text": (lambda _edit, _id: None, "one", "one", 0),
    "nothing, another text": (lambda _edit, _id: None, "two", "two", 0),
    "nothing, no text": (lambda _edit, _id: None, None, None, 0),
    "published, the same text": (lambda edit, _id: edit.submit(content("A", "api"), A), "one", "api", 0),
    "published, another text": (lambda edit, _id: edit.submit(content("A", "api"), A), "two", "two", 1),
    "published, the text that it has": (lambda edit, _id: edit.submit(content("A", "api"), A), "api", "api", 0),
    "published, no text": (lambda edit, _id: edit.submit(content("A", "api"), A), None, None, 1),
    "deactivated, the same text": (lambda edit, id_: edit.deactivate(id_, A), "one", "", 0),
    "deactivated, another text": (lambda edit, id_: edit.deactivate(id_, A), "two", "two", 1),
    "deleted, the same text": (lambda edit, id_: edit.delete(id_, A), "one", None, 0),
    "deleted, another text": (lambda edit, id_: edit.delete(id_, A), "two", "two", 1),
    "deleted, no text": (lambda edit, id_: edit.delete(id_, A), None, None, 0),
    "locked, the same text": (lambda edit, id_: edit.check_out(id_, A), "one", "one", 0),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("is_restarted", [False, True])
def test_the_rule(store: Store, name: str, is_restarted: bool) -> None:
    edit, text, published, lost = CASES[name]
    flows = Flows(store)
    flows.publish([file("A", "one")], now=1)
    flow_id = derived_id("workflow", "A")
    edit(FlowEditing(flows, lambda: 7), flow_id)
    flows = Flows(store) if is_restarted else flows
    prepared = flows.prepare(Files([] if text is None else [file("A", text)]), now=2)
    flows.take(prepared)
    assert _reason_of(flows, flow_id) == published
    assert len(prepared.plan.replaced) == lost


def _reason_of(flows: Flows, flow_id: str) -> str | None:
    """The text that launches take; None if there is no flow, empty if it is not published."""
    found = flows.find(flow_id, None)
    if found is None:
        return None
    reasons = {content(name, text).outline.hash: text for name in NAMES for text in TEXTS}
    return "" if found.program is None else reasons[found.program.hash]


def test_what_is_lost_is_said(flows: Flows, editing: FlowEditing) -> None:
    flows.publish([file("A", "one")], now=1)
    editing.deactivate(derived_id("workflow", "A"), A)
    (lost,) = flows.prepare(Files([file("A", "two")]), now=2).plan.replaced
    assert (lost.rule.slug, lost.file) == ("replaced-change", "flows/A.yaml")
    assert lost.message == 'The flow "A" has a new text, which counts. It was changed through the API before.'


@pytest.mark.postgres
def test_processes_that_share_a_database_see_each_others_changes(postgres_database: Callable[[], str]) -> None:
    url = postgres_database()
    stores = [open_store(url, owner=False)[0] for _ in range(2)]
    one, two = (Flows(store) for store in stores if store is not None)
    one.publish([file("A", "one")], now=1)
    two.publish([file("A", "one")], now=1)
    first, second = FlowEditing(one, lambda: 7), FlowEditing(two, lambda: 8)
    flow_id = made(first.submit(content("Made", "one"), A)).row.id
    assert reason(second.create("workflow", "made", "", None, B)) == "same-name"
    made(second.submit(content("Made", "two"), B))
    one.refresh()
    assert _reason_of(one, flow_id) == "two"
    made(first.delete(flow_id, A))
    two.refresh()
    assert two.get(flow_id) is None
    two.publish([file("A", "two")], now=9)
    one.refresh()
    assert _reason_of(one, derived_id("workflow", "A")) == "two"
    for store in stores:
        assert store is not None
        store.close()


NAMES, TEXTS = ("A", "B", "Made"), ("one", "two", "three", "api")
some_name, some_text = st.sampled_from(NAMES[:2]), st.sampled_from(TEXTS[:3])


class Known:
    """What the model knows of one flow: the text that was taken last, and what is there now."""

    def __init__(self, taken: str | None, published: str | None, *, is_edited: bool) -> None:
        self.taken, self.published, self.is_edited = taken, published, is_edited
        self.description, self.is_active = "", True


class Rule(RuleBasedStateMachine):
    """Random edits of files, changes through the API, and restarts, against a model of the rule.

    The model: for each name, the flow with the id that a file would have, and another one that the API has made since.
    """

    @initialize()
    def begin(self) -> None:
        from tempfile import TemporaryDirectory

        self.folder = TemporaryDirectory()
        self.texts: dict[str, str] = {}
        self.own: dict[str, Known] = {}
        self.other: dict[str, Known] = {}
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
        self.store, _ = open_store(f"{self.folder.name}/kept.db")
        assert self.store is not None
        self.flows = Flows(self.store)
        self.editing = FlowEditing(self.flows, lambda: 7)
        self.read()

    @rule()
    def read(self) -> None:
        self.flows.publish([file(name, text) for name, text in self.texts.items()], now=7)
        for name in NAMES:
            text, own = self.texts.get(name), self.own.get(name)
            if text is None:
                if own is not None and own.taken is not None:
                    own.taken, own.is_active, own.is_edited = None, False, False
            elif (own is None or own.taken != text) and name not in self.other:
                self.own[name] = Known(text, text, is_edited=False)

    @rule(name=some_name, text=some_text)
    def write(self, name: str, text: str) -> None:
        self.texts[name] = text

    @rule(name=some_name)
    def remove(self, name: str) -> None:
        self.texts.pop(name, None)

    @rule(name=some_name)
    def create(self, name: str) -> None:
        done = self.editing.create("workflow", name, "", None, A)
        assert isinstance(done, Conflict) == (self.now(name) is not None)
        if self.now(name) is None:
            self.make(name, None)

    @rule(name=some_name, text=some_text)
    def submit(self, name: str, text: str) -> None:
        made(self.editing.submit(content(name, text), A))
        now = self.now(name)
        if now is None:
            self.make(name, text)
        else:
            now.published, now.description, now.is_edited = text, "", True

    @rule(name=some_name)
    def deactivate(self, name: str) -> None:
        self.change(name, self.editing.deactivate, "published", None)

    @rule(name=some_name)
    def delete(self, name: str) -> None:
        self.change(name, self.editing.delete, "is_active", False)
        other = self.other.get(name)
        if other is not None and not other.is_active:
            del self.other[name]

    @rule(name=some_name, text=some_text)
    def describe(self, name: str, text: str) -> None:
        from dataclasses import replace

        def describe(flow_id: str, author: str) -> Flow | Conflict:
            return self.editing.describe(flow_id, author, lambda row: replace(row, description=text))

        self.change(name, describe, "description", text)

    def make(self, name: str, text: str | None) -> None:
        known = self.own if name not in self.own else self.other
        known[name] = Known(None, text, is_edited=True)

    def change(self, name: str, edit: Callable[[str, str], Flow | Conflict], what: str, value: object) -> None:
        now, flow = self.now(name), self.flows.named(name)
        assert (now is None) == (flow is None)
        if now is not None and flow is not None:
            made(edit(flow.row.id, A))
            setattr(now, what, value)
            now.is_edited = True

    def now(self, name: str) -> Known | None:
        own = self.own.get(name)
        return own if own is not None and own.is_active else self.other.get(name)

    @invariant()
    def everything_is_as_in_the_model(self) -> None:
        for name in NAMES[:2] if self.store is not None else ():
            now, flow = self.now(name), self.flows.named(name)
            assert (now is None) == (flow is None)
            if now is not None and flow is not None:
                assert flow.row.description == now.description
                assert _reason_of(self.flows, flow.row.id) == (now.published or "")


RuleTest = pytest.mark.property(Rule.TestCase)
RuleTest.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=[*HealthCheck]
)
