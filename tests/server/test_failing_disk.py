"""A failing disk, over HTTP: what could not be saved is never reported as saved; what was saved runs to its end."""

from pathlib import Path
from time import monotonic

import pytest

from tests.crash.serving import CLIENT, FLOW
from tests.crash.serving import ORGANIZATION as HARNESS
from tests.server.conftest import Served, serving
from tests.store.breaking import Disk, breakable, sqlite_fault
from tests.store.counting import counts

FAULTS = [
    pytest.param("INSERT", sqlite_fault("SQLITE_FULL", "database or disk is full"), "disk", id="full"),
    pytest.param("COMMIT", sqlite_fault("SQLITE_FULL", "database or disk is full"), "disk", id="full-at-commit"),
    pytest.param("COMMIT", sqlite_fault("SQLITE_IOERR_FSYNC", "disk I/O error"), "disk I/O error", id="fsync"),
    pytest.param("INSERT", sqlite_fault("SQLITE_IOERR_WRITE", "disk I/O error"), "disk I/O error", id="write"),
    pytest.param("BEGIN IMMEDIATE", sqlite_fault("SQLITE_READONLY", "readonly database"), "read-only", id="read-only"),
]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.02)
    return breakable(monkeypatch)


def launch(served: Served, ticket: str, **headers: str):
    body = {"flowId": FLOW, "inputData": {"Flow.ticket": ticket, "Flow.passes": 1}}
    return served.http.post("/api/v2/flows/executions", json=body, headers=headers)


def assert_unavailable(response, says: str) -> None:
    """503 in the cloud's shape, with every field, and with the time to wait."""
    assert response.status_code == 503, response.text
    assert int(response.headers["retry-after"]) >= 1
    body = response.json()
    assert says in body["message"]
    assert (body["code"], body["status"]) == ("service.unavailable", 503)
    assert body["contextId"] == response.headers["inin-correlation-id"]
    assert (body["details"], body["errors"]) == ([], [])
    assert None not in body.values()


@pytest.mark.slow
@pytest.mark.parametrize(("at", "problem", "says"), FAULTS)
def test_what_cannot_be_saved_is_refused_and_what_was_saved_ends(
    tmp_path: Path, disk: Disk, at: str, problem: Exception, says: str
) -> None:
    with serving(HARNESS, tmp_path / "kept.db") as served:
        served.log_in(CLIENT)
        kept = [launch(served, f"before-{number}").json()["id"] for number in range(3)]
        disk.break_(at, problem)

        for number in range(3):
            assert_unavailable(launch(served, f"refused-{number}"), says)
        as_problem = launch(served, "refused", Accept="application/problem+json")
        assert as_problem.headers["content-type"] == "application/problem+json"
        assert as_problem.json()["status"] == as_problem.status_code == 503
        health = served.http.get("/architrave/health")
        assert (health.status_code, health.json()["status"]) == (503, "failing")
        assert health.json()["engine"]["write_failures"] >= 4
        login = served.http.post("/oauth/token", auth=CLIENT, data={"grant_type": "client_credentials"})
        assert_unavailable(login, says)
        for execution_id in kept:
            assert served.http.get(f"/api/v2/flows/executions/{execution_id}").status_code == 200

        disk.repair()
        again = launch(served, "after")
        assert again.status_code == 200, again.text
        kept.append(again.json()["id"])
        assert [served.ended(execution_id)["status"] for execution_id in kept] == ["COMPLETED"] * 4
        assert served.http.get("/architrave/health").json()["status"] == "ok"
        with served.services.organization.flows.store.read() as connection:
            assert counts(connection) == {"COMPLETED": 4}


@pytest.mark.slow
@pytest.mark.parametrize(("at", "problem", "says"), FAULTS)
def test_health_says_why_and_recovers_although_nobody_launches(
    tmp_path: Path, disk: Disk, at: str, problem: Exception, says: str
) -> None:
    with serving(HARNESS, tmp_path / "kept.db") as served:
        served.log_in(CLIENT)
        disk.break_(at, problem)
        assert_unavailable(launch(served, "refused"), says)
        for _ in range(3):
            health = served.http.get("/architrave/health")
            assert (health.status_code, says in health.json()["problem"]) == (503, True)
            assert served.http.get("/architrave/ready").status_code == 503
        disk.repair()
        end = monotonic() + 60
        while served.http.get("/architrave/health").status_code != 200:
            assert monotonic() < end, "health does not recover"
        assert served.http.get("/architrave/ready").json() == {"ready": True}
        assert "problem" not in served.http.get("/architrave/health").json()


@pytest.mark.slow
def test_an_idle_server_notices_that_its_disk_is_full(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("architrave.engine.durable.upkeep.LOOK_SECONDS", 0.001)
    with serving(HARNESS, tmp_path / "kept.db") as served:
        disk.break_("INSERT", sqlite_fault("SQLITE_FULL", "database or disk is full"))
        end = monotonic() + 60
        while served.http.get("/architrave/health").status_code != 503:
            assert monotonic() < end, "health does not notice"
