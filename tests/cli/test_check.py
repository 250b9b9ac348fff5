"""`architrave check`: what it prints, what it fixes, and its exit codes."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
ORDER_SYNC = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
GOOD = json.dumps({"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": "b", "Flow.sourceSystem": "erp"}})
FAILING = json.dumps({"flowId": ORDER_SYNC, "user": {"id": "u"}, "customData": {"batchId": "b", "sourceSystem": "erp"}})
FIXABLE = json.dumps({"flow_id": ORDER_SYNC, "parameters": {"batchId": "b", "sourceSystem": "erp"}})


def check(*arguments: object, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(architrave, ["check", *map(str, arguments)], input=stdin, env=env)


def checked(*arguments: object, stdin: str | bytes | None = None) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(check(*arguments, "--format", "json", stdin=stdin).stdout)
    return result


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str, name: str = "request.json") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return write


def test_a_good_request() -> None:
    result = check("-", "--org", EXAMPLE, stdin=GOOD)
    assert result.exit_code == 0
    assert "No problems found in the parts that were checked." in result.stdout


def test_a_failing_request_is_shown_with_its_lines(file) -> None:
    path = file(json.dumps(json.loads(FAILING), indent=2))
    result = check(path)
    assert result.exit_code == 1
    assert 'error[unknown-field]: A launch request has no field "user".' in result.stdout
    assert f"--> {path}:3:3 (at /user)" in result.stdout
    assert '3 |   "user": {' in result.stdout
    assert "2 problems. The API would respond with 400. Run `architrave explain unknown-field`" in result.stdout


def test_a_request_to_another_endpoint() -> None:
    result = check("-", stdin=f"curl https://api.mypurecloud.com/api/v2/routing/queues --json '{GOOD}'")
    assert result.exit_code == 1
    assert "/api/v2/routing/queues is another endpoint of the Platform API" in result.stdout
    assert "The API would not launch a flow. Run `architrave explain not-a-launch`" in result.stdout


def test_the_shape_for_programs() -> None:
    result = checked("-", stdin=FAILING)
    assert set(result) == {"ok", "status", "diagnostics", "corrected", "notJudged"}
    assert (result["ok"], result["status"], result["corrected"]) == (False, 400, None)
    first = result["diagnostics"][0]
    assert set(first) == {"rule", "severity", "message", "file", "pointer", "start", "end", "help", "fix"}
    assert (first["rule"], first["pointer"], first["file"]) == ("unknown-field", "/user", "<stdin>")
    assert first["start"] == {"line": 1, "column": 52}
    assert "flow" in result["notJudged"]


@pytest.mark.parametrize("form", ["sarif", "github"])
def test_other_formats(form: str) -> None:
    result = check("-", "--format", form, stdin=FAILING)
    assert result.exit_code == 1
    assert "unknown-field" in result.stdout
    if form == "sarif":
        assert json.loads(result.stdout)["version"] == "2.1.0"


def test_a_flow_file_of_an_organization_brings_its_pins(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    flow = tmp_path / "flows" / "order-sync.yaml"
    flow.write_text((EXAMPLE / "flows" / "order-sync.yaml").read_text())
    assert checked("-", "--flow", flow, stdin=GOOD)["ok"]
    assert not checked("-", "--flow", flow, stdin='{"flowId": "o-1"}')["ok"]
    without_id = checked("-", "--flow", flow, stdin='{"inputData": {"batchId": "b"}}')
    assert [item["rule"] for item in without_id["diagnostics"] if item["severity"] == "error"] == [
        "missing-field",
        "unscoped-input",
    ]
    (tmp_path / "org.yaml").write_text("flows: {Order sync: {id: o-1, required: [batchId]}}")
    assert checked("-", "--flow", flow, stdin='{"flowId": "o-1"}')["ok"]
    strict = checked("-", "--flow", flow, "--contract", "extended", stdin='{"flowId": "o-1"}')
    missing = [item["severity"] for item in strict["diagnostics"] if item["rule"] == "missing-input"]
    assert missing[0] == "error"


def test_fix_prints_the_corrected_body_alone() -> None:
    result = check("-", "--org", EXAMPLE, "--fix", stdin=FIXABLE)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(GOOD)
    left = check("-", "--org", EXAMPLE, "--fix", stdin=FAILING)
    assert left.exit_code == 1
    assert json.loads(left.stdout) == json.loads(GOOD) | {"user": {"id": "u"}}
    fixed, _, remaining = left.stderr.partition("Fixed 1 problem.\n")
    assert fixed == 'fixed[unknown-field]: A launch request has no field "customData". (<stdin>:1:73)\n'
    assert "error[unknown-field]" in remaining
    assert "customData" not in remaining


def test_fix_keeps_numbers_as_they_were_written() -> None:
    body = '{"flow_id": "' + ORDER_SYNC + '", "inputData": {"x": 1.10, "y": 12345678901234567890.5}}'
    assert '"x": 1.10' in check("-", "--fix", stdin=body).stdout
    assert "12345678901234567890.5" in check("-", "--fix", stdin=body).stdout


def test_fix_writes_into_the_file(file) -> None:
    path = file(FIXABLE)
    assert check(path, "--org", EXAMPLE, "--fix", "--write").exit_code == 0
    assert json.loads(path.read_text()) == json.loads(GOOD)
    message = file(f"POST /api/v2/flows/executions HTTP/1.1\nHost: localhost\n\n{FIXABLE}\n", "message.http")
    check(message, "--org", EXAMPLE, "--fix", "--write")
    head, _, body = message.read_text().partition("\n\n")
    assert head.endswith("Host: localhost")
    assert json.loads(body) == json.loads(GOOD)
    address = "http://localhost/api/v2/flows/executions"
    command = file(f"curl {address} -d '{FIXABLE}' -v", "command.sh")
    check(command, "--org", EXAMPLE, "--fix", "--write")
    assert command.read_text().endswith("}' -v")
    assert '"Flow.batchId": "b"' in command.read_text()
    here = file(f"curl --json @- http://localhost/x <<'END' | jq\n{FIXABLE}\nEND\necho done\n", "here.sh")
    check(here, "--org", EXAMPLE, "--fix", "--write")
    assert here.read_text().endswith("}\nEND\necho done\n")
    assert '"Flow.batchId": "b"' in here.read_text()
    bare = file(f"curl -d {{}} {address}", "bare.sh")
    assert check(bare, "--org", EXAMPLE, "--fix", "--write").exit_code in (1, 2)
    assert address in bare.read_text()


def test_fix_prints_nothing_for_a_body_that_cannot_be_fixed() -> None:
    result = check("-", "--fix", stdin='{"flowId": ')
    assert (result.exit_code, result.stdout) == (1, "")


def test_fix_says_that_nothing_could_be_fixed() -> None:
    body = json.dumps({"flowId": ORDER_SYNC, "customData": {"batchId": "b"}})
    alone = check("-", "--fix", stdin=body)
    assert "Nothing could be fixed automatically. If some fields are flow inputs, add --flow FILE" in alone.stderr
    body = json.dumps({"flowId": ORDER_SYNC, "user": {"id": "u"}})
    with_flows = check("-", "--org", EXAMPLE, "--fix", stdin=body)
    assert "fixed automatically. Correct what is left by hand" in with_flows.stderr
    assert (alone.stdout, with_flows.stdout) == ("", "")


def test_fix_prints_a_body_that_was_right_already() -> None:
    right = check("-", "--org", EXAMPLE, "--fix", stdin=GOOD)
    assert (right.exit_code, json.loads(right.stdout)) == (0, json.loads(GOOD))
    assert right.stderr.endswith("There was nothing to fix.\n")


WIDE: list[tuple[str, list[str]]] = [
    ("body.json", []),
    ("body.json", ["--fix"]),
    ("body.json", ["--fix", "--write"]),
    ("Main.java", []),
    ("two.log", []),
]


@pytest.mark.parametrize(("name", "options"), WIDE)
def test_lines_fit_the_terminal(name: str, options: list[str], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    url = "https://api.mypurecloud.com/api/v2/flows/executions"
    long = json.dumps({"flowId": ORDER_SYNC, "user": {"id": "u" * 200}, "a" * 150: 1})
    Path("body.json").write_text(long, encoding="utf-8")
    Path("Main.java").write_text("package a.b;\n", encoding="utf-8")
    lines = [f"--> POST {url}", "A: b", "", long, "--> END POST (1-byte body)"]
    Path("two.log").write_text("\n".join(f"10:15:30 {line}" for line in lines * 2), encoding="utf-8")
    result = check(name, *options, env={"COLUMNS": "80"})
    shown = [line for line in result.output.splitlines() if "aaaa" not in line]
    assert shown
    assert max(map(len, shown)) <= 80


def test_carets_end_where_the_shown_text_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{" + "x" * 300 + "}", encoding="utf-8")
    lines = check(path, env={"COLUMNS": "80"}).stdout.splitlines()
    for shown, carets in pairwise(lines):
        if set(carets) == set(" |^"):
            assert len(carets) <= len(shown)


def test_what_was_not_checked_is_named_with_the_option_for_it() -> None:
    last = check("-", stdin=GOOD).stdout.splitlines()[-1]
    url = "URL and headers (pass the whole request or curl command)"
    assert last == f"Not checked: {url}, permission (--scope), flow and inputs (--flow or --org)."


def test_scopes_and_gateways() -> None:
    rules = [item["rule"] for item in checked("-", "--scope", "flow:execute,users", stdin=GOOD)["diagnostics"]]
    assert rules == ["invented-permission", "missing-scope"]
    address = "https://gateway.example.com/api/v2/flows/executions"
    command = f"curl --json '{GOOD}' -H 'Authorization: Bearer abc' {address}"
    assert check("-", stdin=command).exit_code == 1
    assert check("-", stdin=command, env={"GENESYSCLOUD_GATEWAY_HOST": "gateway.example.com"}).exit_code == 0


USAGE = [
    (["no-such-file.json"], "File not found"),
    (["."], "folder"),
    (["{}"], "pipe it into"),
    (['{"flowId": "' + 300 * "a" + '"}'], "pipe it into"),
    (["curl -X POST https://api.mypurecloud.com/api/v2/flows/executions -d '{}'"], "pipe it into"),
    (["-", "--write"], "--write needs --fix"),
    (["-", "--fix", "--write"], "--write needs --fix"),
    (["-", "--flow", "no-such-flow.yaml"], "File not found: no-such-flow.yaml"),
    (["-", "--org", "no-such-folder"], "no such folder"),
    (["-", "--contract", "other"], "other"),
]


@pytest.mark.parametrize(("arguments", "said"), USAGE, ids=lambda value: " ".join(value)[:40])
def test_wrong_usage(arguments: list[str], said: str) -> None:
    result = check(*arguments, stdin=GOOD)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_flow_with_errors_cannot_be_checked_against(file) -> None:
    flow = file("workflow:\n  nme: X\n", "broken.yaml")
    result = check("-", "--flow", flow, stdin=GOOD)
    assert result.exit_code == 2
    assert "Cannot check against" in result.stderr


@pytest.mark.slow
def test_checking_a_body_imports_little() -> None:
    code = (
        "import sys; from architrave.cli import architrave\n"
        "try: architrave(['check', '-'], prog_name='architrave')\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'rich', 'phonenumbers', 'babel', 'httptools', 'httpx', 'yaml', 'dateutil', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=FAILING, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
