"""Data tables through the API: their columns, their rows, and flows that look rows up."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from architrave.organization import data_tables
from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_entities import as_owner

TABLES = "/api/v2/flows/datatables"
HOME = {"id": "", "name": "Home"}


def schema(**fields: Any) -> dict[str, Any]:
    """A schema as Terraform's provider sends it: `Size=integer` is a column."""
    shapes = {name: {"type": given} if isinstance(given, str) else given for name, given in fields.items()}
    ordered = {"key": {"type": "string", "title": "Name"}, **shapes}
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "required": ["key"],
        "additionalProperties": False,
        "properties": {
            name: {"$id": f"/properties/{name}", "title": name, "displayOrder": number, **shape}
            for number, (name, shape) in enumerate(ordered.items())
        },
    }


SHOP = schema(Size="integer", Rate="number", Open="boolean", City="string", Kind={"type": "string", "default": "shop"})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(EXAMPLE, tmp_path_factory.mktemp("tables") / "kept.db") as served:
        yield as_owner(served)


@pytest.fixture
def http(shared: Served) -> httpx.Client:
    return shared.http


@pytest.fixture
def table(http: httpx.Client, request: pytest.FixtureRequest) -> str:
    """The path of a new table."""
    made = http.post(TABLES, json={"name": f"T {request.node.name}"[:200], "schema": SHOP})
    assert made.status_code == 200, made.text
    return f"{TABLES}/{made.json()['id']}"


def refused(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


# -- tables ------------------------------------------------------------------------------------------------------------


def test_from_create_to_delete(http: httpx.Client) -> None:
    body = {"name": "Shops", "description": "All shops", "schema": SHOP}
    made = http.post(TABLES, json=body).json()
    assert made["schema"] == SHOP
    assert [*made["schema"]["properties"]] == [*SHOP["properties"]], "columns keep their order"
    assert (made["division"]["name"], made["selfUri"]) == ("Home", f"{TABLES}/{made['id']}")
    address = made["selfUri"]
    brief = {name: value for name, value in made.items() if name != "schema"}
    assert http.get(address).json() == brief
    assert http.get(address, params={"expand": "schema"}).json() == made
    assert http.get(TABLES, params={"name": "shops"}).json()["entities"] == [brief]
    assert http.get("/api/v2/flows/datatables/divisionviews", params={"expand": "schema", "name": "sh*"}).json()[
        "entities"
    ] == [made]
    assert http.get(f"{TABLES}/divisionviews/{made['id']}").json() == brief
    assert refused(http.post(TABLES, json=body)) == (409, "flows.datatables.not.unique")
    changed = http.put(address, json={"name": "Our shops", "division": {"id": made["division"]["id"]}})
    assert changed.status_code == 200
    whole = http.get(address, params={"expand": "schema"}).json()
    assert (whole["name"], whole.get("description"), whole["schema"]) == ("Our shops", None, SHOP)
    assert http.delete(address).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        response = http.request(method, address, json=body if method == "PUT" else None)
        assert refused(response) == (404, "flows.datatables.table.not.found")
    assert http.get(TABLES, params={"name": "our shops"}).json()["entities"] == []


WRONG_TABLES: list[tuple[Any, str]] = [
    ({}, ""),
    ({"name": "W"}, ""),
    ({"name": " ", "schema": SHOP}, "name"),
    ({"name": "x" * 257, "schema": SHOP}, "name"),
    ({"name": 5, "schema": SHOP}, "name"),
    ({"name": "W", "schema": []}, "schema"),
    ({"name": "W", "schema": {}}, "schema.properties"),
    ({"name": "W", "schema": {"properties": {}}}, "schema.properties"),
    ({"name": "W", "schema": {"properties": {"key": {"type": "integer"}}}}, "schema.properties.key.type"),
    ({"name": "W", "schema": schema(A="text")}, "schema.properties.A.type"),
    ({"name": "W", "schema": schema(A={"type": "integer", "default": "many"})}, "schema.properties.A.default"),
    ({"name": "W", "schema": schema(A={"type": "integer", "title": 5})}, "schema.properties.A.title"),
    ({"name": "W", "schema": SHOP | {"required": ["key", "Nothing"]}}, "schema.required.1"),
    ({"name": "W", "schema": SHOP | {"required": "key"}}, "schema.required"),
    ({"name": "W", "schema": SHOP, "division": {"id": "no-such"}}, "division.id"),
    ({"name": "W", "schema": SHOP, "colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("body", "place"), WRONG_TABLES, ids=lambda each: str(each)[:50])
def test_wrong_tables(http: httpx.Client, table: str, body: Any, place: str) -> None:
    before = http.get(table, params={"expand": "schema"}).json()
    answers = [http.post(TABLES, json=body)]
    if "schema" in body:
        answers.append(http.put(table, json=body))
    for response in answers:
        assert response.status_code == 400, response.text
        assert response.json()["code"] in ("flows.datatables.schema.exception", "bad.request")
        assert place in [detail.get("fieldName", "") for detail in response.json()["details"]]
    assert http.get(table, params={"expand": "schema"}).json() == before
    assert http.get(TABLES, params={"name": "W"}).json()["entities"] == []


def test_what_may_change_in_a_schema(http: httpx.Client, table: str) -> None:
    def put(changed: dict[str, Any]) -> httpx.Response:
        return http.put(table, json={"name": "Changing", "schema": changed})

    http.post(f"{table}/rows", json={"key": "a", "Size": 1})
    properties = SHOP["properties"]
    more = SHOP | {"properties": {**properties, "New": {"type": "integer", "default": 7}, "Text": {"type": "string"}}}
    assert put(more).status_code == 200
    row = http.get(f"{table}/rows/a", params={"showbrief": "false"}).json()
    assert (row["New"], row["Text"], row["Size"]) == (7, "", 1), "older rows have the defaults of new columns"
    assert refused(put(SHOP)) == (400, "flows.datatables.cannot.remove.fields")
    other = more | {"properties": {**more["properties"], "Size": {"type": "string"}}}
    assert refused(put(other)) == (400, "flows.datatables.schema.exception")
    assert http.delete(f"{table}/rows/a").status_code == 204
    assert put(other).status_code == 200, "no row has a value of the old type"


def test_limits_of_tables(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = schema(**{f"C{number}": "string" for number in range(data_tables.MOST_FIELDS + 1)})
    response = http.post(TABLES, json={"name": "Wide", "schema": wide})
    assert refused(response) == (400, "flows.datatables.too.many.properties")
    del wide["properties"]["C0"]
    assert http.post(TABLES, json={"name": "Wide", "schema": wide}).status_code == 200
    monkeypatch.setattr("architrave.server.routes.data_tables.MOST_TABLES", 1)
    response = http.post(TABLES, json={"name": "More", "schema": SHOP})
    assert refused(response) == (400, "flows.datatables.too.many.schemas")


ON_A_TABLE = [
    ("GET", "/api/v2/flows/datatables/divisionviews/{id}"),
    ("GET", "/api/v2/flows/datatables/{id}"),
    ("PUT", "/api/v2/flows/datatables/{id}"),
    ("DELETE", "/api/v2/flows/datatables/{id}"),
    ("GET", "/api/v2/flows/datatables/{id}/rows"),
    ("POST", "/api/v2/flows/datatables/{id}/rows"),
    ("GET", "/api/v2/flows/datatables/{id}/rows/{id}"),
    ("PUT", "/api/v2/flows/datatables/{id}/rows/{id}"),
    ("DELETE", "/api/v2/flows/datatables/{id}/rows/{id}"),
    ("POST", "/api/v2/flows/datatables/{id}/import/jobs"),
    ("POST", "/api/v2/flows/datatables/{id}/import/csv/jobs"),
    ("GET", "/api/v2/flows/datatables/{id}/import/jobs"),
    ("GET", "/api/v2/flows/datatables/{id}/import/jobs/{id}"),
    ("POST", "/api/v2/flows/datatables/{id}/export/jobs"),
    ("GET", "/api/v2/flows/datatables/{id}/export/jobs/{id}"),
]


@pytest.mark.parametrize(("method", "path"), ON_A_TABLE)
def test_a_table_that_is_not_there(http: httpx.Client, method: str, path: str) -> None:
    body = {"key": "k", "name": "N"} if method in ("POST", "PUT") else None
    response = http.request(method, path.replace("{id}", str(uuid4())), json=body)
    assert refused(response) == (404, "flows.datatables.table.not.found")


# -- rows --------------------------------------------------------------------------------------------------------------


def test_a_row_from_create_to_delete(http: httpx.Client, table: str) -> None:
    rows = f"{table}/rows"
    made = http.post(rows, json={"key": "vienna", "Size": 4, "Rate": 1.25})
    whole = {"key": "vienna", "Size": 4, "Rate": 1.25, "Open": False, "City": "", "Kind": "shop"}
    assert (made.status_code, made.json()) == (200, whole), "as Terraform's provider expects what is left out"
    assert [*made.json()] == [*SHOP["properties"]]
    assert http.get(f"{rows}/vienna").json() == {"key": "vienna"}
    assert http.get(f"{rows}/vienna", params={"showbrief": "false"}).json() == whole
    assert refused(http.post(rows, json={"key": "vienna"})) == (409, "flows.datatables.not.unique")
    changed = http.put(f"{rows}/vienna", json={"key": "vienna", "Size": 5, "Open": True})
    assert changed.json() == whole | {"Size": 5, "Open": True, "Rate": 0}
    assert http.put(f"{rows}/vienna", json={"City": "Wien"}).json()["City"] == "Wien"
    assert http.delete(f"{rows}/vienna").status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        response = http.request(method, f"{rows}/vienna", json={"Size": 1} if method == "PUT" else None)
        assert refused(response) == (404, "flows.datatables.row.not.found")


KEYS = ["a b", "a/b", "ä€😀", "100%", "?x=1#y", "..", "%2F", '"<b>\u202e', "\t", "a.csv", "x" * 256, "+", "A", "a"]


def test_any_text_can_be_a_key(http: httpx.Client, table: str) -> None:
    for key in KEYS:
        assert http.post(f"{table}/rows", json={"key": key, "City": key}).status_code == 200
        address = f"{table}/rows/{quote(key, safe='') if key != '..' else '%2E%2E'}"
        assert http.get(address, params={"showbrief": "false"}).json()["City"] == key
    listed = http.get(f"{table}/rows", params={"pageSize": 100}).json()
    assert [row["key"] for row in listed["entities"]] == sorted(KEYS), "in the order of their code points"


WRONG_ROWS: list[tuple[Any, str]] = [
    ([], ""),
    ("text", ""),
    ({}, ""),
    ({"Size": 1}, ""),
    ({"key": None}, ""),
    ({"key": ""}, "key"),
    ({"key": "k" * 257}, "key"),
    ({"key": "a\0b"}, "key"),
    ({"key": 5}, "key"),
    ({"key": "k", "Size": "5"}, "Size"),
    ({"key": "k", "Size": 5.5}, "Size"),
    ({"key": "k", "Size": True}, "Size"),
    ({"key": "k", "Size": 2**63}, "Size"),
    ({"key": "k", "Rate": "1.5"}, "Rate"),
    ({"key": "k", "Rate": False}, "Rate"),
    ({"key": "k", "Open": "true"}, "Open"),
    ({"key": "k", "Open": 1}, "Open"),
    ({"key": "k", "City": 5}, "City"),
    ({"key": "k", "City": ["Graz"]}, "City"),
    ({"key": "k", "city": "Graz"}, "city"),
    ({"key": "k", "Size": "x", "Open": "x"}, "Open"),
    ({"key": "k", "City": "x" * 262_145}, "City"),
]


@pytest.mark.parametrize(("body", "place"), WRONG_ROWS, ids=lambda each: str(each)[:40])
def test_wrong_rows(http: httpx.Client, table: str, body: Any, place: str) -> None:
    response = http.post(f"{table}/rows", json=body)
    assert refused(response) == (400, "flows.datatables.schema.exception"), response.text
    assert place in [detail.get("fieldName", "") for detail in response.json()["details"]]
    assert http.get(f"{table}/rows").json()["total"] == 0


@pytest.mark.parametrize("body", ["", "{", '{"key": "k",}', '{"key": "a", "key": "b"}', '{"key": "\\ud800"}'])
def test_broken_bodies(http: httpx.Client, table: str, body: str) -> None:
    headers = {"content-type": "application/json"}
    assert http.post(f"{table}/rows", content=body, headers=headers).status_code == 400
    assert http.get(f"{table}/rows").json()["total"] == 0


def test_numbers_that_no_client_can_read(http: httpx.Client, table: str) -> None:
    headers = {"content-type": "application/json"}
    for number in ("1e400", "1e-400", "9" * 400):
        response = http.post(f"{table}/rows", content=f'{{"key": "k", "Rate": {number}}}', headers=headers)
        assert refused(response) == (400, "flows.datatables.schema.exception")
    made = http.post(f"{table}/rows", content='{"key": "k", "Rate": 1.5e3}', headers=headers)
    assert made.json()["Rate"] == 1500


def test_a_key_never_changes(http: httpx.Client, table: str) -> None:
    http.post(f"{table}/rows", json={"key": "a"})
    response = http.put(f"{table}/rows/a", json={"key": "b"})
    assert response.status_code == 400
    assert response.json()["details"][0]["fieldName"] == "key"


def test_required_columns(http: httpx.Client) -> None:
    must = SHOP | {"required": ["key", "City", "Kind"]}
    table = http.post(TABLES, json={"name": "Required", "schema": must}).json()["selfUri"]
    assert http.post(f"{table}/rows", json={"key": "a"}).status_code == 400
    assert http.post(f"{table}/rows", json={"key": "a", "City": "Graz"}).json()["Kind"] == "shop"


def test_rows_are_listed_page_by_page(http: httpx.Client, table: str) -> None:
    for number in (3, 1, 2):
        http.post(f"{table}/rows", json={"key": f"k{number}", "Size": number})
    first = http.get(f"{table}/rows", params={"pageSize": 2, "showbrief": "false"}).json()
    assert [(row["key"], row["Size"]) for row in first["entities"]] == [("k1", 1), ("k2", 2)]
    assert (first["total"], first["pageCount"]) == (3, 2)
    assert http.get(first["nextUri"]).json()["entities"][0]["Size"] == 3
    brief = http.get(f"{table}/rows", params={"sortOrder": "descending"}).json()["entities"]
    assert brief == [{"key": "k3"}, {"key": "k2"}, {"key": "k1"}]
    for wrong in ({"pageSize": "0"}, {"showbrief": "perhaps"}, {"sortOrder": "up"}):
        assert http.get(f"{table}/rows", params=wrong).status_code == 400


def test_a_table_has_room_for_so_many_rows(http: httpx.Client, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_tables, "MOST_ROWS", 2)
    for key in ("a", "b"):
        assert http.post(f"{table}/rows", json={"key": key}).status_code == 200
    assert refused(http.post(f"{table}/rows", json={"key": "c"})) == (400, "flows.datatables.too.many.rows")
    http.delete(f"{table}/rows/a")
    assert http.post(f"{table}/rows", json={"key": "c"}).status_code == 200


# -- flows and files ---------------------------------------------------------------------------------------------------

LOOK_UP = "Source systems"


def label(served: Served, key: str, table: str = LOOK_UP) -> str | None:
    """What a flow finds in the row with this key."""
    row = served.platform.look_up("dataTableRow", "key", key, table)
    return None if row is None else row["Label"]


def of_example(http: httpx.Client) -> str:
    (found,) = http.get(TABLES, params={"name": LOOK_UP}).json()["entities"]
    return f"{TABLES}/{found['id']}"


def test_a_running_flow_sees_a_row_as_it_is(copied: Path, tmp_path: Path) -> None:
    with serving(copied, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        rows = f"{of_example(http)}/rows"
        assert label(served, "erp") == "House ERP"
        row = http.get(f"{rows}/erp", params={"showbrief": "false"}).json()
        http.put(f"{rows}/erp", json=row | {"Label": "Changed"})
        assert label(served, "erp") == "Changed"
        http.post(rows, json={"key": "new", "Label": "New"})
        assert label(served, "new", LOOK_UP.upper()) == "New"
        http.delete(f"{rows}/erp")
        assert label(served, "erp") is None
    with serving(copied, tmp_path / "kept.db") as served:
        assert label(served, "erp") is None, "a restart keeps changes"
        assert label(served, "new") == "New"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "kept.db") if request.param == "sqlite" else request.getfixturevalue("postgres_database")()


def value_of(served: Served, key: str) -> Any:
    """What the flow Key lookup finds."""
    (flow,) = served.http.get("/api/v2/flows", params={"name": "Key lookup"}).json()["entities"]
    launched = served.launch(flow["id"], inputData={"Flow.key": key})
    return served.ended(launched.json()["id"])["outputData"].get("Flow.value")


def test_a_flow_finds_what_the_api_has_just_written(copied: Path, database: str) -> None:
    with serving(copied, database) as served:
        http = as_owner(served).http
        rows = f"{of_example(http)}/rows"
        assert value_of(served, "erp") == "House ERP"
        http.put(f"{rows}/erp", json={"Label": "Changed"})
        assert value_of(served, "erp") == "Changed"
        http.delete(f"{rows}/erp")
        assert value_of(served, "erp") is None
        http.delete(of_example(http), params={"force": "true"})
        assert value_of(served, "legacy") is None


def test_as_terraforms_provider_calls(http: httpx.Client) -> None:
    """The recorded order of calls, with other names, for two tables: apply, plan again, change, destroy."""
    tables: list[str] = []
    for name in ("Depots", "Yards"):
        made = http.post(TABLES, json={"name": name, "description": name, "schema": SHOP})
        assert made.status_code == 200
        table = f"{TABLES}/{made.json()['id']}"
        tables.append(table)
        read = http.get(table, params={"expand": "schema"}).json()
        assert read["division"]["id"]
        assert (read["name"], read["schema"]) == (name, SHOP)
        row = {"City": "Linz", "Kind": "depot", "Open": True, "Rate": 0.5, "Size": 4}
        assert http.post(f"{table}/rows", json={**row, "key": "linz north"}).status_code == 200
        one = f"{table}/rows/linz%20north"
        assert http.get(one, params={"showbrief": "false"}).json() == {**row, "key": "linz north"}
        division = {"id": read["division"]["id"]}
        changed = {"id": read["id"], "name": name, "description": "Changed", "division": division, "schema": SHOP}
        assert http.put(table, json=changed).status_code == 200
        again = http.get(table, params={"expand": "schema"}).json()
        assert (again["description"], again["division"]["id"], again["schema"]) == ("Changed", division["id"], SHOP)
        assert http.put(one, json={**row, "Size": 5, "key": "linz north"}).status_code == 200
        assert http.get(one, params={"showbrief": "false"}).json()["Size"] == 5
    for table in tables:
        one = f"{table}/rows/linz%20north"
        assert http.delete(one).status_code == 204
        assert http.get(one, params={"showbrief": "false"}).status_code == 404
        assert http.delete(table, params={"force": "true"}).status_code == 204
        assert http.get(table).status_code == 404


def test_a_table_that_a_published_flow_uses_stays_unless_it_is_forced(copied: Path, tmp_path: Path) -> None:
    with serving(copied, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        table = of_example(http)
        response = http.delete(table)
        assert refused(response) == (409, "architect.dependency.object.in.use")
        assert re.match(f'The data table "{LOOK_UP}" cannot be deleted: the flow "', response.json()["message"])
        assert http.delete(table, params={"force": "true"}).status_code == 204
        assert served.platform.look_up("dataTable", "name", LOOK_UP) is None


@pytest.fixture
def org(tmp_path: Path) -> Callable[..., Path]:
    """Writes an organization with one table."""
    folder = tmp_path / "org"
    (folder / "data-tables").mkdir(parents=True)
    (folder / "flows").symlink_to(EXAMPLE / "flows")

    def write(rows: str | None, columns: dict[str, Any] | None = None) -> Path:
        file = folder / "data-tables" / "Shops"
        whole = {"name": "Shops", "schema": SHOP if columns is None else columns}
        file.with_name("Shops.schema.json").write_text(json.dumps(whole), encoding="utf-8")
        if rows is None:
            file.with_name("Shops.csv").unlink()
        else:
            file.with_name("Shops.csv").write_text(rows, encoding="utf-8")
        return folder

    return write


def shops(served: Served) -> str:
    (found,) = as_owner(served).http.get(TABLES, params={"name": "Shops"}).json()["entities"]
    return f"{TABLES}/{found['id']}"


def sizes(served: Served) -> dict[str, Any]:
    rows = served.http.get(f"{shops(served)}/rows", params={"showbrief": "false"}).json()["entities"]
    return {row["key"]: row.get("Size") for row in rows}


def test_a_restart_keeps_what_the_api_made_of_each_row(org: Callable[..., Path], tmp_path: Path) -> None:
    with serving(org("key,Size\na,1\nb,2\nc,3\nd,4\n"), tmp_path / "kept.db") as served:
        rows = f"{shops(served)}/rows"
        served.http.put(f"{rows}/a", json={"Size": 10})
        served.http.put(f"{rows}/b", json={"Size": 20})
        served.http.delete(f"{rows}/c")
        served.http.post(rows, json={"key": "e", "Size": 50})
    with serving(org("key,Size\na,1\nb,2\nc,3\nd,4\n"), tmp_path / "kept.db") as served:
        assert sizes(served) == {"a": 10, "b": 20, "d": 4, "e": 50}
    with serving(org("key,Size\na,1\nb,22\nc,3\nf,6\n"), tmp_path / "kept.db") as served:
        assert sizes(served) == {"a": 10, "b": 22, "e": 50, "f": 6}
        (problem,) = (each for each in served.platform.diagnostics if each.rule.slug == "replaced-change")
        assert problem.message.startswith('The row "b" of the data table "Shops" has changed or is gone in the file')
        assert problem.file is not None
        assert problem.file.endswith("Shops.csv")


def test_a_file_with_an_error_changes_no_row(org: Callable[..., Path], tmp_path: Path) -> None:
    with serving(org("key,Size\na,1\nb,2\n"), tmp_path / "kept.db") as served:
        served.http.put(f"{shops(served)}/rows/a", json={"Size": 10})
    for broken in ("key,Size\na,many\nb,2\n", "key;Size\n", "key,Size\na,1\na,2\n"):
        with serving(org(broken), tmp_path / "kept.db") as served:
            assert sizes(served) == {"a": 10, "b": 2}
    folder = org("key,Size\na,1\nb,2\n")
    (folder / "data-tables" / "Shops.schema.json").write_text("{", encoding="utf-8")
    with serving(folder, tmp_path / "kept.db") as served:
        assert sizes(served) == {"a": 10, "b": 2}, "a schema that cannot be read deletes no table"


def test_a_deleted_table_of_the_folder_stays_deleted_until_its_schema_changes(
    org: Callable[..., Path], tmp_path: Path
) -> None:
    with serving(org("key,Size\na,1\n"), tmp_path / "kept.db") as served:
        served.http.post(f"{shops(served)}/rows", json={"key": "b", "Size": 2})
        assert served.http.delete(shops(served)).status_code == 204
    with serving(org("key,Size\na,1\n"), tmp_path / "kept.db") as served:
        assert as_owner(served).http.get(TABLES, params={"name": "Shops"}).json()["entities"] == []
    again = SHOP | {"properties": {**SHOP["properties"], "More": {"type": "string"}}}
    with serving(org("key,Size\na,1\n", again), tmp_path / "kept.db") as served:
        assert sizes(served) == {"a": 1}


def test_state_and_reset(org: Callable[..., Path], tmp_path: Path) -> None:
    with serving(org("key,Size\na,1\n"), tmp_path / "kept.db") as served:
        rows = f"{shops(served)}/rows"
        served.http.post(rows, json={"key": "b", "Size": 2})
        state = served.http.get("/architrave/state").content
        served.http.delete(f"{rows}/a")
        assert served.http.post("/architrave/reset", json={}).status_code == 204
        assert sizes(served) == {"a": 1}
        headers = {"content-type": "application/json"}
        assert served.http.put("/architrave/state", content=state, headers=headers).status_code == 204
        assert sizes(served) == {"a": 1, "b": 2}
