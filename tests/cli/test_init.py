"""`architrave init`: what it prints, its JSON and its exit codes. What it writes: `tests/local/test_starting.py`."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave

FLOW = (Path(__file__).parents[1] / "local" / "starting" / "names.yaml").read_text(encoding="utf-8")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(architrave, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(text: str) -> list[list[str]]:
    """The commands that the text tells to type, without the first word."""
    return [shlex.split(line)[1:] for line in re.findall(r"^  (architrave .*)$", text, re.MULTILINE)]


@pytest.mark.parametrize("name", ["my-org", "my org's", "."])
def test_the_commands_to_go_on_with_work_as_printed(name: str, folder: Path) -> None:
    result = run("init", name)
    assert result.exit_code == 0
    told = commands(result.stdout)
    assert [each[0] for each in told] == ["lint", "run", "check", "serve", "launch"]
    for each in told[:3]:
        assert run(*each).exit_code == 0, each
    assert (folder / name / "flows" / "order-status.yaml").is_file()


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (
            {"a.yaml": FLOW},
            0,
            [
                "1 flow file: 1 workflow.",
                "replies for 1 data action",
                "values for 2 {{keys}}",
                "Your service launches by id: write the ids of your organization into org.yaml, under `flows`.",
                "the ids are derived from the names: Names: all of them.",
            ],
        ),
        (
            {"a.yaml": FLOW, "b.yaml": "workflow: ["},
            0,
            ["2 flow files: 1 workflow, 1 that cannot be read.", "  b.yaml:1: ", "architrave run a.yaml"],
        ),
        (
            {"a.yaml": FLOW, "org.yaml": "name: Mine\n"},
            1,
            ["org.yaml lacks names. Copy what you need from org.missing.yaml into it"],
        ),
        (
            {"a.yaml": FLOW, "org.yaml": "name: Mine\n", "org.missing.yaml": "old"},
            1,
            ["org.yaml lacks names, but org.missing.yaml is out of date. Delete org.missing.yaml"],
        ),
        ({"a.i3InboundFlow": "JTdC", "b.i3InboundFlow": "JTdC"}, 1, ["2 Architect exports (.i3InboundFlow)", "YAML"]),
        ({"org.yaml": "name: Mine\n"}, 1, ["has no flows", "Nothing was written."]),
        ({"b.yaml": "workflow: ["}, 1, ["1 flow file: 1 that cannot be read."]),
        (
            {"a.yaml": "workflow: {name: X}", "b.yaml": "workflow: {name: X}"},
            0,
            ["2 workflow flows have the name “X”: `serve` serves the first of them."],
        ),
    ],
    ids=["flows", "one broken", "existing", "stale", "exports", "no flows", "all broken", "same name"],
)
def test_what_it_says_of_a_folder(files: dict[str, str], code: int, said: list[str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    result = run("init")
    assert result.exit_code == code
    assert [text for text in said if text not in result.stdout] == []


def test_an_org_yaml_with_errors_is_shown_with_its_place(folder: Path) -> None:
    (folder / "a.yaml").write_text(FLOW, encoding="utf-8")
    (folder / "org.yaml").write_text("name: X\nquees: []\n")
    result = run("init")
    assert result.exit_code == 1
    assert "org.yaml:2:1" in result.stderr
    assert "Nothing was written." in result.stderr
    assert not (folder / "mocks.yaml").exists()


def test_a_file_is_no_folder(folder: Path) -> None:
    (folder / "a.yaml").write_text(FLOW, encoding="utf-8")
    assert run("init", "a.yaml").exit_code == 2


def test_the_json_is_stable(folder: Path) -> None:
    (folder / "a.yaml").write_text(FLOW, encoding="utf-8")
    (folder / "b.yaml").write_text("workflow: [", encoding="utf-8")
    result = json.loads(run("init", "--format", "json").stdout)
    diagnostics = result.pop("diagnostics")
    missing = result.pop("missing")
    assert [(each["rule"], each["file"]) for each in diagnostics] == [("yaml-syntax", "b.yaml")]
    assert sorted(missing["queue"]) == ['Gaga/"quoted"', "Night shift", "Sales"]
    assert missing["dataAction"] == ['Cat / with: odd/Na\'me "x"']
    assert [name.partition("/")[0] for name in result.pop("created")] == [
        "org.yaml",
        "mocks.yaml",
        "data-tables",
        "data-tables",
        "common-modules",
    ]
    assert result == {
        "ok": True,
        "folder": ".",
        "kept": [],
        "lacking": [],
        "offered": [],
        "flows": [
            {"file": "a.yaml", "name": "Names: all of them", "type": "workflow", "runs": True},
            {"file": "b.yaml", "name": None, "type": None, "runs": False},
        ],
        "exports": {},
    }
