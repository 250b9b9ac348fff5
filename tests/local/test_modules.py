"""Common modules: what `run` refuses, and what a changed module does to flows that a server has published."""

import asyncio
import os
from pathlib import Path

import pytest

import architrave
from architrave import CannotRunError

FLOW = """
workflow:
  name: {name}
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
    - stringVariable: {{name: Flow.text, initialValue: {{noValue: true}}, isInput: false, isOutput: true}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - callCommonModule:
              name: Call
              commonModule:
                {module}: {{{reference}: {{inputs: {{}}, outputs: {{Common.text: {{var: Flow.text}}}}}}}}
          - endWorkflow: {{name: End, exitReason: {{lit: done}}}}
"""

MODULE = """
commonModule:
  name: {name}
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  settingsCommonModule: {{compatibleFlowTypes: [{{flowType: {serves}}}]}}
  variables:
    - stringVariable: {{name: Common.text, initialValue: {{lit: "{text}"}}, isInput: false, isOutput: true}}
  startUpTaskActions: [{more}{{endTask: {{name: Back}}}}]
"""
NESTED = "{callCommonModule: {name: Inner, commonModule: {Says: {ver_latestPublished: {inputs: {}, outputs: {}}}}}}, "
LATEST = "ver_latestPublished"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    write(tmp_path, "calls", FLOW.format(name="Calls", module="Says", reference=LATEST))
    write(tmp_path, "says", MODULE.format(name="Says", serves="workflow", text="one", more=""))
    write(tmp_path, "for-calls", MODULE.format(name="For calls", serves="inboundcall", text="", more=""))
    write(tmp_path, "nested", MODULE.format(name="Nested", serves="workflow", text="", more=NESTED))
    write(tmp_path, "hidden", MODULE.format(name="Hidden", serves="workflow", text="", more=""))
    (tmp_path / "org.yaml").write_text("name: Modules\nflows: {Hidden: {published: false}}\n", encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "flows" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def run(folder: Path, path: Path) -> str:
    async def scenario() -> str:
        async with architrave.open(folder) as platform:
            done = await platform.run(path)
            return str(done.output_data.get("Flow.text"))

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("module", "reference", "rule"),
    [
        ("Says", "ver_99.0", "unknown-module-version"),
        ("For calls", LATEST, "module-flow-type"),
        ("Nested", LATEST, "module-in-module"),
        ("Hidden", LATEST, "unknown-module-version"),
    ],
)
@pytest.mark.parametrize("where", ["in the organization", "alone"])
def test_a_run_refuses_what_the_cloud_does_not_publish(folder, module, reference, rule, where):
    path = write(folder, "bad", FLOW.format(name="Bad", module=module, reference=reference))
    if where == "alone" and module in {"Nested", "Hidden"}:
        pytest.skip("without an organization, a module with errors is not there, and all others are published")
    with pytest.raises(CannotRunError) as refused:
        run(folder if where == "in the organization" else path, path)
    assert {fault.rule.slug for fault in refused.value.diagnostics} == {rule}


@pytest.mark.parametrize("reference", [LATEST, "ver_latestpublished", "ver_1.0", "ver_1"])
def test_a_run_finds_the_version_that_a_reference_means(folder, reference):
    assert run(folder, write(folder, "good", FLOW.format(name="Good", module="Says", reference=reference))) == "one"


def test_org_yaml_says_which_version_the_file_of_a_module_is(folder):
    (folder / "org.yaml").write_text("name: Versions\nflows: {Says: {version: 12}}\n", encoding="utf-8")
    path = write(folder, "good", FLOW.format(name="Good", module="Says", reference="ver_12.0"))
    assert run(folder, path) == "one"


def test_a_server_changes_a_published_flow_only_when_its_file_is_saved(folder):
    async def text(platform: architrave.LocalPlatform) -> object:
        record = await platform.result(await platform.launch("Calls"))
        return record.output_data["Flow.text"]

    async def scenario() -> None:
        async with architrave.open(folder) as platform:
            assert await text(platform) == "one"
            write(folder, "says", MODULE.format(name="Says", serves="workflow", text="two", more=""))
            reloaded = platform._reload()
            assert await text(platform) == "one"
            (older,) = [fault for fault in reloaded.news if fault.rule.slug == "older-module"]
            assert "save" in (older.help or "")
            assert older in platform.diagnostics
            assert platform._reload().news == ()
            calls = folder / "flows" / "calls.yaml"
            os.utime(calls, ns=(0, calls.stat().st_mtime_ns + 1_000_000))
            reloaded = platform._reload()
            assert [each.version for each in reloaded.published or () if each.is_new] == ["2.0"]
            assert await text(platform) == "two"
            assert not [fault for fault in platform.diagnostics if fault.rule.slug == "older-module"]

    asyncio.run(scenario())
