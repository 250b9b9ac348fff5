"""Triggers through the API: as the Terraform provider calls it, from org.yaml, and what an event would do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import ORDER_SYNC, Served, serving
from tests.server.test_entities import as_owner

PATH = "/api/v2/processautomation/triggers"
IN_TERRAFORM = "/api/v2/processAutomation/triggers"
TOPIC = "v2.detail.events.conversation.{id}.customer.end"
TARGET = {"id": ORDER_SYNC, "type": "Workflow", "workflowTargetSettings": {"dataFormat": "TopLevelPrimitives"}}
VOICE = {"jsonPath": "mediaType", "operator": "Equal", "value": "VOICE"}
TRIGGER: dict[str, Any] = {"name": "Ended", "topicName": TOPIC, "enabled": True, "target": TARGET}
ORG = """
triggers:
  - name: Written
    topicName: v2.users.{id}.activity
    target: Order sync
    dataFormat: Json
    matchCriteria: [{jsonPath: $.presence, operator: In, values: [AWAY, BUSY]}]
"""


@pytest.fixture
def served(copied: Path, tmp_path: Path) -> Iterator[Served]:
    with serving(copied, tmp_path / "kept.db") as served:
        yield as_owner(served)


def test_terraform_applies_plans_changes_and_destroys(served: Served) -> None:
    http = served.http
    for name, path in (("Called", IN_TERRAFORM), ("Hung up", IN_TERRAFORM), ("By an SDK", PATH)):
        sent = {
            "name": name,
            "description": "",
            "enabled": True,
            "eventTTLSeconds": 60,
            "matchCriteria": [{**VOICE, "values": None}],
            "target": TARGET,
            "topicName": TOPIC,
        }
        made = http.post(path, json=sent)
        assert made.status_code == 200, made.text
        address = f"{path}/{made.json()['id']}"
        expected = {**sent, "matchCriteria": [VOICE], "id": made.json()["id"], "version": 1}
        expected["selfUri"] = f"{PATH}/{made.json()['id']}"
        assert made.json() == http.get(address).json() == expected, "null values must not come back"
        changed = http.put(address, json={**sent, "name": f"{name}, changed", "version": 1})
        assert changed.status_code == 200, changed.text
        assert changed.json() == http.get(address).json() == {**expected, "name": f"{name}, changed", "version": 2}
        outdated = http.put(address, json={**sent, "version": 1})
        assert (outdated.status_code, outdated.json()["code"]) == (409, "general.conflict")
        assert http.delete(address).status_code == 204
        assert http.get(address).status_code == http.delete(address).status_code == 404


def test_a_put_replaces_everything(served: Served) -> None:
    made = served.http.post(PATH, json={**TRIGGER, "delayBySeconds": 60, "matchCriteria": [VOICE]}).json()
    target = {"id": ORDER_SYNC, "type": "Workflow"}
    body = {**TRIGGER, "target": target, "version": 1}
    now = served.http.put(f"{PATH}/{made['id']}", json=body).json()
    assert now == {**body, "id": made["id"], "version": 2, "selfUri": made["selfUri"]}


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"target": {"type": "Workflow"}}, "target", "named without an id"),
        ({"target": {"id": ORDER_SYNC}}, "target", "The target has no type"),
        ({"target": {"type": "Workflow", "id": "none"}}, "target.id", 'no flow with the id "none"'),
        ({"target": {"type": "Queue", "id": ORDER_SYNC}}, "target.type", "Workflow"),
        ({"eventTTLSeconds": 5}, "eventTTLSeconds", "too few"),
        ({"delayBySeconds": 60, "eventTTLSeconds": 60}, "delayBySeconds", "not both"),
        ({"matchCriteria": [{**VOICE, "jsonPath": "a["}]}, "matchCriteria.0.jsonPath", "is not valid"),
        ({"matchCriteria": [{**VOICE, "operator": "Is"}]}, "matchCriteria.0.operator", "Equal"),
    ],
)
def test_wrong_triggers(served: Served, change: dict[str, Any], field: str, message: str) -> None:
    refused = served.http.post(PATH, json={**TRIGGER, **change})
    assert refused.status_code == 400
    assert message in refused.json()["message"]
    assert field in [one.get("fieldName") for one in refused.json()["details"]]
    assert served.http.get(PATH).json()["entities"] == []


def test_lists(served: Served) -> None:
    http = served.http
    for number in range(5):
        more = {"delayBySeconds": 60} if number == 4 else {}
        http.post(PATH, json={**TRIGGER, "name": f"T{number}", "enabled": number != 1, **more})
    pages: list[list[str]] = []
    address = f"{PATH}?pageSize=2"
    page: dict[str, Any] = {}
    while address:
        page = http.get(address).json()
        pages.append([one["name"] for one in page["entities"]])
        address = page.get("nextUri", "")
    assert pages == [["T0", "T1"], ["T2", "T3"], ["T4"]]
    assert [one["name"] for one in http.get(page["previousUri"]).json()["entities"]] == ["T2", "T3"]
    for query, names in (
        ({"enabled": "false"}, ["T1"]),
        ({"hasDelayBy": "true"}, ["T4"]),
        ({"hasDelayBy": "false", "enabled": "true"}, ["T0", "T2", "T3"]),
        ({"topicName": TOPIC}, ["T0", "T1", "T2", "T3", "T4"]),
        ({"topicName": "v2.other"}, []),
    ):
        assert [one["name"] for one in http.get(PATH, params=query).json()["entities"]] == names
    for wrong in ({"after": "x"}, {"before": "-1"}, {"pageSize": "0"}):
        assert http.get(PATH, params=wrong).status_code == 400
    first = http.get("/api/v2/processautomation/triggers/topics", params={"pageSize": 1}).json()
    assert http.get(first["nextUri"]).json()["entities"] != first["entities"]


def test_what_a_trigger_would_do(served: Served) -> None:
    http = served.http
    made = http.post(PATH, json={**TRIGGER, "matchCriteria": [VOICE]}).json()
    for sent in ({"mediaType": "VOICE", "batchId": "B-1"}, '{"mediaType": "VOICE", "batchId": "B-1"}'):
        result = http.post(f"/api/v2/processautomation/triggers/{made['id']}/test", json=sent).json()
        assert result["triggerMatches"] is True
        assert result["targetValidation"]["matches"] is True
        (condition,) = result["jsonPathValidation"]["details"]
        assert condition["generatedJsonPathCondition"] == '$[?(@.mediaType == "VOICE")]'
        assert condition["jsonPathExtraction"] == [{"path": "mediaType", "value": "VOICE"}]
    assert http.post(f"/api/v2/processautomation/triggers/{made['id']}/test", json={}).json()["triggerMatches"] is False
    for wrong in ("text", [1], 5):
        assert http.post(f"/api/v2/processautomation/triggers/{made['id']}/test", json=wrong).status_code == 400
    tested = http.post(f"/api/v2/processautomation/triggers/topics/{TOPIC}/test", json={"mediaType": "CHAT"}).json()
    (unmatched,) = tested["triggerMatchValidation"]["unmatchedTriggers"]
    assert unmatched == {"id": made["id"], "name": "Ended", "enabled": True, "selfUri": made["selfUri"]}
    assert not http.post(f"{PATH}/topics/v2.x/test", json={}).json()["triggerMatchValidation"]["unmatchedTriggers"]


def test_a_flow_that_a_trigger_names_stays(served: Served) -> None:
    http = served.http
    made = http.post(PATH, json=TRIGGER).json()
    refused = http.delete(f"/api/v2/flows/{ORDER_SYNC}")
    assert refused.status_code == 409
    assert 'the trigger "Ended"' in refused.json()["message"]
    assert http.delete(f"{PATH}/{made['id']}").status_code == 204
    assert http.delete(f"/api/v2/flows/{ORDER_SYNC}").status_code in (200, 204)


def test_two_sources(copied: Path, tmp_path: Path) -> None:
    org = copied / "org.yaml"
    before = org.read_text(encoding="utf-8")
    org.write_text(before + ORG, encoding="utf-8")
    with serving(copied, tmp_path / "two.db") as served:
        http = as_owner(served).http
        (written,) = http.get(PATH).json()["entities"]
        assert written["target"] == {
            "type": "Workflow",
            "id": ORDER_SYNC,
            "workflowTargetSettings": {"dataFormat": "Json"},
        }
        assert written["enabled"] is True
        sent = {key: value for key, value in written.items() if key not in ("id", "selfUri")} | {"enabled": False}
        changed = http.put(f"{PATH}/{written['id']}", json=sent)
        assert changed.status_code == 200, changed.text
        made = http.post(PATH, json=TRIGGER).json()
    with serving(copied, tmp_path / "two.db") as served:
        http = as_owner(served).http
        assert http.get(f"{PATH}/{written['id']}").json()["enabled"] is False
        assert http.get(f"{PATH}/{made['id']}").json() == made
    org.write_text(before + ORG.replace("AWAY", "IDLE"), encoding="utf-8")
    with serving(copied, tmp_path / "two.db") as served:
        assert as_owner(served).http.get(f"{PATH}/{written['id']}").json()["enabled"] is True
        assert [one.rule.slug for one in served.platform.diagnostics] == ["replaced-change"]
