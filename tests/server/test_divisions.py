"""Roles that are granted in divisions limit what a caller sees and changes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from architrave.definitions.values import derived_id
from tests.server.conftest import Served, serving

ORG = """
divisions: [{id: div-sales, name: Sales}, {id: div-support, name: Support}]
roles:
  all: ["*"]
  reader: ["*:*:view", "*:*:search"]
  writer: [routing:queue:add, routing:queue:edit, routing:queue:delete, directory:user:add, directory:user:edit]
  launcher: [architect:flow:launch, architect:flowExecution:view]
clients:
  - {id: everywhere, secret: s, roles: [all]}
  - {id: starred, secret: s, roles: [{role: all, divisions: ["*"]}]}
  - {id: sales, secret: s, roles: [{role: all, divisions: [Sales]}]}
  - {id: by-id, secret: s, roles: [{role: all, divisions: [div-sales]}]}
  - {id: reads, secret: s, roles: [reader, {role: writer, divisions: [Sales]}, {role: launcher, divisions: [Home]}]}
users:
  - {id: u-sales, name: Ada, email: ada@example.com, division: Sales}
  - {id: u-home, name: Bob, email: bob@example.com}
queues:
  - {id: q-sales, name: Deals, division: Sales}
  - {id: q-support, name: Help, division: div-support}
  - {id: q-home, name: Lobby}
skills: [{id: s-1, name: Talking}]
externalContacts:
  - {id: c-sales, firstName: Hedy, lastName: Lamarr, division: Sales}
  - {id: c-home, firstName: Mary, lastName: Anning}
flows:
  In Sales: {id: f-sales}
  In Home: {id: f-home}
"""
FLOW = """
workflow:
  name: In %(division)s
  division: %(division)s
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""
QUEUES = "/api/v2/routing/queues"
EXECUTIONS = "/api/v2/flows/executions"


def write(folder: Path) -> Path:
    (folder / "flows").mkdir()
    (folder / "org.yaml").write_text(ORG, encoding="utf-8")
    for division in ("Sales", "Home"):
        (folder / "flows" / f"{division}.yaml").write_text(FLOW % {"division": division}, encoding="utf-8")
    (folder / "data-tables").mkdir()
    for division in ("Sales", "Home"):
        table = {"id": f"t-{division.lower()}", "name": division, "schema": COLUMNS}
        if division == "Sales":
            table["division"] = {"id": "div-sales"}
        (folder / "data-tables" / f"{division}.schema.json").write_text(json.dumps(table), encoding="utf-8")
        (folder / "data-tables" / f"{division}.csv").write_text("key\na\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("divisions")
    with serving(write(folder), folder / "kept.db") as served:
        yield served


def ask(served: Served, client: str, method: str, path: str, body: Any = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {served.token((client, 's'))}"}
    return served.http.request(method, path, json=body, headers=headers)


LISTS = [
    ("everywhere", QUEUES, {"q-sales", "q-support", "q-home"}),
    ("starred", QUEUES, {"q-sales", "q-support", "q-home"}),
    ("sales", QUEUES, {"q-sales"}),
    ("by-id", QUEUES, {"q-sales"}),
    ("reads", QUEUES, {"q-sales", "q-support", "q-home"}),
    ("sales", f"{QUEUES}?divisionId=div-support", set[str]()),
    ("sales", f"{QUEUES}/divisionviews", {"q-sales"}),
    ("everywhere", f"{QUEUES}/divisionviews", {"q-sales", "q-support", "q-home"}),
    ("sales", f"{QUEUES}/divisionviews/all", {"q-sales"}),
    ("everywhere", "/api/v2/flows", {"f-home", "f-sales"}),
    ("sales", "/api/v2/flows", {"f-sales"}),
    ("sales", "/api/v2/externalcontacts/contacts", {"c-sales"}),
    ("everywhere", "/api/v2/externalcontacts/contacts", {"c-sales", "c-home"}),
    ("sales", "/api/v2/users", {"u-sales", "u-home"}),  # which needs no permission
]


@pytest.mark.parametrize(("client", "path", "ids"), LISTS)
def test_lists_show_what_the_divisions_have(one: Served, client: str, path: str, ids: set[str]) -> None:
    listing = ask(one, client, "GET", path).json()
    assert {each["id"] for each in listing["entities"]} == ids
    assert listing["total"] == len(ids)


TABLES = "/api/v2/flows/datatables"
ROLES, CLIENTS = "/api/v2/authorization/roles", "/api/v2/oauth/clients"
ALL = derived_id("role", "all")
ME = "/api/v2/authorization/subjects/sales"
COLUMNS = {"type": "object", "required": ["key"], "properties": {"key": {"title": "Key", "type": "string"}}}
NEW, NEW_SALES = {"name": "New"}, {"name": "New sales", "division": {"id": "div-sales"}}
TO_SUPPORT = {"name": "Deals", "division": {"id": "div-support"}}
USER = {"name": "Eve", "email": "eve@example.com"}
SINGLE = [
    ("GET", f"{QUEUES}/q-sales", None, 200),
    ("GET", f"{QUEUES}/q-support", None, 403),
    ("GET", f"{QUEUES}/q-support/members", None, 403),
    ("PUT", f"{QUEUES}/q-sales", {"name": "Deals", "description": "Changed"}, 200),
    ("PUT", f"{QUEUES}/q-sales", TO_SUPPORT, 403),
    ("PUT", f"{QUEUES}/q-support", {"name": "Help"}, 403),
    ("POST", f"{QUEUES}/q-support/members", [{"id": "u-home"}], 403),
    ("DELETE", f"{QUEUES}/q-support", None, 403),
    ("POST", QUEUES, NEW, 403),
    ("POST", QUEUES, NEW_SALES, 200),
    ("GET", "/api/v2/users/u-home", None, 200),
    ("PATCH", "/api/v2/users/u-home", {"version": 1, "title": "x"}, 403),
    ("PATCH", "/api/v2/users/u-sales", {"version": 1, "title": "x"}, 200),
    ("DELETE", "/api/v2/users/u-home", None, 403),
    ("POST", "/api/v2/users", USER | {"divisionId": "div-support"}, 403),
    ("POST", "/api/v2/users", USER | {"divisionId": "div-sales"}, 200),
    ("GET", "/api/v2/flows/f-sales", None, 200),
    ("GET", "/api/v2/flows/f-home", None, 403),
    ("GET", "/api/v2/flows/f-home/versions", None, 403),
    ("GET", "/api/v2/flows/f-home/versions/1.0", None, 403),
    ("GET", f"{QUEUES}/00000000-0000-0000-0000-000000000000", None, 404),
    ("POST", "/architrave/executions/resume", None, 403),
    ("PUT", "/architrave/state", None, 403),
    ("GET", "/architrave/chaos", None, 403),
    ("PUT", "/architrave/chaos", {"faults": []}, 403),
    ("GET", f"{TABLES}/t-sales/rows/a", None, 200),
    ("POST", f"{TABLES}/t-sales/rows", {"key": "b"}, 200),
    ("GET", f"{TABLES}/t-home", None, 403),
    ("GET", f"{TABLES}/divisionviews/t-home", None, 403),
    ("PUT", f"{TABLES}/t-home", {"name": "Home table"}, 403),
    ("PUT", f"{TABLES}/t-sales", {"name": "Mine", "division": {"id": "div-support"}, "schema": COLUMNS}, 403),
    ("POST", TABLES, {"name": "New", "schema": COLUMNS}, 403),
    ("DELETE", f"{TABLES}/t-home", None, 403),
    ("GET", f"{TABLES}/t-home/rows", None, 403),
    ("GET", f"{TABLES}/t-home/rows/a", None, 403),
    ("POST", f"{TABLES}/t-home/rows", {"key": "b"}, 403),
    ("PUT", f"{TABLES}/t-home/rows/a", {"key": "a"}, 403),
    ("DELETE", f"{TABLES}/t-home/rows/a", None, 403),
    ("POST", f"{TABLES}/t-home/import/jobs", {"importMode": "Append"}, 403),
    ("GET", f"{TABLES}/t-home/import/jobs", None, 403),
    ("POST", f"{TABLES}/t-home/export/jobs", None, 403),
    ("POST", ROLES, {"name": "Mine"}, 403),
    ("PATCH", f"{ROLES}/{ALL}", {"name": "Mine"}, 403),
    ("DELETE", f"{ROLES}/{ALL}", None, 403),
    ("POST", f"{ROLES}/{ALL}", {"subjectIds": ["sales"], "divisionIds": ["*"]}, 403),
    ("POST", f"{ROLES}/{ALL}", {"subjectIds": ["sales"], "divisionIds": ["div-sales", "div-support"]}, 403),
    ("POST", f"{ROLES}/{ALL}", {"subjectIds": ["u-sales"], "divisionIds": ["div-sales"]}, 204),
    ("PUT", f"{ROLES}/{ALL}/users/add", ["u-home"], 403),
    ("POST", f"{ME}/divisions/*/roles/{ALL}", None, 403),
    ("DELETE", f"/api/v2/authorization/subjects/everywhere/divisions/*/roles/{ALL}", None, 403),
    ("POST", f"{ME}/bulkadd", {"grants": [{"roleId": ALL, "divisionId": "*"}]}, 403),
    ("POST", "/api/v2/authorization/subjects/everywhere/bulkreplace", {"grants": []}, 403),
    ("PUT", "/api/v2/users/u-home/roles", [ALL], 403),
    ("DELETE", "/api/v2/tokens/u-home", None, 403),
    ("DELETE", "/api/v2/tokens/u-sales", None, 204),
    ("POST", CLIENTS, {"name": "Mine", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleIds": [ALL]}, 403),
    ("PUT", f"{CLIENTS}/everywhere", {"name": "Mine", "authorizedGrantType": "CLIENT-CREDENTIALS"}, 403),
    ("DELETE", f"{CLIENTS}/everywhere", None, 403),
    ("POST", f"{CLIENTS}/everywhere/secret", None, 403),
    ("POST", "/api/v2/authorization/divisions", {"name": "Mine"}, 403),
    ("PUT", "/api/v2/authorization/divisions/div-support", {"name": "Mine"}, 403),
    ("DELETE", "/api/v2/authorization/divisions/div-support?force=true", None, 403),
    ("POST", "/architrave/reset", None, 403),
    ("PUT", "/architrave/chaos", {"faults": []}, 403),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), SINGLE)
def test_one_division_is_open_and_the_others_are_not(
    one: Served, method: str, path: str, body: Any, status: int
) -> None:
    answer = ask(one, "sales", method, path, body)
    assert answer.status_code == status, answer.text
    if status == 403:
        said = answer.json()
        assert said["code"] == "missing.division.permission"
        assert "Home" in said["message"] or "Support" in said["message"] or "in all divisions" in said["message"]


def test_each_permission_has_its_own_divisions(one: Served) -> None:
    assert ask(one, "reads", "GET", f"{QUEUES}/q-support").status_code == 200
    assert ask(one, "reads", "PUT", f"{QUEUES}/q-support", {"name": "Help"}).status_code == 403
    assert ask(one, "reads", "PUT", f"{QUEUES}/q-sales", {"name": "Deals"}).status_code == 200


def test_a_flow_is_launched_in_the_divisions_of_the_role(one: Served) -> None:
    launched = ask(one, "sales", "POST", EXECUTIONS, {"flowId": "f-sales"})
    assert launched.status_code == 200, launched.text
    refused = ask(one, "sales", "POST", EXECUTIONS, {"flowId": "f-home", "inputData": {"Flow.secret": 1}})
    assert (refused.status_code, refused.json()["code"]) == (403, "missing.any.permissions")
    assert "in the division of the flow" in refused.json()["message"]
    assert "In Home" not in refused.text
    assert ask(one, "reads", "POST", EXECUTIONS, {"flowId": "f-home"}).status_code == 200
    unknown = ask(one, "sales", "POST", EXECUTIONS, {"flowId": "00000000-0000-0000-0000-000000000000"})
    assert unknown.status_code == 404
    assert "In Home" not in unknown.text


def test_executions_are_seen_where_their_flows_are(one: Served) -> None:
    ids = {
        flow: ask(one, "everywhere", "POST", EXECUTIONS, {"flowId": flow, "name": flow}).json()["id"]
        for flow in ("f-sales", "f-home")
    }
    for path in (
        EXECUTIONS + "/{}",
        "/architrave/executions/{}/trace",
        "/architrave/executions/{}/flow",
    ):
        assert ask(one, "sales", "GET", path.format(ids["f-sales"])).status_code == 200
        assert ask(one, "sales", "GET", path.format(ids["f-home"])).status_code == 403
        assert ask(one, "everywhere", "GET", path.format(ids["f-home"])).status_code == 200
    assert ask(one, "sales", "POST", f"/architrave/executions/{ids['f-home']}/resume").status_code == 403
    found = ask(one, "sales", "GET", "/architrave/executions").json()["entities"]
    assert {each["name"] for each in found} >= {"f-sales"}
    assert "f-home" not in {each["name"] for each in found}


TABLES = "/api/v2/flows/datatables"
SCHEMA = {"type": "object", "required": ["key"], "properties": {"key": {"title": "Key", "type": "string"}}}
OF_TABLE = [
    ("GET", "", None),
    ("GET", "?expand=schema", None),
    ("PUT", "", {"name": "Renamed", "schema": SCHEMA}),
    ("DELETE", "", None),
    ("GET", "/rows", None),
    ("POST", "/rows", {"key": "new"}),
    ("GET", "/rows/old", None),
    ("PUT", "/rows/old", {"key": "old"}),
    ("DELETE", "/rows/old", None),
    ("POST", "/import/jobs", {"importMode": "Append"}),
    ("GET", "/import/jobs", None),
    ("POST", "/export/jobs", None),
]


@pytest.fixture(scope="module")
def table(one: Served) -> str:
    """The path of a data table in Support, with a row."""
    body = {"name": "Rates", "schema": SCHEMA, "division": {"id": "div-support"}}
    made = ask(one, "everywhere", "POST", TABLES, body)
    assert made.status_code == 200, made.text
    path = f"{TABLES}/{made.json()['id']}"
    assert ask(one, "everywhere", "POST", f"{path}/rows", {"key": "old"}).status_code == 200
    return path


@pytest.mark.parametrize(("method", "path", "body"), OF_TABLE)
def test_a_data_table_and_its_rows_are_in_its_division(
    one: Served, table: str, method: str, path: str, body: Any
) -> None:
    answer = ask(one, "sales", method, table + path, body)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing.division.permission"), answer.text


def test_a_data_table_is_made_and_moved_where_the_role_is_granted(one: Served) -> None:
    home = ask(one, "sales", "POST", TABLES, {"name": "At home", "schema": SCHEMA})
    assert (home.status_code, home.json()["code"]) == (403, "missing.division.permission")
    body = {"name": "Ours", "schema": SCHEMA, "division": {"id": "div-sales"}}
    made = ask(one, "sales", "POST", TABLES, body)
    assert made.status_code == 200, made.text
    path = f"{TABLES}/{made.json()['id']}"
    assert ask(one, "sales", "POST", f"{path}/rows", {"key": "new"}).status_code == 200
    assert ask(one, "sales", "PUT", path, body | {"division": {"id": "div-support"}}).status_code == 403
    assert ask(one, "sales", "PUT", path, {"name": "Still ours"}).json()["division"]["id"] == "div-sales"


PUBLISHED = [
    (FLOW % {"division": "Sales"}, "Success"),
    (FLOW % {"division": "Support"}, "Failure"),
    ((FLOW % {"division": "Home"}).replace("  division: Home\n", ""), "Failure"),
    ((FLOW % {"division": "Home"}).replace("  division: Home", "  division: Sales"), "Failure"),  # it is in Home
    ((FLOW % {"division": "Sales"}).replace("  division: Sales", "  division: Support"), "Failure"),  # it is in Sales
]


@pytest.mark.parametrize(("text", "status"), PUBLISHED)
def test_a_job_publishes_flows_where_the_role_is_granted(one: Served, text: str, status: str) -> None:
    job = ask(one, "sales", "POST", "/api/v2/flows/jobs").json()
    assert httpx.put(job["presignedUrl"], content=text.encode(), headers=job["headers"]).status_code == 200
    done = ask(one, "sales", "GET", f"/api/v2/flows/jobs/{job['id']}?expand=messages").json()
    assert done["status"] == status, done
    if status == "Failure":
        assert "You may not publish flows in the division" in done["messages"][-1]["text"]


AUTHORIZATION = "/api/v2/authorization"
ADA = f"{AUTHORIZATION}/subjects/u-sales"


def of_role(division: str) -> dict[str, Any]:
    return {"grants": [{"roleId": "ROLE", "divisionId": division}]}


def of_client(division: str) -> dict[str, Any]:
    return {
        "name": f"In {division}",
        "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": [{"roleId": "ROLE", "divisionId": division}],
    }


GRANTS: list[tuple[str, str, Any, int]] = [
    ("POST", f"{ADA}/divisions/div-sales/roles/ROLE", None, 204),
    ("DELETE", f"{ADA}/divisions/div-sales/roles/ROLE", None, 204),
    ("POST", f"{ADA}/divisions/div-support/roles/ROLE", None, 403),
    ("POST", f"{ADA}/divisions/*/roles/ROLE", None, 403),
    ("POST", f"{ADA}/bulkadd", of_role("div-support"), 403),
    ("POST", f"{ADA}/bulkreplace", of_role("*"), 403),
    ("POST", f"{AUTHORIZATION}/subjects/everywhere/bulkreplace", {"grants": []}, 403),
    ("PUT", "/api/v2/users/u-sales/roles", ["ROLE"], 403),  # in Home
    ("PUT", f"{AUTHORIZATION}/roles/ROLE/users/add", ["u-sales"], 403),
    ("POST", f"{AUTHORIZATION}/roles/ROLE", {"subjectIds": ["u-home"], "divisionIds": ["div-sales", "*"]}, 403),
    ("POST", "/api/v2/oauth/clients", of_client("div-sales"), 200),
    ("POST", "/api/v2/oauth/clients", of_client("div-support"), 403),
    ("POST", "/api/v2/oauth/clients", of_client("*"), 403),
    ("PUT", "/api/v2/oauth/clients/sales", of_client("*"), 403),
    ("PUT", "/api/v2/oauth/clients/starred", of_client("div-sales"), 403),
    ("DELETE", "/api/v2/oauth/clients/starred", None, 403),
    ("POST", "/api/v2/oauth/clients/starred/secret", None, 403),
    ("PUT", f"{AUTHORIZATION}/divisions/div-support", {"name": "Help"}, 403),
    ("DELETE", f"{AUTHORIZATION}/divisions/div-support?force=true", None, 403),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), GRANTS)
def test_roles_are_granted_where_the_role_for_that_is(
    one: Served, method: str, path: str, body: Any, status: int
) -> None:
    roles = ask(one, "everywhere", "GET", f"{AUTHORIZATION}/roles?name=launcher").json()["entities"]
    body = json.loads(json.dumps(body).replace("ROLE", roles[0]["id"]))
    answer = ask(one, "sales", method, path.replace("ROLE", roles[0]["id"]), body)
    assert answer.status_code == status, answer.text
    if status == 403:
        assert answer.json()["code"] == "missing.division.permission"


def test_a_client_is_changed_by_who_may_grant_what_it_has(one: Served) -> None:
    roles = ask(one, "everywhere", "GET", f"{AUTHORIZATION}/roles?name=launcher").json()["entities"]
    body = json.loads(json.dumps(of_client("div-sales") | {"name": "Ours"}).replace("ROLE", roles[0]["id"]))
    path = f"/api/v2/oauth/clients/{ask(one, 'sales', 'POST', '/api/v2/oauth/clients', body).json()['id']}"
    assert ask(one, "sales", "POST", f"{path}/secret").status_code == 200
    assert ask(one, "sales", "PUT", path, body | {"description": "Changed"}).status_code == 200
    assert ask(one, "sales", "DELETE", path).status_code == 204
