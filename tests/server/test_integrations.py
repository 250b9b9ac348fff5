"""Integrations and credentials through the API, and the sequence that Terraform's provider was recorded to send."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_data_actions import ACTIONS, INTEGRATIONS, body
from tests.server.test_entities import as_owner

CREDENTIALS = f"{INTEGRATIONS}/credentials"
KIND = {"integrationType": {"id": "custom-rest-actions"}}
PAGED = {"pageSize": 100, "pageNumber": 1}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(EXAMPLE, tmp_path_factory.mktemp("integrations") / "kept.db") as served:
        yield as_owner(served)


@pytest.fixture
def http(shared: Served) -> httpx.Client:
    return shared.http


def test_those_of_the_folder_are_enabled(http: httpx.Client) -> None:
    found = http.get(INTEGRATIONS, params={"reportedState": "ACTIVE"}).json()["entities"]
    assert "ERP Data Actions" in [one["name"] for one in found]
    assert http.get(INTEGRATIONS, params={"integrationType": "zendesk-data-actions"}).json()["total"] == 0
    assert http.get(INTEGRATIONS, params={"ids": found[0]["id"]}).json()["total"] == 1


def test_types(http: httpx.Client) -> None:
    kinds = http.get(f"{INTEGRATIONS}/types").json()["entities"]
    assert {"custom-rest-actions", "purecloud-data-actions"} <= {one["id"] for one in kinds}
    assert http.get(f"{INTEGRATIONS}/types/custom-rest-actions").json() == kinds[0]
    assert http.get(f"{INTEGRATIONS}/types/none").status_code == 404
    assert "basicAuth" in [one["id"] for one in http.get(f"{CREDENTIALS}/types").json()]
    answer = http.post(INTEGRATIONS, json={"integrationType": {"id": "fax"}})
    assert (answer.status_code, answer.json()["details"][0]["fieldName"]) == (400, "integrationType.id")
    assert 'no integration type "fax"' in answer.json()["message"]


def test_a_configuration_of_another_version_changes_nothing(http: httpx.Client) -> None:
    made = http.post(INTEGRATIONS, json={**KIND, "name": "Versions"}).json()
    config = f"{INTEGRATIONS}/{made['id']}/config/current"
    assert http.put(config, json={"name": "No", "version": 2}).status_code == 409
    wrong = {"name": "No", "version": 1, "credentials": {"basicAuth": {"id": "none"}}}
    answer = http.put(config, json=wrong)
    assert answer.json()["details"][0]["fieldName"] == "credentials.basicAuth.id"
    assert http.put(config, json={"name": "Yes", "version": 1, "notes": "n"}).json()["version"] == 2
    assert http.get(config).json()["notes"] == http.get(f"{INTEGRATIONS}/{made['id']}").json()["notes"] == "n"
    restored = http.patch(f"{INTEGRATIONS}/{made['id']}", json={"intendedState": "RESTORED"})
    assert restored.status_code == 400


def test_secrets_are_never_returned(shared: Served) -> None:
    http, secrets = shared.http, ("under-the-mat", "in-the-flowerpot")
    sent = {"name": "Key", "type": {"id": "userDefined"}, "credentialFields": {"apiKey": secrets[0]}}
    made = http.post(CREDENTIALS, json=sent)
    assert made.status_code == 200, made.text
    address = made.json()["selfUri"]
    changed = http.put(address, json={**sent, "name": "Other key", "credentialFields": {"apiKey": secrets[1]}})
    assert changed.json()["name"] == http.get(address).json()["name"] == "Other key"
    paths = (address, CREDENTIALS, f"{CREDENTIALS}/listing", "/architrave/state")
    shown = [made.text, changed.text, *(http.get(path).text for path in paths)]
    assert not any(secret in text for text in shown for secret in secrets)
    credentials = shared.services.organization.data_actions.credentials
    assert credentials.fields_of([made.json()["id"]]) == {made.json()["id"]: {"apiKey": secrets[1]}}
    assert http.delete(address).status_code == 204
    assert http.get(address).status_code == 404
    assert credentials.fields_of([made.json()["id"]]) == {}


def test_the_listing_goes_on_after_a_credential(http: httpx.Client) -> None:
    for number in range(3):
        http.post(CREDENTIALS, json={"name": f"C{number}", "type": {"name": "basicAuth"}})
    page, names = http.get(f"{CREDENTIALS}/listing", params={"pageSize": 2}).json(), list[str]()
    while True:
        names += [one["name"] for one in page["entities"]]
        if "nextUri" not in page:
            break
        page = http.get(page["nextUri"]).json()
    assert names == ["C0", "C1", "C2"]
    assert http.get(f"{CREDENTIALS}/listing", params={"after": "none"}).status_code == 400


# -- Terraform ---------------------------------------------------------------------------------------------------------


def read_as_provider(http: httpx.Client, made: dict[str, str]) -> dict[str, Any]:
    """What a plan reads, with everything that the provider dereferences."""
    one = http.get(f"{INTEGRATIONS}/{made['integration']}", params=PAGED).json()
    config = http.get(f"{INTEGRATIONS}/{made['integration']}/config/current").json()
    key = made["action"]
    action = http.get(f"{ACTIONS}/{key}", params={"expand": "contract", "includeConfig": "true"}).json()
    templates = [http.get(f"{ACTIONS}/{key}/templates/{name}.vm") for name in ("requesttemplate", "successtemplate")]
    assert [each.status_code for each in templates] == [200, 200]
    assert one["integrationType"]["id"] == "custom-rest-actions"
    assert {"version", "properties", "advanced", "notes", "credentials"} <= config.keys()
    return {
        "integration": [one["name"], one["intendedState"]],
        "config": [config[name] for name in ("name", "version", "properties", "advanced", "notes", "credentials")],
        "action": {name: action[name] for name in ("name", "category", "integrationId", "secure", "version")},
        "request": {name: action["config"]["request"][name] for name in ("requestUrlTemplate", "headers")},
        "response": action["config"]["response"]["translationMap"],
        "input": action["contract"]["input"]["inputSchema"],
        "output": action["contract"]["output"]["successSchema"],
        "templates": [each.text for each in templates],
    }


def applied(http: httpx.Client, name: str) -> tuple[dict[str, str], dict[str, Any]]:
    made = http.post(INTEGRATIONS, json=KIND).json()
    assert (made["name"], made["intendedState"]) == ("Web Services Data Actions", "DISABLED")
    address = f"{INTEGRATIONS}/{made['id']}"
    config = http.get(f"{INTEGRATIONS}/{made['id']}/config/current").json()
    assert config["version"] == 1
    kept = {name: config[name] for name in ("version", "properties", "advanced", "notes", "credentials")}
    assert http.put(f"{INTEGRATIONS}/{made['id']}/config/current", json={"name": name, **kept}).json()["version"] == 2
    edited = http.patch(address, params={"pageSize": 25, "pageNumber": 1}, json={"intendedState": "ENABLED"})
    assert (edited.json()["name"], edited.json()["intendedState"]) == (name, "ENABLED")
    sent = body(made["id"], name)
    sent["config"]["request"]["requestTemplate"] = "${input.rawRequest}"
    action = http.post(ACTIONS, json=sent)
    assert (action.status_code, action.json()["version"]) == (200, 1)
    return {"integration": made["id"], "action": action.json()["id"]}, sent


def test_terraform_applies_plans_changes_and_destroys(http: httpx.Client) -> None:
    pairs = [applied(http, name) for name in ("Shop by Terraform", "Depot by Terraform")]
    for made, sent in pairs:
        read = read_as_provider(http, made)
        assert read == read_as_provider(http, made), "a plan without a difference"
        assert read["input"] == sent["contract"]["input"]["inputSchema"]
        assert read["templates"] == ["${input.rawRequest}", sent["config"]["response"]["successTemplate"]]
        change = {name: sent[name] for name in ("category", "name", "config")}
        change["config"]["response"]["translationMapDefaults"] = {"items": "null"}
        done = http.patch(f"{ACTIONS}/{made['action']}", json={**change, "version": read["action"]["version"]})
        assert (done.status_code, done.json()["version"]) == (200, 2), done.text
        assert read_as_provider(http, made) == {**read, "action": {**read["action"], "version": 2}}
    assert re.fullmatch(r"custom_-_[0-9a-f-]{36}", pairs[0][0]["action"])
    for made, _ in pairs:
        action, integration = (
            f"{ACTIONS}/{made['action']}",
            f"{INTEGRATIONS}/{made['integration']}",
        )
        assert http.delete(action).status_code == 204
        gone = http.get(action, params={"expand": "contract", "includeConfig": "true"})
        assert (gone.status_code, gone.json()["code"]) == (404, "not.found")
        assert http.delete(integration).json()["intendedState"] == "ENABLED"
        assert http.get(integration, params=PAGED).status_code == 404
