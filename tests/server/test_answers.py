"""What every response has, and the responses to unknown paths and methods."""

import re

import pytest

from architrave.cloud.api_paths import api_paths
from architrave.contract import Sent, check
from architrave.server.endpoints import ENDPOINTS
from architrave.server.rates import RateLimits
from architrave.server.refusals import Refusal
from architrave.server.routing import Match, Routes
from tests.server.conftest import ORDER_SYNC

NOWHERE = [
    ("GET", "/api/v2/flow", 404, "/api/v2/flows"),
    ("GET", "/api/v2/flows/", 404, "Remove the trailing slash: /api/v2/flows."),
    ("GET", "/api/v2/authorizations/me", 404, "/api/v2/users/{userId}"),
    ("GET", "/api/v2/analytics/flows/summary", 404, "POST /api/v2/analytics/flowexecutions/aggregates/query returns"),
    ("POST", "/api/v2/flows/abc-123/execute", 404, "/api/v2/flows/executions"),
    ("GET", "/", 404, "Nothing is served at /."),
    ("GET", "/api/v2/routing/penguins", 404, "The Platform API has no path /api/v2/routing/penguins, as of version"),
    ("GET", "/api/v2/routing/queue", 404, "Did you mean /api/v2/routing/queues?"),
    ("GET", "/api/v2/recording/setting", 404, "Did you mean /api/v2/recording/settings? Genesys Cloud has it, but"),
    ("GET", "/api/v2/users/serach", 404, "Did you mean /api/v2/users/search?"),
    ("GET", f"/api/v2/flows/{ORDER_SYNC}/", 404, f"Remove the trailing slash: /api/v2/flows/{ORDER_SYNC}."),
    ("GET", "/architrave/execution", 404, "Did you mean /architrave/executions?"),
    ("GET", "/api/v2/flows/penguins", 404, '"penguins" is not an id: an id is a UUID'),
    ("GET", "/api/v2/flows/a1b2c3d4-5678/versions", 404, '"a1b2c3d4-5678" is not an id'),
    ("GET", "/api/v2/flows/executions/last", 404, '"last" is not an id'),
    ("GET", "/api/v2/flows/a1b2c3d4-5678-90ab-cdef-1234567890ab/versions/latest", 404, '"latest" is not an id'),
    ("GET", "/api/v2/flows/execute", 404, "Use POST /api/v2/flows/executions."),
    ("GET", "/api/v2/flows/executions", 405, "POST"),
    ("POST", "/api/v2/flows/execution", 404, "/api/v2/flows/executions"),
    ("POST", "/api/v2/flows/execute", 404, "/api/v2/flows/executions"),
    ("POST", "/api/v2/flows/exectuions", 404, "/api/v2/flows/executions"),
    ("PATCH", "/api/v2/flows/a1b2c3d4-5678-90ab-cdef-1234567890ab", 405, "DELETE, GET, PUT"),
    ("POST", "/api/v2/flows/a1b2c3d4-5678-90ab-cdef-1234567890ab", 405, "use POST /api/v2/flows/executions"),
    ("POST", "/api/v2/flows/executions/a1b2c3d4-5678-90ab-cdef-1234567890ab", 405, "GET"),
    ("DELETE", "/api/v2/organizations/me", 405, "GET"),
    ("PUT", "/api/v2/flows/executions", 405, "POST"),
    ("GET", "/oauth/token", 405, "POST"),
    ("DELETE", "/api/v2/users/me", 405, "GET"),
]


@pytest.mark.parametrize(("method", "path", "status", "said"), NOWHERE)
def test_requests_to_unknown_paths_and_methods(served, method, path, status, said):
    response = served.http.request(method, path)
    body = response.json()
    assert (response.status_code, body["status"]) == (status, status)
    assert said in body["message"]
    rule = {404: "unknown-path", 405: "wrong-method"}[status]
    assert body["details"] == [{"errorCode": rule}]
    assert [(error["status"], error["details"]) for error in body["errors"]] == [(status, [{"errorCode": rule}])]
    problem = served.http.request(method, path, headers={"Accept": "Application/Problem+JSON"}).json()
    assert (problem["status"], problem["type"]) == (status, f"urn:architrave:rule:{rule}")
    if status == 405:
        assert set(response.headers["Allow"].split(", ")) <= {"DELETE", "GET", "HEAD", "POST", "PUT"}


NOT_SERVED = [
    ("GET", "/api/v2/processautomation/triggers"),
    ("GET", "/api/v2/integrations/actions"),
    ("GET", "/api/v2/recording/settings"),
    ("GET", "/api/v2/workforcemanagement/businessunits"),
    ("GET", "/api/v2/architect/systemprompts"),
    ("DELETE", "/api/v2/architect/prompts"),  # another method of a path that is served
]


@pytest.mark.parametrize(("method", "path"), NOT_SERVED)
def test_an_endpoint_that_only_the_cloud_has_is_not_implemented(served, method: str, path: str):
    response = served.http.request(method, path, params={"name": "x"})
    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (501, 501, "not.implemented")
    named = path.replace(ORDER_SYNC, "{flowId}")
    assert f"Genesys Cloud has {method} {named}, but Architrave does not serve it." in body["message"]
    assert "docs/coverage.md" in body["message"]


def test_a_method_that_not_even_the_cloud_has(served):
    response = served.http.patch("/api/v2/architect/systemprompts")
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    assert "Architrave serves none of them." in response.json()["message"]


def test_every_endpoint_of_the_cloud_is_served_or_said_not_to_be():
    served = {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}
    routes = Routes(ENDPOINTS)
    for path, methods in api_paths().items():
        for method in methods:
            found = routes.find(method, re.sub(r"\{[^}]+\}", ORDER_SYNC, path))
            if (method, path) in served:
                assert isinstance(found, Match)
            else:
                assert isinstance(found, Refusal)
                assert (found.status, found.params) == (501, {"method": method, "path": path})


def test_a_program_can_read_what_is_not_served(served):
    body = served.http.post("/api/v2/alerting/rules", json={}).json()
    assert body["messageParams"] == {"method": "POST", "path": "/api/v2/alerting/rules"}
    problem = served.http.post("/api/v2/alerting/rules", headers={"Accept": "application/problem+json"}).json()
    assert problem["status"] == 501
    assert "POST /api/v2/alerting/rules" in problem["detail"]


OTHER_SPELLINGS = [
    "/api/v2/flows%2Fexecutions",
    "/api/v2/flows%2fexecutions",
    "/api/v2/flows/%65xecutions",
    "/api/v2/flows/executions%00",
    "/api/v2/flows/executions;a=b",
    "/api/v2/flows;a=b/executions",
    "/api/v2/flows//executions",
    "//api/v2/flows/executions",
    "/api/v2/flows/./executions",
    "/api/v2/flows/x/../executions",
    "/api/v2/flows/%2e%2e/flows/executions",
    "/api/v2/flows/executions/",
    "/api/v2/flows/executions%20",
    "/api/v2/flows/executions%3F",
    "/API/v2/flows/executions",
    "/api/v2/flows\\executions",
]


@pytest.mark.parametrize("target", OTHER_SPELLINGS)
def test_another_spelling_of_the_path_does_not_launch(served, target: str):
    before = served.services.engine.health().launched
    body = {"flowId": ORDER_SYNC}
    response = served.http.post("/", json=body, extensions={"target": target.encode()})
    assert (response.status_code, response.json()["code"]) == (404, "not.found")
    assert served.services.engine.health().launched == before


def test_a_target_may_name_the_server(served):
    body = {"flowId": ORDER_SYNC}
    for target, status in (
        ("http://localhost:1/api/v2/flows/executions", 200),
        ("http://evil.example/api/v2/flows/executions", 421),
        ("http://localhost@evil.example/api/v2/flows/executions", 400),
        ("http://localhost:80@evil/api/v2/flows/executions", 400),
    ):
        assert served.http.post("/", json=body, extensions={"target": target.encode()}).status_code == status


@pytest.mark.parametrize(
    ("path", "status"), [(path, status) for method, path, status, _ in NOWHERE if method == "POST"]
)
def test_a_check_without_a_server_says_the_same(path, status):
    assert check(Sent(b'{"flowId": 1}', method="POST", path=path)).status == status


PAGES = ("/metrics", "/oauth/authorize", "/logout")
EVERY = [(endpoint.method, endpoint.path) for endpoint in ENDPOINTS if endpoint.path not in PAGES]
"""All endpoints but those whose answers are no JSON."""


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_answer_has_its_headers(served, method, path):
    response = served.http.request(method, path)
    if path == "/api/v2/tokens/me" and method == "DELETE":
        served.log_in()
    if response.content:
        assert response.headers["content-type"].startswith("application/json")
    assert response.headers["ININ-Correlation-Id"]
    assert "no-store" in response.headers["Cache-Control"]
    assert response.status_code < 500
    if method == "GET" and path.startswith("/api/v2/"):
        assert int(response.headers["inin-ratelimit-count"]) > 0


def test_the_error_body_names_the_answers_correlation_id(served):
    response = served.http.get("/api/v2/users/nobody")
    assert response.json()["contextId"] == response.headers["ININ-Correlation-Id"]


def test_problem_details_if_requested(served):
    for response in (
        served.http.get("/api/v2/users/nobody", headers={"Accept": "application/problem+json"}),
        served.http.post(
            "/api/v2/flows/executions", json={"flowId": 1}, headers={"Accept": "application/problem+json"}
        ),
    ):
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code


USERS = [
    ("/api/v2/users/usr-9876-5432-10fe-dcba", 200, "active"),
    ("/api/v2/users/usr-9876-5432-10fe-dcba?state=deleted", 404, None),
    ("/api/v2/users/nobody", 404, None),
]


@pytest.mark.parametrize(("path", "status", "state"), USERS)
def test_users(served, path, status, state):
    response = served.http.get(path)
    assert response.status_code == status
    assert response.json().get("state") == state


def test_what_a_user_expands(served):
    user = served.http.get("/api/v2/users/usr-9876-5432-10fe-dcba?expand=routingStatus,authorization").json()
    assert user["routingStatus"]["status"] == "IDLE"
    assert "architect:flow:launch" in user["authorization"]["permissions"]


def test_client_credentials_have_no_user(served):
    response = served.http.get("/api/v2/users/me")
    assert response.status_code == 400
    assert "requires a user context" in response.json()["message"]


def test_the_organization(served):
    organization = served.http.get("/api/v2/organizations/me").json()
    assert (organization["name"], organization["state"]) == ("Order sync example", "active")


def test_health(shared_server):
    shared_server.http.headers.pop("Authorization", None)
    assert shared_server.http.get("/architrave/health").json()["status"] == "ok"
    assert shared_server.http.get("/architrave/ready").json() == {"ready": True}


HOSTS = [
    ("127.0.0.1:8642", 200),
    ("localhost", 200),
    ("[::1]:8642", 200),
    ("api.localhost:8642", 200),
    ("api.mypurecloud.com", 200),
    ("ci-runner.example", 200),
    ("LOCALHOST.:80", 200),
    ("[0:0:0:0:0:0:0:1]", 200),
    ("evil.example", 421),
    ("[::1]evil", 400),
    ("localhost:80@evil", 400),
    ("evil@localhost", 400),
    ("localhost..", 400),
    ("[::1%25lo]", 400),
    ("localhost:99999", 400),
    ("", 400),
    ("127.0.0.1.evil.example", 421),
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_only_known_host_names_reach_the_server(serve, host, status):
    served = serve(names=frozenset({"ci-runner.example"}))
    response = served.http.get("/architrave/ready", headers={"Host": host})
    assert response.status_code == status


ORIGIN = "https://tool.example"


def test_only_allowed_origins_may_read(serve):
    served = serve(allow_origins=frozenset({ORIGIN}))
    allowed = served.http.get("/architrave/ready", headers={"Origin": ORIGIN})
    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    other = served.http.get("/architrave/ready", headers={"Origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-a"}
    asked = served.http.options("/api/v2/flows/executions", headers=preflight)
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-headers"] == "x-a"
    assert "POST" in asked.headers["access-control-allow-methods"]


def test_the_limit_of_the_cloud_is_reported_for_each_token_and_not_enforced(serve):
    served = serve().log_in()
    for count in (1, 2):
        headers = served.http.get("/api/v2/organizations/me").headers
        assert (headers["inin-ratelimit-count"], headers["inin-ratelimit-allowed"]) == (str(count), "300")
        assert 1 <= int(headers["inin-ratelimit-reset"]) <= 60
    for _ in range(300):
        response = served.launch("nothing")
    assert (response.status_code, response.headers["inin-ratelimit-count"]) == (400, "302")
    served.log_in()  # another token of the same client
    assert served.http.get("/api/v2/organizations/me").headers["inin-ratelimit-count"] == "1"


def test_windows_of_old_tokens_are_dropped():
    now = 0
    rates = RateLimits(None, lambda: now)
    for number in range(1_000):
        rates.count(str(number))
    now = 60_000
    assert rates.count("new").count == 1
    assert list(rates._windows) == ["new"]


def test_a_rate_limit_is_reported_and_enforced(serve):
    served = serve(rate_limit=5).log_in()
    for count in range(1, 6):
        response = served.http.get("/api/v2/organizations/me")
        assert response.headers["inin-ratelimit-count"] == str(count)
        assert response.headers["inin-ratelimit-allowed"] == "5"
    for response in (served.http.get("/api/v2/organizations/me"), served.launch()):
        assert response.status_code == 429
        assert response.json()["code"] == "too.many.requests"
        assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_a_body_that_is_too_large_is_refused(serve):
    served = serve().log_in()
    response = served.http.post(
        "/api/v2/flows/executions", content=b" " * 20_000_000, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    assert response.json()["status"] == 413


def test_an_internal_error_reveals_nothing(serve, monkeypatch):
    served = serve().log_in()

    async def broken(*_: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(type(served.services.engine), "execution", broken)
    response = served.http.get(f"/api/v2/flows/executions/{ORDER_SYNC}")
    assert response.status_code == 500
    assert response.json()["code"] == "internal.server.error"
    assert "secret" not in response.text


def test_what_cannot_be_saved_is_not_accepted(serve, monkeypatch):
    from architrave.store import NotKept

    served = serve().log_in()

    async def full(*_: object) -> None:
        raise NotKept("The disk is full.", retry_after=7)

    monkeypatch.setattr(type(served.services.engine), "launch", full)
    response = served.launch()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "7"
    assert "not accepted" in response.json()["message"]
