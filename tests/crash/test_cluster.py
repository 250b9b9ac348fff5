"""Several servers and workers over one PostgreSQL and one Temporal: some are killed, and all executions end."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from architrave.interpreter.journal import INTENT, REPLY, decode
from architrave.store import Store, executions, journals, open_store
from tests.crash.serving import Ledger, Served, copy_of_organization, launch_until_it_breaks, wait_for_all
from tests.store.counting import counts

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.temporal, pytest.mark.postgres]

LAUNCHES = 40
ROUNDS = 25 if "ARCHITRAVE_SOAK" in os.environ else 1
"""In each, a server and a worker are killed and replaced."""


class Worker:
    """`architrave worker` as a process."""

    def __init__(self, organization: Path, log: Path, engine: str, database: str) -> None:
        architrave = Path(sys.executable).with_name("architrave")
        command = [str(architrave), "worker", str(organization), "--engine", engine, "--database", database]
        self._log = log
        with log.open("ab") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out)

    def works(self) -> bool:
        """Whether it has started to work, or has exited: before that, it does not handle signals."""
        return self.process.poll() is not None or "working for" in self._log.read_text()

    def end(self, number: int) -> int:
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        return self.process.wait(timeout=120)


def test_any_server_and_any_worker_may_be_killed(
    tmp_path: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    print(f"seed {seed}")
    database, engine = postgres_database(), f"temporal://{temporal_server}/default"
    organization = copy_of_organization(tmp_path)
    options = ("--engine", engine, "--database", database)
    servers = [Served(organization, tmp_path / f"server-{number}.log", *options) for number in (1, 2)]
    workers: list[Worker] = []
    ledger = Ledger()

    def one_more_worker() -> None:
        workers.append(Worker(organization, tmp_path / f"worker-{len(workers)}.log", engine, database))

    try:
        tokens = [served.start() for served in servers]
        one_more_worker()
        one_more_worker()
        store, diagnostics = open_store(database, owner=False)
        assert store is not None, diagnostics
        for _ in range(ROUNDS):
            server = chance.randrange(2)
            asyncio.run(_one_round(servers, tokens, server, workers[-1 - chance.randrange(2)], store, ledger, chance))
            tokens[server] = servers[server].start()
            one_more_worker()
        asyncio.run(wait_for_all(servers[0], tokens[0], ledger, seconds=600))
        asyncio.run(_all_work(workers))
        assert {worker.end(signal.SIGTERM) for worker in workers} == {0, -signal.SIGKILL}
        assert [served.stop() for served in servers] == [0, 0]
    finally:
        for served in servers:
            with served:
                served.kill()
        for worker in workers:
            worker.end(signal.SIGKILL)
    assert len(ledger.acknowledged) >= ROUNDS * LAUNCHES, "hardly anything was launched"
    check_ended(store, ledger)
    store.close()


async def _one_round(
    servers: list[Served],
    tokens: list[str],
    server: int,
    worker: Worker,
    store: Store,
    ledger: Ledger,
    chance: random.Random,
) -> None:
    """Launch on both servers, and kill one of them and a worker after a number of outcomes."""
    both = zip(servers, tokens, strict=True)
    launching = [
        asyncio.create_task(launch_until_it_breaks(served, token, ledger, most=LAUNCHES, clients=10))
        for served, token in both
    ]
    enough = _completed(store) + chance.randrange(1, LAUNCHES)
    async with asyncio.timeout(300):
        while _completed(store) < enough:  # noqa: ASYNC110  it is the database that is watched
            await asyncio.sleep(0.02)
    worker.end(signal.SIGKILL)
    servers[server].kill()
    await asyncio.gather(*launching)


async def _all_work(workers: list[Worker]) -> None:
    async with asyncio.timeout(300):
        while not all(worker.works() for worker in workers):  # noqa: ASYNC110  it is a log that is watched
            await asyncio.sleep(0.05)


def _completed(store: Store) -> int:
    with store.read() as connection:
        return counts(connection).get("COMPLETED", 0)


def check_ended(store: Store, ledger: Ledger) -> None:
    """Each execution has made every pass, and each of its calls has one reply, no matter how often it was tried."""
    assert set(ledger.outcomes) >= set(ledger.acknowledged)
    with store.read() as connection:
        assert executions.unfinished(connection) == []
        for execution_id, ticket in ledger.acknowledged.items():
            row = executions.find(connection, execution_id)
            assert row is not None
            assert row.status == "COMPLETED", row
            inputs, outputs = msgspec.json.decode(row.inputs), msgspec.json.decode(row.output_data or "null")
            assert (outputs["Flow.ticket"], outputs["Flow.done"]) == (ticket, str(inputs["Flow.passes"]))
            entries = [entry for chunk in journals.read(connection, execution_id) for entry in decode(chunk)]
            replies = [entry.sequence for entry in entries if entry.kind == REPLY]
            assert replies == list(range(len(replies)))
            assert {entry.sequence for entry in entries if entry.kind == INTENT} <= set(replies)
