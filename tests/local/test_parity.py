"""What `run` does, a launch on the durable engine does too: the same path, outputs, error and time.

Each case is a flow of `tests/interpreter/flows` or one written here, in an organization with everything that a flow can
ask: users, queues, conversations, schedules, tables, data actions.
"""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import architrave
from architrave import ManualClock

FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"
AT = 1_767_603_600_000
"""2026-01-05T09:00:00Z, a Monday."""

ORG = {
    "name": "Parity",
    "users": [{"id": "u-1", "name": "Ada", "email": "ada@example.com"}, {"id": "u-3", "name": "Cid"}],
    "queues": [{"id": "q-1", "name": "Support"}],
    "conversations": [{"id": "c-1", "attributes": {"colour": "red"}, "participants": [{"id": "p-1"}]}],
    "schedules": [
        {"id": "s-1", "name": "Always", "start": "2020-01-01T00:00:00.000", "end": "2030-01-01T00:00:00.000"}
    ],
    "scheduleGroups": [{"id": "g-1", "name": "Hours", "timeZone": "Europe/Vienna", "openSchedules": ["Always"]}],
}

ECHO = {
    "name": "Echo",
    "integrationType": "custom-rest-actions",
    "actionType": "custom",
    "config": {
        "request": {"requestUrlTemplate": "http://127.0.0.1:9/x", "requestType": "GET", "headers": {}},
        "response": {"translationMap": {}, "translationMapDefaults": {}, "successTemplate": "${rawResult}"},
    },
    "contract": {
        "input": {"inputSchema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}},
        "output": {
            "successSchema": {
                "type": "object",
                "required": ["n"],
                "properties": {"n": {"type": "integer"}, "text": {"type": "string"}},
            }
        },
    },
}

TIMED = """
workflow:
  name: Calls Echo
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Flow.id, initialValue: {noValue: true}, isInput: true, isOutput: false}
    - durationVariable: {name: Flow.timeout, initialValue: {noValue: true}, isInput: true, isOutput: false}
    - integerVariable: {name: Flow.n, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - stringVariable: {name: Flow.code, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - stringVariable: {name: Flow.path, initialValue: {lit: none}, isInput: false, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - callData:
              name: Call
              timeout: {exp: Flow.timeout}
              category:
                ERP:
                  dataAction:
                    Echo:
                      inputs: {id: {exp: Flow.id}}
                      successOutputs: {n: {var: Flow.n}}
                      failureOutputs: {errorCode: {var: Flow.code}}
              outputs:
                success:
                  actions:
                    - updateData: {name: S, statements: [{string: {variable: Flow.path, value: {lit: success}}}]}
                failure:
                  actions:
                    - updateData: {name: F, statements: [{string: {variable: Flow.path, value: {lit: failure}}}]}
                timeout:
                  actions:
                    - updateData: {name: T, statements: [{string: {variable: Flow.path, value: {lit: timeout}}}]}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""
GOOD = {"ERP/Echo": {"success": {"n": 1}}}
MISSES, LATE = {"ERP/Echo": {"success": {"text": "no n"}}}, {"ERP/Echo": {"timeout": True}}
WRONG = {"ERP/Echo": {"success": {"n": "many"}}}

CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("unset", {}, {}, {"status": "FAILED", "error": "NotSet"}),
    ("unset", {"kind": "zone"}, {}, {"status": "FAILED", "error": "NotSet"}),
    ("unset", {"kind": "date"}, {}, {"status": "FAILED", "error": "NotSet"}),
    ("unset", {"kind": "encrypt"}, {}, {"path": "failure", "errorType": "NoDataSupplied", "taken": "kept"}),
    ("unset", {"kind": "encrypt", "json": "x" * 31_000}, {}, {"errorType": "MaximumDataSizeExceeded", "taken": "kept"}),
    ("unset", {"kind": "encrypt", "json": "x" * 20_000}, {}, {"path": "success 26723", "errorType": None}),
    ("unset", {"kind": "decrypt", "text": " "}, {}, {"path": "failure", "errorType": "NoDataSupplied"}),
    ("unset", {"kind": "decrypt", "text": "abc"}, {}, {"path": "failure", "errorType": "GeneralError"}),
    ("unset", {"kind": "decrypt", "text": "x" * 32_001}, {}, {"errorType": "MaximumDataSizeExceeded"}),
    ("people", {"ids": ["u-1", "u-2", "u-3"]}, {}, {"second": "NOT_SET", "count": "3"}),
    ("people", {"ids": ["u-1"] * 60}, {}, {"second": "Ada", "count": "60"}),
    ("people", {"name": "Ada", "ids": []}, {}, {"user": None, "count": "0"}),
    ("many", {}, {}, {"status": "FAILED", "error": "LookUpLimitExceeded"}),
    ("many", {"queues": 60, "different": 25}, {}, {"index": "59"}),
    ("conversation", {"conversationId": "c-1"}, {}, {"colour": "red", "size": "blue"}),
    ("conversation", {"conversationId": "c-2"}, {}, {"colour": "before", "size": "blue"}),
    ("waiting", {"times": 4, "hours": 24}, {}, {"error": "MaximumRunningTimeExceeded", "hours": 72}),
    ("waiting", {"hours": 73}, {}, {"error": "MaximumRunningTimeExceeded", "hours": 72}),
    ("waiting", {"hours": 73, "trim": True}, {}, {"status": "COMPLETED", "hours": 71}),
    ("waiting", {"times": 3, "hours": 40, "trim": True}, {}, {"status": "COMPLETED", "hours": 71}),
    ("input_faults", {}, {}, {"status": "FAILED", "error": "NotSet"}),
    ("input_faults", {"kind": "write"}, {}, {"status": "FAILED", "error": "NotSet"}),
    ("timed", {"id": "a"}, GOOD, {"path": "success", "n": "1"}),
    ("timed", {}, GOOD, {"path": "failure", "code": "BAD_REQUEST", "n": None}),
    ("timed", {"id": "a"}, MISSES, {"path": "failure", "code": "BAD_REQUEST"}),
    ("timed", {"id": "a"}, WRONG, {"path": "failure", "code": "BAD_REQUEST"}),
    ("timed", {"id": "a"}, LATE, {"path": "timeout", "seconds": 60}),
    ("timed", {"id": "a", "timeout": "PT5M"}, LATE, {"path": "timeout", "seconds": 60}),
    ("timed", {"id": "a", "timeout": "PT0.1S"}, LATE, {"path": "timeout", "seconds": 1}),
    ("timed", {"timeout": "PT5M"}, LATE, {"path": "failure", "seconds": 0}),
]
"""The flow, its inputs, the scripted replies, and what must come out, in `run` and on the engine."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    for name in sorted({name for name, *_ in CASES} - {"timed"}):
        shutil.copy(FLOWS / f"{name}.yaml", tmp_path / "flows")
    (tmp_path / "flows" / "timed.yaml").write_text(TIMED, encoding="utf-8")
    (tmp_path / "org.yaml").write_text(json.dumps(ORG), encoding="utf-8")
    (tmp_path / "data-actions" / "ERP").mkdir(parents=True)
    (tmp_path / "data-actions" / "ERP" / "Echo.json").write_text(json.dumps(ECHO), encoding="utf-8")
    (tmp_path / "data-tables").mkdir()
    (tmp_path / "data-tables" / "Colours.csv").write_text("key,label\nred,Red\n", encoding="utf-8")
    schema = {"properties": {"key": {"title": "Key", "type": "string"}, "label": {"title": "label", "type": "string"}}}
    (tmp_path / "data-tables" / "Colours.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return tmp_path


def seen(status: str, outputs: Any, error: Any, began: int, ended: int) -> dict[str, Any]:
    """What a case can expect, by its names."""
    short = {name.partition(".")[2]: value for name, value in dict(outputs or {}).items()}
    return {
        **short,
        "status": status,
        "error": error and error["type"],
        "hours": (ended - began) // 3_600_000,
        "seconds": (ended - began) // 1000,
    }


@pytest.mark.parametrize(
    ("name", "inputs", "mocks", "expected"), CASES, ids=[f"{number}-{case[0]}" for number, case in enumerate(CASES)]
)
def test_a_run_and_a_launch_do_the_same(folder, name, inputs, mocks, expected):
    async def scenario() -> None:
        path = folder / "flows" / f"{name}.yaml"
        clock = ManualClock(AT)
        async with architrave.open(folder, mocks=mocks, clock=clock) as platform:
            done = await platform.run(path, inputs)
            ran = seen(done.status, done.output_data, done.error, done.launched_at, done.ended_at)
            launched = await platform.launch(platform.flow(path).program.name, inputs)
            await platform.advance(days=4)
            record = await platform.result(launched)
            error = None if record.error is None else {"type": record.error["type"]}
            kept = seen(record.status, record.output_data, error, record.launched_at, record.completed_at or 0)
        assert {key: ran[key] for key in expected} == expected
        # On a server, a scripted timeout without a delay is answered at once: nobody waits for it (docs/running.md).
        untimed = {"seconds", "hours"} if mocks is LATE else set()
        assert {key: ran[key] for key in ran.keys() - untimed} == {key: kept[key] for key in kept.keys() - untimed}

    asyncio.run(scenario())
