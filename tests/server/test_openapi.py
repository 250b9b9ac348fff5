"""The OpenAPI document: it describes every endpoint, and the server does what it says."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from architrave.cloud.models import value_type
from architrave.contract.model_check import check_value
from architrave.server.endpoints import ENDPOINTS
from architrave.server.openapi.document import document_of_server
from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_entities import APIS, as_owner, body_model, valid

DOCUMENT = document_of_server()


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(EXAMPLE, tmp_path_factory.mktemp("admin") / "kept.db") as served:
        served = as_owner(served)
        for api in APIS.values():
            served.http.post(api.path, json=valid(body_model("POST", api.path) or ""))
        served.http.post("/api/v2/integrations/credentials", json={"name": "A", "type": {"id": "userDefined"}})
        yield served


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, described in methods.items():
            yield method.upper(), path, described


def validator(schema: dict[str, Any]) -> Any:
    return jsonschema_rs.validator_for({**schema, "components": DOCUMENT["components"]})


def test_it_has_every_endpoint_once() -> None:
    described = sorted((method, path) for method, path, _ in operations())
    assert described == sorted((one.method, one.path) for one in ENDPOINTS)
    ids = [described["operationId"] for _, _, described in operations()]
    assert len(ids) == len(set(ids)) == len(ENDPOINTS)


@pytest.mark.parametrize(("method", "path", "described"), [*operations()], ids=lambda each: str(each)[:60])
def test_each_operation_says_what_it_does(method: str, path: str, described: dict[str, Any]) -> None:
    assert described["summary"]
    assert not described["summary"].endswith(".")
    named = [one["name"] for one in described["parameters"] if one["in"] == "path"]
    assert all(f"{{{name}}}" in path for name in named)
    assert len(named) == path.count("{")


WITH_BODIES = [
    (path, each["requestBody"]["content"]["application/json"])
    for _, path, each in operations()
    if "requestBody" in each
]


@pytest.mark.parametrize(("path", "content"), WITH_BODIES, ids=lambda each: str(each)[:60])
def test_each_example_is_valid(path: str, content: dict[str, Any]) -> None:
    validator(content["schema"]).validate(content["example"])
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    if name:
        assert list(check_value(content["example"], value_type(name))) == [], "as the server checks it"


READABLE = [
    path
    for method, path, _ in operations()
    if method == "GET" and path.startswith("/api/v2") and "/me" not in path and "/templates/" not in path
]
IDS = {
    "actionId": "/api/v2/integrations/actions",
    "integrationId": "/api/v2/integrations",
    "credentialId": "/api/v2/integrations/credentials",
    "typeId": "/api/v2/integrations/types",
    "clientId": "/api/v2/oauth/clients",
    "datatableId": "/api/v2/flows/datatables",
    "divisionId": "/api/v2/authorization/divisions",
    "flowId": "/api/v2/flows",
    "roleId": "/api/v2/authorization/roles",
    "scopeId": "/api/v2/oauth/scopes",
    "subjectId": "/api/v2/users",
    "userId": "/api/v2/users",
} | {api.id: api.path for api in APIS.values()}
UNKNOWN = "00000000-0000-4000-8000-000000000000"
JOBS: dict[str, Any] = {
    "/api/v2/flows/jobs": None,
    "/api/v2/flows/export/jobs": {"flows": [{"flow": {"id": "abc-123"}}]},
    "/api/v2/flows/instances/jobs": {"ids": [UNKNOWN]},
}
"""The bodies that start jobs."""


@pytest.mark.parametrize("path", READABLE)
def test_an_answer_fits_its_schema(admin: Served, path: str) -> None:
    address = path
    for name, of in IDS.items():
        if f"{{{name}}}" in address:
            address = address.replace(f"{{{name}}}", admin.http.get(of).json()["entities"][0]["id"])
    if "{languageCode}" in address:
        admin.http.post(address.rpartition("/")[0], json={"language": "en-us", "text": "Hello"})
        address = address.replace("{languageCode}", "en-us")
    if "/draft" in address and "/actions/" in address:
        admin.http.post(f"{address.partition('/draft')[0]}/draft")
    address = address.replace("{fileName}", "input.schema.json")
    address = address.replace("{conversationId}", "3d9b1a52-0d4f-4b57-8f8e-51b7f2a6c0e9")
    if "{versionId}" in address:
        address = address.replace("{versionId}", "1.0")
    if "{flowExecutionId}" in address:
        launched = admin.launch(inputData={"Flow.batchId": "B-1", "Flow.sourceSystem": "erp"}).json()
        admin.ended(launched["id"])
        address = address.replace("{flowExecutionId}", launched["id"])
    table = address.partition("/rows")[0].partition("/import")[0].partition("/export")[0]
    if "{rowId}" in address:
        address = address.replace("{rowId}", admin.http.get(f"{table}/rows").json()["entities"][0]["key"])
    for name, kind in (("{importJobId}", "import"), ("{exportJobId}", "export")):
        if name in address:
            body = {} if kind == "import" else None
            address = address.replace(name, admin.http.post(f"{table}/{kind}/jobs", json=body).json()["id"])
    address = address.replace("{instanceId}", UNKNOWN)
    if "{jobId}" in address:
        jobs = address.removesuffix("/{jobId}")
        body = JOBS[jobs]
        address = f"{jobs}/{admin.http.post(jobs, json=body).json()['id']}?expand=messages"
    query = {"id": "abc-123"} if path == "/api/v2/flows/lookup" else None
    response = admin.http.get(address, params=query)
    assert response.status_code == 200, response.text
    schema = DOCUMENT["paths"][path]["get"]["responses"]["2XX"]["content"]["application/json"]["schema"]
    validator(schema).validate(response.json())


def test_it_is_served(admin: Served) -> None:
    response = admin.http.get("/openapi.json", headers={"Authorization": ""})
    assert response.status_code == 200
    assert response.json() == DOCUMENT


@pytest.mark.slow
@pytest.mark.sdk
def test_schemathesis_finds_no_fault(admin: Served) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    from hypothesis import HealthCheck, Phase, given, settings

    token = admin.http.headers["Authorization"]
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    left_out = {"/oauth/token", "/metrics", "/architrave/executions/resume"}
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path in left_out:
            continue

        @given(case=operation.as_strategy())
        @settings(
            max_examples=15,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any) -> None:
            response = case.call(base_url=str(admin.http.base_url), headers={"Authorization": token})
            assert response.status_code < 500 or response.status_code == 501, (case, response.text)

        ask()
