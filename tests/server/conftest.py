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

from architrave.definitions.mocks import MOCKS_YAML, read_mocks
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Source
from architrave.server.app import Application
from architrave.server.assembly import assemble, running
from architrave.server.services import Options, Services
from architrave.store import open_store
from tests.logs import secret
from tests.server.threaded import SECONDS, serving_in_thread

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
ORDER_SYNC = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
LAUNCHER = ("erp-sync", "dev-only-erp-sync")
READER = ("reporting", "dev-only-reporting")


@dataclass
class Served:
    """A server in this process, with a client of it."""

    http: httpx.Client
    services: Services

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
        raise AssertionError(f"{execution_id} still runs: {state}")


@contextmanager
def serving(folder: Path, database: Path | str, options: Options | None = None) -> Iterator[Served]:
    """A server over an organization's folder."""
    definition, diagnostics = read_organization(folder, environment={})
    assert definition is not None, diagnostics
    mocks_file = folder / MOCKS_YAML
    mocks, _ = read_mocks(Source(MOCKS_YAML, mocks_file.read_text(encoding="utf-8") if mocks_file.exists() else ""))
    store, faults = open_store(database)
    assert store is not None, faults
    services = assemble(definition, store, diagnostics=diagnostics, mocks=lambda: mocks, options=options)
    try:
        with (
            serving_in_thread(Application(services), running(services)) as url,
            httpx.Client(base_url=url, timeout=SECONDS) as http,
        ):
            yield Served(http, services)
    finally:
        store.close()


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests of a module; they see each other's executions."""
    folder = tmp_path_factory.mktemp("served")
    with serving(EXAMPLE, folder / "kept.db") as served:
        yield served


@pytest.fixture
def served(shared_server: Served) -> Served:
    """The module's server, logged in as the client that may launch."""
    return shared_server.log_in()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serves with options of its own."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda folder=EXAMPLE, **options: stack.enter_context(
            serving(folder, tmp_path / "kept.db", Options(**options))
        )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the example that a test may change."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "org", ignore=shutil.ignore_patterns(".architrave")))
