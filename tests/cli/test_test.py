"""`architrave test`: its text, its JSON, its exit codes."""

import json
import re
import shutil
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave as cli
from tests.local.testing.running import ERP, EXAMPLE, HEAD


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["test", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def failing(tmp_path: Path) -> str:
    """A file with a test that passes, one that fails, and one that is skipped."""
    path = tmp_path / "a.flowtest.yaml"
    path.write_text(
        f"{HEAD}  - {{name: good, {ERP}}}\n"
        f"  - {{name: bad, {ERP}, expect: {{outputs: {{ordersSynced: 6}}}}}}\n"
        f"  - {{name: later, skip: not now}}\n",
        encoding="utf-8",
    )
    return str(path)


def test_passing_tests_are_counted() -> None:
    result = run(str(EXAMPLE))
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"(\d+) tests in 4 files: \1 passed in \d+\.\d s\.\n", result.stdout)


def test_a_failure_shows_the_sentence_the_places_and_the_command(failing: str) -> None:
    result = run(failing)
    assert result.exit_code == 1
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines[0] == f"FAILED {failing}::bad"
    assert lines[1] == "error[flowtest-failed]: Flow.ordersSynced is 5, expected 6."
    assert lines[2].startswith(f"--> {failing}:5:")
    assert any(
        line.startswith("0.400s  End with the status  endWorkflow") and "order-sync.yaml:" in line for line in lines
    )
    assert f"To step through it: architrave test {failing}::bad --step" in lines
    assert f"SKIPPED {failing}::later: not now" in lines
    assert lines[-1].startswith("3 tests in 1 file: 1 passed, 1 failed, 1 skipped in ")


def test_the_json_is_stable(failing: str) -> None:
    result = run(failing, "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["ok"] is False
    assert [(test["name"], test["status"]) for test in report["tests"]] == [
        ("good", "passed"),
        ("bad", "failed"),
        ("later", "skipped"),
    ]
    bad = report["tests"][1]
    assert (bad["case"], bad["line"], bad["file"]) == (None, 5, failing)
    (failure,) = bad["failures"]
    assert (failure["got"], failure["wanted"], failure["rule"]) == ("5", "6", "flowtest-failed")
    assert list(bad["steps"][0]) == ["name", "type", "output", "at", "depth", "file", "line"]


def test_errors_in_a_file_are_problems(tmp_path: Path) -> None:
    path = tmp_path / "a.flowtest.yaml"
    path.write_text(f"{HEAD}  - {{name: a, input: {{}}}}\n", encoding="utf-8")
    result = run(str(path))
    assert result.exit_code == 1
    assert "error[flowtest-key]: Unknown key `input` in a test." in result.stdout
    assert "0 tests in 1 file: 1 error in " in result.stdout


def test_a_wrong_path_is_a_usage_error() -> None:
    result = run("gone.flowtest.yaml")
    assert result.exit_code == 2
    assert "Error: File not found: gone.flowtest.yaml." in result.stderr


def test_names_are_shown_without_what_a_terminal_acts_on(tmp_path: Path) -> None:
    path = tmp_path / "a.flowtest.yaml"
    path.write_text(f'{HEAD}  - {{name: "a\\u202e\\e[31m", {ERP}, expect: {{reason: "\\e[0m"}}}}\n', encoding="utf-8")
    result = run(str(path))
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "a\\u202e\\u001b[31m" in result.stdout


def test_step_debugs_one_test(failing: str) -> None:
    result = CliRunner().invoke(cli, ["test", f"{failing}::good", "--step"], input="s\nq\n")
    assert result.exit_code == 0, result.output
    assert "Settle the inputs" in result.stdout
    assert run(failing, "--step").exit_code == 2
    assert run(f"{failing}::good", "--step", "--format", "json").exit_code == 2


def test_the_schema_is_printed() -> None:
    result = CliRunner().invoke(cli, ["schema", "test"])
    jsonschema_rs.validator_for(json.loads(result.stdout))
    assert result.exit_code == 0


def test_github_annotates_the_place(failing: str) -> None:
    result = run(failing, "--format", "github")
    assert result.stdout.startswith(f"::error file={failing},line=5,")
    assert run(str(EXAMPLE), "--format", "github").stdout == ""


def test_junit_and_a_report(failing: str, tmp_path: Path) -> None:
    assert run(failing, "--format", "junit").stdout.startswith('<?xml version="1.0"')
    result = run(failing, "--report", str(tmp_path / "reports"))
    assert f"Wrote {tmp_path / 'reports' / 'junit.xml'}" in result.stderr


@pytest.mark.parametrize("processes", ["0", "many", "65"])
def test_a_wrong_number_of_processes_is_a_usage_error(failing: str, processes: str) -> None:
    assert f"-n {processes}: write a number from 1 to 64, or auto." in run(failing, "-n", processes).stderr


def test_coverage_is_shown_with_what_is_missing(failing: str) -> None:
    result = run(f"{failing}::good", "--coverage")
    assert result.exit_code == 0
    assert re.search(r"^Order sync  actions \d+/49 \d+%, outputs \d+/36 \d+%$", result.stdout, re.MULTILINE)
    assert re.search(r"order-sync\.yaml:\d+  End refused  not reached$", result.stdout, re.MULTILINE)
    result = run(f"{failing}::good", "--fail-under", "95")
    assert result.exit_code == 1
    assert "% of the outputs are covered, less than 95%." in result.stdout


def test_update_writes_what_was_seen(failing: str) -> None:
    result = run(failing, "--update")
    assert result.exit_code == 0, result.output
    assert f"Updated 1 value in {failing}" in result.stderr
    assert "Now 0 tests of 3 fail" in result.stderr
    assert "ordersSynced: 5" in Path(failing).read_text(encoding="utf-8")


def test_a_run_becomes_a_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    kept = CliRunner().invoke(cli, ["run", "Order sync", "-i", "batchId=B-1", "--format", "json"])
    (tmp_path / "kept.json").write_text(kept.stdout, encoding="utf-8")
    whole = run("--from", str(tmp_path / "kept.json"))
    short = run("--from", str(tmp_path / "kept.json"), "--shorten")
    assert (whole.exit_code, short.exit_code) == (0, 0), whole.output + short.output
    assert whole.stdout.startswith("flow: Order sync\n\ntests:\n  - name: The run of kept\n")
    assert "path:" in whole.stdout
    assert len(short.stdout) < len(whole.stdout) / 2
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    assert "is not the JSON of a run" in run("--from", str(tmp_path / "bad.json")).stderr
    assert run("--shorten").exit_code == 2
    monkeypatch.chdir(tmp_path)
    assert "Name its folder" in run("--from", "kept.json").stderr
    assert run("--from", "kept.json", str(EXAMPLE)).stdout == whole.stdout
    assert "is not a folder" in run("--from", "kept.json", "kept.json").stderr
    assert "name one folder" in run("--from", "kept.json", str(EXAMPLE), str(tmp_path)).stderr


def test_the_first_test_is_made_as_the_message_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "org", ignore=shutil.ignore_patterns("*.flowtest.yaml", ".architrave"))
    monkeypatch.chdir(tmp_path)
    said = run("org").stderr
    assert "architrave test --from run.json org > org/NAME.flowtest.yaml" in " ".join(said.split())
    kept = CliRunner().invoke(cli, ["run", "Order sync", "-i", "batchId=B-1", "--format", "json", "--org", "org"])
    Path("run.json").write_text(kept.stdout, encoding="utf-8")
    (folder / "NAME.flowtest.yaml").write_text(run("--from", "run.json", "org").stdout, encoding="utf-8")
    assert run("org").exit_code == 0
