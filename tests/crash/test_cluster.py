"""Several servers and workers over one PostgreSQL and one Temporal: some are killed, and all executions end."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from architrave.store import executions, open_store
from tests.crash.serving import Ledger, Served, copy_of_organization, launch_until_it_breaks, wait_for_all
from tests.logs import log_file

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.temporal, pytest.mark.postgres]

LAUNCHES = 40


class Worker:
    """`architrave worker` as a process."""

    def __init__(self, organization: Path, out: Path, engine: str, database: str) -> None:
        architrave = Path(sys.executable).with_name("architrave")
        command = [str(architrave), "worker", str(organization), "--engine", engine, "--database", database]
        with out.open("ab") as printed, log_file("worker").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=printed, stderr=log)

    def end(self, number: int) -> int:
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        return self.process.wait(timeout=60)


def test_any_server_and_any_worker_may_go(
    tmp_path: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    database, engine = postgres_database(), f"temporal://{temporal_server}/default"
    organization = copy_of_organization(tmp_path)
    options = ("--engine", engine, "--database", database)
    servers = [Served(organization, tmp_path / f"server-{number}.log", *options) for number in (1, 2)]
    workers: list[Worker] = []
    ledger = Ledger()
    try:
        tokens = [served.start() for served in servers]
        workers += [Worker(organization, tmp_path / f"worker-{n}.log", engine, database) for n in (1, 2)]
        for served, token in zip(servers, tokens, strict=True):
            asyncio.run(launch_until_it_breaks(served, token, ledger, most=LAUNCHES, clients=10))
        workers[0].end(signal.SIGKILL)
        servers[0].kill()
        workers.append(Worker(organization, tmp_path / "worker-3.log", engine, database))
        asyncio.run(wait_for_all(servers[1], tokens[1], ledger))
        assert [worker.end(signal.SIGTERM) for worker in workers[1:]] == [0, 0]
        assert servers[1].stop() == 0
    finally:
        for served in servers:
            served.kill()
        for worker in workers:
            worker.end(signal.SIGKILL)
    assert len(ledger.acknowledged) == 2 * LAUNCHES
    store, diagnostics = open_store(database, owner=False)
    assert store is not None, diagnostics
    with store.read() as connection:
        assert executions.counts(connection) == {"COMPLETED": 2 * LAUNCHES}
    store.close()
