"""`architrave lint` and `architrave schema flow`."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave

GOOD = """workflow:
  name: Good
  startUpRef: /workflow/states/state[Start_10]
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - endWorkflow:
              name: End
"""
BROKEN = GOOD.replace("name: Start\n", "nme: Start\n").replace("name: Good", "name: Broken")
WARNED = GOOD.replace("name: Good", 'name: "{{flow_name}}"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    for name, text in (("good", GOOD), ("broken", BROKEN), ("warned", WARNED)):
        (tmp_path / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.yaml").write_text(BROKEN, encoding="utf-8")
    return tmp_path


def lint(*arguments: object, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(architrave, ["lint", *map(str, arguments)], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def found(result: Result) -> list[dict[str, Any]]:
    return json.loads(result.stdout)["diagnostics"]


def test_a_good_flow(folder: Path) -> None:
    result = lint(folder / "flows/good.yaml")
    assert (result.exit_code, result.output) == (0, "1 flow: no problems found.\n")


def test_a_broken_flow_shows_its_line(folder: Path) -> None:
    result = lint(folder / "flows/broken.yaml")
    assert result.exit_code == 1
    assert "error[unknown-key]" in result.output
    assert "nme: Start" in result.output
    assert "^^^" in result.output
    assert "Did you mean `name`?" in result.output
    assert "1 problem can be fixed automatically" in result.output
    assert result.output.endswith("1 flow: 1 error, 0 warnings.\n")


def test_a_folder_is_searched_and_only_flows_are_checked(folder: Path) -> None:
    result = lint(folder, "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.output)["ok"] is False
    assert {(Path(one["file"]).name, one["rule"]) for one in found(result)} == {
        ("broken.yaml", "unknown-key"),
        ("warned.yaml", "unresolved-substitution"),
    }


def test_the_shape_of_json(folder: Path) -> None:
    (only,) = found(lint(folder / "flows/broken.yaml", "--format", "json"))
    assert only == {
        "rule": "unknown-key",
        "severity": "error",
        "message": "`state` has no key `nme`.",
        "file": str(folder / "flows/broken.yaml"),
        "pointer": "/workflow/states/0/state/nme",
        "start": {"line": 6, "column": 9},
        "end": {"line": 6, "column": 12},
        "help": "Did you mean `name`?",
        "fix": [
            {"op": "move", "from": "/workflow/states/0/state/nme", "path": "/workflow/states/0/state/name"},
        ],
    }


def test_warnings_alone_are_good(folder: Path) -> None:
    assert lint(folder / "flows/warned.yaml").exit_code == 0


@pytest.mark.parametrize("how", ["pair", "file"])
def test_substitutions(folder: Path, how: str) -> None:
    options = folder / "options.yaml"
    options.write_text("substitutions:\n  flow_name: Orders\n", encoding="utf-8")
    given = ("--substitute", "flow_name=Orders") if how == "pair" else ("--options", options)
    assert lint(folder / "flows/warned.yaml", *given).output == "1 flow: no problems found.\n"


def test_standard_input() -> None:
    assert lint("-", stdin=GOOD).exit_code == 0
    assert "<stdin>:6:9" in lint("-", stdin=BROKEN).output


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere.yaml"],
        [],
        ["EMPTY"],
        ["GOOD", "--format", "xml"],
        ["GOOD", "--substitute", "nothing"],
        ["GOOD", "--options", "nowhere.yaml"],
        ["GOOD", "--org", "nowhere"],
    ],
)
def test_wrong_usage(folder: Path, arguments: list[str]) -> None:
    (folder / "empty").mkdir()
    names = {"GOOD": folder / "flows/good.yaml", "EMPTY": folder / "empty"}
    result = lint(*(names.get(argument, argument) for argument in arguments))
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_sarif(folder: Path) -> None:
    log = json.loads(lint(folder, "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    broken = next(result for result in run["results"] if result["ruleId"] == "unknown-key")
    place = broken["locations"][0]["physicalLocation"]
    assert broken["level"] == "error"
    assert place["region"] == {"startLine": 6, "startColumn": 9, "endLine": 6, "endColumn": 12}


def test_github(folder: Path) -> None:
    lines = lint(folder / "flows/broken.yaml", "--format", "github").output.splitlines()
    place = f"file={folder}/flows/broken.yaml,line=6,col=9,endLine=6,endColumn=12"
    title = "title=architrave%3A unknown-key"
    assert lines == [f"::error {place},{title}::`state` has no key `nme`.%0ADid you mean `name`?"]
    assert lint(folder / "flows/good.yaml", "--format", "github").output == ""


def test_against_an_organization(folder: Path) -> None:
    (folder / "org.yaml").write_text("name: Test\nqueues: [{name: Support}]\n", encoding="utf-8")
    call = """- callData:
              name: Call
              category:
                Orders:
                  dataAction:
                    Get Order: {}
          - endWorkflow:"""
    flow = folder / "flows/calls.yaml"
    flow.write_text(GOOD.replace("- endWorkflow:", call), encoding="utf-8")
    (folder / "org.yaml").rename(folder / "no.yaml")
    assert lint(flow).exit_code == 0
    (folder / "no.yaml").rename(folder / "org.yaml")
    result = lint(flow, "--format", "json")
    assert result.stderr == f"Organization: “Test” in {folder}\n"
    assert [one["rule"] for one in found(result)] == ["unknown-data-action"]
    assert result.exit_code == 1


def test_schema() -> None:
    result = CliRunner().invoke(architrave, ["schema", "flow"])
    assert result.exit_code == 0
    jsonschema_rs.Draft202012Validator(json.loads(result.output))


DATA_ACTION = """{
  "name": "Get Order",
  "config": {"request": {"requestUrlTemplate": "/orders/${input.nope}"}, "response": {}},
  "contract": {"input": {"inputSchema": {"properties": {"id": {"type": "string"}}}}, "output": {"successSchema": {}}}
}
"""


def test_an_organization_is_checked_too_except_its_flows(folder: Path, tmp_path: Path) -> None:
    (folder / "data-actions" / "ERP").mkdir(parents=True)
    (folder / "data-actions" / "ERP" / "Get Order.json").write_text(DATA_ACTION, encoding="utf-8")
    (folder / "data-tables").mkdir()
    (folder / "data-tables" / "T.schema.json").write_text('{"properties": {"key": {"type": "text"}}}', encoding="utf-8")
    result = lint(folder, "--org", folder, "--format", "json", "--select", "data-table-schema,data-action-reference")
    assert [(Path(one["file"]).name, one["rule"], one["start"]["column"]) for one in found(result)] == [
        ("T.schema.json", "data-table-schema", 33),
        ("Get Order.json", "data-action-reference", 57),
    ]
    assert result.exit_code == 1
    one = lint(folder / "flows/good.yaml", "--org", folder)
    assert (
        f"1 error, 1 warning in its own files; to see them, run `architrave lint {folder} --org {folder}`" in one.stderr
    )
    assert (one.stdout, one.exit_code) == ("1 flow: no problems found.\n", 0)
    shown = lint(folder, "--org", folder).output
    assert " | " + " " * 56 + "^" * len("${input.nope}") + "\n" in shown


def test_substitutions_and_replies_that_fit_nothing(tmp_path):
    flow = tmp_path / "flow.yaml"
    control = Path(__file__).parents[1] / "interpreter" / "flows" / "control.yaml"
    flow.write_text(control.read_text().replace("name: Control flow", "name: '{{flow_name}}'"))
    (tmp_path / "org.yaml").write_text("name: Test\nsubstitutions: {flow_name: Z}\n")
    (tmp_path / "mocks.yaml").write_text("A/B: {timeout: true}\n")
    options = tmp_path / "options.yaml"
    options.write_text("substitutions:\n  flow_name: X\n  flow_nme: Y\n")
    result = CliRunner().invoke(architrave, ["lint", str(tmp_path), "--options", str(options), "--format", "json"])
    found = {(each["rule"], each["start"]["line"]) for each in json.loads(result.stdout)["diagnostics"]}
    assert {("unused-substitution", 3), ("mock-action", 1)} <= found
    wrong = CliRunner().invoke(architrave, ["lint", str(flow), "--substitute", "flow_nme=X"])
    assert wrong.exit_code == 2
    assert "Did you mean {{flow_name}}?" in wrong.stderr
