"""Data actions through the API: as they are published, drafts, tests, executions, and flows that call them."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.engine.data_actions.loopback import Answer, loopback
from tests.engine.data_actions.test_flows import OUTPUTS, write
from tests.engine.data_actions.test_flows import SCHEMA as ASKED
from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_entities import as_owner

INTEGRATIONS = "/api/v2/integrations"
ACTIONS = f"{INTEGRATIONS}/actions"
SCHEMA = "http://json-schema.org/draft-04/schema#"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(EXAMPLE, tmp_path_factory.mktemp("actions") / "kept.db") as served:
        yield as_owner(served)


@pytest.fixture
def http(shared: Served) -> httpx.Client:
    return shared.http


def integration(http: httpx.Client, name: str, *, is_enabled: bool = True) -> str:
    """The id of a new integration."""
    made = http.post(INTEGRATIONS, json={"name": name, "integrationType": {"id": "custom-rest-actions"}}).json()
    if is_enabled:
        done = http.patch(f"{INTEGRATIONS}/{made['id']}", json={"intendedState": "ENABLED"})
        assert done.json()["reportedState"]["code"] == "ACTIVE"
    return made["id"]


def body(of: str, category: str, url: str = "https://erp.example/b/${input.id}", **more: Any) -> dict[str, Any]:
    return {
        "name": "Get batch",
        "category": category,
        "integrationId": of,
        "secure": False,
        "config": {
            "request": {"requestUrlTemplate": url, "requestType": "GET", "headers": {"Accept": "application/json"}},
            "response": {
                "translationMap": {"items": "$.items"},
                "translationMapDefaults": {"items": "[]"},
                "successTemplate": '{"items": ${items}}',
            },
        },
        "contract": {
            "input": {
                "inputSchema": {
                    "$schema": SCHEMA,
                    "type": "object",
                    "required": ["id"],
                    "properties": {"id": {"type": "string"}, "size": {"type": "integer"}},
                }
            },
            "output": {
                "successSchema": {
                    "type": "object",
                    "properties": {
                        "items": {
                            "type": "array",
                            "items": {"type": "object", "properties": {"sku": {"type": "string"}}},
                        }
                    },
                }
            },
        },
        **more,
    }


def made(http: httpx.Client, given: dict[str, Any], path: str = ACTIONS) -> dict[str, Any]:
    answer = http.post(path, json=given)
    assert answer.status_code == 200, answer.text
    return answer.json()


# -- as they are published ---------------------------------------------------------------------------------------------


def test_those_of_the_folder_and_those_of_the_api_are_one_list(http: httpx.Client) -> None:
    of = integration(http, "Listed")
    one = made(http, body(of, "Listed"))
    known = http.get(ACTIONS, params={"pageSize": 100}).json()["entities"]
    assert {("Get Orders", "ERP Data Actions"), ("Get batch", "Listed")} <= {
        (each["name"], each["category"]) for each in known
    }
    assert [each["id"] for each in http.get(ACTIONS, params={"category": "Listed"}).json()["entities"]] == [one["id"]]
    assert http.get(ACTIONS, params={"name": "GET BAT", "ids": one["id"]}).json()["total"] == 1
    assert http.get(ACTIONS, params={"secure": "true"}).json()["total"] == 0
    names = [each["name"] for each in http.get(f"{ACTIONS}/categories").json()["entities"]]
    assert {"ERP Data Actions", "Listed"} <= {*names}
    erp = next(each for each in known if each["name"] == "Get Orders")
    assert http.get(f"{INTEGRATIONS}/{erp['integrationId']}").json()["name"] == "ERP Data Actions"


def test_what_is_shown(http: httpx.Client) -> None:
    sent = body(integration(http, "Shown"), "Shown")
    one = made(http, sent)
    key = one["id"]
    answer = http.get(f"{ACTIONS}/{key}")
    assert answer.status_code == 200, answer.text
    brief = answer.json()
    assert "config" not in brief
    assert brief["contract"]["input"] == {"inputSchemaUri": f"{ACTIONS}/{key}/schemas/input.schema.json"}
    whole = http.get(f"{ACTIONS}/{key}", params={"expand": "contract", "includeConfig": "true"}).json()
    assert whole == one
    assert whole["contract"]["input"]["inputSchema"] == sent["contract"]["input"]["inputSchema"]
    assert whole["config"]["request"]["requestUrlTemplate"] == sent["config"]["request"]["requestUrlTemplate"]
    flat = http.get(f"{ACTIONS}/{key}", params={"expand": "contract", "flatten": "true"}).json()["contract"]["output"]
    assert flat["successSchemaFlattened"]["schema"]["properties"] == {
        "items.sku": {"type": "array", "items": {"type": "string"}}
    }
    assert flat["successSchemaFlattened"]["arrayProperties"] == ["items.sku"]
    file = http.get(whole["config"]["response"]["successTemplateUri"])
    assert (file.text, file.headers["content-type"]) == ('{"items": ${items}}', "text/plain; charset=utf-8")
    assert http.get(f"{ACTIONS}/{key}/templates/requesttemplate.vm").text == "${input.rawRequest}"
    assert (
        http.get(f"{ACTIONS}/{key}/schemas/success.schema.json").json() == sent["contract"]["output"]["successSchema"]
    )
    for name in ("templates/no.vm", "schemas/no.json"):
        assert http.get(f"{ACTIONS}/{key}/{name}").status_code == 404


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": " "}, "name"),
        ({"integrationId": "none"}, "integrationId"),
        ({"config": {"request": {"requestType": "TRACE"}}}, "config.request.requestType"),
        ({"config": {"request": {"headers": {"Accept": "text/html"}}}}, "config.request.headers.Accept"),
        ({"config": {"timeoutSeconds": 61}}, "config.timeoutSeconds"),
        (
            {
                "contract": {
                    "input": {"inputSchema": {"type": "object", "properties": {"a": {"type": "object"}}}},
                    "output": {"successSchema": {"type": "object"}},
                }
            },
            "contract.input.inputSchema.properties.a.type",
        ),
    ],
)
def test_what_is_refused(http: httpx.Client, change: dict[str, Any], place: str) -> None:
    answer = http.post(ACTIONS, json=body(integration(http, "Refused"), "Refused", **change))
    assert answer.status_code == 400, answer.text
    assert place in [detail["fieldName"] for detail in answer.json()["details"]], answer.text


def test_an_old_version_changes_nothing(http: httpx.Client) -> None:
    one = made(http, body(integration(http, "Versions"), "Versions"))
    key = one["id"]
    assert http.patch(f"{ACTIONS}/{key}", json={"name": "New", "version": 2}).status_code == 409
    assert http.patch(f"{ACTIONS}/{key}", json={"name": "New", "version": 1}).json()["version"] == 2
    assert http.patch(f"{ACTIONS}/{key}", json={"name": "Newer", "version": 1}).status_code == 409
    assert http.get(f"{ACTIONS}/{key}").json()["name"] == "New"


def test_what_is_in_use_is_not_deleted(http: httpx.Client) -> None:
    of = integration(http, "Used")
    one = made(http, body(of, "Used"))
    answer = http.delete(f"{INTEGRATIONS}/{of}")
    assert (answer.status_code, answer.json()["code"]) == (409, "architect.dependency.object.in.use")
    assert 'the data action "Get batch" uses it' in answer.json()["message"]
    orders = http.get(ACTIONS, params={"name": "Get Orders"}).json()["entities"][0]
    answer = http.delete(f"{ACTIONS}/{orders['id']}")
    assert answer.status_code == 409
    assert 'the flow "Order sync"' in answer.json()["message"]
    assert http.delete(f"{ACTIONS}/{one['id']}").status_code == 204
    assert http.get(f"{ACTIONS}/{one['id']}").status_code == 404
    assert http.delete(f"{INTEGRATIONS}/{of}").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v2/integrations/actions/{none}", None),
        ("PATCH", "/api/v2/integrations/actions/{none}", {"version": 1}),
        ("GET", "/api/v2/integrations/actions/{none}/schemas/input.schema.json", None),
        ("GET", "/api/v2/integrations/actions/{none}/templates/successtemplate.vm", None),
        ("POST", "/api/v2/integrations/actions/{none}/test", {}),
        ("POST", "/api/v2/integrations/actions/{none}/execute", {}),
        ("POST", "/api/v2/integrations/actions/{none}/draft", None),
        ("PATCH", "/api/v2/integrations/actions/{none}/draft", {"version": 1}),
        ("GET", "/api/v2/integrations/actions/{none}/draft/validation", None),
        ("POST", "/api/v2/integrations/actions/{none}/draft/publish", {"version": 1}),
        ("POST", "/api/v2/integrations/actions/{none}/draft/test", {}),
        ("GET", "/api/v2/integrations/actions/{none}/draft/schemas/input.schema.json", None),
        ("GET", "/api/v2/integrations/actions/{none}/draft/templates/successtemplate.vm", None),
        ("GET", "/api/v2/integrations/credentials/{none}", None),
        ("GET", "/api/v2/integrations/{none}", None),
        ("GET", "/api/v2/integrations/{none}/config/current", None),
        ("GET", "/api/v2/integrations/types/{none}", None),
    ],
)
def test_what_does_not_exist(http: httpx.Client, method: str, path: str, body: dict[str, Any] | None) -> None:
    for none in ("00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-00000000000%2F"):
        answer = http.request(method, path.replace("{none}", none), json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not.found"), answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/integrations/actions",
        "/api/v2/integrations/actions/categories",
        "/api/v2/integrations/actions/drafts",
        "/api/v2/integrations/credentials",
        "/api/v2/integrations/credentials/listing",
        "/api/v2/integrations/types",
        "/api/v2/integrations",
    ],
)
def test_pages(http: httpx.Client, path: str) -> None:
    assert len(http.get(path, params={"pageSize": 1}).json()["entities"]) <= 1
    assert http.get(path, params={"pageSize": "all"}).status_code == 400


def test_types_of_credentials(http: httpx.Client) -> None:
    assert http.get("/api/v2/integrations/credentials/types").json()[0]["id"] == "userDefined"


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_from_draft_to_published(http: httpx.Client) -> None:
    of = integration(http, "Drafts")
    draft = made(http, body(of, "Drafts"), f"{ACTIONS}/drafts")
    key = draft["id"]
    assert (draft["version"], draft["selfUri"]) == (1, f"{ACTIONS}/{key}/draft")
    assert http.get(f"{ACTIONS}/{key}").status_code == 404
    assert http.get(ACTIONS, params={"category": "Drafts"}).json()["total"] == 0
    assert http.get(f"{ACTIONS}/drafts", params={"category": "Drafts"}).json()["total"] == 1
    wrong = {"config": {"request": {"requestType": "GET", "requestUrlTemplate": "#if("}, "response": {}}, "version": 1}
    assert http.patch(f"{ACTIONS}/{key}/draft", json=wrong).json()["version"] == 2
    found = http.get(f"{ACTIONS}/{key}/draft/validation").json()
    assert not found["valid"]
    assert found["errors"][0]["details"][0]["fieldName"] == "config.request.requestUrlTemplate"
    right = {"config": body(of, "Drafts")["config"], "version": 2}
    assert http.patch(f"{ACTIONS}/{key}/draft", json={**right, "version": 1}).status_code == 409
    assert http.patch(f"{ACTIONS}/{key}/draft", json=right).json()["version"] == 3
    assert http.get(f"{ACTIONS}/{key}/draft/validation").json() == {"valid": True, "errors": []}
    tested = http.post(f"{ACTIONS}/{key}/draft/test", json={"id": "1"}).json()
    assert tested["operations"][-1] == {"step": 3, "name": "Send request", "success": False, "error": tested["error"]}
    assert http.post(f"{ACTIONS}/{key}/draft/publish", json={"version": 2}).status_code == 409
    assert http.post(f"{ACTIONS}/{key}/draft/publish", json={"version": 3}).json()["version"] == 1
    assert http.get(f"{ACTIONS}/{key}/draft").status_code == 404
    again = http.post(f"{ACTIONS}/{key}/draft").json()
    assert again["version"] == 1
    contract = {"input": {"inputSchema": {"type": "object"}}, "output": {"successSchema": {"type": "object"}}}
    assert http.patch(f"{ACTIONS}/{key}/draft", json={"contract": contract, "version": 1}).status_code == 400
    assert http.get(f"{ACTIONS}/{key}/draft/templates/successtemplate.vm").text == '{"items": ${items}}'
    assert http.get(f"{ACTIONS}/{key}/draft/schemas/error.schema.json").json()["title"] == "ErrorBody"
    assert http.delete(f"{ACTIONS}/{key}/draft").status_code == 204
    assert http.get(f"{ACTIONS}/{key}").json()["version"] == 1


# -- calls -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def erp(tmp_path: Path) -> Iterator[tuple[Served, Any]]:
    """A server that may call an ERP."""
    with (
        loopback(Answer(b'{"items": [{"sku": "a"}, {"sku": "b"}]}')) as other,
        serving(EXAMPLE, tmp_path / "kept.db", allow_hosts=(other.host,)) as served,
    ):
        yield as_owner(served), other


def test_a_test_shows_each_step(erp: tuple[Served, Any]) -> None:
    served, other = erp
    http = served.http
    one = made(http, body(integration(http, "Live"), "Live", f"{other.url}/b/${{input.id}}"))
    key = one["id"]
    found = http.post(f"{ACTIONS}/{key}/test", json={"id": "7"}).json()
    assert found["success"], found
    assert found["finalResult"] == {"items": [{"sku": "a"}, {"sku": "b"}]}
    steps = {each["name"]: each.get("result") for each in found["operations"]}
    assert [each["step"] for each in found["operations"]] == [1, 2, 3, 4, 5, 6]
    assert steps["Validate input against schema"] == {"id": "7"}
    assert steps["Resolve request templates"]["requestUrl"] == f"{other.url}/b/7"
    assert steps["Send request"]["status"] == 200
    assert steps["Apply translation map"] == {"items": '[{"sku": "a"}, {"sku": "b"}]'}
    assert http.post(f"{ACTIONS}/{key}/execute", json={"id": "7"}).json() == {"items": [{"sku": "a"}, {"sku": "b"}]}
    flat = http.post(f"{ACTIONS}/{key}/execute", params={"flatten": "true"}, json={"id": "7"}).json()
    assert flat == {"items.sku": ["a", "b"]}


def test_a_failure_says_at_which_step(erp: tuple[Served, Any]) -> None:
    served, other = erp
    http = served.http
    of = integration(http, "Failing")
    one = made(http, body(of, "Failing", f"{other.url}/b/${{input.id}}"))
    found = http.post(f"{ACTIONS}/{one['id']}/test", json={"size": "many"}).json()
    assert (found["success"], [each["success"] for each in found["operations"]]) == (False, [False])
    assert '"id" is a required property' in found["error"]["message"]
    refused = http.post(f"{ACTIONS}/{one['id']}/execute", json={})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad.request")
    assert http.post(f"{ACTIONS}/{one['id']}/execute", json=["id"]).status_code == 400
    elsewhere = made(http, body(of, "Failing", name="Elsewhere"))
    found = http.post(f"{ACTIONS}/{elsewhere['id']}/test", json={"id": "7"}).json()
    assert found["operations"][-1]["name"] == "Send request"
    assert "Allow it with --allow-host erp.example:443" in found["error"]["message"]
    http.patch(f"{INTEGRATIONS}/{of}", json={"intendedState": "DISABLED"})
    refused = http.post(f"{ACTIONS}/{one['id']}/execute", json={"id": "7"})
    assert refused.status_code == 400
    assert "is disabled" in refused.json()["message"]
    assert other.received == []


def test_inputs_of_a_secure_action_are_hidden(erp: tuple[Served, Any]) -> None:
    served, other = erp
    http = served.http
    given = body(integration(http, "Secret"), "Secret", f"{other.url}/b/${{input.id}}", secure=True)
    one = made(http, given)
    answer = http.post(f"{ACTIONS}/{one['id']}/test", json={"id": "4111111111111111"})
    assert "4111" not in answer.text
    assert answer.json()["success"]
    assert other.received[0].path == "/b/4111111111111111"


def test_a_scripted_reply(http: httpx.Client) -> None:
    orders = http.get(ACTIONS, params={"name": "Get Orders"}).json()["entities"][0]
    key = orders["id"]
    done = http.post(f"{ACTIONS}/{key}/execute", json={"batchId": "b", "page": 0}).json()
    assert done["orders"][0] == {"orderId": "A-1001", "amount": 120.5}
    failed = http.post(f"{ACTIONS}/{key}/test", json={"batchId": "b", "page": 1}).json()
    assert failed["error"]["message"] == "The ERP is busy"
    assert failed["operations"][-1]["name"] == "Use scripted reply"
    timed_out = http.post(f"{ACTIONS}/{key}/execute", json={"batchId": "b", "page": 9})
    assert timed_out.status_code in (400, 504), timed_out.text


def test_credentials_reach_the_login_and_nobody_else(erp: tuple[Served, Any], caplog: pytest.LogCaptureFixture) -> None:
    served, other = erp
    http = served.http
    of = integration(http, "Guarded")
    secret = "kept-under-the-stone"
    credential = http.post(
        f"{INTEGRATIONS}/credentials",
        json={"name": "ERP", "type": {"name": "basicAuth"}, "credentialFields": {"userName": "u", "password": secret}},
    ).json()
    config = {"version": 1, "credentials": {"basicAuth": {"id": credential["id"]}}}
    assert http.put(f"{INTEGRATIONS}/{of}/config/current", json={"name": "Guarded", **config}).status_code == 200
    one = made(http, body(of, "Guarded", f"{other.url}/b/${{input.id}}"))
    answer = http.post(f"{ACTIONS}/{one['id']}/test", json={"id": "7"})
    assert answer.json()["success"], answer.text
    assert other.received[0].headers["authorization"].startswith("Basic ")
    shown = [answer.text, caplog.text, http.get(f"{INTEGRATIONS}/credentials/{credential['id']}").text]
    shown += [http.get(f"{INTEGRATIONS}/{of}/config/current").text, http.get("/architrave/state").text]
    assert not any(secret in text or "authorization" in text.lower() for text in shown[:1])
    assert not any(secret in text for text in shown)
    assert http.delete(f"{INTEGRATIONS}/credentials/{credential['id']}").status_code == 409


# -- flows and files ---------------------------------------------------------------------------------------------------


@contextmanager
def asking(folder: Path, **settings: Any) -> Generator[tuple[Served, dict[str, Any], Any]]:
    """A server with a flow that calls the data action "Ask", the action, and the system that it calls."""
    reply = Answer(b'{"state": "open", "lines": []}')
    with loopback(reply) as other:
        write(folder, f"{other.url}/from-the-file", OUTPUTS, ASKED)
        database = settings.pop("database", folder / "kept.db")
        with serving(folder, database, allow_hosts=(other.host,), **settings) as served:
            (ask,) = as_owner(served).http.get(ACTIONS).json()["entities"]
            yield served, ask, other


def launched(served: Served) -> dict[str, Any]:
    flow = served.http.get("/api/v2/flows").json()["entities"][0]
    return served.ended(served.launch(flow["id"]).json()["id"])


def changed(http: httpx.Client, ask: dict[str, Any], url: str) -> dict[str, Any]:
    """The action with another address."""
    whole = http.get(f"{ACTIONS}/{ask['id']}", params={"includeConfig": "true"}).json()
    whole["config"]["request"]["requestUrlTemplate"] = url
    answer = http.patch(f"{ACTIONS}/{ask['id']}", json={"config": whole["config"], "version": whole["version"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_flow_calls_what_is_published(tmp_path: Path) -> None:
    with asking(tmp_path / "org") as (served, ask, other):
        assert launched(served)["outputData"]["Flow.state"] == "open"
        changed(served.http, ask, f"{other.url}/from-the-api")
        served.http.post(f"{ACTIONS}/{ask['id']}/draft")
        assert launched(served)["outputData"]["Flow.state"] == "open"
        assert [one.path for one in other.received] == ["/from-the-file", "/from-the-api"]
        served.http.patch(f"{INTEGRATIONS}/{ask['integrationId']}", json={"intendedState": "DISABLED"})
        failed = launched(served)
        assert failed["outputData"]["Flow.code"] == "IntegrationDisabled"
        assert len(other.received) == 2
        answer = served.http.delete(f"{ACTIONS}/{ask['id']}")
        assert (answer.status_code, 'the flow "Ask" uses it' in answer.text.replace('\\"', '"')) == (409, True)


def test_the_file_wins_once_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "org"
    with asking(folder) as (served, ask, other):
        changed(served.http, ask, f"{other.url}/from-the-api")
    with serving(folder, folder / "kept.db") as served:
        http = as_owner(served).http
        template = http.get(f"{ACTIONS}/{ask['id']}", params={"includeConfig": "true"}).json()["config"]["request"]
        assert template["requestUrlTemplate"].endswith("/from-the-api")
    file = folder / "data-actions" / "ERP" / "ask.json"
    file.write_text(file.read_text("utf-8").replace("/from-the-file", "/from-the-new-file"), "utf-8")
    with serving(folder, folder / "kept.db") as served:
        http = as_owner(served).http
        template = http.get(f"{ACTIONS}/{ask['id']}", params={"includeConfig": "true"}).json()["config"]["request"]
        assert template["requestUrlTemplate"].endswith("/from-the-new-file")
        assert [one.rule.slug for one in served.services.organization.problems] == ["replaced-change"]


@pytest.mark.slow
@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_database: Callable[[], str]) -> None:
    with asking(tmp_path / "org", database=postgres_database()) as (served, ask, other):
        http = served.http
        changed(http, ask, f"{other.url}/from-the-api")
        sent = {"name": "Key", "type": {"id": "basicAuth"}, "credentialFields": {"userName": "u", "password": "p"}}
        credential = http.post(f"{INTEGRATIONS}/credentials", json=sent).json()["id"]
        config = {"name": "ERP", "version": 1, "credentials": {"basicAuth": {"id": credential}}}
        assert http.put(f"{INTEGRATIONS}/{ask['integrationId']}/config/current", json=config).status_code == 200
        assert launched(served)["outputData"]["Flow.state"] == "open"
        assert other.received[-1].headers["authorization"].startswith("Basic ")
