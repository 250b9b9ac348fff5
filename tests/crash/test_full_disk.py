"""A server with a really full disk: nothing is acknowledged that is not stored, and everything continues later."""

import asyncio
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from architrave.store import open_store
from tests.crash.serving import FLOW, PATIENCE_SECONDS, Ledger, Served, copy_of_organization, wait_for_all
from tests.store.counting import counts

pytestmark = [pytest.mark.crash, pytest.mark.slow]

MEBIBYTE = 1 << 20
REFUSED = 5
MOST = 5_000


class SmallDisk:
    """A file system of 4 MiB that only the server sees: a private mount, which needs no root."""

    SIZE = 4 * MEBIBYTE

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "disk"
        self.folder.mkdir()
        mount = f'mount -t tmpfs -o size={self.SIZE} tmpfs "{self.folder}"'
        self.within = ("unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh")
        if shutil.which("unshare") is None or subprocess.run([*self.within, "true"], capture_output=True).returncode:
            pytest.skip("a file system of one's own cannot be mounted here")

    def fill(self, served: Served) -> None:
        with self._filler(served).open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    def free(self, served: Served) -> None:
        self._filler(served).unlink()

    def _filler(self, served: Served) -> Path:
        return Path(f"/proc/{served.pid}/root{self.folder}/filler")


class SmallFiles:
    """A limit on the size of the files that the server writes, like a quota."""

    within = ()

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, served: Served) -> None:
        largest = (self.folder / "kept.db-wal").stat().st_size
        self._limit(served, largest)

    def free(self, served: Served) -> None:
        self._limit(served, resource.RLIM_INFINITY)

    @staticmethod
    def _limit(served: Served, size: int) -> None:
        _, hard = resource.prlimit(served.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (size, hard))


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=PATIENCE_SECONDS, verify=False) as client:
        yield client


def launch(client: httpx.Client, served: Served, token: str, ledger: Ledger) -> httpx.Response:
    ticket = f"{ledger.ticket()}-{'x' * 2000}"
    answer = client.post(
        f"{served.url}/api/v2/flows/executions",
        headers={"Authorization": f"Bearer {token}"},
        json={"flowId": FLOW, "inputData": {"Flow.ticket": ticket, "Flow.passes": 1}},
    )
    if answer.status_code == 200:
        ledger.acknowledged[answer.json()["id"]] = ticket
    else:
        ledger.refused[answer.status_code] = ledger.refused.get(answer.status_code, 0) + 1
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json()["code"] == "service.unavailable"
    return answer


def launch_until_refused(client: httpx.Client, served: Served, token: str, ledger: Ledger) -> None:
    """The server accepts launches while it has room; then it rejects them, and its health check fails."""
    enough = ledger.refused.get(503, 0) + REFUSED
    while ledger.refused.get(503, 0) < enough:
        launch(client, served, token, ledger)
        assert ledger.tickets < MOST, "the disk did not fill up"
    assert set(ledger.refused) == {503}
    health = client.get(f"{served.url}/architrave/health")
    assert (health.status_code, health.json()["status"]) == (503, "failing"), health.text


def test_a_full_disk_rejects_launches_and_all_continues_when_there_is_room(
    tmp_path: Path, client: httpx.Client
) -> None:
    disk, ledger = SmallDisk(tmp_path), Ledger()
    database = f"sqlite:///{disk.folder / 'kept.db'}"
    organization, out = copy_of_organization(tmp_path), tmp_path / "server.log"
    with Served(organization, out, "--database", database, within=disk.within) as served:
        token = served.start()
        take_and_refuse(client, served, token, ledger, disk)
        assert served.stop() == 0


def test_a_server_killed_while_nothing_can_be_written_has_lost_nothing(tmp_path: Path, client: httpx.Client) -> None:
    disk, ledger = SmallFiles(tmp_path), Ledger()
    database = tmp_path / "kept.db"
    organization, out = copy_of_organization(tmp_path), tmp_path / "server.log"
    with Served(organization, out, "--database", f"sqlite:///{database}") as served:
        token = served.start()
        take_and_refuse(client, served, token, ledger, disk)
        disk.fill(served)
        launch_until_refused(client, served, token, ledger)
        served.kill()
        token = served.start()
        asyncio.run(wait_for_all(served, token, ledger))
        assert served.stop() == 0
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    with store.read() as connection:
        assert counts(connection) == {"COMPLETED": len(ledger.acknowledged)}
    store.close()


def take_and_refuse(
    client: httpx.Client, served: Served, token: str, ledger: Ledger, disk: SmallDisk | SmallFiles
) -> None:
    """Launches are accepted, rejected while there is no room, and accepted again; all accepted executions end."""
    for _ in range(20):
        assert launch(client, served, token, ledger).status_code == 200
    disk.fill(served)
    launch_until_refused(client, served, token, ledger)
    disk.free(served)
    end = time.monotonic() + PATIENCE_SECONDS  # nobody launches until health says that there is room
    while client.get(f"{served.url}/architrave/health").status_code != 200:
        assert time.monotonic() < end, "health does not recover"
        time.sleep(0.05)
    assert launch(client, served, token, ledger).status_code == 200
    asyncio.run(wait_for_all(served, token, ledger))
    health = client.get(f"{served.url}/architrave/health")
    assert (health.status_code, health.json()["status"]) == (200, "ok"), health.text
