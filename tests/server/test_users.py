"""Users: list, get, create, update, delete, search."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_entities import as_owner

ORG = """
roles: {agent: [routing:queue:view]}
users:
  - {id: u-1, name: Ada, email: ada@example.com, status: Available, roles: [agent]}
  - {id: u-2, name: Bob, state: inactive}
  - {id: u-3, name: Eve, state: deleted}
"""
USERS = "/api/v2/users"


@pytest.fixture
def users(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "org"
    folder.mkdir()
    (folder / "org.yaml").write_text(ORG, encoding="utf-8")
    for part in ("flows", "data-actions", "data-tables"):
        (folder / part).symlink_to(EXAMPLE / part)
    with serving(folder, tmp_path / "kept.db") as served:
        yield as_owner(served)


def names(users: Served, **query: Any) -> list[str]:
    return [one["name"] for one in users.http.get("/api/v2/users", params=query).json()["entities"]]


def home(users: Served) -> str:
    return users.http.get("/api/v2/users/u-1").json()["division"]["id"]


def test_a_list_shows_the_active_ones(users: Served) -> None:
    assert names(users) == ["Ada"]
    assert names(users, state="any", sortOrder="desc") == ["Eve", "Bob", "Ada"]
    assert names(users, state="deleted") == ["Eve"]
    assert names(users, state="any", id="u-1,u-2") == ["Ada", "Bob"]
    assert users.http.get("/api/v2/users", params={"state": "asleep"}).status_code == 400


def test_from_create_to_delete(users: Served) -> None:
    http = users.http
    body = {"name": "Grace", "email": "grace@example.com", "divisionId": home(users), "password": "x"}
    made = http.post("/api/v2/users", json=body).json()
    assert (made["state"], made["version"], made["username"]) == ("inactive", 1, "grace@example.com")
    assert "password" not in made
    assert http.post("/api/v2/users", json=body).status_code == 409, "the email address is taken"
    address = f"/api/v2/users/{made['id']}"
    changed = http.patch(address, json={"version": 1, "title": "Admiral", "state": "active"}).json()
    assert (changed["version"], changed["state"], changed.get("title")) == (2, "active", None), "the state goes alone"
    assert http.patch(address, json={"version": 2, "title": "Admiral"}).json()["title"] == "Admiral"
    outdated = http.patch(address, json={"version": 2, "title": "Captain"})
    assert (outdated.status_code, outdated.json()["code"]) == (409, "general.conflict")
    assert http.delete(address).json() == {}
    assert http.get(address).json()["state"] == "deleted"
    assert users.platform.look_up("user", "email", "grace@example.com")["state"] == "deleted"
    assert http.get(address, params={"state": "active"}).status_code == 404


def test_expand(users: Served) -> None:
    plain = users.http.get("/api/v2/users/u-1").json()
    assert "authorization" not in plain
    shown = users.http.get("/api/v2/users/u-1", params={"expand": "authorization,routingStatus"}).json()
    assert shown["authorization"]["permissions"] == ["routing:queue:view"]
    assert shown["routingStatus"]["status"] == "IDLE"
    assert users.http.get("/api/v2/users/me").status_code == 400


WRONG: list[tuple[str, str, dict[str, Any], list[tuple[str, str]]]] = [
    ("POST", USERS, {}, [("missing-field", name) for name in ("name", "email", "divisionId")]),
    (
        "POST",
        USERS,
        {"name": "x", "email": 5, "divisionId": "no-such"},
        [("wrong-type", "email"), ("no-such-entity", "divisionId")],
    ),
    ("PATCH", f"{USERS}/u-1", {"title": "x"}, [("missing-field", "version")]),
    ("PATCH", f"{USERS}/u-1", {"version": "1"}, [("wrong-type", "version")]),
    ("PATCH", f"{USERS}/u-1", {"version": 1, "state": "asleep"}, [("invalid-value", "state")]),
    (
        "POST",
        f"{USERS}/search",
        {"query": [{"typ": "EXACT"}]},
        [("missing-field", "query.0.type"), ("unknown-field", "query.0.typ")],
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "problems"), WRONG)
def test_a_wrong_body(
    users: Served, method: str, path: str, body: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    response = users.http.request(method, path, json=body)
    assert response.status_code == 400, response.text
    assert [(one["errorCode"], one.get("fieldName", "")) for one in response.json()["details"]] == problems


def found(users: Served, **body: Any) -> list[str]:
    response = users.http.post("/api/v2/users/search", json=body)
    assert response.status_code == 200, response.text
    return [one["name"] for one in response.json()["results"]]


def test_search(users: Served) -> None:
    assert found(users, query=[{"type": "EXACT", "fields": ["email"], "value": "ADA@example.com"}]) == ["Ada"]
    assert found(users, query=[]) == ["Ada", "Bob", "Eve"]
    assert found(users, sortBy="name", sortOrder="DESC", pageSize=2) == ["Eve", "Bob"]
    assert found(users, sortBy="name", pageSize=2, pageNumber=2) == ["Eve"]
    assert found(users, sort=[{"sortBy": "name", "sortOrder": "DESC"}], pageSize=1) == ["Eve"]
    refused = users.http.post("/api/v2/users/search", json={"query": [{"type": "REGEX", "value": "a+"}]})
    assert (refused.status_code, refused.json()["code"]) == (501, "not.implemented")
    for wrong in ({"pageSize": 0}, {"pageSize": 1000}, {"pageNumber": 0}):
        assert users.http.post("/api/v2/users/search", json=wrong).status_code == 400
