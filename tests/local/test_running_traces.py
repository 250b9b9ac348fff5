"""The trace of an execution that has not ended: what it is doing, and for how long."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

import architrave
from architrave import LocalPlatform, ManualClock
from architrave.cli.views.trace import show_trace

FLOW = """
workflow:
  name: Naps
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - wait:
              name: Wait a while
              trimDurationNearMaxRunningTime: {lit: false}
              duration: {exp: "MakeDuration(0, 1, 0, 0)"}
          - loop:
              name: Once
              loopCount: {lit: 1}
              outputs:
                loop:
                  actions:
                    - callData:
                        name: Ask
                        category: {Integration: {dataAction: {Slow: {inputs: {id: {lit: "7"}}}}}}
                        timeout: {lit: {seconds: 60}}
                        outputs:
                          success: {actions: []}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""


@contextmanager
def platform(folder: Path) -> Iterator[LocalPlatform]:
    (folder / "naps.yaml").write_text(FLOW)
    clock = ManualClock("2026-12-01T12:00:00Z")
    replies = {"Slow": {"success": {}, "delay": 45}}
    with architrave.open(folder, clock=clock, mocks=replies, environment={}) as opened:
        yield opened


def trace(opened: LocalPlatform, execution: str) -> dict[str, Any]:
    server = opened.server or opened.serve()
    login = httpx.post(
        f"{server.url}/oauth/token",
        auth=(server.client.id, server.client.secret),
        data={"grant_type": "client_credentials"},
    )
    headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
    return httpx.get(f"{server.url}/architrave/executions/{execution}/trace", headers=headers).json()


def lines(result: dict[str, Any], *, brief: bool = False) -> list[str]:
    text = io.StringIO()
    show_trace(result, Console(file=text, width=200), brief=brief)
    return text.getvalue().splitlines()


@pytest.mark.parametrize("brief", [False, True])
def test_a_flow_that_waits_in_its_first_action(tmp_path: Path, brief: bool) -> None:
    with platform(tmp_path) as opened:
        launched = opened.launch("Naps")
        opened.advance(minutes=10)
        found = trace(opened, launched.id)
    assert found["trace"] == []
    assert found["current"] | {"flow": "Naps"} == found["current"]
    assert (found["current"]["name"], found["current"]["type"]) == ("Wait a while", "wait")
    assert (found["current"]["until"], found["current"]["calling"]) == ("2026-12-01T13:00:00.000Z", None)
    assert (found["endedAt"], found["readAt"]) == (None, "2026-12-01T12:10:00.000Z")
    shown = lines(found, brief=brief)
    assert shown[1] == "      0.000s  Wait a while  wait  until 2026-12-01T13:00:00Z"
    assert shown[-1] == "RUNNING, after 10m00.000s so far"


def test_a_data_action_that_has_not_replied(tmp_path: Path) -> None:
    with platform(tmp_path) as opened:
        launched = opened.launch("Naps")
        opened.advance(hours=1, seconds=20)
        found = trace(opened, launched.id)
        opened.advance(hours=1)
        after = trace(opened, launched.id)
    assert [step["name"] for step in found["trace"]] == ["Wait a while", "Once"]
    assert (found["current"]["calling"], found["current"]["until"]) == ("Integration/Slow", None)
    assert found["current"]["inputs"] == {"dataAction": "Integration/Slow", "inputs": {"id": "7"}}
    shown = lines(found)
    assert "1h00m00.000s    Ask  callData  called Integration/Slow, no reply yet" in shown
    assert shown[-1] == "RUNNING, after 1h00m20.000s so far"
    assert lines(found, brief=True)[-2:] == [
        "1h00m00.000s    Ask  callData  called Integration/Slow, no reply yet",
        "RUNNING, after 1h00m20.000s so far",
    ]
    assert (after["status"], after["current"]) == ("COMPLETED", None)
    assert after["endedAt"] == "2026-12-01T13:00:45.000Z"
    assert lines(after)[-1] == "COMPLETED, Success, after 1h00m45.000s"
