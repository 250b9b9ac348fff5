"""Flows that really call data actions: with `run` on the virtual engine, and served on the embedded engine."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.engine.data_actions.loopback import Answer, loopback
from tests.logs import secret
from tests.server.process import command, serve_process
from tests.shared import SHARED, needs_shared

FLOW = """workflow:
  name: Ask
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
    - stringVariable: {{name: Flow.id, initialValue: {{lit: "7"}}, isInput: true, isOutput: false}}
{variables}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - callData:
              name: Ask
              timeout: {{lit: {{minutes: 1}}}}
              category:
                ERP:
                  dataAction:
                    Ask:
                      inputs: {{id: {{exp: Flow.id}}}}
                      successOutputs: {{{outputs}}}
                      failureOutputs:
                        errorCode: {{var: Flow.code}}
                        userMessage: {{var: Flow.message}}
                        details.errorCode: {{var: Flow.details}}
                        status: {{var: Flow.status}}
              outputs:
                success: {{actions: [{{endWorkflow: {{name: Good, exitReason: {{lit: good}}}}}}]}}
                failure: {{actions: [{{endWorkflow: {{name: Bad, exitReason: {{lit: bad}}}}}}]}}
                timeout: {{actions: [{{endWorkflow: {{name: Late, exitReason: {{lit: late}}}}}}]}}
          - endWorkflow: {{name: End, exitReason: {{noValue: true}}}}
"""
UNSET = "initialValue: {noValue: true}"
FAILURES = [("string", "code"), ("string", "message"), ("stringCollection", "details"), ("integer", "status")]


def write(
    folder: Path,
    url: str,
    outputs: list[tuple[str, str, str]],
    schema: dict[str, Any],
    response: dict[str, Any] | None = None,
    org: str = "name: Test\n",
    **request: Any,
) -> None:
    """An organization with one flow and one data action. `outputs` are a variable's kind and name, and the output."""
    variables = [(kind, name) for kind, name, _ in outputs] + FAILURES
    flow = FLOW.format(
        variables="\n".join(
            f"    - {kind}Variable: {{name: Flow.{name}, isInput: false, isOutput: true, {UNSET}}}"
            for kind, name in variables
        ),
        outputs=", ".join(f"{output}: {{var: Flow.{name}}}" for _, name, output in outputs),
    )
    action = {
        "name": "Ask - Exported 2024-01-02 @ 8:22",
        "config": {"request": {"requestUrlTemplate": url, "requestType": "GET", **request}, "response": response or {}},
        "contract": {
            "input": {"inputSchema": {"type": "object", "properties": {"id": {"type": "string"}}}},
            "output": {"successSchema": schema},
        },
    }
    for name, text in (("org.yaml", org), ("flows/ask.yaml", flow), ("data-actions/ERP/ask.json", json.dumps(action))):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "state": {"type": "string"},
        "lines": {"type": "array", "items": {"properties": {"sku": {"type": "string"}}}},
    },
}
OUTPUTS = [("string", "state", "state"), ("stringCollection", "skus", "lines.sku")]
SECRET = secret("s3cret-token")
ORG = 'name: Test\nintegrations:\n  ERP: {headers: {Authorization: "Bearer ${ERP_TOKEN}"}}\n'


def run(folder: Path, *options: str):
    done = command(
        "run", str(folder / "flows" / "ask.yaml"), "--org", str(folder), "--format", "json", *options, ERP_TOKEN=SECRET
    )
    assert SECRET not in done.stdout + done.stderr
    return json.loads(done.stdout)


def test_run_calls_an_allowed_host_with_the_integrations_credentials(tmp_path):
    reply = Answer(b'{"state": "open", "lines": [{"sku": "a"}, {"sku": "b"}]}')
    with loopback(reply) as server:
        write(tmp_path, f"{server.url}/orders/$esc.url($input.id)", OUTPUTS, SCHEMA, org=ORG)
        done = run(tmp_path, "-i", "id=a b", "--allow-host", server.host)
    assert (done["status"], done["completionReason"]) == ("COMPLETED", "good")
    assert done["outputData"]["Flow.state"] == "open"
    assert done["outputData"]["Flow.skus"] == ["a", "b"]
    (got,) = server.received
    assert (got.path, got.headers["authorization"]) == ("/orders/a+b", f"Bearer {SECRET}")


def test_run_calls_no_other_host_and_says_which_to_allow(tmp_path):
    with loopback(Answer()) as server:
        write(tmp_path, f"{server.url}/", OUTPUTS, SCHEMA)
        done = run(tmp_path)
    assert server.received == []
    assert done["completionReason"] == "bad"
    assert f"--allow-host {server.host}" in done["outputData"]["Flow.message"]


def test_the_mocks_file_wins(tmp_path):
    with loopback(Answer()) as server:
        write(tmp_path, f"{server.url}/", OUTPUTS, SCHEMA)
        (tmp_path / "mocks.yaml").write_text("ERP/Ask: {success: {state: mocked}}\n")
        done = run(tmp_path, "--allow-host", server.host)
    assert server.received == []
    assert done["outputData"]["Flow.state"] == "mocked"


@pytest.mark.slow
def test_run_takes_the_time_out_path(tmp_path):
    with loopback(Answer(late=True)) as server:
        write(tmp_path, f"{server.url}/", OUTPUTS, SCHEMA)
        path = tmp_path / "data-actions" / "ERP" / "ask.json"
        action = json.loads(path.read_text())
        action["config"]["timeoutSeconds"] = 1
        path.write_text(json.dumps(action))
        assert run(tmp_path, "--allow-host", server.host)["completionReason"] == "late"


def test_an_invalid_host_is_wrong_usage(tmp_path):
    write(tmp_path, "/x", OUTPUTS, SCHEMA)
    done = command("run", str(tmp_path / "flows" / "ask.yaml"), "--org", str(tmp_path), "--allow-host", "*")
    assert done.returncode == 2
    assert "HOST:PORT" in done.stderr


@needs_shared
def test_run_replays_a_worked_case_over_http(tmp_path):
    """The first worked case, with its definition: wildcards give collections, one shorter than the others."""
    case = json.loads((SHARED / "oracle" / "data-action-cases.jsonl").read_text(encoding="utf-8").splitlines()[0])
    source = SHARED / "corpus" / "data-actions" / case["file"].partition("__")[2]
    with loopback(Answer(json.dumps(case["response"]["body"]).encode())) as server:
        outputs = [("stringCollection", name, name) for name in ("userIds", "userEmails", "userNames", "divisionIds")]
        write(
            tmp_path,
            "/",
            [*outputs, ("integer", "pageCount", "pageCount")],
            {},
            org=f"integrations: {{ERP: {{baseUrl: '{server.url}'}}}}\n",
        )
        flow = tmp_path / "flows" / "ask.yaml"
        flow.write_text(
            flow.read_text()
            .replace("Ask:\n", f"{case['action']}:\n")
            .replace("inputs: {id: {exp: Flow.id}}", "inputs: {pageNumber: {exp: ToInt(Flow.id)}}")
        )
        (tmp_path / "data-actions" / "ERP" / "ask.json").write_text(source.read_text(encoding="utf-8"))
        done = run(tmp_path, "-i", "id=1", "--allow-host", server.host)
    assert done["completionReason"] == "good", done
    # An integer is written as text in an execution's output.
    wanted = {
        name: str(value) if isinstance(value, int) else value for name, value in case["expected"]["flattened"].items()
    }
    assert {name: done["outputData"][f"Flow.{name}"] for name in wanted} == wanted
    assert server.received[0].path == case["request"]["url"]


@pytest.mark.slow
def test_served_flows_reach_the_local_server_and_keep_no_credentials(tmp_path):
    org = """users: [{id: usr-1, name: Ada, email: ada@example.com}]
integrations: {ERP: {headers: {X-Secret: '${ERP_TOKEN}'}}}
"""
    folder = tmp_path / "org"
    write(
        folder,
        "/api/v2/users/${input.id}",
        [("string", "name", "name")],
        {"properties": {"name": {"type": "string"}}},
        org=org,
    )
    os.environ["ERP_TOKEN"] = SECRET
    try:
        with serve_process(folder, tmp_path / "state") as server:
            good = server.run("launch", "Ask", "-i", "id=usr-1", "--wait")
            bad = server.run("launch", "Ask", "-i", "id=usr-2", "--wait")
    finally:
        del os.environ["ERP_TOKEN"]
    assert "COMPLETED, good, after" in good.stdout, good
    assert "Ada" in good.stdout
    assert "COMPLETED, bad, after" in bad.stdout, bad
    assert "404" in bad.stdout
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert kept.count(SECRET.encode()) == 0
