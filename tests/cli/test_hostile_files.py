"""Files and folders that are not what a command expects: usage errors and diagnostics, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import architrave
from architrave.cli import architrave as command
from tests.cli.test_lint import BROKEN, GOOD
from tests.definitions.test_walking import lock


def call(*arguments: object) -> "tuple[int, str]":
    """The command in its own process, for its last resort: the exit code, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "architrave", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["file/x", "/dev/null/x", "loop", "broken", "taken"])
def test_init_where_no_folder_can_be(folder: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "flows").touch()
    before = sorted(tmp_path.rglob("*"))
    code, said = call("init", tmp_path / folder)
    assert (code, sorted(tmp_path.rglob("*"))) == (2, before)
    assert "Traceback" not in said
    assert folder.removesuffix("/x") in said.replace("\n", "")


@pytest.mark.slow
def test_options_where_no_file_can_be(tmp_path: Path) -> None:
    flow = tmp_path / "flow.yaml"
    flow.write_text(GOOD.replace("name: Good", 'name: "{{name}}"'), encoding="utf-8")
    for place in (flow / "x.yaml", tmp_path / "new" / ("n" * 300)):
        code, said = call("run", flow, "--write-options", place)
        assert (code, "Traceback" in said) == (2, False), said
    assert list(tmp_path.iterdir()) == [flow]


@pytest.mark.parametrize("name", ["org.yaml", "mocks.yaml"])
def test_init_says_that_a_settings_file_is_a_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "flow.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / name).mkdir()
    done = CliRunner().invoke(command, ["init", str(tmp_path)])
    assert done.exit_code == 1
    assert f"{name} is a folder" in done.output
    assert len(list(tmp_path.iterdir())) == 2


def test_init_keeps_away_from_what_it_cannot_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    lock(monkeypatch)
    done = CliRunner().invoke(command, ["init", str(tmp_path)])
    assert (done.exit_code, len(list(tmp_path.iterdir()))) == (1, 1)
    assert "Flows in it are not known. \nNothing was written." in done.output.replace("known.", "known. ")


def test_init_finds_deep_flows(tmp_path: Path) -> None:
    deep = tmp_path / "/".join("abcdefghijklm")
    deep.mkdir(parents=True)
    (deep / "flow.yaml").write_text(GOOD, encoding="utf-8")
    done = CliRunner().invoke(command, ["init", str(tmp_path)])
    assert "1 flow file: 1 workflow." in done.output
    assert not (tmp_path / "launch.json").exists()


def test_init_names_only_its_own_launch_request(tmp_path: Path) -> None:
    (tmp_path / "launch.json").write_text("{}", encoding="utf-8")
    done = CliRunner().invoke(command, ["init", str(tmp_path)])
    assert (done.exit_code, "launch.json" in done.output) == (0, False)


def test_lint_says_what_it_cannot_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "linked").symlink_to(".")
    (tmp_path / "flow.yaml").write_text(GOOD, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    lock(monkeypatch)
    done = CliRunner().invoke(command, ["lint", str(tmp_path)])
    assert done.exit_code == 1
    assert "Cannot read the folder" in done.output
    assert "not a regular file" in done.output
    assert "1 flow: 2 errors" in done.output


@pytest.mark.parametrize("name", ["\\u0000", "\\ud800"])
def test_a_baseline_with_impossible_names(name: str, tmp_path: Path) -> None:
    flow, baseline = tmp_path / "flow.yaml", tmp_path / "known.json"
    flow.write_text(BROKEN, encoding="utf-8")
    text = f'{{"version": 1, "files": {{"{name}": {{"{name}": {{"{name}": 1}}}}}}}}'
    for option in ("--baseline", "--write-baseline"):
        baseline.write_text(text, encoding="utf-8")
        done = CliRunner().invoke(command, ["lint", str(flow), option, str(baseline)])
        assert done.exit_code in {0, 1}, done.exception
        assert done.exception is None or isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("changed", ["deleted", "folder", "bytes"])
def test_a_flow_that_changes_while_it_is_fixed(changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from architrave.local.linting import running

    flow = tmp_path / "flow.yaml"
    flow.write_text(BROKEN, encoding="utf-8")
    fix = running.fix_flow

    def fix_and_change(*arguments: object) -> object:
        flow.unlink()
        if changed == "folder":
            flow.mkdir()
        elif changed == "bytes":
            flow.write_bytes(b"\xff")
        return fix(*arguments)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(running, "fix_flow", fix_and_change)
    done = CliRunner().invoke(command, ["lint", "--fix", str(flow)])
    assert done.exit_code == 2, done.output
    assert "flow.yaml" in done.output


def _circular() -> dict[str, object]:
    mocks: dict[str, object] = {}
    mocks["a"] = mocks
    return mocks


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("mocks", {"a": b"x"}, TypeError),
        ("mocks", {"a": {1}}, TypeError),
        ("mocks", _circular(), ValueError),
        ("mocks", "\ud800", ValueError),
        ("org", "\ud800", ValueError),
        ("org", "a\0b", ValueError),
        ("database", "\ud800.db", ValueError),
    ],
)
def test_settings_that_cannot_be_used_are_named(name: str, value: object, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=name):
        architrave.open(**{"org": ".", name: value})  # pyright: ignore[reportArgumentType]
