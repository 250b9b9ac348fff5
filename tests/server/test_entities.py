"""The endpoints of nouns: what is true for each of them, from the cloud's facts alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from architrave.cloud.models import Property, model
from architrave.cloud.operations import operation
from architrave.definitions.nouns import NOUNS, Api
from tests.server.conftest import EXAMPLE, ORDER_SYNC, Served, serving

NOUN = {noun.name: noun for noun in NOUNS}
APIS = {noun.name: noun.api for noun in NOUNS if noun.api is not None}


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server, logged in as the client that may do everything."""
    with serving(EXAMPLE, tmp_path_factory.mktemp("admin") / "kept.db") as served:
        http = as_owner(served).http
        for api in APIS.values():
            made = http.post(api.path, json=valid(body_model("POST", api.path) or ""))
            assert made.status_code == 200, made.text
        yield served


def as_owner(served: Served) -> Served:
    server = served.platform.server
    assert server is not None
    return served.log_in((server.client.id, server.client.secret))


def body_model(method: str, path: str) -> str | None:
    known = operation(method, path)
    return None if known is None or known.body is None else known.body.model


def valid(name: str) -> dict[str, Any]:
    """The smallest body of a model."""
    known = model(name)
    assert known is not None
    made = {one.name: sample(one) for one in known.properties.values() if one.is_required}
    target = {"target": {"type": "Workflow", "id": ORDER_SYNC}} if "target" in made else {}
    return made | ({"end": "2026-01-01T17:00:00"} if "end" in made else {}) | target


def sample(one: Property) -> Any:
    if one.values:
        return one.values[0]
    if one.type.format == "local-date-time":
        return "2026-01-01T08:00:00"
    samples = {"string": f"A {one.name}", "integer": 1, "number": 1.5, "boolean": True, "list": [], "map": {}}
    return samples.get(one.type.kind, {})


def one_path(api: Api) -> str:
    return f"{api.path}/{{{api.id}}}"


def bodies() -> Iterator[tuple[str, str, str]]:
    for noun, api in APIS.items():
        for method, path in (("POST", api.path), ("PUT", one_path(api)), ("PATCH", one_path(api))):
            left = {"POST": "create", "PUT": "replace", "PATCH": "edit"}[method] in api.leaves
            if not left and body_model(method, path) is not None:
                yield noun, method, path


def changing(name: str, entity: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A body that changes an entity, as a client sends back what it got, and what the entity has then."""
    known = model(name)
    assert known is not None
    sent = {key: value for key, value in entity.items() if key in known.properties}
    for text in ("description", "notes", "salutation", "industry"):
        if text in known.properties:
            return sent | {text: "Changed"}, {text: "Changed"}
    assert "divisionId" in known.properties, f"what can a {name} change?"
    return {"divisionId": entity["division"]["id"]}, {"division": entity["division"]}


@pytest.mark.parametrize("noun", APIS)
def test_from_create_to_delete(admin: Served, noun: str) -> None:
    http, api = admin.http, APIS[noun]
    named = {"name" if NOUN[noun].is_named else "title": f"New {noun}"}
    body = valid(body_model("POST", api.path) or "") | named
    created = http.post(api.path, json=body)
    assert created.status_code == 200, created.text
    entity = created.json()
    address = f"{api.path}/{entity['id']}"
    assert entity["selfUri"] == address
    assert http.get(address).json() == entity
    assert entity in http.get(api.path, params={"name": f"new {noun}", "pageSize": 500}).json()["entities"]
    assert http.post(api.path, json=body).status_code == (409 if NOUN[noun].unique else 200)
    for method in ("PUT", "PATCH"):
        if operation(method, one_path(api)) is None or (method == "PATCH" and "edit" in api.leaves):
            continue
        change, seen = changing(body_model(method, one_path(api)) or "", entity)
        changed = http.request(method, address, json=change)
        assert changed.status_code == 200, changed.text
        now = http.get(address).json()
        assert {name: now[name] for name in seen} == seen
        assert changed.json() == now or changed.json()["actionStatus"] == "SUCCESS"
    known = operation("DELETE", one_path(api))
    if known is None:
        return
    assert http.delete(address).status_code == (204 if known.answer is None else 200)
    assert http.get(address).status_code == 404
    assert http.delete(address).status_code == 404
    left = http.get(api.path, params={"id": entity["id"], "pageSize": 500}).json()["entities"]
    assert entity["id"] not in [one["id"] for one in left]


BROKEN = ["", "null", "[]", '"text"', "{", '{"name": }', '{"name": "x", "name": "y"}', '{"nmae": "x"}', "\x00"]


@pytest.mark.parametrize(("noun", "method", "path"), [*bodies()])
@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_body_changes_nothing(admin: Served, noun: str, method: str, path: str, body: str) -> None:
    entities = admin.services.organization.entities
    before = entities.all(noun)
    address = path.replace(f"{{{APIS[noun].id}}}", before[0].id)
    response = admin.http.request(method, address, content=body.encode(), headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert entities.all(noun) == before


def test_every_problem_is_named_with_its_place(admin: Served) -> None:
    body = '{"nmae": "x", "acwSettings": {"timeoutMs": "5"}, "division": {"id": "no-such"}}'
    headers = {"content-type": "application/json", "accept": "application/problem+json"}
    problem = admin.http.post("/api/v2/routing/queues", content=body, headers=headers).json()
    assert [error["pointer"] for error in problem["errors"]] == [
        "#",
        "#/nmae",
        "#/acwSettings/timeoutMs",
        "#/division/id",
    ]


@pytest.fixture
def org(tmp_path: Path) -> Callable[[str], Path]:
    """Writes an organization with the example's flows."""
    folder = tmp_path / "org"
    folder.mkdir()
    (folder / "flows").symlink_to(EXAMPLE / "flows")
    (folder / "data-actions").symlink_to(EXAMPLE / "data-actions")
    (folder / "data-tables").symlink_to(EXAMPLE / "data-tables")

    def write(text: str) -> Path:
        (folder / "org.yaml").write_text(text, encoding="utf-8")
        return folder

    return write


FIRST = "queues: [{id: q-1, name: Support, description: first, wrapupCodes: [Done]}]\nwrapupCodes: [{name: Done}]\n"


def test_a_restart_keeps_what_the_api_made(org: Callable[[str], Path], tmp_path: Path) -> None:
    folder = org(FIRST)
    with serving(folder, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        http.put("/api/v2/routing/queues/q-1", json={"name": "Support", "description": "by the API"})
        made = http.post("/api/v2/routing/queues", json={"name": "Made"}).json()
    with serving(folder, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        assert http.get("/api/v2/routing/queues/q-1").json()["description"] == "by the API"
        assert http.get(f"/api/v2/routing/queues/{made['id']}").json() == made
        assert served.platform.look_up("queue", "name", "made")["id"] == made["id"]
        assert len(http.get("/api/v2/routing/queues/q-1/wrapupcodes").json()["entities"]) == 1
    with serving(org(FIRST.replace("first", "second")), tmp_path / "kept.db") as served:
        assert as_owner(served).http.get("/api/v2/routing/queues/q-1").json()["description"] == "second"
        (problem,) = (each for each in served.platform.diagnostics if each.rule.slug == "replaced-change")
        assert problem.message == 'The queue "Support" has a new text, which counts. It was changed otherwise before.'
        assert as_owner(served).http.get(f"/api/v2/routing/queues/{made['id']}").status_code == 200


def test_what_is_in_use_stays(org: Callable[[str], Path], tmp_path: Path) -> None:
    with serving(org(FIRST), tmp_path / "kept.db") as served:
        http = as_owner(served).http
        (code,) = http.get("/api/v2/routing/wrapupcodes").json()["entities"]
        refused = http.delete(f"/api/v2/routing/wrapupcodes/{code['id']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "architect.dependency.object.in.use")
        assert refused.json()["message"] == ('The wrap-up code "Done" cannot be deleted: the queue "Support" uses it.')
        assert http.delete("/api/v2/routing/queues/q-1/wrapupcodes/" + code["id"]).status_code == 204
        assert http.delete(f"/api/v2/routing/wrapupcodes/{code['id']}").status_code == 204


def test_a_queue_that_a_published_flow_names_stays_unless_it_is_forced(copied: Path, tmp_path: Path) -> None:
    with serving(copied, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        (queue,) = http.get("/api/v2/routing/queues", params={"name": "Support Queue"}).json()["entities"]
        refused = http.delete(f"/api/v2/routing/queues/{queue['id']}")
        assert refused.status_code == 409
        assert refused.json()["message"] == (
            'The queue "Support Queue" cannot be deleted: the flow "Order sync" uses it.'
        )
        forced = {"forceDelete": "true"}
        assert http.delete(f"/api/v2/routing/queues/{queue['id']}", params=forced).status_code == 204
        assert served.platform.look_up("queue", "name", "Support Queue") is None


def test_divisions(org: Callable[[str], Path], tmp_path: Path) -> None:
    queues = "queues: [{name: A, division: Sales}, {name: B}, {name: C, division: Other}]"
    text = f"divisions: [{{id: div-1, name: Sales}}]\n{queues}\n"
    with serving(org(text), tmp_path / "kept.db") as served:
        http = as_owner(served).http
        named = {one["name"]: one["division"] for one in http.get("/api/v2/routing/queues").json()["entities"]}
        assert (named["A"]["id"], named["B"]["name"], named["C"]["name"]) == ("div-1", "Home", "Other")
        found = http.get("/api/v2/routing/queues", params={"divisionId": "div-1"}).json()["entities"]
        assert [one["name"] for one in found] == ["A"]
        for division in named.values():
            made = http.post("/api/v2/routing/queues", json={"name": division["name"], "division": division})
            assert made.json()["division"] == division, "a client can send back what it got"


def test_lists_are_sorted_and_paged(admin: Served) -> None:
    names = [f"Page {number:02}" for number in (3, 1, 2)]
    for name in names:
        admin.http.post("/api/v2/routing/wrapupcodes", json={"name": name})

    def ask(**query: Any) -> httpx.Response:
        return admin.http.get("/api/v2/routing/wrapupcodes", params={"name": "page*", **query})

    assert [one["name"] for one in ask().json()["entities"]] == sorted(names)
    assert [one["name"] for one in ask(sortOrder="desc", pageSize=2).json()["entities"]] == ["Page 03", "Page 02"]
    assert ask(pageSize=2, pageNumber=2).json()["total"] == 3
    for wrong in ({"sortBy": "colour"}, {"sortOrder": "up"}, {"pageSize": "0"}, {"pageNumber": "x"}):
        assert ask(**wrong).status_code == 400


def test_a_name_can_be_a_pattern_or_a_beginning(admin: Served) -> None:
    for path in ("/api/v2/routing/skills", "/api/v2/routing/wrapupcodes"):
        assert admin.http.post(path, json={"name": "Portuguese"}).status_code == 200

    def found(path: str, name: str) -> list[str]:
        return [one["name"] for one in admin.http.get(path, params={"name": name}).json()["entities"]]

    assert found("/api/v2/routing/skills", "portu") == found("/api/v2/routing/wrapupcodes", "portu*") == ["Portuguese"]
    assert found("/api/v2/routing/skills", "uguese") == found("/api/v2/routing/wrapupcodes", "portu") == []


def test_names_are_shown_as_they_are(admin: Served) -> None:
    name = 'A {name} with "quotes"\n\u202e and <b>'
    body = json.dumps({"name": name})
    headers = {"content-type": "application/json"}
    assert admin.http.post("/api/v2/routing/queues", content=body, headers=headers).json()["name"] == name
    again = admin.http.post("/api/v2/routing/queues", content=body, headers=headers)
    assert again.status_code == 409
