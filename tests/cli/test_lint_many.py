"""`architrave lint` with many files: grouping, settings, comments, baselines, fixes, JUnit, and what is not a flow."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave

FLOW = """workflow:
  name: {name}
  startUpRef: /workflow/states/state[Start_10]
  variables:
    - stringVariable:
        name: Flow.unused
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - endWorkflow:
              name: End
"""
MISTYPED = FLOW.replace("name: End", "nme: End")


def lint(*arguments: object, code: int, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(architrave, ["lint", *map(str, arguments)], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


def read(result: Result) -> dict[str, Any]:
    return json.loads(result.stdout)


def rules(result: Result) -> list[str]:
    return sorted({item["rule"] for item in read(result)["diagnostics"]})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with five flows, each with one warning; it is the current folder."""
    (tmp_path / "flows").mkdir()
    for number in range(5):
        (tmp_path / "flows" / f"f{number}.yaml").write_text(FLOW.format(name=f"F{number}"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def test_repeated_findings_are_summed(folder: Path) -> None:
    shown = lint("flows", code=0).stdout
    assert shown.count("warning[unused-variable]") == 1
    assert "warning[unused-variable]: A variable is declared but never used: 5 times in 5\n  files.\n" in shown
    assert "  The variable `Flow.unused` is never used. (5 times)\n    --> flows/f0.yaml:6:15\n" in shown
    assert "    … and 2 more places in 2 files\n" in shown
    assert "By rule:\n  warning  unused-variable  5 in 5 files\n" in shown
    assert shown.endswith("\n5 flows: 0 errors, 5 warnings.\n")
    assert max(map(len, shown.splitlines())) <= 80


def test_rare_findings_come_first_and_errors_before_warnings(folder: Path) -> None:
    (folder / "flows" / "f3.yaml").write_text(MISTYPED.format(name="F3"), encoding="utf-8")
    shown = lint("flows", code=1).stdout
    assert shown.startswith("error[unknown-key]")
    assert "  12 |           - endWorkflow:" not in shown
    assert "              nme: End" in shown
    assert shown.index("  error    unknown-key") < shown.index("  warning  unused-variable")


def test_full_sums_nothing(folder: Path) -> None:
    shown = lint("flows", "--full", code=0).stdout
    assert shown.count("warning[unused-variable]") == 5
    assert "By rule" not in shown


def test_programs_get_everything(folder: Path) -> None:
    result = read(lint("flows", "--format", "json", code=0))
    assert len(result["diagnostics"]) == 5
    assert result["summary"] == {
        "errors": 0,
        "warnings": 5,
        "infos": 0,
        "rules": [{"rule": "unused-variable", "severity": "warning", "findings": 5, "files": 5}],
    }
    assert len(lint("flows", "--format", "github", code=0).stdout.splitlines()) == 5


def many_faults(folder: Path, number: int) -> Path:
    steps = "".join(f"          - step{index}: {{}}\n" for index in range(number))
    path = folder / "many.yaml"
    path.write_text(FLOW.format(name="Many").replace("          - endWorkflow", f"{steps}          - endWorkflow"))
    return path


def test_one_file_shows_nearly_everything(folder: Path) -> None:
    shown = lint(many_faults(folder, 8), code=1).stdout
    assert shown.count("error[unknown-action]") == 8
    shown = lint(many_faults(folder, 40), code=1).stdout
    assert shown.count("error[unknown-action]") == 1
    assert shown.count("There is no action") == 30
    assert "… and 10 more messages like these, 10 times: `step30`, `step31`," in shown


def test_the_findings_of_one_file_can_be_limited(folder: Path) -> None:
    many_faults(folder, 8)
    shown = lint("many.yaml", "--max-per-file", 3, code=1).stdout
    assert shown.count("error[unknown-action]") == 3
    assert "many.yaml: 6 more problems: unknown-action (5), unused-variable (1).\n" in shown
    assert len(read(lint("many.yaml", "--max-per-file", 3, "--format", "json", code=1))["diagnostics"]) == 9


def test_strict(folder: Path) -> None:
    lint("flows", "--strict", code=1)
    assert read(lint("flows", "--strict", "--format", "json", code=1))["ok"] is False


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--select", "unknown-key"], ["unknown-key"]),
        (["--select", "unknown-key, unused-variable"], ["unknown-key", "unused-variable"]),
        (["--ignore", "unknown-key"], ["unused-variable"]),
        (["--ignore", "unknown-key", "--ignore", "unused-variable"], []),
    ],
)
def test_rules_can_be_chosen(folder: Path, options: list[str], left: list[str]) -> None:
    (folder / "flows" / "f3.yaml").write_text(MISTYPED.format(name="F3"), encoding="utf-8")
    assert rules(lint("flows", "--format", "json", *options, code=int("unknown-key" in left))) == left


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule_is_a_usage_error(folder: Path, option: str) -> None:
    assert "Did you mean unused-variable?" in lint("flows", option, "unusd-variable", code=2).stderr
    assert "malformed-json" in lint("flows", option, "malformed-json", code=2).stderr


SETTINGS = """[lint]
exclude = ["f1.yaml"]
[lint.severity]
unused-variable = "error"
[lint.per-file-ignores]
"flows/f2*" = ["unused-variable"]
"""


def test_settings_of_architrave_toml(folder: Path) -> None:
    (folder / "architrave.toml").write_text(SETTINGS)
    result = read(lint("flows", "--format", "json", code=1))
    assert [(item["file"], item["severity"]) for item in result["diagnostics"]] == [
        ("flows/f0.yaml", "error"),
        ("flows/f3.yaml", "error"),
        ("flows/f4.yaml", "error"),
    ]
    assert (result["files"], result["excluded"]) == (4, ["flows/f1.yaml"])
    assert "1 file excluded by the settings." in lint("flows", code=1).stdout


def test_a_named_file_is_checked_even_if_it_is_excluded(folder: Path) -> None:
    (folder / "architrave.toml").write_text(SETTINGS)
    lint("flows/f1.yaml", code=1)


def test_the_nearest_settings_win(folder: Path) -> None:
    (folder / "architrave.toml").write_text(SETTINGS)
    (folder / "flows" / "architrave.toml").write_text("# nothing about lint\n")
    lint("flows", code=1)
    (folder / "flows" / "architrave.toml").write_text('[lint]\nignore = ["unused-variable"]\n')
    assert rules(lint("flows", "--format", "json", code=0)) == []


def test_settings_of_org_yaml_apply_without_architrave_toml(folder: Path) -> None:
    (folder / "org.yaml").write_text("name: T\nlint:\n  severity: {unused-variable: info}\n")
    assert "5 flows: 0 errors, 0 warnings, 5 infos." in lint("flows", code=0).stdout
    (folder / "architrave.toml").write_text(SETTINGS)
    lint("flows", code=1)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("architrave.toml", "[lint]\nignor = []\n", "architrave.toml:2:1"),
        ("architrave.toml", "[lint]\nignor = []\n", "Did you mean `ignore`?"),
        ("architrave.toml", "[lint\n", "toml-syntax"),
        ("org.yaml", "lint: {ignor: []}\n", "Did you mean `ignore`?"),
        ("org.yaml", "lint: {ignore: [unusd-variable]}\n", "Did you mean"),
    ],
)
def test_wrong_settings_are_usage_errors(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    assert said in lint("flows", code=2).stderr


def test_comments_suppress_findings(folder: Path) -> None:
    path = folder / "flows" / "f0.yaml"
    path.write_text(path.read_text().replace("Flow.unused", "Flow.unused  # architrave: ignore[unused-variable]"))
    result = read(lint("flows/f0.yaml", "--format", "json", code=0))
    assert (result["diagnostics"], result["suppressed"]) == ([], 1)
    assert "1 problem suppressed by comments." in lint("flows/f0.yaml", code=0).stdout


def test_a_comment_that_suppresses_nothing_is_reported(folder: Path) -> None:
    path = folder / "flows" / "f0.yaml"
    path.write_text(path.read_text().replace("End", "End  # architrave: ignore[unknown-key, unknwon-key]"))
    assert rules(lint(path, "--format", "json", code=0)) == ["bad-ignore", "unused-ignore", "unused-variable"]


def test_a_comment_about_the_organization_is_not_unused_without_one(folder: Path) -> None:
    path = folder / "flows" / "f0.yaml"
    path.write_text(path.read_text().replace("End", "End  # architrave: ignore[unknown-entity]"))
    assert rules(lint(path, "--format", "json", code=0)) == ["unused-variable"]
    (folder / "org.yaml").write_text("name: T\n")
    assert rules(lint(path, "--format", "json", code=0)) == ["unused-ignore", "unused-variable"]


def test_a_comment_in_org_yaml(folder: Path) -> None:
    (folder / "org.yaml").write_text("roles:\n  a: [flow:nope]  # architrave: ignore[unknown-permission]\n")
    assert rules(lint("flows", "--format", "json", code=0)) == ["unused-variable"]


def test_a_baseline(folder: Path) -> None:
    assert "known.json lists 5 known problems." in lint("flows", "--write-baseline", "known.json", code=0).stdout
    written = (folder / "known.json").read_bytes()
    lint("flows", "--write-baseline", "known.json", code=0)
    assert (folder / "known.json").read_bytes() == written
    strict = ("--strict", "--baseline", "known.json")
    shown = lint("flows", *strict, code=0).stdout
    assert "5 known problems left out (known.json)." in shown
    assert shown.endswith("5 flows: no new problems found.\n")
    path = folder / "flows" / "f0.yaml"
    path.write_text("# moved\n\n" + MISTYPED.format(name="F0"))
    result = read(lint("flows", *strict, "--format", "json", code=1))
    assert [item["rule"] for item in result["diagnostics"]] == ["unknown-key"]
    assert result["baseline"] == {"known": 5, "gone": [], "written": None}


def test_a_baseline_can_be_used_from_another_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lint("flows", "--write-baseline", "known.json", code=0)
    monkeypatch.chdir(folder / "flows")
    lint(".", "--strict", "--baseline", "../known.json", code=0)


def test_entries_that_no_longer_occur_are_mentioned(folder: Path) -> None:
    lint("flows", "--write-baseline", "known.json", code=0)
    fixed = (
        (folder / "flows" / "f0.yaml")
        .read_text()
        .replace("  variables:\n", "")
        .replace("    - stringVariable:\n        name: Flow.unused\n", "")
    )
    (folder / "flows" / "f0.yaml").write_text(fixed)
    (folder / "flows" / "f1.yaml").unlink()
    shown = lint("flows", "--baseline", "known.json", code=0).stdout
    assert "flows/f0.yaml: unused-variable (once); flows/f1.yaml: unused-variable (once)." in shown
    # A run that does not check the file, or not this rule, does not know.
    assert "no longer" in lint("flows/f2.yaml", "--baseline", "known.json", code=0).stdout
    (folder / "flows" / "f1.yaml").write_text(FLOW.format(name="F1"))
    assert "no longer" not in lint("flows/f2.yaml", "--baseline", "known.json", code=0).stdout
    assert "no longer" not in lint("flows", "--baseline", "known.json", "--select", "unknown-key", code=0).stdout


def test_a_baseline_of_some_files_keeps_the_others(folder: Path) -> None:
    lint("flows", "--write-baseline", "known.json", code=0)
    (folder / "flows" / "f0.yaml").write_text(MISTYPED.format(name="F0"))
    lint("flows/f0.yaml", "--write-baseline", "known.json", code=0)
    files = json.loads((folder / "known.json").read_text())["files"]
    assert list(files) == [f"flows/f{number}.yaml" for number in range(5)]
    assert list(files["flows/f0.yaml"]) == ["unknown-key", "unused-variable"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--baseline", "nowhere.json"], "--write-baseline nowhere.json"),
        (["--baseline", "flows/f0.yaml"], "not a baseline"),
        (["--baseline", "a", "--write-baseline", "a"], "cannot be used together"),
        (["--diff", "--format", "sarif"], "--diff"),
        (["--write-baseline", "flows"], "is a folder"),
        (["--write-baseline", "nowhere/known.json"], "Cannot write nowhere/known.json"),
    ],
)
def test_wrong_usage(folder: Path, arguments: list[str], said: str) -> None:
    assert said in lint("flows", *arguments, code=2).stderr


def test_fix(folder: Path) -> None:
    path = folder / "flows" / "f0.yaml"
    text = "\N{ZERO WIDTH NO-BREAK SPACE}" + MISTYPED.format(name="F0  # keep").replace("\n", "\r\n")
    path.write_bytes(text.encode())
    shown = lint("flows", "--diff", code=1).stdout
    assert "-              nme: End\n+              name: End\n" in shown
    assert "Would fix 1 problem in 1 file:\n  flows/f0.yaml:13:15: `nme` is now `name`\n" in shown
    assert path.read_bytes() == text.encode()
    shown = lint("flows", "--fix", code=0).stdout
    assert shown.startswith("Fixed 1 problem in 1 file:\n  flows/f0.yaml:13:15: `nme` is now `name`\n")
    assert shown.endswith("5 flows: 0 errors, 5 warnings.\n")
    assert path.read_bytes() == text.replace("nme", "name").encode()
    assert lint("flows", "--fix", code=0).stdout.startswith("Nothing could be fixed automatically.\n")


def test_fixes_in_json(folder: Path) -> None:
    path = folder / "flows" / "f0.yaml"
    path.write_text(MISTYPED.format(name="F0"))
    result = read(lint("flows", "--fix", "--format", "json", code=0))
    assert [item["rule"] for item in result["fixed"]] == ["unknown-key"]
    assert "name: End" in path.read_text()


def test_a_suppressed_or_ignored_problem_is_not_fixed(folder: Path) -> None:
    path = folder / "flows" / "f0.yaml"
    path.write_text(MISTYPED.format(name="F0").replace("End", "End  # architrave: ignore[unknown-key]"))
    lint("flows", "--fix", code=0)
    assert "nme: End" in path.read_text()
    path.write_text(MISTYPED.format(name="F0"))
    lint("flows", "--fix", "--ignore", "unknown-key", code=0)
    assert "nme: End" in path.read_text()


def test_standard_input_is_fixed_only_as_a_diff(folder: Path) -> None:
    assert "+              name: End" in lint("-", "--diff", code=1, stdin=MISTYPED).stdout
    assert "--diff" in lint("-", "--fix", code=2, stdin=MISTYPED).stderr


def test_junit(folder: Path) -> None:
    (folder / "flows" / "f0.yaml").write_text(MISTYPED.format(name="F0"))
    root = ElementTree.fromstring(lint("flows", "--format", "junit", code=1).stdout)
    assert (root.get("tests"), root.get("failures")) == ("6", "1")
    strict = ElementTree.fromstring(lint("flows", "--format", "junit", "--strict", code=1).stdout)
    assert strict.get("failures") == "6"


def test_a_file_that_is_not_text_does_not_hide_the_others(folder: Path) -> None:
    (folder / "flows" / "bad.yaml").write_bytes(b"\xff\xfe")
    assert rules(lint("flows", "--format", "json", code=1)) == ["not-text", "unused-variable"]
    assert "not UTF-8" in lint("flows/bad.yaml", code=1).stdout
    assert rules(lint("flows/bad.yaml", "flows/f0.yaml", "--format", "json", code=1)) == [
        "not-text",
        "unused-variable",
    ]


def test_each_file_is_checked_once(folder: Path) -> None:
    assert read(lint("flows", "flows/f0.yaml", ".", "flows/../flows", "--format", "json", code=0))["files"] == 5


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "body.json",
            '{"flowId": "x"}',
            "body.json is a launch request, not a flow. Run `architrave check body.json`.",
        ),
        ("any.json", "[]", "If it is a launch request, run `architrave check any.json`."),
        ("action.json", '{"config": {}, "contract": {}}', "is a data action"),
        ("a.i3WorkFlow", "JTdC", "archy export"),
        ("x.sh", "curl https://example.com", "architrave check x.sh"),
    ],
)
def test_files_of_other_kinds_say_what_to_do(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    assert said in lint(name, code=2).stderr


def test_a_launch_request_on_standard_input(folder: Path) -> None:
    assert "Run `architrave check -`." in lint("-", code=2, stdin='{"flowId": "x"}').stderr


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], 'No flow files (.yaml or .yml) in "empty".'),
        (["compose.yaml", "ci.yml"], "2 other YAML files (ci.yml, compose.yaml)"),
        (
            ["a.i3InboundFlow", "b.i3InboundFlow", "sub/c.i3WorkFlow"],
            "3 Architect exports (.i3InboundFlow, .i3WorkFlow)",
        ),
    ],
)
def test_folders_without_flows(folder: Path, files: list[str], said: str) -> None:
    (folder / "empty" / "sub").mkdir(parents=True)
    for name in files:
        (folder / "empty" / name).write_text("x: 1\n")
    assert said in lint("empty", code=2).stderr


def test_what_is_not_checked_beside_flows_is_mentioned(folder: Path) -> None:
    (folder / "flows" / "compose.yaml").write_text("services: {}\n")
    (folder / "flows" / "old.i3InboundFlow").write_text("JTdC")
    shown = lint("flows", code=0).stdout
    assert "Not checked: 1 Architect export (.i3InboundFlow)." in shown
    assert "Skipped 1 YAML file that is not a flow: flows/compose.yaml." in shown
