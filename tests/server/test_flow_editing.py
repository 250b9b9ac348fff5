"""Flows that the API makes, changes, locks, publishes and deletes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from architrave.cloud.models import Property, model
from architrave.definitions.reader import read_organization
from tests.server.both_ways import WRONG
from tests.server.conftest import EXAMPLE, LAUNCHER, ORDER_SYNC, READER, Served, serving
from tests.server.test_entities import BROKEN, as_owner

FLOWS = "/api/v2/flows"
ACTIONS = {
    "checkin": "/api/v2/flows/actions/checkin",
    "checkout": "/api/v2/flows/actions/checkout",
    "deactivate": "/api/v2/flows/actions/deactivate",
    "publish": "/api/v2/flows/actions/publish",
    "revert": "/api/v2/flows/actions/revert",
    "unlock": "/api/v2/flows/actions/unlock",
}
KEY_LOOKUP = "abc-123"
PAGING_MODULE = "Order paging"

YAML = """
workflow:
  name: {name}
  description: {description}
  division: Home
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions: [{{endWorkflow: {{name: End, exitReason: {{lit: "{reason}"}}}}}}]
"""


def yaml(name: str = "Made", reason: str = "one", description: str = "") -> str:
    return YAML.format(name=name, reason=reason, description=description)


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server, logged in as the client that may do everything."""
    with serving(EXAMPLE, tmp_path_factory.mktemp("admin") / "kept.db") as served:
        yield as_owner(served)


@pytest.fixture
def made(admin: Served, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """A new flow with the name of the test."""
    name = re.sub(r"\W", "_", request.node.name)[:100]
    created = admin.http.post(FLOWS, json={"name": name, "type": "WORKFLOW"})
    assert created.status_code == 200, created.text
    yield created.json()
    admin.http.post(ACTIONS["unlock"], params={"flow": created.json()["id"]})
    admin.http.delete(f"{FLOWS}/{created.json()['id']}")


def act(served: Served, action: str, flow: str, **query: str) -> Any:
    return served.http.post(ACTIONS[action], params={"flow": flow, **query})


def problem(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def save(served: Served, flow: str, reason: str) -> Any:
    return served.http.post(f"{FLOWS}/{flow}/versions", json={"yaml": yaml(reason=reason)})


def ends(served: Served, flow: str, **body: str) -> str:
    launched = served.launch(flow, **body)
    assert launched.status_code == 200, launched.text
    return served.ended(launched.json()["id"])["completionReason"]


def test_from_create_to_delete(admin: Served) -> None:
    http = admin.http
    created = http.post(FLOWS, json={"name": "Life", "type": "WORKFLOW", "description": "A flow"})
    flow = created.json()
    address = f"{FLOWS}/{flow['id']}"
    assert (flow["name"], flow["type"], flow["description"], flow["active"]) == ("Life", "WORKFLOW", "A flow", False)
    assert not flow.keys() & {"publishedVersion", "savedVersion", "checkedInVersion", "lockedClient"}
    assert http.get(address).json() == flow
    assert problem(http.get(f"{address}/latestconfiguration")) == (404, "flow.no.config.available")
    assert admin.launch(flow["id"]).json()["details"][0]["errorCode"] == "unpublished-flow"

    locked = act(admin, "checkout", flow["id"]).json()
    assert locked["lockedClient"]["name"]
    assert locked["id"] in {one["id"] for one in listed(admin, lockedByClientId=locked["lockedClient"]["id"])}
    saved = save(admin, flow["id"], "one").json()
    assert (saved["id"], saved["type"], "dateCheckedIn" in saved) == ("1.0", "SAVE", False)
    assert act(admin, "checkin", flow["id"]).json()["actionName"] == "CHECKIN"
    assert http.get(f"{address}/versions/1.0").json()["type"] == "CHECKIN"
    assert admin.launch(flow["id"]).status_code == 404

    done = act(admin, "publish", flow["id"]).json()
    assert (done["actionName"], done["actionStatus"], done["complete"]) == ("PUBLISH", "SUCCESS", True)
    assert ends(admin, flow["id"]) == "one"
    assert http.get(address).json()["active"] is True
    act(admin, "checkout", flow["id"])
    save(admin, flow["id"], "two")
    act(admin, "publish", flow["id"])
    assert "lockedClient" not in http.get(address).json()
    assert (ends(admin, flow["id"]), ends(admin, flow["id"], flowVersion="1.0")) == ("two", "one")
    act(admin, "publish", flow["id"], version="1.0")
    assert ends(admin, flow["id"]) == "one"
    assert http.get(f"{address}/versions/1.0/configuration").json() == {"yaml": yaml(reason="one")}
    assert http.get(f"{address}/latestconfiguration").json() == {"yaml": yaml(reason="two")}

    assert act(admin, "deactivate", flow["id"]).json()["active"] is False
    assert admin.launch(flow["id"]).json()["details"][0]["errorCode"] == "unpublished-flow"
    assert http.delete(address).status_code == 204
    assert problem(http.get(address)) == (410, "architect.flow.deleted")
    assert http.get(address, params={"deleted": "true"}).json()["deleted"] is True
    assert problem(http.delete(address)) == (410, "architect.flow.deleted")
    assert problem(act(admin, "publish", flow["id"])) == (410, "architect.flow.deleted")
    assert flow["id"] not in {one["id"] for one in listed(admin)}
    assert flow["id"] in {one["id"] for one in listed(admin, deleted="true")}


def listed(served: Served, **query: str) -> list[dict[str, Any]]:
    return served.http.get(FLOWS, params={"pageSize": "500", **query}).json()["entities"]


def test_a_running_execution_keeps_its_version(admin: Served) -> None:
    """Order sync waits in the middle: it goes on although its flow is deactivated."""
    launched = admin.launch(inputData={"Flow.batchId": "B-1", "Flow.sourceSystem": "erp"}).json()
    assert act(admin, "deactivate", ORDER_SYNC).status_code == 200
    assert admin.ended(launched["id"])["status"] == "COMPLETED"
    assert act(admin, "publish", ORDER_SYNC).status_code == 200


NAMES = [
    ({"name": "a/b"}, "contains.slash"),
    ({"name": "x-Debug"}, "contains.debug"),
    ({"name": "?!"}, "no.alpha"),
    ({"name": " "}, "missing.name"),
    ({"name": "n" * 201}, "architect.flow.validate.failed"),
    ({"name": "a\0b"}, "architect.flow.validate.failed"),
]


@pytest.mark.parametrize(("body", "code"), NAMES)
def test_names(admin: Served, made: dict[str, Any], body: dict[str, str], code: str) -> None:
    before = listed(admin)
    for method, address in (("POST", FLOWS), ("PUT", made["selfUri"])):
        response = admin.http.request(method, address, json=body | {"type": "WORKFLOW"})
        assert response.status_code == 400
        assert response.json()["code"].endswith(code)
        assert response.json()["details"][0]["fieldName"] == "name"
    assert listed(admin) == before


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\nb", "\u202eevil", "<b>{name}</b>", "\x1b[31m"])
def test_hard_texts_are_kept_or_rejected(admin: Served, made: dict[str, Any], text: str) -> None:
    headers = {"content-type": "application/json"}
    for body in ({"name": f"x{text}"}, {"name": made["name"], "description": text}):
        response = admin.http.put(made["selfUri"], content=json.dumps(body), headers=headers)
        assert response.status_code in (200, 400), response.text
        if response.status_code == 200:
            assert admin.http.get(made["selfUri"]).json().items() >= body.items()


def test_types(admin: Served, made: dict[str, Any]) -> None:
    missing = admin.http.post(FLOWS, json={"name": "No type"})
    assert problem(missing) == (400, "architect.flow.validate.failed.missing.type")
    for wrong in ("SPEECH", "workflow"):
        response = admin.http.post(FLOWS, json={"name": "A type", "type": wrong})
        assert {"errorCode": "invalid-value", "fieldName": "type"} in response.json()["details"]
    other = admin.http.put(made["selfUri"], json={"name": made["name"], "type": "BOT"})
    assert "cannot be changed" in other.json()["message"]


def test_a_name_is_used_once_for_each_type(admin: Served, made: dict[str, Any]) -> None:
    name = made["name"].upper()
    again = admin.http.post(FLOWS, json={"name": name, "type": "WORKFLOW"})
    assert problem(again) == (409, "architect.flow.already.exists")
    renamed = admin.http.put(f"{FLOWS}/{ORDER_SYNC}", json={"name": name})
    assert problem(renamed) == (409, "architect.flow.already.exists")
    other = admin.http.post(FLOWS, json={"name": name, "type": "INBOUNDCALL"})
    assert other.status_code == 200
    assert admin.http.delete(other.json()["selfUri"]).status_code == 204


def test_a_client_can_send_back_what_it_got(admin: Served, made: dict[str, Any]) -> None:
    for flow in (made, admin.http.get(f"{FLOWS}/{ORDER_SYNC}").json()):
        changed = admin.http.put(flow["selfUri"], json=flow | {"description": "Changed"})
        assert changed.json() == flow | {"description": "Changed"}
        assert admin.http.put(flow["selfUri"], json=flow).json() == flow


def test_a_division_must_exist(admin: Served, made: dict[str, Any]) -> None:
    body = {"name": made["name"], "division": {"id": "no-such"}}
    response = admin.http.put(made["selfUri"], json=body)
    assert {"errorCode": "no-such-entity", "fieldName": "division.id"} in response.json()["details"]


def fields() -> Iterator[tuple[str, str, Property]]:
    known = model("Flow")
    assert known is not None
    for one in known.properties.values():
        if one.type.kind != "any":
            yield "POST", FLOWS, one
            yield "PUT", f"{FLOWS}/{ORDER_SYNC}", one


@pytest.mark.parametrize(("method", "path", "one"), [*fields()], ids=lambda each: getattr(each, "name", each))
def test_one_wrong_type_in_any_field_is_rejected_at_its_place(
    admin: Served, method: str, path: str, one: Property
) -> None:
    response = admin.http.request(method, path, json={"name": "x", "type": "WORKFLOW", one.name: WRONG[one.type.kind]})
    assert response.status_code == 400, response.text
    wrong = [each["fieldName"] for each in response.json()["details"] if each["errorCode"] == "wrong-type"]
    assert one.name in {place.partition(".")[0] for place in wrong}


@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", FLOWS), ("PUT", f"{FLOWS}/{ORDER_SYNC}"), ("POST", f"{FLOWS}/{ORDER_SYNC}/versions")]
)
def test_a_broken_body_changes_nothing(admin: Served, method: str, path: str, body: str) -> None:
    before = listed(admin)
    response = admin.http.request(method, path, content=body.encode(), headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert listed(admin) == before


TEXTS: list[tuple[Any, str]] = [
    ({}, "missing-field"),
    ({"yaml": 5}, "wrong-type"),
    ({"yaml": "x", "json": {}}, "invalid-value"),
    ({"yaml": ""}, "not-a-flow"),
    ({"yaml": yaml().replace("endWorkflow: {name", "endWork: {name")}, "unknown-action"),
    ({"yaml": "queues: []\n"}, "unknown-flow-type"),
]


@pytest.mark.parametrize(("body", "rule"), TEXTS)
def test_a_version_that_cannot_be_read_is_not_saved(admin: Served, made: dict[str, Any], body: Any, rule: str) -> None:
    act(admin, "checkout", made["id"])
    response = admin.http.post(f"{FLOWS}/{made['id']}/versions", json=body)
    assert response.status_code == 400
    assert rule in {one["errorCode"] for one in response.json()["details"]}, response.text
    assert admin.http.get(f"{FLOWS}/{made['id']}/versions").json()["total"] == 0


def test_a_lock_keeps_others_out(tmp_path: Path, copied: Path) -> None:
    org = copied / "org.yaml"
    org.write_text(
        org.read_text()
        .replace("roles: [reader]", "roles: [reader, author]")
        .replace("  reader:\n", '  author: ["architect:flow:*"]\n  reader:\n')
    )
    with serving(copied, tmp_path / "kept.db") as served:
        owner = as_owner(served).http.headers["Authorization"]
        act(served, "checkout", ORDER_SYNC)
        served.log_in(READER)
        flow = served.http.get(f"{FLOWS}/{ORDER_SYNC}").json()
        refused = act(served, "checkout", ORDER_SYNC)
        assert problem(refused) == (409, "architect.flow.locked.by.user")
        assert 'locked by the client "architrave' in refused.json()["message"]
        for action in ("publish", "deactivate"):
            assert problem(act(served, action, ORDER_SYNC)) == (409, "architect.flow.locked.by.user")
        for action in ("checkin", "revert"):
            assert problem(act(served, action, ORDER_SYNC)) == (409, "architect.flow.not.locked.by.user")
        assert problem(save(served, ORDER_SYNC, "x")) == (409, "architect.flow.not.locked.by.user")
        assert problem(served.http.put(flow["selfUri"], json=flow)) == (409, "architect.flow.locked.by.user")
        code = "architect.flow.cannot.delete.user.does.not.have.lock"
        assert problem(served.http.delete(flow["selfUri"])) == (405, code)
        assert "lockedClient" not in act(served, "unlock", ORDER_SYNC).json()
        assert act(served, "checkout", ORDER_SYNC).json()["lockedClient"]["name"] == "Reporting, which may not launch"
        served.http.headers["Authorization"] = owner
        assert problem(act(served, "revert", ORDER_SYNC)) == (409, "architect.flow.not.locked.by.user")


def test_a_flow_in_use_stays(admin: Served, made: dict[str, Any]) -> None:
    (module,) = listed(admin, name=PAGING_MODULE)
    refused = admin.http.delete(module["selfUri"])
    assert problem(refused) == (409, "architect.flow.cannot.delete.used.in.flows")
    assert 'the flow "Order sync" uses it' in refused.json()["message"]
    queue = admin.http.post("/api/v2/routing/queues", json={"name": "Used", "queueFlow": {"id": made["id"]}}).json()
    refused = admin.http.delete(made["selfUri"])
    assert problem(refused) == (409, "architect.flow.cannot.delete.used.in.queues")
    assert 'the queue "Used" uses it' in refused.json()["message"]
    many = admin.http.delete(FLOWS, params={"id": f"{made['id']},no-such"})
    assert problem(many) == (400, "architect.batch.delete.failed")
    assert made["id"] in many.json()["message"]
    admin.http.delete(f"/api/v2/routing/queues/{queue['id']}")
    assert admin.http.delete(FLOWS, params={"id": made["id"]}).json()["actionName"] == "DELETE"


@pytest.mark.parametrize("action", [*ACTIONS])
def test_an_action_needs_a_flow(admin: Served, action: str) -> None:
    without = admin.http.post(ACTIONS[action])
    assert problem(without) == (400, "architect.query.parameter.missing")
    assert problem(act(admin, action, "no-such")) == (404, "architect.flow.not.found")


def test_what_else_is_missing(admin: Served, made: dict[str, Any]) -> None:
    http, flow_id = admin.http, made["id"]
    assert problem(act(admin, "publish", flow_id)) == (404, "architect.flow.version.missing")
    act(admin, "checkout", flow_id)
    code = "architect.flow.cannot.checkin.missing.config"
    assert problem(act(admin, "checkin", flow_id)) == (409, code)
    assert problem(http.delete("/api/v2/flows")) == (400, "architect.query.parameter.missing")
    assert problem(http.delete(FLOWS, params={"id": ",".join(map(str, range(101)))})) == (
        400,
        "architect.batch.too.large",
    )
    assert problem(http.get("/api/v2/flows/lookup")) == (400, "architect.query.parameter.missing")
    missing = http.get(f"/api/v2/flows/{flow_id}/versions/7.0/configuration")
    assert problem(missing) == (404, "architect.flow.version.missing")
    nobodys = "00000000-0000-4000-8000-000000000000"
    assert problem(http.get(f"/api/v2/flows/{nobodys}/latestconfiguration")) == (404, "architect.flow.not.found")


def test_views(admin: Served) -> None:
    (found,) = admin.http.get("/api/v2/flows/lookup", params={"id": ORDER_SYNC}).json()["entities"]
    assert found["name"] == "Order sync"
    views = admin.http.get("/api/v2/flows/divisionviews", params={"name": "order*", "includeSchemas": "true"}).json()
    assert {one["name"] for one in views["entities"]} == {"Order sync", "Order paging"}
    known = model("FlowDivisionView")
    assert known is not None
    for one in views["entities"]:
        assert one.keys() <= known.properties.keys()
        assert one["publishedVersion"]["id"] == "1.0"
        assert "properties" in one["inputSchema"]


def test_what_common_modules_a_published_version_calls(admin: Served) -> None:
    """A flow that calls a version of a common module that does not exist cannot be published."""
    text = admin.http.get(f"{FLOWS}/{ORDER_SYNC}/latestconfiguration").json()["yaml"]
    act(admin, "checkout", ORDER_SYNC)
    broken = text.replace("ver_latestPublished", "ver_9.0")
    assert broken != text
    version = admin.http.post(f"{FLOWS}/{ORDER_SYNC}/versions", json={"yaml": broken})
    assert version.status_code == 200, version.text
    refused = act(admin, "publish", ORDER_SYNC)
    assert problem(refused) == (409, "architect.flow.cannot.publish.missing.dependencies")
    assert "has no version 9.0" in refused.json()["message"]
    act(admin, "revert", ORDER_SYNC)
    assert admin.http.get(f"{FLOWS}/{ORDER_SYNC}/versions").json()["total"] == 1


# -- with the folder ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "org" / "flows").mkdir(parents=True)
    (tmp_path / "org" / "flows" / "made.yaml").write_text(yaml(reason="file"), encoding="utf-8")
    return tmp_path / "org"


def read_again(served: Served, folder: Path) -> list[str]:
    """Take over the folder as it is now. Returns what the server says about it."""
    definition, diagnostics = read_organization(folder, environment={})
    assert definition is not None
    served.services.organization.adopt(definition, diagnostics)
    return [problem.message for problem in served.services.organization.problems]


def test_the_folder_and_the_api_while_the_server_runs(folder: Path, tmp_path: Path) -> None:
    path = folder / "flows" / "made.yaml"
    with serving(folder, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        (flow,) = listed(served)
        changed = http.put(flow["selfUri"], json={"name": "Made", "description": "by the API"}).json()
        path.touch()
        assert read_again(served, folder) == []
        assert http.get(flow["selfUri"]).json() == changed
        path.write_text(yaml(reason="second"), encoding="utf-8")
        said = 'The flow "Made" has a new text, which counts. It was changed through the API before.'
        assert read_again(served, folder) == [said]
        assert http.get(flow["selfUri"]).json()["description"] == ""
        assert ends(served, flow["id"]) == "second"
        new = http.post(FLOWS, json={"name": "Later", "type": "WORKFLOW"}).json()
        http.put(flow["selfUri"], json={"name": "Renamed"})
        path.unlink()
        said = 'The flow "Renamed" has no file any more, and is deleted. It was changed through the API before.'
        assert read_again(served, folder) == [said]
        assert [one["name"] for one in listed(served)] == ["Later"]
        (folder / "flows" / "later.yaml").write_text(yaml("Later", reason="file"), encoding="utf-8")
        read_again(served, folder)
        assert [one["id"] for one in listed(served)] == [new["id"]], "the file has the same type and name"
        assert ends(served, new["id"]) == "file"


def test_a_restart_keeps_what_the_api_made(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        (flow,) = listed(served)
        act(served, "checkout", flow["id"])
        save(served, flow["id"], "api")
        act(served, "publish", flow["id"])
        new = http.post(FLOWS, json={"name": "New", "type": "WORKFLOW"}).json()
        act(served, "checkout", new["id"])
    with serving(folder, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        assert ends(served, flow["id"]) == "api"
        assert http.get(new["selfUri"]).json()["lockedClient"]
        http.delete(flow["selfUri"])
    (folder / "flows" / "other.yaml").write_text(yaml("Other"), encoding="utf-8")
    with serving(folder, tmp_path / "kept.db") as served:
        assert {one["name"] for one in listed(as_owner(served))} == {"New", "Other"}
        (folder / "flows" / "made.yaml").write_text(yaml(reason="file 2"), encoding="utf-8")
    with serving(folder, tmp_path / "kept.db") as served:
        assert {one["name"] for one in listed(as_owner(served))} == {"New", "Other", "Made"}
        assert ends(served, flow["id"]) == "file 2"
        (problem,) = (each for each in served.platform.diagnostics if each.rule.slug == "replaced-change")
        assert problem.message == 'The flow "Made" has a new text, which counts. It was changed through the API before.'


def test_a_reset_forgets_and_a_state_restores_what_the_api_made(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        (flow,) = listed(served)
        new = http.post(FLOWS, json={"name": "New", "type": "WORKFLOW"}).json()
        http.put(flow["selfUri"], json={"name": "Renamed"})
        act(served, "deactivate", flow["id"])
        state = served.platform.state()
        served.platform.reset()
        assert [(one["name"], one["active"]) for one in listed(served)] == [("Made", True)]
        served.platform.restore(state)
        assert {(one["name"], one["active"]) for one in listed(served)} == {("Renamed", False), ("New", False)}
        assert http.get(new["selfUri"]).json() == new
        assert act(served, "publish", flow["id"]).status_code == 200
        assert ends(served, flow["id"]) == "file"


def test_permissions(admin: Served) -> None:
    """The launcher may launch flows, and change nothing about them."""
    owner = admin.http.headers["Authorization"]
    try:
        admin.log_in(LAUNCHER)
        for action in ACTIONS:
            refused = act(admin, action, ORDER_SYNC)
            assert refused.status_code == 403
            assert "architect:flow:" in refused.json()["message"]
        assert admin.http.delete(f"{FLOWS}/{ORDER_SYNC}").status_code == 403
    finally:
        admin.http.headers["Authorization"] = owner
    assert admin.http.get(f"{FLOWS}/{ORDER_SYNC}").json()["active"] is True
