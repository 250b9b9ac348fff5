"""A database that fails for a while under load: whatever was acknowledged ends once, and right, on each engine."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from architrave.store import open_store
from tests.crash.serving import FLOW, Ledger, Served, copy_of_organization, wait_for_all
from tests.crash.test_cluster import Worker, check_ended
from tests.postgres import PostgresServer
from tests.processes import stop

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.postgres]

AWAY_SECONDS = 3.0
CALM_SECONDS = 1.5
CLIENTS = 3
PASSES = 4


def cut(server: PostgresServer, database: str) -> None:
    """End every connection to the database."""
    with psycopg.connect(f"{server.url}/postgres", autocommit=True) as connection:
        query = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(query, [database.rpartition("/")[2]])


def freeze(server: PostgresServer, _database: str) -> None:
    """Stop all processes of the server for a while."""
    server.freeze()
    time.sleep(2 * AWAY_SECONDS)
    server.thaw()


def restart(server: PostgresServer, _database: str) -> None:
    """End the server, and start it again a little later."""
    server.restart(AWAY_SECONDS)


def starve(server: PostgresServer, database: str) -> None:
    """Take every connection that the server can have, also those that the servers use."""
    with contextlib.ExitStack() as stack:
        killer = stack.enter_context(psycopg.connect(f"{server.url}/postgres", autocommit=True))
        query = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s"
        end = time.monotonic() + AWAY_SECONDS
        while time.monotonic() < end:
            killer.execute(query, [database.rpartition("/")[2]])
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    stack.enter_context(psycopg.connect(f"{server.url}/postgres"))


async def launch_until(done: asyncio.Event, served: Served, token: str, ledger: Ledger) -> None:
    """Launch from several clients. A launch that was not accepted is counted, and not repeated."""

    async def one(client: httpx.AsyncClient) -> None:
        while not done.is_set():
            ticket = ledger.ticket()
            body = {"flowId": FLOW, "inputData": {"Flow.ticket": ticket, "Flow.passes": PASSES}}
            answer = await client.post("/api/v2/flows/executions", json=body)
            if answer.status_code == 200:
                ledger.acknowledged[answer.json()["id"]] = ticket
            else:
                ledger.refused[answer.status_code] = ledger.refused.get(answer.status_code, 0) + 1
            await asyncio.sleep(0.25)

    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=60, verify=False) as client:
        await asyncio.gather(*(one(client) for _ in range(CLIENTS)))


@contextlib.contextmanager
def embedded(folder: Path, database: str, _request: pytest.FixtureRequest) -> Iterator[Served]:
    with Served(copy_of_organization(folder), folder / "server.log", "--database", database) as served:
        yield served


@contextlib.contextmanager
def temporal(folder: Path, database: str, request: pytest.FixtureRequest) -> Iterator[Served]:
    engine = f"temporal://{request.getfixturevalue('temporal_server')}/default"
    organization = copy_of_organization(folder)
    options = ("--engine", engine, "--database", database)
    with Served(organization, folder / "server.log", *options) as served:
        worker = Worker(organization, folder / "worker.log", engine, database)
        try:
            yield served
        finally:
            stop(worker.process)


@pytest.mark.parametrize("engine", [embedded, pytest.param(temporal, marks=pytest.mark.temporal)])
def test_every_acknowledged_launch_ends_once_and_right(
    tmp_path: Path, request: pytest.FixtureRequest, own_postgres_server: PostgresServer, engine: object
) -> None:
    server, ledger = own_postgres_server, Ledger()
    database = server.new_database()

    async def scenario(served: Served, token: str) -> None:
        done = asyncio.Event()
        launching = asyncio.create_task(launch_until(done, served, token, ledger))
        for fault in (cut, starve, freeze, cut, restart):
            await asyncio.sleep(CALM_SECONDS)
            before = len(ledger.acknowledged)
            await asyncio.to_thread(fault, server, database)
            async with asyncio.timeout(120):
                while len(ledger.acknowledged) < before + CLIENTS:
                    assert not launching.done(), launching.exception()
                    await asyncio.sleep(0.05)
        done.set()
        await launching
        await wait_for_all(served, token, ledger)

    with engine(tmp_path, database, request) as served:  # type: ignore[operator]
        asyncio.run(scenario(served, served.start()))
        assert served.stop() == 0
    print(ledger.summary())
    assert set(ledger.refused) <= {503}
    store, diagnostics = open_store(database, owner=False)
    assert store is not None, diagnostics
    check_ended(store, ledger)
    store.close()
