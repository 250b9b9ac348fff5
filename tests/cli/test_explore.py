"""`architrave explore`: its text, its JSON, its exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave as cli
from tests.local.exploring.flows_of import deciding

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["explore", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A flow that can fail, and has an output that is never taken."""
    monkeypatch.chdir(tmp_path)
    text = deciding({"code": "string"}, "Length(Flow.code) > 8 and Length(Flow.code) < 3")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    return "small.yaml"


def test_the_text_has_the_findings_the_tests_and_what_is_missing(flow: str) -> None:
    result = run(flow, "--budget", "200 ms")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "The flow fails in “Decide”  small.yaml:14",
        "  NotSet: Flow.code is NOT_SET; Length needs a value for text.",
        "As a test, which passes as long as this happens:",
        "",
    ]
    assert lines[4:6] == ["  flow: small.yaml", "  org: none"]
    assert "    - name: NotSet in Decide" in lines
    assert "  small.yaml:14  Decide  → yes: Length(Flow.code) > 8 and Length(Flow.code) < 3" in lines
    assert lines[-1].startswith("Small: 1 of 2 outputs taken (50%) in ")
    assert lines[-1].endswith(", 1 way to fail.")


def test_the_json_is_stable(flow: str) -> None:
    result = run(flow, "--budget", "200ms", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert list(report) == [
        "ok",
        "flow",
        "outputs",
        "findings",
        "missing",
        "runs",
        "work",
        "cut",
        "exhausted",
        "coverage",
    ]
    (finding,) = report["findings"]
    assert finding.pop("test").startswith("flow: small.yaml\norg: none\n\ntests:\n")
    assert finding == {
        "kind": "fault",
        "type": "NotSet",
        "message": "Flow.code is NOT_SET; Length needs a value for text.",
        "action": "Decide",
        "file": "small.yaml",
        "line": 14,
    }
    assert report["missing"] == [
        {
            "file": "small.yaml",
            "line": 14,
            "action": "Decide",
            "output": "yes",
            "condition": "Length(Flow.code) > 8 and Length(Flow.code) < 3",
            "behind": 0,
        }
    ]


def test_the_example_is_covered_and_cannot_fail(tmp_path: Path) -> None:
    written = tmp_path / "explored.flowtest.yaml"
    result = run("Order sync", "--org", str(EXAMPLE), "--until-covered", "95%", "-o", str(written))
    assert result.exit_code == 0, result.output
    assert written.read_text(encoding="utf-8").startswith("flow: Order sync\norg: ")
    tested = CliRunner().invoke(cli, ["test", str(written), "--fail-under", "95"])
    assert tested.exit_code == 0, tested.output


def test_too_little_covered_fails(flow: str) -> None:
    result = run(flow, "--budget", "100ms", "--until-covered", "80")
    assert result.exit_code == 1
    assert "50.0% of the outputs were taken, less than 80%." in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.yaml"], "There is no file missing.yaml."),
        (["Order sync"], "There is no file Order sync. To explore a flow by its name, use --org."),
        (["Ordr sync", "--org", str(EXAMPLE)], 'no flow "Ordr sync". Did you mean "Order sync"?'),
        (["small.yaml", "--budget", "ten"], "--budget ten: not a duration. Write it like 10s or 2m."),
        (["small.yaml", "--until-covered", "much"], "--until-covered much: not a percentage. Write it like 95%."),
    ],
)
def test_a_usage_error_says_what_to_write(flow: str, arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_flow_with_errors_is_refused(flow: str) -> None:
    Path(flow).write_text("workflow: {name: x}\n", encoding="utf-8")
    assert run(flow).exit_code == 1
