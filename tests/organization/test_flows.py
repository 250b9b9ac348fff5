"""Publishing flow files, and finding flows and programs."""

from architrave.definitions.flow_content import FlowContent
from architrave.definitions.values import FlowFile
from architrave.diagnostics import Source
from architrave.flows.reader import read_flow
from architrave.organization.flows import Flows

TEXT = """
workflow:
  name: {name}
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions: [{{endWorkflow: {{name: End, exitReason: {{lit: "{reason}"}}}}}}]
"""


def file(name="Hello", reason="one", flow_id="id-1", **more):
    text = TEXT.format(name=name, reason=reason)
    source = Source(f"flows/{name}.yaml", text)
    program, diagnostics = read_flow(source)
    assert program is not None, diagnostics
    return FlowFile(flow_id, FlowContent.of(source, program), **more)


def test_the_first_version_is_published(store):
    (published,) = Flows(store).publish([file()], now=1000)
    assert (published.version, published.is_new, published.flow.published.published_at) == ("1.0", True, 1000)


def test_the_same_text_is_not_a_new_version_even_after_a_restart(store):
    Flows(store).publish([file()], now=1000)
    (again,) = Flows(store).publish([file()], now=2000)
    assert (again.version, again.is_new, again.flow.published.published_at) == ("1.0", False, 1000)


def test_going_back_to_an_older_text_is_a_new_version(store):
    flows = Flows(store)
    for number, reason in enumerate(["one", "two", "one"], start=1):
        (published,) = flows.publish([file(reason=reason)], now=number)
        assert published.version == f"{number}.0"
    flow = flows.get("id-1")
    assert [version.published_end for version in flow.versions] == [2, 3, None]


def test_every_version_can_be_found_with_its_program(store):
    flows = Flows(store)
    for now, reason in enumerate(["one", "two"]):
        flows.publish([file(reason=reason)], now=now)
    fresh = Flows(store)
    fresh.publish([file(reason="two")], now=9)
    older, newest = fresh.find("ID-1", "1.0"), fresh.find("id-1", None)
    assert older.program.hash == file(reason="one").program.hash
    assert (newest.version, newest.versions) == ("2.0", ("1.0", "2.0"))
    assert fresh.find("id-1", "3.0").program is None
    assert fresh.find("id-2", None) is None


def test_a_flow_can_be_unpublished(store):
    flows = Flows(store)
    flows.publish([file()], now=1)
    flows.publish([file(published=False)], now=2)
    assert flows.find("id-1", None).program is None
    flows.publish([file()], now=3)
    assert flows.find("id-1", None).version == "1.0"


def test_a_flow_without_a_file_is_removed_but_its_program_is_not(store):
    flows = Flows(store)
    flows.publish([file()], now=1)
    flows.publish([], now=2)
    assert flows.get("id-1") is None
    assert list(flows) == []
    assert Flows(store).program(file().program.hash) is not None


def test_a_flow_whose_file_is_broken_keeps_its_version(store):
    for flows in (Flows(store), Flows(store)):
        flows.publish([file()], now=1)
        flows.publish([], now=2, broken=frozenset({"flows/Hello.yaml"}))
        assert flows.find("id-1", None).version == "1.0"


def test_a_name_of_several_flows_finds_nothing(store):
    flows = Flows(store)
    flows.publish([file(), file(reason="other", flow_id="id-2"), file("Bye", flow_id="id-3")], now=1)
    assert flows.named("hello") is None
    assert flows.named("BYE").row.id == "id-3"


def test_an_unknown_program(store):
    import pytest

    flows = Flows(store)
    assert flows.program("0" * 64) is None
    with pytest.raises(LookupError):
        flows.program_of("0" * 64)
