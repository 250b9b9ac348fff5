"""`start`: the organization that it makes of a folder, in which lint finds every name and flows run."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import architrave
import tests.generating  # noqa: F401 - its profile
from architrave.definitions.flow_files import flow_id
from architrave.definitions.known import known_of
from architrave.definitions.mocks import read_mocks
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Source
from architrave.expressions.types import Type, type_named
from architrave.flows.reader import read_flow
from architrave.interpreter.plain import world_value
from architrave.local.faults import CannotOpenError
from architrave.local.reading import read_replies
from architrave.local.starting.file_names import file_name
from architrave.local.starting.mocks_text import mock_entries
from architrave.local.starting.needs import Called
from architrave.local.starting.samples import sample
from architrave.local.starting.starting import Started, start
from architrave.local.starting.table_text import table_files
from architrave.local.starting.writing import write_new
from tests.shared import SHARED, needs_shared

HERE = Path(__file__).parent / "starting"
FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"
MISSING = {
    "unknown-data-action",
    "unknown-data-table",
    "unknown-common-module",
    "unknown-entity",
    "unknown-contract-input",
    "unknown-contract-output",
    "missing-contract-input",
    "unresolved-substitution",
}
"""The rules about names and values that an organization lacks."""

NOT_ANSWERED = {"CommonModuleNotFound", "EntityNotFound", "ScheduleInvalid"}
"""The faults of runs that say that something is missing."""


def begin(folder: Path) -> Started:
    return start(folder, {})


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def missing_names(folder: Path, started: Started) -> list[str]:
    """What `lint` says that the organization lacks."""
    organization, faults = read_organization(folder, environment={})
    assert organization is not None, faults
    mocks, mock_faults = read_replies(None, folder)
    own = [fault for fault in (*faults, *mock_faults) if Path(fault.file or "").name in ("org.yaml", "mocks.yaml")]
    known = known_of(organization, mocks)
    for flow in started.flows:
        if flow.program is not None:
            source = Source(flow.path, (folder / flow.path).read_text(encoding="utf-8"))
            own += read_flow(source, substitutions=organization.substitutions, known=known)[1]
    return [f"{fault.file}: {fault.message}" for fault in own if fault.rule.slug in MISSING or fault in faults]


def run_all(folder: Path) -> dict[str, tuple[str, str | None]]:
    """Each flow that runs, by name: how it ended, and the type of the fault."""
    ends: dict[str, tuple[str, str | None]] = {}
    with architrave.open(folder, environment={}) as platform:
        for flow in platform.definition.flows:
            if flow.program.start is not None:
                done = platform.run(flow.program.name)
                assert done.unanswered.data_actions == ()
                ends[flow.program.name] = done.status, None if done.error is None else done.error["type"]
    return ends


# -- folders of flows ---------------------------------------------------------------------------------------------


def test_everything_that_a_flow_names(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    shutil.copy(HERE / "names.yaml", tmp_path / "deep" / "er" / "names.yaml")
    started = begin(tmp_path)
    assert started.is_complete
    assert missing_names(tmp_path, started) == []
    assert run_all(tmp_path)["Names: all of them"] == ("COMPLETED", None)
    with architrave.open(tmp_path, environment={}) as platform:
        done = platform.run("Names: all of them")
    assert done.unanswered.look_ups == ()
    assert "notFound" not in {step["output"] for step in done.to_json()["trace"]}
    outputs = done.output_data
    assert outputs["Flow.flag"] is True
    assert outputs["Flow.json"] == {}
    assert outputs["Flow.numbers"] == ["1"]
    assert outputs["Flow.fromModule"] == "label-1"
    assert outputs["Flow.fromTable"] == "Col, one-1"


@pytest.mark.parametrize("name", sorted(path.stem for path in FLOWS.glob("*.yaml") if ".cases" not in path.name))
def test_flows_of_every_action(name: str, tmp_path: Path) -> None:
    shutil.copy(FLOWS / f"{name}.yaml", tmp_path)
    started = begin(tmp_path)
    assert started.is_complete
    assert missing_names(tmp_path, started) == []
    assert NOT_ANSWERED.isdisjoint({fault for _, fault in run_all(tmp_path).values()})


@needs_shared
@pytest.mark.slow
def test_the_corpus(tmp_path: Path) -> None:
    shutil.copytree(SHARED / "corpus", tmp_path / "corpus", copy_function=shutil.copyfile)
    folder = tmp_path / "corpus"
    started = begin(folder)
    assert len(started.flows) >= 56
    assert all(flow.program is not None and not flow.has_errors for flow in started.flows)
    assert missing_names(folder, started) == []
    ends = run_all(folder)
    assert len(ends) >= 15
    # What is left is that a flow was run without the inputs that it needs.
    assert {fault for _, fault in ends.values()} <= {None, "NotSet"}
    before = files_of(folder)
    again = begin(folder)
    assert (again.created, again.lacking, files_of(folder)) == ((), (), before)


def test_names_in_flows_that_are_not_run(tmp_path: Path) -> None:
    shutil.copy(HERE / "call.yaml", tmp_path / "CALL.YAML")
    started = begin(tmp_path)
    assert started.needs is not None
    assert missing_names(tmp_path, started) == []
    assert {noun: sorted(names) for noun, names in started.needs.names().items()} == {
        "queue": ["Errors", "Sales"],
        "skill": ["Billing"],
        "languageSkill": ["French"],
        "user": ["Ada"],
        "wrapupCode": ["Done"],
        "group": ["Team"],
        "scheduleGroup": ["Hours"],
        "emergencyGroup": ["Fire"],
        "userPrompt": ["Bye", "Welcome"],
        "systemPrompt": ["Hold"],
    }


def test_the_same_folder_gives_the_same_files_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    results: list[dict[str, bytes]] = []
    for name in ("a", "b"):
        folder = tmp_path / name / "org"
        shutil.copytree(HERE, folder)
        begin(folder)
        results.append(files_of(folder))
        again = begin(folder)
        assert (again.created, again.is_complete, files_of(folder)) == ((), True, results[-1])
    assert results[0] == results[1]


def test_a_flow_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    shutil.copy(HERE / "names.yaml", tmp_path / "good.yaml")
    (tmp_path / "broken.yaml").write_text("workflow: [\n")
    (tmp_path / "binary.yaml").write_bytes(b"workflow:\n \xff")
    (tmp_path / "typo.yaml").write_text("workflw: {}\n")
    started = begin(tmp_path)
    assert [flow.path for flow in started.flows if flow.program is None] == ["binary.yaml", "broken.yaml", "typo.yaml"]
    assert started.is_complete
    assert missing_names(tmp_path, started) == []


@pytest.mark.slow
def test_values_for_placeholders_suit_their_places(tmp_path: Path) -> None:
    text = (HERE / "names.yaml").read_text(encoding="utf-8")
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(text.replace("Names: all of them", "{{flow_name}}"))
    begin(tmp_path)
    organization, faults = read_organization(tmp_path, environment={})
    assert organization is not None
    assert not any(fault.is_error for fault in faults)
    assert [flow.program.name for flow in organization.flows if flow.program.flow_type == "workflow"] == ["one", "two"]
    assert organization.substitutions == {"division": "Home", "count": "1", "flow_name": "{{file}}"}


def test_a_data_action_with_a_definition_gets_a_reply_of_its_types(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "examples" / "order-sync", tmp_path / "org")
    (tmp_path / "org" / "mocks.yaml").unlink()
    started = begin(tmp_path / "org")
    assert started.created == ("mocks.yaml",)
    mocks, faults = read_replies(None, tmp_path / "org")
    assert not faults
    replies = mocks.replies["erp data actions/get orders"]
    assert [reply.kind for reply in replies] == ["failure", "timeout", "success"]
    assert replies[-1].values == {"orders.orderId": ["orderId-1"], "orders.amount": [1.5], "hasMore": False}


# -- what is there already ----------------------------------------------------------------------------------------


def test_existing_files_are_never_changed_and_what_they_lack_is_offered(tmp_path: Path) -> None:
    shutil.copy(HERE / "names.yaml", tmp_path)
    (tmp_path / "org.yaml").write_text("name: Mine\nqueues: [{name: SALES}]\n")
    (tmp_path / "mocks.yaml").write_text("Other: {timeout: true}\n")
    before = files_of(tmp_path)
    started = begin(tmp_path)
    assert started.lacking == ("org.yaml", "mocks.yaml")
    assert not started.is_complete
    assert before.items() <= files_of(tmp_path).items()
    assert "SALES" not in (tmp_path / "org.missing.yaml").read_text(encoding="utf-8").upper()
    written = files_of(tmp_path)
    again = begin(tmp_path)
    assert (again.created, again.offered, files_of(tmp_path)) == (
        (),
        ("org.missing.yaml", "mocks.missing.yaml"),
        written,
    )
    # What is offered is what is missing.
    for name in ("org", "mocks"):
        with (tmp_path / f"{name}.yaml").open("a") as file:
            file.write((tmp_path / f"{name}.missing.yaml").read_text().replace("queues:", "x: "))
    (tmp_path / "org.yaml").write_text("name: Mine\n" + (tmp_path / "org.missing.yaml").read_text())
    (tmp_path / "mocks.yaml").write_text((tmp_path / "mocks.missing.yaml").read_text())
    last = begin(tmp_path)
    assert last.needs is not None
    assert last.needs.names() == {"queue": ["Sales"]}


@pytest.mark.parametrize("text", ["quees: []\n", "queues: [\n", "\udcff"])
def test_an_org_yaml_with_errors_stops_before_anything_is_written(text: str, tmp_path: Path) -> None:
    shutil.copy(HERE / "names.yaml", tmp_path)
    (tmp_path / "org.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    before = files_of(tmp_path)
    with pytest.raises(CannotOpenError, match=r"org\.yaml"):
        begin(tmp_path)
    assert files_of(tmp_path) == before


def test_exports_are_counted_and_nothing_is_written(tmp_path: Path) -> None:
    for name in ("a.i3InboundFlow", "b.i3WorkflowFlow", "c.i3WorkflowFlow", "notes.txt"):
        (tmp_path / name).write_text("JTdC")
    before = files_of(tmp_path)
    started = begin(tmp_path)
    assert started.exports == ("a.i3InboundFlow", "b.i3WorkflowFlow", "c.i3WorkflowFlow")
    assert (started.created, started.is_complete, files_of(tmp_path)) == ((), False, before)


# -- the example ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("is_there", [True, False])
def test_an_empty_or_new_folder_gets_an_example_that_runs(tmp_path: Path, *, is_there: bool) -> None:
    folder = tmp_path / "deep" / "new"
    if is_there:
        folder.mkdir(parents=True)
    started = begin(folder)
    assert started.is_example
    assert read_organization(folder, environment={})[1] == ()
    assert run_all(folder) == {"Order status": ("COMPLETED", None)}
    body = json.loads((folder / "launch.json").read_text())
    with architrave.open(folder, environment={}) as platform:
        assert platform.definition.flow("Order status").id == body["flowId"]
        execution = platform.launch("Order status", body["inputData"])
        assert platform.result(execution.id).output_data["Flow.state"] == "shipped"
        failed = platform.run("Order status", {"orderId": "A-404"})
    assert failed.output_data["Flow.problem"] == "There is no order A-404"


def test_the_example_has_nothing_missing(tmp_path: Path) -> None:
    begin(tmp_path)
    again = begin(tmp_path)
    assert (again.created, again.is_complete) == ((), True)


# -- its parts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    ["String", "Integer", "Decimal", "Boolean", "JSON", "DateTime", "Date", "Time", "Duration", "Currency"],
)
@pytest.mark.parametrize("name", ["x", "orders.email", "isError", "jsonData", "phoneNumber"])
def test_samples_have_the_type_of_their_variable(kind: str, name: str) -> None:
    single = type_named(kind)
    for each in (single, single.collection):
        assert world_value(each, sample(each, name), "The output") not in (None, ())


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
KINDS: st.SearchStrategy[Type] = st.sampled_from([type_named(each) for each in ("String", "Integer", "Boolean[]")])


@pytest.mark.property
@given(NAMES, NAMES, st.dictionaries(NAMES, KINDS, max_size=3), st.dictionaries(NAMES, KINDS, max_size=3))
def test_replies_of_any_data_action_are_read_back(
    category: str, name: str, inputs: dict[str, Type], outputs: dict[str, Type]
) -> None:
    text = "\n".join(mock_entries([Called(name, category, inputs, outputs)])) + "\n"
    mocks, faults = read_mocks(Source("mocks.yaml", text))
    assert not faults
    plain: dict[str, Any] = dict.fromkeys(inputs)
    found = mocks.choose(category, name, plain)
    assert found is not None
    assert found[1].kind == "success"
    assert found[1].values.keys() == outputs.keys()


@pytest.mark.property
@given(st.lists(NAMES, unique=True, max_size=20))
def test_different_names_have_different_file_names(names: list[str]) -> None:
    written = [file_name(name) for name in names]
    assert len(set(written)) == len(names)
    assert all(name not in ("", ".", "..") and "/" not in name and len(name) < 100 for name in written)


def test_a_data_table_whose_name_is_no_file_name(tmp_path: Path) -> None:
    files = table_files(Called("A/B: c", outputs={"Is open": type_named("Boolean")}, keys={"k,1": None}))
    write_new(tmp_path, files)
    organization, faults = read_organization(tmp_path, environment={})
    assert organization is not None
    (table,) = organization.data_tables
    assert (table.name, dict(table.rows)) == ("A/B: c", {"k,1": {"key": "k,1", "Is open": True}})
    assert [fault.rule.slug for fault in faults] == ["no-flows"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("a file, not a folder")
    before = files_of(tmp_path)
    with pytest.raises(OSError, match="b"):
        write_new(tmp_path, {"a.yaml": "1", "c.yaml": "2", "b/d.yaml": "3"})
    assert files_of(tmp_path) == before


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("old")
    assert write_new(tmp_path, {"a.yaml": "new", "b/c.yaml": "new"}) == ["b/c.yaml"]
    assert files_of(tmp_path) == {"a.yaml": b"old", "b/c.yaml": b"new"}


EXAMPLE_FLOWS = Path(__file__).parents[2] / "examples" / "order-sync" / "flows"


def test_org_yaml_has_each_flow_with_the_id_that_it_has_anyway(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE_FLOWS, tmp_path / "flows")
    started = begin(tmp_path)
    made, faults = read_organization(tmp_path, environment={})
    assert made is not None
    assert [fault for fault in faults if fault.is_error] == []
    assert [flow.id for flow in made.flows] == [flow_id(flow.program, None) for flow in made.flows]
    text = (tmp_path / "org.yaml").read_text(encoding="utf-8")
    assert [flow.id for flow in made.flows if f"  {flow.program.name}: {{id: {flow.id}}}\n" not in text] == []
    assert sorted(started.unpinned) == ["Customer request", "Key lookup", "Order sync"]
    (tmp_path / "org.yaml").write_text(text.replace(made.flows[0].id, "f" * 8 + made.flows[0].id[8:]), "utf-8")
    assert made.flows[0].program.name not in begin(tmp_path).unpinned


def test_flows_of_two_types_with_one_name_keep_their_ids(tmp_path: Path) -> None:
    module = (EXAMPLE_FLOWS / "paging.yaml").read_text("utf-8")
    (tmp_path / "paging.yaml").write_text(module.replace("name: Order paging", "name: ORDER SYNC", 1), "utf-8")
    shutil.copy(EXAMPLE_FLOWS / "order-sync.yaml", tmp_path)
    begin(tmp_path)
    made, faults = read_organization(tmp_path, environment={})
    assert made is not None
    assert len({flow.id for flow in made.flows if flow.program.name.lower() == "order sync"}) == 2
    assert [fault for fault in faults if fault.is_error] == []


@pytest.mark.parametrize("has_file", [False, True])
def test_a_module_that_is_called_by_its_number_has_that_version(tmp_path: Path, *, has_file: bool) -> None:
    text = (EXAMPLE_FLOWS / "order-sync.yaml").read_text("utf-8")
    assert "ver_latestPublished" in text
    (tmp_path / "order-sync.yaml").write_text(text.replace("ver_latestPublished", "ver_12.0"), "utf-8")
    if has_file:
        shutil.copy(EXAMPLE_FLOWS / "paging.yaml", tmp_path)
    begin(tmp_path)
    made, faults = read_organization(tmp_path, environment={})
    assert made is not None
    assert [fault for fault in faults if fault.is_error] == []
    modules = known_of(made).common_modules
    assert [module.versions for module in modules.values()] == [("12.0",)]
    if has_file:
        assert "Order paging: {id: " in (tmp_path / "org.yaml").read_text("utf-8")
