"""Schedules, their groups, and the IVR configurations that use them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Served, serving
from tests.server.test_entities import EXAMPLE, as_owner

PATH = "/api/v2/architect/schedules"
GROUPS = "/api/v2/architect/schedulegroups"
IVRS = "/api/v2/architect/ivrs"
ALWAYS = {"start": "2020-01-01T00:00:00.000", "end": "2020-01-02T00:00:00.000", "rrule": "FREQ=DAILY"}
OPENING_HOURS = Path(__file__).parents[1] / "interpreter" / "flows" / "schedules.yaml"
ORG = """
schedules:
  - {id: s-1, name: Lunch, start: "2020-01-01T12:00:00", end: "2020-01-01T12:00:01"}
  - {id: s-2, name: Weekdays, start: "2020-01-01T09:00:00", end: "2020-01-01T17:00:00", rrule: "FREQ=DAILY"}
scheduleGroups: [{id: g-1, name: Hours, timeZone: Europe/Vienna, openSchedules: [Weekdays]}]
emergencyGroups: [{id: e-1, name: Fire, enabled: false}]
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "org"
    (folder / "flows").mkdir(parents=True)
    (folder / "org.yaml").write_text(ORG, encoding="utf-8")
    for flow in (OPENING_HOURS, *(EXAMPLE / "flows").glob("*.yaml")):
        (folder / "flows" / flow.name).symlink_to(flow)
    for part in ("data-actions", "data-tables"):
        (folder / part).symlink_to(EXAMPLE / part)
    with serving(folder, tmp_path / "kept.db") as served:
        yield as_owner(served)


def outcome(served: Served) -> Any:
    flow = served.platform.services.organization.flows.named("Opening hours")
    assert flow is not None
    execution = served.launch(flow.row.id).json()["id"]
    return served.ended(execution)["completionReason"]


def test_flows_evaluate_what_the_api_made(served: Served) -> None:
    http = served.http
    made = http.post(PATH, json={"name": "Always", **ALWAYS}).json()
    group = http.get(f"{GROUPS}/g-1").json()
    assert group["openSchedules"] == [{"id": "s-2", "name": "Weekdays", "selfUri": f"{PATH}/s-2"}]
    always = [{"id": made["id"]}]
    for holiday, expected in (([], "open"), (always, "holiday")):
        sent = group | {"openSchedules": always, "holidaySchedules": holiday}
        group = http.put(f"{GROUPS}/g-1", json=sent).json()
        assert outcome(served) == expected
    fire = http.get("/api/v2/architect/emergencygroups/e-1").json()
    assert http.put("/api/v2/architect/emergencygroups/e-1", json=fire | {"enabled": True}).status_code == 200
    assert outcome(served) == "emergency"


def test_what_is_in_use_stays(served: Served) -> None:
    http = served.http
    for address, user in (
        (f"{PATH}/s-2", 'the schedule group "Hours" uses it'),
        (f"{PATH}/s-1", 'the flow "Opening hours" uses it'),
        (f"{GROUPS}/g-1", 'the flow "Opening hours" uses it'),
        ("/api/v2/architect/emergencygroups/e-1", 'the flow "Opening hours" uses it'),
    ):
        refused = http.delete(address)
        assert (refused.status_code, refused.json()["code"]) == (409, "architect.dependency.object.in.use")
        assert user in refused.json()["message"]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"start": "2020-01-01T09:00:00Z"}, "start", "must be a date and time without a time zone"),
        ({"end": ALWAYS["start"]}, "end", "The schedule does not end after it starts."),
        ({"rrule": "FREQ=HOURLY"}, "rrule", "must recur daily, weekly, monthly or yearly"),
        ({"rrule": "FREQ=DAILY;BYDAY=XX"}, "rrule", "cannot be read"),
        ({"rrule": "FREQ=DAILY;INTERVAL=0"}, "rrule", "its INTERVAL must be a number from 1 to"),
    ],
)
def test_a_schedule_that_cannot_be(served: Served, change: dict[str, str], field: str, message: str) -> None:
    refused = served.http.post(PATH, json={"name": "New", **ALWAYS, **change})
    assert refused.status_code == 400
    assert refused.json()["details"] == [{"errorCode": "invalid-value", "fieldName": field}]
    assert message in refused.json()["message"]


def test_a_schedule_group_that_cannot_be(served: Served) -> None:
    body = {"name": "New", "timeZone": "Mars/Olympus", "openSchedules": [{"id": "s-1"}, {"id": "s-9"}, {}]}
    refused = served.http.post(GROUPS, json=body)
    assert refused.json()["details"] == [
        {"errorCode": "invalid-value", "fieldName": "timeZone"},
        {"errorCode": "no-such-entity", "fieldName": "openSchedules.1.id"},
        {"errorCode": "missing-field", "fieldName": "openSchedules.2"},
    ]


def names(served: Served, path: str, **query: Any) -> list[str]:
    return [one["name"] for one in served.http.get(path, params=query).json()["entities"]]


def test_filters(served: Served) -> None:
    other = {"name": "Other", "holidaySchedules": [{"id": "s-1"}]}
    assert served.http.post(GROUPS, json=other).status_code == 200
    assert names(served, GROUPS, scheduleIds="s-1,x") == ["Other"]
    assert names(served, GROUPS, scheduleIds="s-1,s-2", sortOrder="DESC") == ["Other", "Hours"]
    assert names(served, f"{GROUPS}/divisionviews", name="h*") == ["Hours"]
    (view,) = served.http.get(f"{PATH}/divisionviews", params={"id": "s-1"}).json()["entities"]
    assert sorted(view) == ["division", "id", "name", "selfUri"]


def test_ivr_configurations(served: Served) -> None:
    http = served.http
    flow = served.platform.services.organization.flows.named("Order sync")
    assert flow is not None
    by_id = {"openHoursFlow": {"id": flow.row.id}, "scheduleGroup": {"id": "g-1"}}
    sent = {"name": "Hotline", "dnis": ["+431555"], **by_id}
    made = http.post(IVRS, json=sent)
    assert made.status_code == 200, made.text
    assert made.json()["openHoursFlow"] == {
        "id": flow.row.id,
        "name": "Order sync",
        "selfUri": f"/api/v2/flows/{flow.row.id}",
    }
    assert names(served, IVRS, dnis="+431555") == names(served, IVRS, scheduleGroup="g-1") == ["Hotline"]
    assert names(served, IVRS, dnis="+431556") == names(served, IVRS, scheduleGroup="g-2") == []
    again = http.put(f"{IVRS}/{made.json()['id']}", json=made.json()).json()
    assert {key: again[key] for key in sent} == {key: made.json()[key] for key in sent}
    refused = http.post(IVRS, json={"name": "Other", "closedHoursFlow": {"id": "no-such"}})
    assert refused.json()["details"] == [{"errorCode": "no-such-entity", "fieldName": "closedHoursFlow.id"}]
    assert 'the IVR configuration "Hotline"' in http.delete(f"{GROUPS}/g-1").json()["message"]


def test_milestones_and_outcomes(served: Served) -> None:
    for path in ("/api/v2/flows/milestones", "/api/v2/flows/outcomes"):
        made = [served.http.post(path, json={"name": name, "description": f"{name}!"}).json() for name in ("B", "A")]
        assert [one["id"] for one in served.http.get(path).json()["entities"]] == sorted(one["id"] for one in made)
        assert names(served, path, sortBy="name", nameOrDescription="?!") == []
        assert names(served, path, sortBy="name", nameOrDescription="*!") == ["A", "B"]
        assert names(served, f"{path}/divisionviews", sortBy="name", sortOrder="desc") == ["B", "A"]
    done = served.http.put(f"/api/v2/flows/outcomes/{made[0]['id']}", json={"name": "C"}).json()
    assert (done["complete"], done["actionName"], done["actionStatus"]) == (True, "UPDATE", "SUCCESS")
    assert names(served, "/api/v2/flows/outcomes", sortBy="name") == ["A", "C"]
