"""The database's files are deleted or moved under a running server: it says so, and acknowledges nothing anymore."""

import shutil
from pathlib import Path

import httpx
import pytest

from tests.crash.serving import CLIENT, FLOW
from tests.crash.serving import ORGANIZATION as HARNESS
from tests.server.conftest import Served, serving

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.02)
    return tmp_path / ".architrave"


def launch(served: Served) -> httpx.Response:
    body = {"flowId": FLOW, "inputData": {"Flow.ticket": "T-1", "Flow.passes": 1}}
    return served.http.post("/api/v2/flows/executions", json=body)


def assert_lost(served: Served) -> None:
    health = served.http.get("/architrave/health")
    assert (health.status_code, health.json()["status"]) == (503, "failing")
    assert "is not where it was opened" in health.json()["problem"]
    assert "restart the server" in health.json()["problem"]
    assert served.http.get("/architrave/ready").status_code == 503
    answer = launch(served)
    assert answer.status_code == 503, answer.text
    assert "is not where it was opened" in answer.json()["message"]


def test_a_server_whose_database_is_deleted_accepts_nothing(folder: Path) -> None:
    with serving(HARNESS, folder / "kept.db") as served:
        served.log_in(CLIENT)
        accepted = launch(served)
        assert accepted.status_code == 200, accepted.text
        shutil.rmtree(folder)
        assert_lost(served)
        assert_lost(served)


def test_a_server_whose_database_is_moved_goes_on_when_it_is_back(folder: Path, tmp_path: Path) -> None:
    with serving(HARNESS, folder / "kept.db") as served:
        served.log_in(CLIENT)
        folder.rename(tmp_path / "moved")
        assert_lost(served)
        (tmp_path / "moved").rename(folder)
        answer = launch(served)
        assert answer.status_code == 200, answer.text
        assert served.ended(answer.json()["id"])["status"] == "COMPLETED"
        health = served.http.get("/architrave/health")
        assert (health.status_code, health.json()["status"], "problem" in health.json()) == (200, "ok", False)


def test_a_server_whose_database_is_replaced_accepts_nothing(folder: Path) -> None:
    with serving(HARNESS, folder / "kept.db") as served:
        served.log_in(CLIENT)
        shutil.copy(folder / "kept.db", folder / "backup.db")
        (folder / "backup.db").replace(folder / "kept.db")
        assert_lost(served)
