"""Members of groups, and search."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import EXAMPLE, serving
from tests.server.test_entities import as_owner

ORG = """
users:
  - {id: u-1, name: Ada, email: ada@example.com}
  - {id: u-2, name: Bob}
  - {id: u-3, name: Eve}
groups: [{id: g-1, name: Support, description: Helps, members: [Ada, u-2], ownerIds: [ada@example.com]}, {name: Sales}]
"""
GROUP = "/api/v2/groups/g-1"
MEMBERS = "/api/v2/groups/g-1/members"


@pytest.fixture
def http(tmp_path: Path) -> Iterator[Any]:
    folder = tmp_path / "org"
    folder.mkdir()
    (folder / "org.yaml").write_text(ORG, encoding="utf-8")
    (folder / "flows").symlink_to(EXAMPLE / "flows")
    with serving(folder, tmp_path / "kept.db") as served:
        yield as_owner(served).http


def names(http: Any, path: str = MEMBERS, **query: Any) -> list[str]:
    return [one["name"] for one in http.get(path, params=query).json()["entities"]]


def test_a_group_of_org_yaml_has_what_the_api_always_shows(http: Any) -> None:
    group = http.get(GROUP).json()
    assert {key: group[key] for key in ("type", "visibility", "rulesVisible", "memberCount")} == {
        "type": "official",
        "visibility": "public",
        "rulesVisible": True,
        "memberCount": 2,
    }
    assert group["owners"] == [{"id": "u-1", "name": "Ada", "selfUri": "/api/v2/users/u-1"}]


@pytest.mark.parametrize("sent", ["owners", "ownerIds"])
def test_both_names_of_the_owners_are_taken(http: Any, sent: str) -> None:
    changed = http.put(GROUP, json={"version": 1, "visibility": sent, "ownerIds": ["u-2"]}).json()
    assert (changed["visibility"], changed["owners"][0]["name"]) == ("owners", "Bob")
    assert (changed["name"], changed["type"], "description" in changed) == ("Support", "official", False)
    assert names(http) == ["Ada", "Bob"]


def test_members_come_and_go(http: Any) -> None:
    assert names(http, sortOrder="DESC") == ["Bob", "Ada"]
    assert http.post(MEMBERS, json={"memberIds": ["u-3", "u-1"], "version": 1}).status_code == 202
    assert names(http) == ["Ada", "Bob", "Eve"]
    assert http.get(GROUP).json()["memberCount"] == 3
    assert http.delete(MEMBERS, params={"ids": "u-1,u-2"}).status_code == 202
    assert names(http) == ["Eve"]
    assert names(http, "/api/v2/groups/g-1/individuals") == ["Ada", "Eve"]


def test_members_that_cannot_be_added(http: Any) -> None:
    refused = http.post(MEMBERS, json={"memberIds": ["u-1", "nobody"]})
    assert refused.status_code == 400
    assert refused.json()["details"] == [{"errorCode": "no-such-entity", "fieldName": "memberIds.1"}]
    assert http.post(MEMBERS, json={"memberIds": ["u-3"], "version": 7}).status_code == 409
    assert http.post(MEMBERS, json={"memberIds": ["u-3"] * 51}).status_code == 400
    assert http.delete(MEMBERS).status_code == 400
    assert names(http) == ["Ada", "Bob"]


@pytest.mark.parametrize(
    ("criterion", "found"),
    [
        ({"type": "EXACT", "fields": ["name"], "value": "sales"}, ["Sales"]),
        ({"type": "CONTAINS", "value": "elp"}, ["Support"]),
        ({"type": "MATCH_ALL"}, ["Sales", "Support"]),
        ({"type": "EXACT", "fields": ["id"], "values": ["g-1", "g-2"]}, ["Support"]),
    ],
)
def test_search(http: Any, criterion: dict[str, Any], found: list[str]) -> None:
    answer = http.post("/api/v2/groups/search", json={"query": [criterion]}).json()
    assert [one["name"] for one in answer["results"]] == found
    assert (answer["total"], answer["types"]) == (len(found), ["groups"])


def test_a_user_in_a_group_stays_and_criteria_that_are_not_supported_are_named(http: Any) -> None:
    answer = http.post("/api/v2/groups/search", json={"query": [{"type": "REGEX", "value": "."}]})
    assert (answer.status_code, answer.json()["message"]) == (501, "Not Implemented: criteria of the type REGEX.")


def test_search_of_locations(http: Any) -> None:
    address = {"street1": "1 Main Street", "city": "Vienna"}
    made = http.post("/api/v2/locations", json={"name": "Office", "contactUser": "u-1", "address": address}).json()
    assert made["contactUser"] == {"id": "u-1", "selfUri": "/api/v2/users/u-1"}
    assert made["address"] == address
    answer = http.post("/api/v2/locations/search", json={"query": [{"type": "TERM", "value": "office"}]}).json()
    assert answer["results"] == [made]
    refused = http.post("/api/v2/locations", json={"name": "Other", "contactUser": "nobody"})
    assert refused.json()["details"] == [{"errorCode": "no-such-entity", "fieldName": "contactUser"}]
