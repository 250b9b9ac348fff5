"""The server is killed, again and again, while launches are in flight: none is lost, none ends twice."""

import asyncio
import os
import random
from pathlib import Path

import pytest

from architrave.store import executions, open_store
from tests.crash.serving import (
    Ledger,
    Served,
    copy_of_organization,
    launch_until_it_breaks,
    look_at_outcomes,
    wait_for_all,
)

pytestmark = [pytest.mark.crash, pytest.mark.slow]

KILLS = 200 if os.environ.get("ARCHITRAVE_SOAK") else 10
LAUNCHES_PER_LIFE = 150


def test_no_acknowledged_launch_is_lost_and_each_has_one_outcome(tmp_path: Path) -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    print(f"seed {seed}")
    organization = copy_of_organization(tmp_path)
    database = tmp_path / "harness.db"
    served = Served(organization, tmp_path / "server.log", "--database", f"sqlite:///{database}")
    ledger = Ledger()
    try:
        for life in range(KILLS):
            if life % 5 == 4:  # also while it starts, and in the middle of going on with what it finds
                served.start_to_kill()
                asyncio.run(asyncio.sleep(chance.uniform(0.05, 1.5)))
                served.kill()
            token = served.start()
            asyncio.run(_one_life(served, token, ledger, chance))
        token = served.start()
        asyncio.run(wait_for_all(served, token, ledger))
        assert served.stop() == 0
    finally:
        served.kill()
    assert len(ledger.acknowledged) > KILLS * 20, "hardly anything was in flight"
    _judge(database, ledger)


async def _one_life(served: Served, token: str, ledger: Ledger, chance: random.Random) -> None:
    async def kill() -> None:
        await asyncio.sleep(chance.uniform(0.1, 1.2))
        served.kill()

    await asyncio.gather(
        launch_until_it_breaks(served, token, ledger, most=LAUNCHES_PER_LIFE),
        look_at_outcomes(served, token, ledger, most=50),
        kill(),
    )


def _judge(database: Path, ledger: Ledger) -> None:
    """Hold what is on disk to what clients were told."""
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    with store.read() as connection:
        for execution_id, ticket in ledger.acknowledged.items():
            row = executions.find(connection, execution_id)
            assert row is not None, f"{execution_id} was acknowledged and is not on disk"
            assert row.status == "COMPLETED", executions.row_json(row)
            assert row.output_data is not None
            assert f'"{ticket}"' in row.output_data
        assert executions.unfinished(connection) == []
    store.close()
    assert set(ledger.refused) <= {503}
    assert set(ledger.outcomes) >= set(ledger.acknowledged)
