"""`architrave diagram`: what it writes where, and what it says about what it cannot draw."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli.diagram import command
from architrave.cli.run import command as run_command
from tests.diagram.drawn import parsed

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
SYNC = str(EXAMPLE / "flows" / "order-sync.yaml")
CONTROL = str(Path(__file__).parents[1] / "interpreter" / "flows" / "control.yaml")


def diagram(*arguments: str, text: str | None = None) -> Result:
    result = CliRunner().invoke(command, list(arguments), input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a run of the flow `CONTROL`."""
    done = CliRunner().invoke(run_command, [CONTROL, "--at", "2026-01-01T00:00:00Z", "--format", "json"])
    path = tmp_path_factory.mktemp("run") / "run.json"
    path.write_text(done.stdout)
    return str(path)


def test_the_diagram_is_printed() -> None:
    result = diagram(SYNC)
    assert result.exit_code == 0, result.output
    assert "Order sync" in "".join(parsed(result.stdout).itertext())
    assert result.stderr == ""


def test_a_flow_is_found_by_its_name_and_written_into_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sync.svg"
    result = diagram("Order sync", "--org", str(EXAMPLE), "-o", str(path))
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert f"Wrote {path}: “Order sync”, 49 actions, 4 parts." in result.stderr
    assert path.read_text(encoding="utf-8") == diagram(SYNC).stdout


def test_a_flow_is_read_from_standard_input() -> None:
    text = Path(CONTROL).read_text()
    assert diagram("-", text=text).stdout == diagram(CONTROL).stdout


def test_runs_are_marked_and_summed(trace: str) -> None:
    once, twice = diagram(CONTROL, "--trace", trace), diagram(CONTROL, "--trace", trace, "--trace", trace)
    assert 'class="b choice ran"' in once.stdout
    assert "ran once" in once.stdout
    assert "ran once" not in twice.stdout
    assert "ran 2 times" in twice.stdout


def test_steps_of_a_changed_flow_are_left_out(trace: str, tmp_path: Path) -> None:
    changed = tmp_path / "flow.yaml"
    changed.write_text(Path(CONTROL).read_text().replace("name: Rest", "name: Pause"))
    result = diagram(str(changed), "--trace", trace)
    assert result.exit_code == 0
    assert "1 step left out: the flow has changed since the run, and has no such action." in result.stderr


def test_a_flow_with_errors_is_drawn_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text("workflow: {name: Broken, states: [{state: {name: A, actions: [{wiat: {}}]}}]}")
    result = diagram(str(path))
    assert result.exit_code == 0
    assert "wiat" in result.stdout
    assert "errors: the diagram may be incomplete. To see them, run: architrave lint" in result.stderr


def test_what_cannot_be_read_is_shown_with_its_problem() -> None:
    result = diagram("-", text="workflow: [")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "error[" in result.stderr
    assert "Cannot draw <stdin>: it cannot be read." in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nope.yaml",), "File not found: nope.yaml"),
        (("Nope", "--org", str(EXAMPLE)), "has no flow “Nope”. Its flows: "),
        ((str(EXAMPLE / "mocks.yaml"),), "not a flow"),
        ((SYNC, "--trace", "nope.json"), "--trace nope.json: there is no such file."),
        ((SYNC, "--trace", SYNC), "not a run: JSON is malformed"),
        ((SYNC, "-o", "/nowhere/at/all.svg"), "Cannot write /nowhere/at/all.svg: No such file or directory."),
    ],
)
def test_mistakes_are_usage_errors(arguments: tuple[str, ...], message: str) -> None:
    result = diagram(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_a_name_needs_an_organization(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = diagram("Order sync")
    assert result.exit_code == 2
    assert "is not a file. To draw a flow by its name, name its organization with --org." in result.stderr


def test_a_run_of_another_flow_is_refused(trace: str) -> None:
    result = diagram(SYNC, "--trace", trace)
    assert result.exit_code == 2
    assert f"{trace} is a run of “Control flow”, not of “Order sync”." in " ".join(result.stderr.split())


def test_an_empty_run_marks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"status": "RUNNING", "trace": []}))
    assert 'class="b choice idle"' in diagram(CONTROL, "--trace", str(path)).stdout


def covered(tmp_path: Path, name: str) -> str:
    """A file with the coverage of a flow whose first action was reached."""
    actions = [
        {
            "action": 0,
            "name": "Some times",
            "type": "loop",
            "covered": True,
            "outputs": {"loop": True, "goes on": False},
        },
        {"action": 1, "name": "Second?", "type": "decision", "covered": True, "outputs": {}},
    ]
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"flows": [{"name": name, "actions": actions}]}))
    return str(path)


def test_coverage_is_marked(tmp_path: Path) -> None:
    result = diagram(CONTROL, "--coverage", covered(tmp_path, "Control flow"))
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\nreached<") == 1
    assert "\nnot reached<" in result.stdout
    assert "1 action left out: the flow has changed since the run, and has no such action." in result.stderr


def test_coverage_of_another_flow_is_refused(tmp_path: Path) -> None:
    result = diagram(CONTROL, "--coverage", covered(tmp_path, "Other"))
    assert result.exit_code == 2
    assert "has the coverage of “Other”, not of “Control flow”." in " ".join(result.stderr.split())


def test_a_file_that_is_not_coverage_is_refused(trace: str) -> None:
    result = diagram(CONTROL, "--coverage", trace)
    assert result.exit_code == 2
    assert "not the coverage of tests: Object missing required field `flows`." in " ".join(result.stderr.split())
    assert diagram(CONTROL, "--coverage", trace, "--trace", trace).exit_code == 2
