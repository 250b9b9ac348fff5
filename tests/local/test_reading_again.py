"""Reading only what has changed gives the same as reading everything, whatever was edited before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.definitions.known import known_of
from architrave.definitions.reader import read_organization, read_without_flows
from architrave.definitions.values import Organization
from architrave.local.reading import FilesReader, Read
from architrave.local.settings import Settings
from architrave.organization.local import LocalOrganization
from architrave.organization.stored_flows import stored_flows
from architrave.store import open_store

FLOW = """
workflow:
  name: {name}
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables: [{{stringVariable: {{name: Flow.in, initialValue: {{noValue: true}}, isInput: true, isOutput: false}}}}]
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions: [{actions}{{endWorkflow: {{name: End, exitReason: {{lit: "{reason}"}}}}}}]
"""
CALL = "{{callCommonModule: {{name: Call, commonModule: {{Says: {{{}: {{inputs: {{}}, outputs: {{}}}}}}}}}}}}, "
DATA = (
    "{callData: {name: Data, category: {Web: {dataAction: {Get: {inputs: {id: {lit: x}}, successOutputs: {}, "
    "failureOutputs: {}}}}}}}, "
)
MODULE = """
commonModule:
  name: Says
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  settingsCommonModule: {{compatibleFlowTypes: [{{flowType: {serves}}}]}}
  variables:
    - stringVariable: {{name: Common.text, initialValue: {{lit: "{text}"}}, isInput: false, isOutput: true}}
  startUpTaskActions: [{{endTask: {{name: Back}}}}]
"""


def flow(name: str, reason: str = "done", actions: str = "") -> str:
    return FLOW.format(name=name, reason=reason, actions=actions)


FLOWS = (
    *(flow(name, reason) for name in ("A", "a", "B") for reason in ("one", "two")),
    flow("A", "{{why}}"),
    flow("{{who}}"),
    *(flow("A", actions=CALL.format(version)) for version in ("ver_latestPublished", "ver_1.0", "ver_2.0")),
    flow("B", actions=DATA),
    flow("A", actions='{callTask: {name: Call, targetTaskRef: "shared/tasks.yaml#/tasks/task[greet]"}}, '),
    *(MODULE.format(serves=serves, text=text) for serves in ("workflow", "inboundcall") for text in ("one", "two")),
    flow("B", actions="{setRank: {name: Odd}}, "),
    "workflow: [",
    "workflow:\n  name: A\n  nam: B\n",
    "tasks:\n  - task: {name: T}\n",
    "hello: 1\n",
    "",
)
ORG = (
    "name: One\n",
    "name: Two\nsubstitutions: {why: first, who: A}\n",
    "substitutions: {why: second, who: C}\nusers: [{id: u, name: Ada}]\n",
    "flows: {A: {id: id-1, required: [in, out]}, B: {id: id-2, published: false}}\n",
    "flows: {A: {id: id-1, version: 3}, B: {id: id-1}, Nobody: {id: id-3}}\n",
    "flows: {Says: {published: false}}\n",
    "flows: {Says: {version: 2}}\n",
    "flows: {A: 1}\nclints: []\n",
    "name: [\n",
)
MOCKS = ("Web/Get: {success: {a: 1}}\n", "Web/Gett: {success: {}}\n", "Web/Get: {sucess: 1}\n", "x: [\n")
DEFINED = {
    "name": "Get",
    "contract": {
        "input": {"inputSchema": {"type": "object", "properties": {"id": {"type": "string"}}}},
        "output": {"successSchema": {"type": "object", "properties": {}}},
    },
    "config": {"request": {"requestUrlTemplate": "/x", "requestType": "GET"}, "response": {}},
}
ACTIONS = (json.dumps(DEFINED), '{"name": 1}', "{")
TASK = "tasks:\n- task: {name: T, refId: greet, actions: [{endTask: {name: NAME, outputPath: {name: Default}}}]}\n"
TASKS = tuple(TASK.replace("NAME", name) for name in ("Done", "{{who}}"))
TABLES = (
    '{"title": "T", "properties": {"key": {"title": "key", "type": "string", "$id": "/properties/key"}}}',
    "[]",
)

EDITS = st.one_of(
    st.tuples(st.sampled_from(["flows/a.yaml", "flows/b.yaml", "flows/sub/c.yaml"]), st.sampled_from(FLOWS)),
    st.tuples(st.just("top.yaml"), st.sampled_from(FLOWS)),
    st.tuples(st.just("org.yaml"), st.sampled_from(ORG)),
    st.tuples(st.just("mocks.yaml"), st.sampled_from(MOCKS)),
    st.tuples(st.just("data-actions/get.json"), st.sampled_from(ACTIONS)),
    st.tuples(st.just("data-tables/t.schema.json"), st.sampled_from(TABLES)),
    st.tuples(st.just("data-tables/t.csv"), st.sampled_from(["key\nx\n", "key\nx\nx\n", "no\n"])),
    st.tuples(st.just("flows/shared/tasks.yaml"), st.sampled_from(TASKS)),
    st.tuples(st.just("flows/a.yaml"), st.binary(max_size=4)),
    st.tuples(st.sampled_from(["flows/a.yaml", "flows/b.yaml", "org.yaml", "mocks.yaml", "flows/sub"]), st.none()),
    st.tuples(st.just("flows/a.yaml"), st.just("flows/b.yaml").map(Path)),
)


def edit(folder: Path, path: str, content: str | bytes | Path | None) -> None:
    """Write a file, remove it or a folder, or rename it. A written file is a new one, so that its state differs."""
    place = folder / path
    if content is None:
        for each in (*place.rglob("*"), place):
            if each.is_file():
                each.unlink()
    elif isinstance(content, Path):
        if place.is_file():
            place.replace(folder / content)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        written = place.with_name(f".{place.name}")
        written.write_bytes(content if isinstance(content, bytes) else content.encode())
        written.replace(place)


@contextmanager
def places() -> Iterator[tuple[Path, Path]]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "org" / "flows" / "sub").mkdir(parents=True)
        (Path(folder) / "org" / ".architrave").mkdir()
        yield Path(folder) / "org", Path(folder)


def facts_of(organization: LocalOrganization) -> dict[str, object]:
    """What callers see of an organization."""
    flows = organization.flows
    found = [(flow, flows.find(flow.row.id, None)) for flow in flows]
    return {
        "flows": [flow for flow, _ in found],
        "programs": [one and one.program and (one.program.hash, one.version, one.versions) for _, one in found],
        "problems": flows.problems,
        "modules": [flows.module_for(flow.row.id, f"{flow.row.published}.0", "Says", "ver_1.0") for flow, _ in found],
        "users": organization.directory.all("user"),
        "name": organization.definition.name,
    }


class Server:
    """Takes over changes as a server does. With `is_new`, each time from the store, as after a restart."""

    def __init__(self, path: Path, *, is_new: bool) -> None:
        store, _ = open_store(path)
        assert store is not None
        self.store, self.is_new = store, is_new
        self.read: Read | None = None
        self.organization: LocalOrganization | None = None

    def take(self, read: Read, now: int) -> object:
        before, self.read = self.read, read
        if read.definition is None:
            self.read = before
            return None
        saved = frozenset() if before is None else read.changed(before)
        if self.organization is None:
            self.organization = LocalOrganization(read.definition, self.store, now=lambda: now)
        self.organization._now = lambda: now
        if self.is_new:
            self.organization.flows._stored = None
            self.organization.flows._found.clear()
        published = self.organization.adopt(read.definition, read.diagnostics, saved)
        with self.store.read() as connection:
            assert stored_flows(connection) == self.organization.flows._stored
        return [(one.flow.row.id, one.version, one.is_new) for one in published], facts_of(self.organization)


def assert_flows_are_found_one_by_one(folder: Path, definition: Organization | None) -> None:
    found, _ = read_without_flows(folder, environment={})
    if found is None or definition is None:  # without org.yaml, or with an earlier one
        return
    organization, unread = found
    assert organization == replace(definition, flows=())
    known = dict(unread.known())
    flows = {flow.id: flow for flow in definition.flows}
    assert {identity: unread.find(identity.upper()) for identity in known} == {
        identity: flows.get(identity) for identity in known
    }
    assert flows.keys() <= known.keys()
    named, _ = read_organization(folder, environment={}, named_only=True)
    assert named is not None
    assert known_of(named) == known_of(definition)


def reader_without_cache(settings: Settings) -> FilesReader:
    reader = FilesReader(settings)
    reader._cache = None
    return reader


@pytest.mark.property
@given(steps=st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=8))
def test_what_has_changed_is_read_as_everything_is(steps: list[list[tuple[str, str | bytes | Path | None]]]) -> None:
    with places() as (folder, beside):
        settings = Settings(org=folder, environment={})
        reader = FilesReader(settings)
        servers = [Server(beside / f"{name}.db", is_new=name == "whole") for name in ("changes", "whole")]
        earlier = None
        try:
            for now, edits in enumerate(steps, start=1):
                for path, content in edits:
                    edit(folder, path, content)
                after_a_start = FilesReader(settings).read(earlier)
                read, whole = reader.read(earlier), reader_without_cache(settings).read(earlier)
                for each in (read, after_a_start):
                    assert each.diagnostics == whole.diagnostics
                    assert (each.mocks, each.mock_faults, each.seen) == (whole.mocks, whole.mock_faults, whole.seen)
                    assert each.definition == whole.definition
                reader.keep()
                assert_flows_are_found_one_by_one(folder, whole.definition)
                earlier = read.definition or earlier
                assert servers[0].take(read, now) == servers[1].take(whole, now)
        finally:
            for server in servers:
                server.store.close()


def test_the_edits_make_good_flows_and_broken_ones(tmp_path: Path) -> None:
    found = []
    for text in FLOWS:
        edit(tmp_path, "flows/a.yaml", text)
        edit(tmp_path, "flows/shared/tasks.yaml", TASKS[0])
        edit(tmp_path, "org.yaml", ORG[1])
        read = FilesReader(Settings(org=tmp_path, environment={})).read()
        found.append(bool(read.definition and read.definition.flows))
    assert found == [True] * (len(FLOWS) - 6) + [False] * 6
