"""Login with client credentials, and its refusals."""

import base64

import pytest

from architrave import ManualClock
from tests.server.conftest import LAUNCHER


def test_a_client_logs_in_with_basic(shared_server):
    response = shared_server.http.post("/oauth/token", auth=LAUNCHER, data={"grant_type": "client_credentials"})
    assert response.status_code == 200
    body = response.json()
    assert body.keys() == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 86_400)
    assert len(body["access_token"]) == 86


def test_a_client_logs_in_with_form_fields(shared_server):
    form = {"grant_type": "client_credentials", "client_id": LAUNCHER[0], "client_secret": LAUNCHER[1]}
    assert shared_server.http.post("/oauth/token", data=form).status_code == 200


def basic(text):
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


GRANT = {"grant_type": "client_credentials"}
REFUSED = [
    ({"data": GRANT, "headers": basic("erp-sync:wrong")}, "invalid_client", "authentication failed"),
    ({"data": GRANT, "headers": basic("nobody:x")}, "invalid_client", "authentication failed"),
    ({"data": GRANT, "headers": basic("erp-sync")}, "invalid_client", "authentication failed"),
    ({"data": GRANT, "headers": {"Authorization": "Basic ***"}}, "invalid_client", "authentication failed"),
    ({"data": GRANT, "headers": {"Authorization": b"Basic \xe9"}}, "invalid_client", "authentication failed"),
    ({"data": GRANT, "headers": {"Authorization": b"Basic \xff\xfe=="}}, "invalid_client", "authentication failed"),
    ({"data": GRANT}, "invalid_client", "authentication failed"),
    ({"data": {"grant_type": "password"}, "headers": basic("a:b")}, "unsupported_grant_type", "client_credentials"),
    ({"data": {"grant_type": "magic"}, "headers": basic("a:b")}, "unsupported_grant_type", "unknown grant type"),
    ({"data": {}, "headers": basic("a:b")}, "invalid_request", "grant_type is missing"),
    ({"json": GRANT, "headers": basic("a:b")}, "invalid_request", "application/x-www-form-urlencoded"),
    ({"content": b"x" * 20_000}, "invalid_request", "too large"),
]


@pytest.mark.parametrize(("request_", "error", "said"), REFUSED)
def test_refusals_have_the_login_services_shape(shared_server, request_, error, said):
    response = shared_server.http.post("/oauth/token", **request_)
    assert response.status_code == 400
    body = response.json()
    assert body.keys() == {"error", "description", "error_description"}
    assert body["error"] == error
    assert body["description"] == body["error_description"]
    assert said in body["description"]


TOKENS = [
    ({}, "authentication.required"),
    ({"Authorization": "Bearer"}, "authentication.required"),
    ({"Authorization": "Basic abc"}, "authentication.required"),
    ({"Authorization": b"Basic \xe9"}, "authentication.required"),
    ({"Authorization": b"Bearer \xe9\xff"}, "bad.credentials"),
    ({"Authorization": b"Bearer \t\xa0"}, "authentication.required"),
    ({"Authorization": "Bearer nonsense"}, "bad.credentials"),
]


@pytest.mark.parametrize(("headers", "code"), TOKENS)
@pytest.mark.parametrize("path", ["/api/v2/flows", "/api/v2/flows/executions/x", "/architrave/executions"])
def test_without_a_valid_token_nothing_is_shown(shared_server, path, headers, code):
    shared_server.http.headers.pop("Authorization", None)
    response = shared_server.http.get(path, headers=headers)
    assert response.status_code == 401
    assert response.json()["code"] == code


def test_a_token_expires(serve, copied):
    org = copied / "org.yaml"
    secret = "secret: dev-only-erp-sync"
    org.write_text(org.read_text().replace(secret, f"{secret}\n    accessTokenValiditySeconds: 300"))
    served = serve(copied, clock=ManualClock("2026-01-31T12:00:00Z")).log_in()
    served.platform.advance(seconds=299)
    assert served.http.get("/api/v2/flows").status_code == 200
    served.platform.advance(seconds=2)
    for response in (served.http.get("/api/v2/flows"), served.launch()):
        assert response.status_code == 401
        assert response.json()["code"] == "credentials.expired"


def test_a_token_outlives_a_restart_but_not_its_client(copied, tmp_path):
    from tests.server.conftest import serving

    database = tmp_path / "kept.db"
    with serving(copied, database) as before:
        token = {"Authorization": f"Bearer {before.token()}"}
    with serving(copied, database) as after:
        assert after.http.get("/api/v2/organizations/me", headers=token).status_code == 200
    org = copied / "org.yaml"
    org.write_text(org.read_text().replace("id: erp-sync", "id: another"))
    with serving(copied, database) as without:
        assert without.http.get("/api/v2/organizations/me", headers=token).status_code == 401


def test_the_database_contains_no_token(copied, tmp_path):
    from tests.server.conftest import serving

    database = tmp_path / "kept.db"
    with serving(copied, database) as served:
        token = served.token()
    assert all(token.encode() not in path.read_bytes() for path in tmp_path.glob("kept.db*"))
