"""A server over the example organization, in this process."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

import architrave
from architrave import LocalPlatform
from architrave.server.services import Services
from tests.logs import secret
from tests.server.threaded import SECONDS

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
ORDER_SYNC = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
LAUNCHER = ("erp-sync", "dev-only-erp-sync")
READER = ("reporting", "dev-only-reporting")


@dataclass
class Served:
    """A server in this process, with a client for it."""

    http: httpx.Client
    platform: LocalPlatform

    @property
    def services(self) -> Services:
        return self.platform.services

    def token(self, client: tuple[str, str] = LAUNCHER) -> str:
        response = self.http.post("/oauth/token", auth=client, data={"grant_type": "client_credentials"})
        assert response.status_code == 200, response.text
        return secret(response.json()["access_token"])

    def log_in(self, client: tuple[str, str] = LAUNCHER) -> "Served":
        self.http.headers["Authorization"] = f"Bearer {self.token(client)}"
        return self

    def launch(self, flow_id: str = ORDER_SYNC, **body: Any):
        return self.http.post("/api/v2/flows/executions", json={"flowId": flow_id, **body})

    def ended(self, execution_id: str) -> dict[str, Any]:
        end = monotonic() + 60
        while monotonic() < end:
            state = self.http.get(f"/api/v2/flows/executions/{execution_id}").json()
            if state["status"] != "RUNNING":
                return state
            sleep(0.02)
        raise AssertionError(f"{execution_id} is still running: {state}")


@contextmanager
def serving(
    folder: Path, database: Path | str, *, names: frozenset[str] = frozenset(), **settings: Any
) -> Iterator[Served]:
    """A server over an organization's folder; `settings` are those of `architrave.open`."""
    with architrave.open(folder, database=database, environment={}, **settings) as platform:
        server = platform.serve(names=names)
        with httpx.Client(base_url=server.url, timeout=SECONDS) as http:
            yield Served(http, platform)


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests of a module; they see each other's executions."""
    folder = tmp_path_factory.mktemp("served")
    with serving(EXAMPLE, folder / "kept.db") as served:
        yield served


@pytest.fixture
def served(shared_server: Served) -> Served:
    """The module's server, logged in as the client that may launch."""
    return shared_server.log_in()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts a server with custom settings."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda folder=EXAMPLE, **settings: stack.enter_context(serving(folder, tmp_path / "kept.db", **settings))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the example that a test may change."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "org", ignore=shutil.ignore_patterns(".architrave")))
