"""Common modules are part of the flow version that was published with them."""

import pytest

from architrave.definitions.flow_content import FlowContent
from architrave.definitions.values import FlowFile
from architrave.diagnostics import Source
from architrave.flows.reader import read_flow
from architrave.organization.flows import Flows

FLOW = """
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
        actions:
          - callCommonModule: {{name: Call, commonModule: {{Greet: {{{reference}: {{inputs: {{}}, outputs: {{}}}}}}}}}}
          - endWorkflow: {{name: End, exitReason: {{lit: "{reason}"}}}}
"""

MODULE = """
commonModule:
  name: Greet
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  settingsCommonModule: {{compatibleFlowTypes: [{{flowType: {serves}}}]}}
  variables:
    - stringVariable: {{name: Common.out, initialValue: {{lit: "{text}"}}, isInput: false, isOutput: true}}
  startUpTaskActions: [{{endTask: {{name: Back}}}}]
"""


def of(name: str, flow_id: str, text: str, **more: object) -> FlowFile:
    source = Source(f"flows/{name}.yaml", text)
    program, diagnostics = read_flow(source)
    assert program is not None, diagnostics
    return FlowFile(flow_id, FlowContent.of(source, program), **more)


def flow(name: str = "Calls", reference: str = "ver_latestPublished", reason: str = "done") -> FlowFile:
    return of(name, name, FLOW.format(name=name, reference=reference, reason=reason))


def module(text: str = "one", serves: str = "workflow", **more: object) -> FlowFile:
    return of("Greet", "greet", MODULE.format(text=text, serves=serves), **more)


def used(flows: Flows, version: str, reference: str = "latestPublished", name: str = "Calls") -> str | None:
    """The version of the module that a version of the flow uses."""
    found = flows.module_for(name, version, "Greet", reference)
    return None if found is None else found["version"]


def test_a_changed_module_changes_nothing_that_is_published(store):
    flows = Flows(store)
    flows.publish([flow(), module("one")], now=1)
    published = {one.flow.row.name: one for one in flows.publish([flow(), module("two")], now=2)}
    assert [published[name].is_new for name in ("Calls", "Greet")] == [False, True]
    assert used(flows, "1.0") == "1.0"
    (problem,) = flows.problems
    assert problem.rule.slug == "older-module"
    assert "“Calls” still uses version 1.0 of the common module “Greet”; version 2.0" in problem.message
    assert "save flows/Calls.yaml again" in problem.help


@pytest.mark.parametrize("how", ["changed", "saved"])
def test_a_flow_that_is_published_again_uses_the_new_version(store, how):
    flows = Flows(store)
    flows.publish([flow(), module("one")], now=1)
    flows.publish([flow(), module("two")], now=2)
    again = flow(reason="other") if how == "changed" else flow()
    saved = frozenset({again.source.name} if how == "saved" else ())
    (published, _) = flows.publish([again, module("two")], now=3, saved=saved)
    assert (published.version, published.is_new) == ("2.0", True)
    assert (used(flows, "1.0"), used(flows, "2.0")) == ("1.0", "2.0")
    assert flows.problems == ()


def test_a_flow_that_is_saved_without_need_is_not_published_again(store):
    flows = Flows(store)
    flows.publish([flow(), module()], now=1)
    (published, _) = flows.publish([flow(), module()], now=2, saved=frozenset({"flows/Calls.yaml"}))
    assert (published.version, published.is_new) == ("1.0", False)


def test_a_restart_changes_nothing(store):
    Flows(store).publish([flow(), module("one")], now=1)
    fresh = Flows(store)
    fresh.publish([flow(), module("two")], now=2)
    assert used(fresh, "1.0") == "1.0"
    assert len(fresh.problems) == 1


def test_a_snapshot_survives_its_module(store):
    flows = Flows(store)
    flows.publish([flow(), module("one")], now=1)
    flows.publish([flow()], now=2)
    assert used(flows, "1.0") == "1.0"


def test_a_pinned_version_stays(store):
    flows = Flows(store)
    flows.publish([flow(reference="ver_1.0"), module("one")], now=1)
    flows.publish([flow(reference="ver_1.0"), module("two")], now=2)
    assert flows.problems == ()
    assert used(flows, "1.0", "1.0") == "1.0"
    flows.publish([flow(reference="ver_2"), module("two")], now=3)
    assert used(flows, "2.0", "2") == "2.0"


@pytest.mark.parametrize(
    ("calling", "called", "rule"),
    [
        (flow(reference="ver_99.0"), module(), "unknown-module-version"),
        (flow(), module(serves="inboundcall"), "module-flow-type"),
        (flow(), module(published=False), "unknown-module-version"),
    ],
)
def test_a_flow_that_the_cloud_would_not_publish_keeps_its_version(store, calling, called, rule):
    flows = Flows(store)
    assert [one.flow.row.name for one in flows.publish([calling, called], now=1)] == ["Greet"]
    assert [problem.rule.slug for problem in flows.problems] == [rule]
    assert flows.find("Calls", None) is None
    flows.publish([flow(), module()], now=2)
    flows.publish([calling, called], now=3)
    assert flows.get("Calls").latest.hash == flow().outline.hash
    assert [problem.rule.slug for problem in flows.problems if problem.is_error] == [rule]


def test_org_yaml_may_say_which_version_a_file_is(store):
    flows = Flows(store)
    (published, _) = flows.publish([module(version=12), flow(reference="ver_12.0")], now=1)
    assert published.version == "12.0"
    assert used(flows, "1.0", "12.0") == "12.0"
    (published, _) = flows.publish([module("two", version=12), flow(reference="ver_12.0")], now=2)
    assert published.version == "13.0"


def test_a_version_without_snapshots_finds_what_is_published(store):
    flows = Flows(store)
    flows.publish([module("one")], now=1)
    assert used(flows, "7.0") == "1.0"
    assert flows.module_for("other", "no number", "Greet", "latestPublished")["version"] == "1.0"
    assert flows.module_for("other", "1.0", "Nobody", "latestPublished") is None
    assert used(flows, "7.0", "9.0") is None
