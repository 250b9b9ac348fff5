"""`architrave diff`: what it reads, what it prints, its JSON and its exit codes. What it finds: `tests/comparison`."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave
from tests.comparison.flows import MENUS, WORKFLOW

OLD = WORKFLOW
NEW = (
    WORKFLOW.replace("name: Flow.id", "name: Flow.key")
    .replace("Flow.count > 3", "Flow.count > 4")
    .replace("name: Rest", "name: Sleep")
)
ORG = "name: Shop\nflows:\n  Orders: {required: [count]}\n"


def run(*arguments: str, input: str | None = None, columns: str = "") -> Result:  # noqa: A002
    result = CliRunner().invoke(architrave, ["diff", *arguments], input=input, env={"COLUMNS": columns})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two versions of a flow."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(NEW, encoding="utf-8")
    return tmp_path


def test_differences_for_people(folder: Path) -> None:
    result = run("old.yaml", "new.yaml")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Flow",
        "  - input Flow.id (String)  old.yaml:11",
        "      breaking: callers that send it are rejected",
        "  + input Flow.key (String)  new.yaml:11",
        "",
        "state Start",
        "  ~ Decision “Enough?”  new.yaml:51",
        "      ~ condition: Flow.count > 3 → Flow.count > 4",
        "  ~ Wait “Sleep”  new.yaml:59",
        '      renamed, was "Rest"',
        "",
        "Orders (workflow): 4 differences, 1 of them breaks callers.",
    ]


def test_long_values_have_lines_of_their_own(folder: Path) -> None:
    long = 'Append("' + "x" * 60 + '", Flow.note)'
    (folder / "new.yaml").write_text(OLD.replace("exp: Flow.count > 3", f"exp: {long} == Flow.note"), encoding="utf-8")
    shown = run("old.yaml", "new.yaml", columns="60").stdout
    assert "      ~ condition\n          - Flow.count > 3\n          + Append(" in shown


def test_json(folder: Path) -> None:
    result = run("old.yaml", "new.yaml", "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["equal"], found["breaking"]) == (False, True)
    assert found["old"] == {"file": "old.yaml", "type": "workflow", "name": "Orders"}
    assert found["differences"][2] == {
        "change": "changed",
        "what": "value",
        "kind": "decision",
        "name": "Enough?",
        "within": ["state Start"],
        "key": "condition",
        "before": "Flow.count > 3",
        "after": "Flow.count > 4",
        "breaks": None,
        "actionsInside": 0,
        "old": {
            "file": "old.yaml",
            "pointer": "/workflow/states/0/state/actions/1/decision/condition",
            "line": 51,
            "column": 17,
        },
        "new": {
            "file": "new.yaml",
            "pointer": "/workflow/states/0/state/actions/1/decision/condition",
            "line": 51,
            "column": 17,
        },
    }


@pytest.mark.parametrize(
    ("new", "total"),
    [
        (OLD, "Orders (workflow): no differences, the two files are equal."),
        (OLD.replace("Flow.count > 3", "(Flow.count > 3)"), "Orders (workflow): no differences, only the writing."),
    ],
)
def test_no_differences(new: str, total: str, folder: Path) -> None:
    (folder / "new.yaml").write_text(new, encoding="utf-8")
    result = run("old.yaml", "new.yaml")
    assert (result.exit_code, result.stdout) == (0, f"{total}\n")
    result = run("old.yaml", "new.yaml", "--format", "json")
    assert json.loads(result.stdout)["equal"] is True


def test_only_what_breaks_callers(folder: Path) -> None:
    result = run("old.yaml", "new.yaml", "--breaking")
    assert result.exit_code == 1
    assert "Orders (workflow): 1 difference, 1 of them breaks callers." in result.stdout
    (folder / "new.yaml").write_text(OLD.replace("name: Rest", "name: Sleep"), encoding="utf-8")
    result = run("old.yaml", "new.yaml", "--breaking")
    assert result.exit_code == 0
    assert result.stdout == "Orders (workflow): nothing that breaks callers, 1 other difference.\n"


def test_an_input_that_org_yaml_newly_requires_breaks_callers(folder: Path) -> None:
    (folder / "shop").mkdir()
    (folder / "shop" / "new.yaml").write_text(OLD, encoding="utf-8")
    (folder / "shop" / "org.yaml").write_text(ORG, encoding="utf-8")
    shown = run("old.yaml", "shop/new.yaml").stdout
    assert "~ input Flow.count (Integer), required: no → yes" in shown
    assert "breaking: callers that do not send it are rejected" in shown
    added = OLD.replace("name: Flow.count", "name: Flow.total").replace("variable: Flow.count", "variable: Flow.total")
    (folder / "before.yaml").write_text(added, encoding="utf-8")
    assert "+ input Flow.count (Integer)" in run("before.yaml", "shop/new.yaml", "--breaking").stdout


def test_placeholders(folder: Path) -> None:
    (folder / "old.yaml").write_text(OLD.replace("lit: enough", 'lit: "{{reason}}"'), encoding="utf-8")
    (folder / "new.yaml").write_text(OLD, encoding="utf-8")
    assert '~ exitReason: "{{reason}}" → "enough"' in run("old.yaml", "new.yaml").stdout
    assert run("old.yaml", "new.yaml", "--substitute", "reason=enough").exit_code == 0
    (folder / "open.yaml").write_text(OLD.replace("name: Rest", 'name: "{{rest}}"'), encoding="utf-8")
    assert "Wait “{{rest}}”" in run("new.yaml", "open.yaml").stdout
    assert run("old.yaml", "new.yaml", "--substitute", "raeson=enough").exit_code == 2


def test_standard_input(folder: Path) -> None:
    assert run("-", "old.yaml", input=OLD).exit_code == 0
    assert run("old.yaml", "-", input=NEW).exit_code == 1
    assert "Only one of the two flows can come from standard input." in run("-", "-", input=OLD).stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("workflow: [", "error"),
        ("{}", "is JSON, not a flow"),
        ('{"flowId": "x"}', "is a launch request, not a flow"),
        ("", "The file is empty"),
    ],
)
def test_what_is_not_a_flow_is_a_usage_error(text: str, said: str, folder: Path) -> None:
    (folder / "new.yaml").write_text(text, encoding="utf-8")
    result = run("old.yaml", "new.yaml")
    assert result.exit_code == 2
    assert said in result.stderr


def test_missing_files_and_folders(folder: Path) -> None:
    assert run("old.yaml", "none.yaml").exit_code == 2
    result = run("old.yaml", ".")
    assert result.exit_code == 2
    assert "folder" in result.stderr
    assert "run `architrave deps . --against .`" in run(".", ".").stderr


def test_flows_with_errors_are_compared(folder: Path) -> None:
    (folder / "new.yaml").write_text(OLD.replace("Flow.count > 3", "Flow.count >"), encoding="utf-8")
    result = run("old.yaml", "new.yaml")
    assert result.exit_code == 1
    assert "~ condition: Flow.count > 3 → Flow.count >" in result.stdout
    assert "new.yaml has 1 error." in result.stderr


def test_hostile_text_is_shown_as_escapes(folder: Path) -> None:
    (folder / "new.yaml").write_text(
        OLD.replace("name: Rest", 'name: "\\u001b]0;x\\u0007\\u202e\\n"'), encoding="utf-8"
    )
    result = run("old.yaml", "new.yaml")
    assert "\\u001b]0;x\\u0007\\u202e\\n" in result.stdout
    assert not {"\x1b", "\u202e"} & set(result.stdout)


def test_a_call_flow_has_no_callers(folder: Path) -> None:
    (folder / "old.yaml").write_text(MENUS, encoding="utf-8")
    (folder / "new.yaml").write_text(MENUS.replace("dtmf: digit_9", "dtmf: digit_3"), encoding="utf-8")
    assert "menu Main\n  ~ menuDisconnect “Goodbye”" in run("old.yaml", "new.yaml").stdout
    assert run("old.yaml", "new.yaml", "--breaking").exit_code == 0


def test_a_change_in_a_file_that_both_refer_to(folder: Path) -> None:
    calling = OLD.replace(
        "- wait:", '- callTask:\n              targetTaskRef: "shared.yaml#/tasks/task[t]"\n          - wait:'
    )
    shared = "tasks:\n  - task:\n      name: t\n      refId: t\n      actions:\n        - endTask: {name: Done}\n"
    for name, text in (("one", shared), ("two", shared.replace("Done", "Finished"))):
        (folder / name).mkdir()
        (folder / name / "flow.yaml").write_text(calling, encoding="utf-8")
        (folder / name / "shared.yaml").write_text(text, encoding="utf-8")
    assert run("one/flow.yaml", "one/flow.yaml").exit_code == 0
    shown = run("one/flow.yaml", "two/flow.yaml").stdout
    assert "task t\n  ~ End Task “Finished”  two/shared.yaml:6" in shown


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository with the older version of the flow, whose newer version is in the working tree."""
    (folder / "flows").mkdir()
    (folder / "flows" / "orders.yaml").write_text(OLD, encoding="utf-8")
    for words in (["init", "-q"], ["add", "flows"], ["commit", "-q", "-m", "x"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)
    (folder / "flows" / "orders.yaml").write_text(NEW, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_git_revision(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run("HEAD:flows/orders.yaml", "flows/orders.yaml")
    assert shown.exit_code == 1
    assert "  - input Flow.id (String)  HEAD:flows/orders.yaml:11" in shown.stdout
    monkeypatch.chdir(repository / "flows")
    assert run("HEAD:./orders.yaml", "orders.yaml").stdout.count("\n") == shown.stdout.count("\n")
    assert run("HEAD:./orders.yaml", "HEAD:flows/orders.yaml").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["HEAD:none.yaml", "nowhere:flows/orders.yaml", "HEAD:../../x.yaml", "-x:y", "HEAD:"])
def test_what_git_does_not_have_is_a_usage_error(name: str, repository: Path) -> None:
    result = run("--", name, "flows/orders.yaml")
    assert result.exit_code == 2
    assert name.rpartition("/")[2] in result.stderr


@pytest.mark.slow
def test_the_org_yaml_of_a_revision_is_that_of_the_revision(repository: Path) -> None:
    (repository / "org.yaml").write_text(ORG, encoding="utf-8")
    (repository / "flows" / "orders.yaml").write_text(OLD, encoding="utf-8")
    assert "required: no → yes" in run("HEAD:flows/orders.yaml", "flows/orders.yaml").stdout


def test_a_diagram_of_both_versions(folder: Path) -> None:
    result = run("old.yaml", "new.yaml", "--svg", "change.svg")
    assert result.exit_code == 1
    drawn = (folder / "change.svg").read_text(encoding="utf-8")
    assert "Changes of the workflow “Orders”" in drawn
    assert "condition: Flow.count &gt; 3" in drawn
    assert run("old.yaml", "old.yaml", "--svg", "same.svg").exit_code == 0
    assert "Diagram of the workflow" in (folder / "same.svg").read_text(encoding="utf-8")


def test_a_diagram_has_all_differences(folder: Path) -> None:
    result = run("old.yaml", "new.yaml", "--svg", "change.svg", "--breaking")
    assert result.exit_code == 2
    assert "--svg draws all differences" in result.stderr
    assert run("old.yaml", "new.yaml", "--svg", "missing/change.svg").exit_code == 2
