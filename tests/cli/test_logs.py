"""The log of a server: JSON lines with execution ids, and without secrets, tokens or input values."""

import json
from pathlib import Path

import httpx
import pytest

from tests.crash.serving import CLIENT, FLOW, copy_of_organization
from tests.logs import secret as known_secret
from tests.server.process import serve_process

pytestmark = pytest.mark.slow


def test_the_log_is_json_and_contains_no_secret(tmp_path: Path) -> None:
    form = {"grant_type": "client_credentials"}
    with (
        serve_process(copy_of_organization(tmp_path), tmp_path / "state", "--log-format", "json") as served,
        httpx.Client(base_url=served.url, timeout=60) as client,
    ):
        token = known_secret(client.post("/oauth/token", data=form, auth=CLIENT).json()["access_token"])
        client.headers["Authorization"] = f"Bearer {token}"
        path = "/api/v2/flows/executions"
        good = {"flowId": FLOW, "inputData": {"Flow.ticket": "a-value-of-somebody", "Flow.passes": -1}}
        assert client.post(path, json=good).status_code == 200
        assert client.post(path, json={**good, "initiator": {"id": "somebody-else"}}).status_code == 400
        assert client.get(path, headers={"Authorization": "Bearer not-a-token-of-ours"}).status_code in {401, 405}
        wrong = httpx.BasicAuth(CLIENT[0], "a-wrong-secret")
        assert client.post("/oauth/token", data=form, auth=wrong).status_code in {400, 401}
        assert served.stop() == 0
    lines = [json.loads(line) for line in served.log.read_text(encoding="utf-8").splitlines()]
    assert lines, "a refused launch is logged"
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert lines[0]["message"] == f"listening at {served.url}"
    (rejected,) = [line for line in lines if line["message"].startswith("rejected a launch")]
    assert rejected["correlation_id"] in rejected["message"]
    assert [line["error"] for line in lines if "login" in line["message"]] == ["invalid_client"]
    text = served.log.read_text(encoding="utf-8")
    for secret in (CLIENT[1], token, "not-a-token-of-ours", "a-wrong-secret"):
        assert secret not in text
