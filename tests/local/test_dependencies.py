"""A run stops for errors in the files that its flow depends on, also through common modules, and for no others."""

import json
from pathlib import Path

import pytest

import architrave
from architrave import CannotRunError

HEAD = """
  name: {name}
  startUpRef: "/{kind}/{places}/{place}[S_1]"
  defaultLanguage: en-us
  variables:
    - stringVariable: {{name: {scope}.text, initialValue: {{noValue: true}}}}
"""
WORKFLOW = (
    "workflow:"
    + HEAD.format(name="Main", kind="workflow", places="states", place="state", scope="Flow")
    + """  states:
    - state:
        name: S
        refId: S_1
        actions:
          - ACTION
          - endWorkflow: {name: End, exitReason: {lit: done}}
"""
)
MODULE = """commonModule:
  name: Shared
  defaultLanguage: en-us
  startUpTaskActions:
    - ACTION
    - endTask: {name: End, outputPath: {name: Default}}
"""
ACTIONS = {
    "nothing": "wait: {name: Wait, duration: {lit: {seconds: 1}}}",
    "table": "dataTableLookup: {name: Look, lookupValue: {lit: x}, dataTable: {Stores: {foundOutputs: {}}}}",
    "action": "callData: {name: Call, category: {Orders: {dataAction: {Get Order: {inputs: {}}}}}}",
    "module": 'callCommonModule: {name: Share, commonModule: {Shared: {ver_latestPublished: {inputs: {}}}}}',
}  # fmt: skip
GOOD = {
    "org.yaml": "name: Test\n",
    "data-tables/Stores.schema.json": '{"properties": {"key": {"type": "string"}}}',
    "data-tables/Stores.csv": "key\nx\n",
    "data-actions/Orders/get.json": json.dumps(
        {
            "name": "Get Order",
            "contract": {"input": {"inputSchema": {}}, "output": {"successSchema": {}}},
            "config": {"request": {}, "response": {}},
        }
    ),
    "mocks.yaml": "Orders/Get Order: {success: {}}\n",
    "flows/shared.yaml": MODULE.replace("ACTION", ACTIONS["nothing"]),
}
BROKEN = {
    "row": ("data-tables/Stores.csv", "key\nx\nx\n"),
    "separator": ("data-tables/Stores.csv", "key;Name\nx;y\n"),
    "schema": ("data-tables/Stores.schema.json", "{"),
    "data action": ("data-actions/Orders/get.json", '{"name": "Get Order", "contract": 5}'),
    "data action that is not JSON": ("data-actions/Orders/get.json", '{"name": "Get Order", '),
    "module": ("flows/shared.yaml", MODULE.replace("ACTION", "wiat: {}")),
    "module that is not YAML": ("flows/shared.yaml", MODULE.replace("ACTION", "a: [")),
}
USES = {
    "row": "table", "separator": "table", "schema": "table", "data action": "action",
    "data action that is not JSON": "action", "module": "module", "module that is not YAML": "module",
}  # fmt: skip


def organization(folder: Path, action: str, **files: str) -> Path:
    texts = GOOD | {"flows/main.yaml": WORKFLOW.replace("ACTION", ACTIONS[action])} | files
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(folder: Path) -> str:
    with architrave.open(folder, environment={}) as platform:
        return platform.run("Main").status


@pytest.mark.parametrize("action", ACTIONS)
def test_without_errors_everything_runs(action: str, tmp_path: Path) -> None:
    assert run(organization(tmp_path, action)) == "COMPLETED"


@pytest.mark.parametrize("kind", BROKEN)
def test_a_run_stops_for_errors_in_what_its_flow_uses(kind: str, tmp_path: Path) -> None:
    path, text = BROKEN[kind]
    with pytest.raises(CannotRunError, match="depends on") as stopped:
        run(organization(tmp_path, USES[kind], **{path: text}))
    assert {fault.file for fault in stopped.value.diagnostics} == {str(tmp_path / path)}
    assert path in stopped.value.reason


@pytest.mark.parametrize("kind", BROKEN)
def test_a_run_does_not_stop_for_other_files(kind: str, tmp_path: Path) -> None:
    path, text = BROKEN[kind]
    for action in ACTIONS.keys() - {USES[kind]}:
        assert run(organization(tmp_path / action, action, **{path: text})) == "COMPLETED"


@pytest.mark.parametrize("kind", ["row", "data action"])
def test_what_a_common_module_uses_counts_too(kind: str, tmp_path: Path) -> None:
    path, text = BROKEN[kind]
    module = MODULE.replace("ACTION", ACTIONS[USES[kind]])
    with pytest.raises(CannotRunError, match="depends on"):
        run(organization(tmp_path, "module", **{path: text, "flows/shared.yaml": module}))


def test_a_table_is_also_known_by_the_name_in_its_schema(tmp_path: Path) -> None:
    schema = '{"name": "Stores", "schema": {"properties": {"key": {"type": "string"}}}}'
    files = {"data-tables/t1.schema.json": schema, "data-tables/t1.csv": "key\nx\nx\n"}
    with pytest.raises(CannotRunError, match=r"t1\.csv"):
        run(organization(tmp_path, "table", **files))
