"""Members and wrap-up codes of queues."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_entities import as_owner

ORG = """
users:
  - {id: u-1, name: Ada, email: ada@example.com, status: Available}
  - {id: u-2, name: Bob}
  - {id: u-3, name: Eve}
wrapupCodes: [{id: w-1, name: Done}, {id: w-2, name: Spam}]
queues: [{id: q-1, name: Support, members: [Ada, u-2], wrapupCodes: [Done]}]
"""
MEMBERS = "/api/v2/routing/queues/q-1/members"
CODES = "/api/v2/routing/queues/q-1/wrapupcodes"


@pytest.fixture
def http(tmp_path: Path) -> Iterator[Any]:
    folder = tmp_path / "org"
    folder.mkdir()
    (folder / "org.yaml").write_text(ORG, encoding="utf-8")
    for part in ("flows", "data-actions", "data-tables"):
        (folder / part).symlink_to(EXAMPLE / part)
    with serving(folder, tmp_path / "kept.db") as served:
        yield as_owner(served).http


def names(http: Any, **query: Any) -> list[str]:
    return [one["name"] for one in http.get(MEMBERS, params=query).json()["entities"]]


def counts(http: Any) -> tuple[int, int]:
    queue = http.get("/api/v2/routing/queues/q-1").json()
    return queue["memberCount"], queue["joinedMemberCount"]


def test_members_come_and_go(http: Any) -> None:
    assert names(http) == ["Ada", "Bob"]
    assert http.post(MEMBERS, json=[{"id": "u-3"}, {"id": "u-1"}]).status_code == 204
    assert names(http) == ["Ada", "Bob", "Eve"]
    assert http.post(MEMBERS, json=[{"id": "u-1"}], params={"delete": "true"}).status_code == 204
    assert http.delete("/api/v2/routing/queues/q-1/members/u-2").status_code == 204
    assert names(http) == ["Eve"]
    assert http.delete("/api/v2/routing/queues/q-1/members/u-2").status_code == 404


def test_members_join_and_leave(http: Any) -> None:
    assert counts(http) == (2, 2)
    changed = http.patch(MEMBERS, json=[{"id": "u-1", "joined": False}, {"id": "u-2", "ringNumber": 3}])
    assert [(one["joined"], one["ringNumber"]) for one in changed.json()["entities"]] == [(False, 1), (True, 3)]
    assert counts(http) == (2, 1)
    assert names(http, joined="true") == ["Bob"]
    assert http.patch("/api/v2/routing/queues/q-1/members/u-1", json={"joined": True}).status_code == 202
    assert names(http, joined="false") == []
    user = http.get(MEMBERS, params={"expand": "routingStatus"}).json()["entities"][0]
    assert user["routingStatus"] == {"userId": "u-1", "status": "IDLE"}


def test_wrapup_codes_come_and_go(http: Any) -> None:
    assert [one["name"] for one in http.get(CODES).json()["entities"]] == ["Done"]
    added = http.post(CODES, json=[{"id": "w-2"}, {"id": "w-1"}])
    assert sorted(one["name"] for one in added.json()) == ["Done", "Spam"]
    assert http.delete("/api/v2/routing/queues/q-1/wrapupcodes/w-1").status_code == 204
    assert [one["name"] for one in http.get(CODES).json()["entities"]] == ["Spam"]
    assert http.delete("/api/v2/routing/queues/q-1/wrapupcodes/w-1").status_code == 404


WRONG: list[tuple[str, str, Any, list[tuple[str, str]]]] = [
    ("POST", MEMBERS, [{"id": "nobody"}], [("no-such-entity", "0.id")]),
    ("POST", MEMBERS, [{"id": 5}, {"id": "nobody"}], [("wrong-type", "0.id"), ("no-such-entity", "1.id")]),
    ("POST", MEMBERS, [{}], [("no-such-entity", "0")]),
    ("POST", MEMBERS, {"id": "u-1"}, [("wrong-type", "")]),
    ("PATCH", MEMBERS, [{"id": "u-3", "joined": True}], [("no-such-entity", "0.id")]),
    ("PATCH", MEMBERS, [{"id": "u-1", "joined": "yes"}], [("wrong-type", "0.joined")]),
    ("PATCH", f"{MEMBERS}/u-1", {"joind": True}, [("unknown-field", "joind")]),
    ("POST", CODES, [{"id": "w-9"}], [("no-such-entity", "0.id")]),
    ("POST", CODES, ["w-1"], [("wrong-type", "0")]),
]


@pytest.mark.parametrize(("method", "path", "body", "problems"), WRONG)
def test_a_wrong_body_changes_nothing(
    http: Any, method: str, path: str, body: Any, problems: list[tuple[str, str]]
) -> None:
    response = http.request(method, path, json=body)
    assert response.status_code == 400, response.text
    found = [(one["errorCode"], one.get("fieldName", "")) for one in response.json()["details"]]
    assert found == problems
    assert names(http) == ["Ada", "Bob"]


def test_too_many_members_in_one_request(http: Any) -> None:
    assert http.post(MEMBERS, json=[{"id": "u-1"}] * 101).status_code == 400


@pytest.mark.parametrize("part", ["members", "wrapupcodes"])
def test_no_queue(http: Any, part: str) -> None:
    assert http.get(f"/api/v2/routing/queues/no-such/{part}").status_code == 404


def test_views_by_division_and_ones_own_queues(http: Any) -> None:
    for path in ("/api/v2/routing/queues/divisionviews", "/api/v2/routing/queues/divisionviews/all"):
        assert [one["name"] for one in http.get(path).json()["entities"]] == ["Support"]
    codes = http.get("/api/v2/routing/wrapupcodes/divisionviews").json()["entities"]
    assert [one["name"] for one in codes] == ["Done", "Spam"]
    assert http.get("/api/v2/routing/queues/me").status_code == 400


def test_a_wrapup_code_by_its_id(http: Any) -> None:
    assert http.get("/api/v2/routing/wrapupcodes/w-1").json()["name"] == "Done"
    assert http.get("/api/v2/routing/wrapupcodes").json()["total"] == 2


def test_a_fraction_stays_a_number(serve: Callable[..., Served]) -> None:
    http = as_owner(serve()).http
    settings = {"call": {"serviceLevel": {"percentage": 0.85, "durationMs": 20000}}}
    made = http.post("/api/v2/routing/queues", json={"name": "Fractions", "mediaSettings": settings}).json()
    assert made["mediaSettings"] == settings
    assert http.get(f"/api/v2/routing/queues/{made['id']}").json()["mediaSettings"] == settings
