"""Odd text in every name and value that a running flow touches, from the launch to the disk and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.data_actions.loopback import Answer, loopback
from tests.server.conftest import Served, serving
from tests.store.conftest import database

__all__ = ["database"]

CLIENT = ("c", "s")
ODD = "Müller 😀 \0 \x1b[31m \r\n\u202e\u2028\U000e0041 ' \" ; -- % {}"
HALVES = "\\ud83d|\\udc00|\\uD83D\\uDE00"
"""As JSON writes them, inside a string."""

WHOLE = "?|?|😀"
FLOW = """
workflow:
  name: @flow
  startUpRef: /workflow/states/state[S]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Flow.json, initialValue: {noValue: true}, isInput: true, isOutput: false}
    - stringVariable: {name: Flow.text, initialValue: {noValue: true}, isInput: true, isOutput: true}
    - stringVariable: {name: Flow.parsed, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - stringVariable: {name: Flow.mocked, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - stringVariable: {name: Flow.called, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - stringVariable: {name: Flow.cell, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - stringVariable: {name: Flow.attribute, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - stringVariable: {name: Flow.sealed, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - integerVariable: {name: Flow.number, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - userVariable: {name: Flow.user, initialValue: {noValue: true}, isInput: false, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: @state
        refId: S
        actions:
          - updateData:
              name: @action
              statements:
                - string: {variable: Flow.parsed, value: {exp: ToString(JsonParse(Flow.json))}}
          - callData:
              name: @mock call
              timeout: {lit: {seconds: 20}}
              category:
                @category:
                  dataAction:
                    @data action:
                      inputs: {@input: {exp: Flow.text}}
                      successOutputs: {text: {var: Flow.mocked}}
          - callData:
              name: @real call
              timeout: {lit: {seconds: 20}}
              category:
                ERP:
                  dataAction:
                    Echo:
                      inputs: {text: {exp: Flow.text}, half: {exp: Flow.parsed}}
                      successOutputs: {text: {var: Flow.called}}
          - dataTableLookup:
              name: @look up
              lookupValue: {exp: Flow.parsed}
              dataTable:
                Odd:
                  foundOutputs: {"label ?": {var: Flow.cell}}
          - setConversationData:
              name: @write
              conversationId: {exp: @conversation}
              participantId: {noValue: true}
              attributes:
                - attribute: {name: @attribute, value: {exp: Flow.text + Flow.parsed}}
          - getConversationData:
              name: @read
              conversationId: {exp: @conversation}
              participantId: {noValue: true}
              attributes:
                - attribute: {name: @attribute, variable: Flow.attribute}
          - encryptData:
              name: @seal
              dataToEncrypt: {exp: JsonParse(Flow.json)}
              encryptedData: {var: Flow.sealed}
          - findUser:
              name: @find
              findName: @user email
              findResult: {var: Flow.user}
          @last
"""
CONVERSATION = "Flow.text + Flow.text + Flow.text + Flow.text"
"""Longer than any id."""

END = "- endWorkflow: {name: @end, exitReason: {exp: Flow.text + Flow.parsed}}"
FAIL = """- updateData:
              name: @fail
              statements:
                - integer: {variable: Flow.number, value: {exp: ToInt(Flow.text + Flow.parsed)}}
          - endWorkflow: {name: End, exitReason: {noValue: true}}"""


def yaml_text(text: str) -> str:
    """A text as YAML in double quotes."""
    return json.dumps(text).replace("\\udb40\\udc41", "\\U000e0041").replace("\\ud83d\\ude00", "\\U0001f600")


def folder_with(folder: Path, last: str, url: str) -> Path:
    names = (
        "flow",
        "state",
        "action",
        "mock call",
        "category",
        "data action",
        "input",
        "real call",
        "look up",
        "write",
    )
    flow = FLOW.replace("@last", last)
    for name in (*names, "read", "seal", "find", "end", "fail"):
        flow = flow.replace(f"@{name}", yaml_text(f"{name} {ODD}"))
    flow = flow.replace("@conversation", CONVERSATION)
    flow = flow.replace("@attribute", f"{{lit: {yaml_text(ODD)}}}").replace("@user email", "{lit: odd@example.com}")
    mocks = {f"category {ODD}/data action {ODD}": {"success": {"text": ODD}}}
    organization = {
        "name": ODD,
        "clients": [{"id": CLIENT[0], "secret": CLIENT[1], "name": ODD, "roles": [ODD]}],
        "roles": {ODD: ["architect:flow:launch", "architect:flow:view", "architect:flowExecution:view"]},
        "conversations": [{"id": ODD * 4, "participants": [{"id": ODD, "purpose": "customer"}]}],
        "users": [{"name": ODD, "email": "odd@example.com", "title": ODD}],
    }
    action = {
        "name": "Echo",
        "config": {
            "request": {
                "requestUrlTemplate": f"{url}/$esc.uriEncode(${{input.text}})",
                "requestType": "POST",
                "requestTemplate": '{"text": "$esc.jsonEncode(${input.half})"}',
                "headers": {"X-Half": "$esc.uriEncode(${input.half})"},
            },
            "response": {},
        },
        "contract": {
            "input": {"inputSchema": {"properties": {"text": {"type": "string"}, "half": {"type": "string"}}}},
            "output": {"successSchema": {"properties": {"text": {"type": "string"}}}},
        },
    }
    schema = {
        "properties": {"key": {"title": "key", "type": "string"}, "label": {"title": "label ?", "type": "string"}}
    }
    files = {
        "flows/odd.yaml": flow,
        "org.yaml": yaml_text_of(organization),
        "mocks.yaml": yaml_text_of(mocks),
        "data-actions/ERP/Echo.json": json.dumps(action),
        "data-tables/Odd.schema.json": json.dumps(schema),
        "data-tables/Odd.csv": f'key,label ?\n{WHOLE},"Müller 😀\u202e"\n',
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def yaml_text_of(value: object) -> str:
    return json.dumps(value).replace("\\udb40\\udc41", "\\U000e0041").replace("\\ud83d\\ude00", "\\U0001f600")


def launched(served: Served, **more: Any) -> dict[str, Any]:
    (flow,) = served.platform.organization.flows
    inputs = {"Flow.json": f'"{HALVES}"', "Flow.text": ODD}
    answer = served.http.post(
        "/api/v2/flows/executions", json={"flowId": flow.row.id, "inputData": inputs, "name": ODD, **more}
    )
    assert answer.status_code == 200, answer.text
    return served.ended(answer.json()["id"])


def test_it_comes_through_every_place(database: str, tmp_path: Path) -> None:
    reply = json.dumps({"text": ODD}).encode()
    with (
        loopback(Answer(reply[:-2] + b'\\ud800"}')) as server,
        serving(folder_with(tmp_path, END, server.url), database, allow_hosts=[server.host]) as served,
    ):
        state = launched(served.log_in(CLIENT))
        kept = "\N{REPLACEMENT CHARACTER}" if database.startswith("postgresql") else "\0"
        assert state["status"] == "COMPLETED", state
        assert state["completionReason"].replace(kept, "\0") == ODD + WHOLE
        outputs = state["outputData"]
        assert outputs["Flow.parsed"] == WHOLE
        assert outputs["Flow.mocked"] == outputs["Flow.text"] == ODD
        assert outputs["Flow.called"] == f"{ODD}?"
        assert outputs["Flow.cell"] == "Müller 😀\u202e"
        assert (outputs["Flow.attribute"] or "").replace(kept, "\0") == ODD + WHOLE
        (got,) = server.received
        assert json.loads(got.body) == {"text": WHOLE}
        assert got.headers["x-half"] == "%3F%7C%3F%7C%F0%9F%98%80"
        trace = served.http.get(f"/architrave/executions/{state['id']}/trace").json()
        assert trace["trace"][0]["name"] == f"action {ODD}"


def test_an_error_message_may_have_it(database: str, tmp_path: Path) -> None:
    with (
        loopback(Answer(b'{"text": "x"}')) as server,
        serving(folder_with(tmp_path, FAIL, server.url), database, allow_hosts=[server.host]) as served,
    ):
        state = launched(served.log_in(CLIENT))
        assert state["status"] == "FAILED"
        assert "InternalError" not in json.dumps(state)


@pytest.mark.parametrize("half", ["\\ud800", "\\udc00x", "\\ud800\\ud800"])
def test_half_of_a_character_in_a_launch_is_malformed(half: str, tmp_path: Path) -> None:
    with serving(folder_with(tmp_path, END, "http://127.0.0.1:1"), tmp_path / "kept.db") as served:
        served.log_in(CLIENT)
        for body in (f'{{"flowId": "{half}"}}', f'{{"{half}": 1}}', f'{{"inputData": {{"{half}": "{half}"}}}}'):
            for accept in ("application/json", "application/problem+json"):
                headers = {"Content-Type": "application/json", "Accept": accept}
                answer = served.http.post("/api/v2/flows/executions", content=body, headers=headers)
                assert answer.status_code == 400, answer.text
                json.dumps(answer.json(), ensure_ascii=False).encode()
