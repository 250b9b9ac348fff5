"""`architrave lint` of organizations: what is reported for a folder, for one flow, and for what is not a flow."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave

FLOW = """workflow:
  name: {name}
  startUpRef: "/workflow/states/state[Start_10]"
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - {call}:
              name: Call
              category:
                Orders:
                  dataAction:
                    Get Order: {{inputs: {{id: {{lit: a}}}}}}
          - endWorkflow: {{name: End}}
"""
REPLY = "Orders/Get Order: {success: {}}\n"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(architrave, [str(each) for each in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def organization(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"org.yaml": "name: Test\n", "mocks.yaml": REPLY, **files}.items():
        path = folder / "f" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "f"


def flow(name: str, call: str = "callData") -> str:
    return FLOW.format(name=name, call=call)


def rules(result: Result) -> list[str]:
    found = json.loads(result.stdout)["diagnostics"]
    return [f"{Path(each['file']).name} {each['severity']} {each['rule']}" for each in found]


TWICE = {"flows/a.yaml": flow("Same"), "flows/b.yaml": flow("Same"), "flows/c.yaml": flow("Other")}


def test_two_flows_with_one_name_are_a_warning_wherever_they_are_reported(tmp_path: Path) -> None:
    folder = organization(tmp_path, TWICE)
    result = run("lint", folder, "--format", "json")
    assert rules(result) == ["b.yaml warning duplicate-flow"]
    assert result.exit_code == 0
    ran = run("run", folder / "flows/c.yaml")
    assert "errors" not in ran.stderr
    assert run("lint", folder, "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("org", "files", "found"),
    [
        ("", {"flows/b.yaml": flow("B")}, []),
        ("flows: {A: {id: X}, B: {id: Y}}\n", {"flows/b.yaml": flow("B")}, []),
        ("", {"flows/b.yaml": flow("A").replace("callData", "calData")}, ["b.yaml error unknown-action"]),
        ("lint: {exclude: [b.yaml]}\n", {"flows/b.yaml": flow("A")}, []),
        ("lint: {ignore: [duplicate-flow]}\n", {"flows/b.yaml": flow("A")}, []),
    ],
)
def test_flows_that_have_no_name_twice(org: str, files: dict[str, str], found: list[str], tmp_path: Path) -> None:
    folder = organization(tmp_path, {"org.yaml": "name: Test\n" + org, "flows/a.yaml": flow("A"), **files})
    assert rules(run("lint", folder, "--format", "json")) == found


@pytest.mark.parametrize(
    ("call", "reply", "found"),
    [
        ("callData", "Orders/Get Ordr: {timeout: true}\n", ["mocks.yaml warning mock-action"]),
        # The call cannot be read, so nothing is known about what it calls.
        ("calData", "", ["b.yaml error unknown-action"]),
        ("calData", "Orders/Get Ordr: {timeout: true}\n", ["b.yaml error unknown-action"]),
    ],
)
def test_replies_are_checked_only_against_complete_flows(
    call: str, reply: str, found: list[str], tmp_path: Path
) -> None:
    written = flow("B", call)
    folder = organization(tmp_path, {"flows/b.yaml": written, "mocks.yaml": REPLY + reply})
    assert rules(run("lint", folder, "--format", "json")) == found
    if call != "callData" and not reply:
        # What --fix has fixed is read again.
        fixed = run("lint", folder, "--fix")
        assert "no problems found" in fixed.stdout
        assert run("lint", folder, "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("target", "has_own", "counted"),
    [("f", True, False), ("", True, False), ("f/flows/a.yaml", False, True), ("f/flows", False, True)],
)
@pytest.mark.parametrize("strict", [True, False])
def test_the_own_files_of_an_organization_are_checked_with_its_folder(
    target: str, has_own: bool, counted: bool, strict: bool, tmp_path: Path
) -> None:
    folder = organization(tmp_path, {"flows/a.yaml": flow("A"), "mocks.yaml": REPLY + "xyzzy: {timeout: true}\n"})
    result = run("lint", tmp_path / target, *(["--strict"] if strict else []))
    assert ("mock-action" in result.stdout) is has_own
    line = f"Organization: “Test” in {folder}"
    more = f": 1 warning in its own files; to see them, run `architrave lint {folder}`"
    assert result.stderr == (line + more if counted else line) + "\n"
    assert result.exit_code == (1 if has_own and strict else 0)


def test_a_baseline_keeps_what_was_not_checked(tmp_path: Path) -> None:
    folder = organization(tmp_path, {**TWICE, "org.yaml": "name: Test\nflows: {Nope: {id: X}}\n"})
    known = tmp_path / "known.json"
    assert "2 known problems" in run("lint", folder, "--write-baseline", known).stdout
    one = run("lint", folder / "flows/b.yaml", "--baseline", known)
    assert one.stdout == "1 flow: no problems found.\n"
    assert "2 known problems left out" in run("lint", folder, "--baseline", known, "--strict").stdout


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "f/org.yaml",
            "name: Test\n",
            "is the settings of an organization, not a flow: `architrave lint {f}` checks it.",
        ),
        ("f/mocks.yaml", REPLY, "is the replies for an organization's data actions, not a flow: `architrave lint {f}`"),
        ("f/data-tables/T.csv", "key\n", "is a part of a data table, not a flow: `architrave lint {f}` checks it."),
        (
            "f/data-actions/Orders/A.json",
            "{}",
            "is a data action of an organization, not a flow: `architrave lint {f}`",
        ),
        ("f/x.tsv", "a\tb\n", "is not a flow: flows are YAML files"),
        ("f/x.i3WorkFlow", "JTdCJTIy", "is an export from Architect, not YAML. Export the flows as YAML with Archy"),
        ("f/body.json", '{"flowId": "x"}', "is a launch request, not a flow. Run `architrave check"),
    ],
)
@pytest.mark.parametrize("command", ["lint", "run"])
def test_files_that_are_not_flows(command: str, name: str, text: str, said: str, tmp_path: Path) -> None:
    folder = organization(tmp_path, {"flows/a.yaml": flow("A"), name.removeprefix("f/"): text})
    result = run(command, tmp_path / name)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1].startswith(f"Error: {tmp_path / name} " + said.format(f=folder))


@pytest.mark.parametrize(
    ("called", "help_"),
    [
        ("Get Ordr", "Did you mean `Orders/Get Order`?"),
        ("xyzzy", "Run `architrave init {f}`, or add a reply to mocks.yaml, or its definition to data-actions/."),
        (
            "Plan {var.name}",
            "Run `architrave init {f}`, or add a reply to mocks.yaml, or its definition to data-actions/.",
        ),
    ],
)
def test_an_unknown_data_action_says_what_to_do(called: str, help_: str, tmp_path: Path) -> None:
    contract = {"input": {"inputSchema": {}}, "output": {"successSchema": {}}}
    config = {"request": {"requestUrlTemplate": "/x"}, "response": {}}
    names = ["Get Order", "Plan ${var.name}"]
    definitions = {
        f"data-actions/Orders/{index}.json": json.dumps({"name": name, "contract": contract, "config": config})
        for index, name in enumerate(names)
    }
    written = flow("A").replace("Get Order:", f'"{called}":')
    folder = organization(tmp_path, {"mocks.yaml": "", "flows/a.yaml": written, **definitions})
    found = json.loads(run("lint", folder / "flows/a.yaml", "--format", "json").stdout)["diagnostics"]
    assert [each["help"] for each in found if each["rule"] == "unknown-data-action"] == [help_.format(f=folder)]


SECRETS = """name: Test
clients: [{id: a, secret: "${NOT_SET_ANYWHERE}"}]
integrations:
  Orders: {headers: {Authorization: "Bearer ${NOT_SET_ANYWHERE}"}, credentials: {key: "${NOT_SET_ANYWHERE}"}}
"""


def test_only_serving_and_calling_need_the_secrets(tmp_path: Path) -> None:
    folder = organization(tmp_path, {"org.yaml": SECRETS, "flows/a.yaml": flow("A")})
    body = tmp_path / "body.json"
    body.write_text('{"flowId": "00000000-0000-4000-8000-000000000000"}')
    assert run("lint", folder, "--strict").exit_code == 0
    assert run("run", folder / "flows/a.yaml").exit_code == 0
    checked = run("check", body, "--org", folder)
    assert "missing-environment-variable" not in checked.stdout + checked.stderr
    for command in (["run", folder / "flows/a.yaml", "--allow-host", "localhost:1"], ["serve", folder, "--port", 0]):
        refused = run(*command)
        assert refused.exit_code in (1, 2)
        assert refused.stderr.startswith("error[missing-environment-variable]: ")


def test_a_variable_that_is_no_secret_must_be_set(tmp_path: Path) -> None:
    folder = organization(tmp_path, {"org.yaml": 'name: "${NOT_SET_ANYWHERE}"\n', "flows/a.yaml": flow("A")})
    result = run("lint", folder)
    assert result.exit_code == 1
    assert result.stdout.startswith("error[missing-environment-variable]: ")


@pytest.mark.parametrize(
    ("file", "text", "arguments"),
    [
        ("org.yaml", "lint: {ignor: []}\n", []),
        ("architrave.toml", "[lint]\nignor = []\n", []),
        ("options.yaml", "substitutions: [\n", ["--options", "f/options.yaml"]),
    ],
)
def test_each_problem_of_a_settings_file_is_shown_once_as_it_is(
    file: str, text: str, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization(tmp_path, {file: text, "flows/a.yaml": flow("A")})
    monkeypatch.chdir(tmp_path)
    result = run("lint", "f", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error[")
    assert result.stderr.count("error[") == 1


@pytest.mark.parametrize("text", ["clients: [{id: a, secret: b, roles: [x]}]\n", "a: [\n", None])
def test_flows_are_checked_without_an_org_yaml_that_cannot_be_used(text: str | None, tmp_path: Path) -> None:
    folder = organization(tmp_path, {"org.yaml": text or "", "flows/a.yaml": flow("A", "calData")})
    if text is None:
        (folder / "org.yaml").unlink()
        (folder / "org.yaml").mkdir()
    result = run("lint", folder)
    assert result.exit_code == 1
    assert result.stdout.count("error[") == 2
    assert "org.yaml" in result.stdout
    assert "unknown-action" in result.stdout


def test_serving_a_folder_of_exports_says_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.i3WorkFlow").write_text("JTdC")
    (tmp_path / "b.i3InboundFlow").write_text("JTdC")
    result = run("serve", tmp_path, "--port", 0)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"architrave serve: {tmp_path} has no flows, but 2 Architect exports (")
    assert result.stderr.endswith("and use the YAML.\n")
    assert result.stderr.count("\n") == 1


def test_serving_an_export_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.i3WorkFlow").write_text("JTdC")
    result = run("serve", tmp_path / "a.i3WorkFlow", "--port", 0)
    assert result.exit_code == 2
    assert "a.i3WorkFlow is an export from Architect, not YAML." in result.stderr
