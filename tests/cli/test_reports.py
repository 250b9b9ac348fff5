"""What a server reports about its files: in numbers for people, one record for each problem for programs."""

import json
import logging
from pathlib import Path

import pytest

import architrave
from architrave import LocalPlatform
from architrave.cli.logs import JsonLines
from architrave.cli.reports import Reports
from architrave.local.faults import CannotOpenError
from architrave.local.platform import Reloaded

FLOW = """
workflow:
  name: NAME
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Flow.one, initialValue: {lit: x}, isInput: false, isOutput: false}
    - stringVariable: {name: Flow.two, initialValue: {lit: x}, isInput: false, isOutput: false}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""
BROKEN = "workflow: ["


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text(FLOW.replace("NAME", name))
    return tmp_path


def problems(folder: Path):
    with architrave.open(folder, environment={}) as platform:
        return platform.diagnostics


def test_warnings_are_counted_by_rule_and_errors_shown_in_full(folder: Path, capsys) -> None:
    (folder / "broken.yaml").write_text(BROKEN)
    Reports("serve", "text", folder).started(problems(folder))
    shown = capsys.readouterr().err
    assert shown.count("warning[") == 0
    assert shown.count("error[yaml-syntax]") == 1
    assert "warning  unused-variable  6 in 3 files" in shown
    assert shown.rstrip().endswith(f"To see them, run: architrave lint {folder} --org {folder}")


def test_without_problems_nothing_is_printed(tmp_path: Path, capsys) -> None:
    Reports("serve", "text", tmp_path).started(())
    assert capsys.readouterr() == ("", "")


def test_each_problem_is_a_json_record(folder: Path, caplog: pytest.LogCaptureFixture, capsys) -> None:
    (folder / "broken.yaml").write_text(BROKEN)
    found = problems(folder)
    with caplog.at_level(logging.INFO, "architrave"):
        Reports("serve", "json", folder).started(found)
    assert capsys.readouterr() == ("", "")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert len(lines) == len(found)
    keys = {"level", "message", "rule", "severity", "file", "line", "column", "help"}
    assert all(keys <= line.keys() for line in lines)
    (error,) = [line for line in lines if line["severity"] == "error"]
    assert (error["level"], error["rule"], error["file"]) == ("ERROR", "yaml-syntax", str(folder / "broken.yaml"))
    assert isinstance(error["line"], int)


def test_what_stops_a_start_is_a_record_too(folder: Path, caplog: pytest.LogCaptureFixture, capsys) -> None:
    (folder / "org.yaml").write_text("clints: []")
    reports = Reports("serve", "json", folder)
    with caplog.at_level(logging.INFO, "architrave"):
        opening = architrave.open(folder, environment={})
        with pytest.raises(CannotOpenError) as stopped:
            opening.keep_open()
        assert reports.refused(stopped.value) == 1
        assert reports.complain("Port 1 is in use.", 2) == 2
    assert capsys.readouterr() == ("", "")
    assert [record.getMessage() for record in caplog.records][1:] == ["Port 1 is in use."]
    assert vars(caplog.records[0])["rule"] == "unknown-setting"


def reloaded(platform: LocalPlatform) -> Reloaded:
    inner = platform._platform
    return inner._reload()


def test_only_what_concerns_the_change_is_reported(folder: Path, capsys, caplog) -> None:
    with architrave.open(folder, environment={}) as platform:
        platform.start()
        reports = Reports("serve", "text", folder)
        (folder / "a.yaml").write_text(BROKEN)
        with caplog.at_level(logging.INFO, "architrave"):
            reports.reloaded(reloaded(platform))
        shown = capsys.readouterr().err
        assert "error[yaml-syntax]" in shown
        assert "b.yaml" not in shown
        assert f'{folder / "a.yaml"} has errors; still using version 1.0 of "a"' in caplog.text
        caplog.clear()
        with caplog.at_level(logging.INFO, "architrave"):
            reports.reloaded(reloaded(platform))
        assert capsys.readouterr().err == ""
        assert caplog.text == ""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("org.yaml", "clints: []", "org.yaml has errors; still using the previous version"),
        ("mocks.yaml", "- x", "the mocks file has errors; still using the previous replies"),
    ],
)
def test_what_keeps_its_previous_version_is_said(folder: Path, capsys, caplog, file, text, said) -> None:
    with architrave.open(folder, environment={}) as platform:
        platform.start()
        (folder / file).write_text(text)
        with caplog.at_level(logging.INFO, "architrave"):
            Reports("serve", "text", folder).reloaded(reloaded(platform))
    shown = capsys.readouterr().err
    assert shown.count("error[") == 1
    assert "unused-variable" not in shown
    assert said in caplog.text
    assert "listed above" not in caplog.text
