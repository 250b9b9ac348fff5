"""Events that launch workflows: inputs, delays, repeats, faults on purpose, restarts and crashes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from time import monotonic, sleep
from typing import Any, cast

import httpx
import pytest

from architrave.engine.clock import ManualClock
from architrave.store import trigger_launches as kept
from tests.server.conftest import Served, serving
from tests.server.process import serve_process
from tests.server.test_entities import as_owner
from tests.server.threaded import SECONDS

EVENTS = "/architrave/triggers/events"
LAUNCHES = "/architrave/triggers/launches"
TOPIC = "v2.users.42.activity"
STORED = "01900000-0000-7000-8000-000000000000"
FLOW = """
workflow:
  name: {name}
  division: Home
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
{variables}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - endWorkflow: {{name: End, exitReason: {{exp: 'ToString({reason})'}}}}
"""
PLAIN = FLOW.format(
    name="Plain",
    variables="""
    - stringVariable: {name: Flow.presence, initialValue: {lit: none}, isInput: true, isOutput: true}
    - integerVariable: {name: Flow.count, initialValue: {lit: 7}, isInput: true, isOutput: true}
    - booleanVariable: {name: Flow.isUrgent, initialValue: {lit: false}, isInput: true, isOutput: true}
""",
    reason="Flow.presence",
)
WHOLE = FLOW.format(
    name="Whole",
    variables="    - jsonVariable: {name: Flow.jsonData, initialValue: {noValue: true}, isInput: true, isOutput: true}",
    reason="Flow.jsonData.presence",
)
ORG = """
triggers:
  - {id: t-plain, name: Away, topicName: "v2.users.{id}.activity", target: Plain,
     matchCriteria: [{jsonPath: presence, operator: Equal, value: AWAY}]}
  - {id: t-whole, name: All of it, topicName: "v2.users.{id}.activity", target: Whole, dataFormat: Json,
     matchCriteria: [{jsonPath: $.details.level, operator: GreaterThan, value: 2}]}
  - {id: t-later, name: Later, topicName: v2.later, target: Plain, delayBySeconds: 60}
  - {id: t-fresh, name: Fresh, topicName: v2.fresh, target: Plain, eventTTLSeconds: 10}
  - {id: t-off, name: Off, topicName: v2.off, target: Plain, enabled: false}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "org"
    (made / "flows").mkdir(parents=True)
    (made / "org.yaml").write_text(ORG, encoding="utf-8")
    (made / "flows" / "plain.yaml").write_text(PLAIN, encoding="utf-8")
    (made / "flows" / "whole.yaml").write_text(WHOLE, encoding="utf-8")
    return made


@pytest.fixture
def served(folder: Path, tmp_path: Path) -> Iterator[Served]:
    with serving(folder, tmp_path / "kept.db") as served:
        yield as_owner(served)


def event(topic: str = TOPIC, /, **body: Any) -> dict[str, Any]:
    return {"topicName": topic, "eventBody": body}


def post(served: Served, sent: Any) -> list[dict[str, Any]]:
    answer = served.http.post(EVENTS, json=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()["events"]


def ended(served: Served, launch: dict[str, Any]) -> dict[str, Any]:
    assert launch["state"] == "launched", launch
    return served.ended(launch["executionId"])


def wait_until_launched(served: Served) -> None:
    end = monotonic() + 60
    while served.http.get(LAUNCHES).json()["entities"][0]["state"] != "launched":
        assert monotonic() < end
        sleep(0.02)


def test_top_level_values_become_inputs(served: Served) -> None:
    (answer,) = post(served, event(presence="AWAY", Count=3, isUrgent=True, details={"level": 1}, other="x"))
    (launch,) = answer["launches"]
    (passed,) = answer["notLaunched"]
    assert passed["trigger"] == {"id": "t-whole", "name": "All of it"}
    assert passed["reason"] == "The event does not match $[?(@.details.level > 2)]."
    end = ended(served, launch)
    assert end["outputData"] == {"Flow.presence": "AWAY", "Flow.count": "3", "Flow.isUrgent": True}
    found = served.http.get("/architrave/executions", params={"context.triggerId": "t-plain"}).json()["entities"]
    assert [one["id"] for one in found] == [launch["executionId"]]


def test_a_value_that_an_input_cannot_take_is_left_out(served: Served) -> None:
    (answer,) = post(served, event(presence="AWAY", count="many"))
    (launch,) = answer["launches"]
    assert ended(served, launch)["outputData"]["Flow.count"] == "7"


def test_a_whole_event_becomes_one_input(served: Served) -> None:
    body = {"presence": "BUSY", "details": {"level": 2.5}, "list": [1, {"a": None}]}
    (answer,) = post(served, event(**body))
    (launch,) = answer["launches"]
    assert ended(served, launch)["outputData"] == {"Flow.jsonData": body}


def test_many_events_in_their_order(served: Served) -> None:
    answers = post(served, [event(presence="AWAY", count=number) for number in range(30)])
    counts = [ended(served, one["launches"][0])["outputData"]["Flow.count"] for one in answers]
    assert counts == [str(number) for number in range(30)]
    first = served.http.get(LAUNCHES, params={"pageSize": 20}).json()
    rest = served.http.get(first["nextUri"]).json()
    listed = [one["executionId"] for page in (first, rest) for one in page["entities"]]
    assert listed == [one["launches"][0]["executionId"] for one in reversed(answers)]
    assert "nextUri" not in rest


def test_an_event_that_is_sent_again_launches_nothing_more(served: Served) -> None:
    sent = {"id": "e-1", **event(presence="AWAY")}
    (first,), (again,) = post(served, sent), post(served, sent)
    assert again["launches"] == first["launches"]
    twice = post(served, [{"id": "e-2", **event(presence="AWAY")}] * 2)
    assert twice[0]["launches"] == twice[1]["launches"]
    assert len(served.http.get(LAUNCHES).json()["entities"]) == 2


def test_what_launches_nothing_says_why(served: Served) -> None:
    (off,) = post(served, event("v2.off"))
    assert [one["reason"] for one in off["notLaunched"]] == ["The trigger is not enabled."]
    (unknown,) = post(served, event("v2.unknown"))
    assert (unknown["launches"], unknown["notLaunched"]) == ([], [])
    (old,) = post(served, {**event("v2.fresh"), "eventTime": "2020-01-01T00:00:00Z"})
    (launch,) = old["launches"]
    assert launch["state"] == "dropped"
    assert launch["reason"].endswith("and eventTTLSeconds is 10.")
    assert served.http.get(f"/api/v2/flows/executions/{launch['executionId']}").status_code == 404
    (dropped,) = served.http.get(LAUNCHES, params={"state": "dropped"}).json()["entities"]
    assert dropped == launch


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ("text", None),
        ([5], "0"),
        ({"eventBody": {}}, None),
        ({"topicName": TOPIC}, None),
        ({"topicName": "a\u202eb", "eventBody": {}}, "topicName"),
        ({"topicName": "x" * 201, "eventBody": {}}, "topicName"),
        ({"topicName": TOPIC, "eventBody": [1]}, "eventBody"),
        ({"topicName": TOPIC, "eventBody": {}, "id": "a\u0000"}, "id"),
        ({"topicName": TOPIC, "eventBody": {}, "eventTime": "yesterday"}, "eventTime"),
        ({"topicName": TOPIC, "eventBody": {}, "body": {}}, "body"),
        ([{"topicName": TOPIC, "eventBody": {"presence": "AWAY"}}, {}], "1"),
    ],
)
def test_wrong_events(served: Served, sent: Any, field: str | None) -> None:
    refused = served.http.post(EVENTS, json=sent)
    assert refused.status_code == 400, refused.text
    assert field is None or field in [one.get("fieldName") for one in refused.json()["details"]]
    assert served.http.get(LAUNCHES).json()["entities"] == []
    for query in ({"state": "lost"}, {"after": "x"}, {"pageSize": "0"}):
        assert served.http.get(LAUNCHES, params=query).status_code == 400


def test_a_delay_survives_a_restart(folder: Path, tmp_path: Path) -> None:
    clock = ManualClock("2026-03-01T08:00:00Z")
    with serving(folder, tmp_path / "kept.db", clock=clock) as served:
        (answer,) = post(as_owner(served), event("v2.later", presence="SOON"))
        (launch,) = answer["launches"]
        assert (launch["state"], launch["dueAt"]) == ("waiting", "2026-03-01T08:01:00.000Z")
        served.platform.advance(seconds=59)
        assert served.http.get(f"/api/v2/flows/executions/{launch['executionId']}").status_code == 404
    clock = ManualClock("2026-03-01T08:00:59Z")
    with serving(folder, tmp_path / "kept.db", clock=clock) as served:
        as_owner(served).platform.advance(seconds=1)
        assert served.ended(launch["executionId"])["outputData"]["Flow.presence"] == "SOON"


def test_whatever_dies_it_is_launched_once(folder: Path, tmp_path: Path) -> None:
    """The process dies after an execution was launched, and before that was noted."""
    with serving(folder, tmp_path / "kept.db") as served:
        (answer,) = post(as_owner(served), event(presence="AWAY"))
        (launch,) = answer["launches"]
        before = ended(served, launch)
        with served.services.organization.store.write() as connection:
            connection.exec_driver_sql("UPDATE trigger_launches SET state = 'waiting'")
    with serving(folder, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        wait_until_launched(served)
        assert served.ended(launch["executionId"]) == before
        assert len(http.get("/architrave/executions").json()["entities"]) == 1


def test_what_is_stored_is_launched_at_the_next_start(folder: Path, tmp_path: Path) -> None:
    """The process dies after an event was acknowledged, and before anything was launched."""
    with serving(folder, tmp_path / "kept.db") as served:
        store = served.services.organization.store
        row = kept.TriggerLaunchRow(STORED, "e-1", TOPIC, "t-plain", '{"presence":"AWAY"}', None, 1, 2**50, 1)
        with store.write() as connection:
            kept.add(connection, [row])
        with store.write() as connection:
            connection.exec_driver_sql("UPDATE trigger_launches SET due_at = 2")
    with serving(folder, tmp_path / "kept.db") as served:
        wait_until_launched(as_owner(served))
        assert served.ended(STORED)["outputData"]["Flow.presence"] == "AWAY"


def test_faults_on_purpose(served: Served) -> None:
    faults = [{"fault": "duplicate", "topic": "v2.users.*", "times": 1}, {"fault": "reorder", "times": 1}]
    assert served.http.put("/architrave/chaos", json={"faults": faults}).status_code == 200
    first, second = post(served, [event(presence="AWAY", count=1), event(presence="AWAY", count=2)])
    assert [len(first["launches"]), len(second["launches"])] == [2, 1]
    counts = [ended(served, one)["outputData"]["Flow.count"] for one in (*first["launches"], *second["launches"])]
    assert counts == ["2", "2", "1"]
    injections = served.http.get("/architrave/chaos").json()["injections"]
    assert [(one["fault"], one["method"], one["path"]) for one in injections] == [
        ("reorder", "EVENT", TOPIC),
        ("duplicate", "EVENT", TOPIC),
    ]
    late = [{"fault": "late", "seconds": 3600}]
    served.http.put("/architrave/chaos", json={"faults": late})
    (answer,) = post(served, event(presence="AWAY"))
    assert answer["launches"][0]["state"] == "waiting"
    for wrong in ({"fault": "late"}, {"fault": "duplicate", "path": "/x"}, {"fault": "cut", "topic": "x"}):
        assert served.http.put("/architrave/chaos", json={"faults": [wrong]}).status_code == 400


def test_a_state_has_what_waits(served: Served) -> None:
    (answer,) = post(served, event("v2.later", presence="SOON"))
    state = served.http.get("/architrave/state").content
    assert served.http.post("/architrave/reset").status_code in (200, 204)
    assert served.http.get(LAUNCHES).json()["entities"] == []
    assert served.http.put("/architrave/state", content=state).status_code in (200, 204)
    assert served.http.get(LAUNCHES).json()["entities"] == answer["launches"]


@pytest.mark.slow
@pytest.mark.postgres
def test_on_postgresql(folder: Path, postgres_database: Callable[[], str]) -> None:
    database = postgres_database()
    for again in (False, True):
        with serving(folder, database) as served:
            sent = {"id": "e-1", **event(presence="AWAY", note="\u0000 \u202e")}
            (answer,) = post(as_owner(served), sent)
            assert ended(served, answer["launches"][0])["outputData"]["Flow.presence"] == "AWAY"
            assert len(served.http.get("/architrave/executions").json()["entities"]) == 1, again


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
def test_servers_that_share_a_database_launch_once(
    folder: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    from tests.server.test_shared_entities import worker

    settings: dict[str, Any] = {"engine": f"temporal://{temporal_server}/default"}
    database = postgres_database()
    with (
        serving(folder, database, **settings) as one,
        serving(folder, database, **settings) as two,
        worker(folder, database=database, **settings),
    ):
        answers = [
            post(served, {"id": f"e-{number}", **event(presence="AWAY", count=number)})[0]
            for number in range(5)
            for served in (as_owner(one), as_owner(two))
        ]
        ids = {launch["executionId"] for answer in answers for launch in answer["launches"]}
        assert len(ids) == 5
        for execution_id in ids:
            assert two.ended(execution_id)["outputData"]["Flow.presence"] == "AWAY"
        found = one.http.get("/architrave/executions").json()["entities"]
        assert {each["id"] for each in found} == ids


@pytest.mark.slow
@pytest.mark.crash
def test_a_killed_server_loses_nothing_and_launches_nothing_twice(folder: Path, tmp_path: Path) -> None:
    """Events are sent while the server is killed, and sent again afterwards, as a client does without an answer."""
    sent: list[dict[str, Any]] = [{"id": f"e-{number}", **event(presence="AWAY", count=number)} for number in range(90)]
    acknowledged: dict[str, str] = {}

    def note(answer: httpx.Response) -> None:
        for one in cast("list[dict[str, Any]]", answer.json()["events"]):
            (launch,) = one["launches"]
            assert acknowledged.setdefault(one["id"], launch["executionId"]) == launch["executionId"]

    for kills in range(3):
        with serve_process(folder, tmp_path / "state") as server:
            killing = Timer(0.1 * (kills + 1), server.process.kill)
            killing.start()
            for start in range(0, len(sent), 3):
                try:
                    note(httpx.post(f"{server.url}{EVENTS}", json=sent[start : start + 3], timeout=SECONDS))
                except httpx.TransportError:
                    break
            killing.join()
            server.process.wait(SECONDS)
    with serving(folder, folder / ".architrave" / "architrave.db") as served:
        for start in range(0, len(sent), 30):
            note(as_owner(served).http.post(EVENTS, json=sent[start : start + 30]))
        assert len(acknowledged) == len(sent)
        counts = [served.ended(acknowledged[one["id"]])["outputData"]["Flow.count"] for one in sent]
        assert counts == [str(number) for number in range(len(sent))]
        listed = served.http.get("/architrave/executions", params={"pageSize": 500}).json()["entities"]
        assert {one["id"] for one in listed} == set(acknowledged.values())
