"""The server is killed repeatedly while launches are in flight: none is lost, none ends twice."""

import asyncio
import os
import random
from collections.abc import Callable
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
from tests.store.counting import counts

pytestmark = [pytest.mark.crash, pytest.mark.slow]

LONG = "ARCHITRAVE_SOAK" in os.environ
LAUNCHES_PER_LIFE = 150 if LONG else 60
FEWEST = 6
"""The minimum number of acknowledged launches before a kill."""


def on_sqlite(request: pytest.FixtureRequest) -> str:
    return f"sqlite:///{request.getfixturevalue('tmp_path') / 'harness.db'}"


def on_postgresql(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("postgres_database")()
    return url


@pytest.mark.parametrize(
    ("kind", "kills"),
    [
        pytest.param(on_sqlite, 200 if LONG else 10, id="sqlite"),
        pytest.param(on_postgresql, 200 if LONG else 5, id="postgresql", marks=pytest.mark.postgres),
    ],
)
def test_no_acknowledged_launch_is_lost_and_each_has_one_outcome(
    tmp_path: Path, request: pytest.FixtureRequest, kind: Callable[[pytest.FixtureRequest], str], kills: int
) -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    print(f"seed {seed}")
    organization = copy_of_organization(tmp_path)
    database = kind(request)
    ledger = Ledger()
    with Served(organization, tmp_path / "server.log", "--database", database) as served:
        for life in range(kills):
            if life % 5 == 4:  # also while it starts, and while it recovers executions
                served.start_to_kill()
                asyncio.run(asyncio.sleep(chance.uniform(0.05, 1.5)))
                served.kill()
            token = served.start()
            asyncio.run(_one_life(served, token, ledger, chance))
        token = served.start()
        asyncio.run(wait_for_all(served, token, ledger))
        assert served.stop() == 0
    assert len(ledger.acknowledged) >= kills * FEWEST, "hardly anything was in flight"
    print(f"{kills} kills, {ledger.summary()}")
    _check(database, ledger)


async def _one_life(served: Served, token: str, ledger: Ledger, chance: random.Random) -> None:
    """Launch, look, and kill: after a number of acknowledgments, so that the machine's speed does not matter."""
    launching = asyncio.create_task(launch_until_it_breaks(served, token, ledger, most=LAUNCHES_PER_LIFE))
    looking = asyncio.create_task(look_at_outcomes(served, token, ledger, most=50))
    enough = len(ledger.acknowledged) + chance.randrange(FEWEST, LAUNCHES_PER_LIFE)
    while len(ledger.acknowledged) < enough and not launching.done():  # noqa: ASYNC110  it is the ledger that is watched
        await asyncio.sleep(0.002)
    await asyncio.sleep(chance.choice((0, chance.uniform(0, 0.6))))
    served.kill()
    await asyncio.gather(launching, looking)


def _check(database: str, ledger: Ledger) -> None:
    """Compare what is on disk with what clients were told."""
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    with store.read() as connection:
        print(f"on disk: {counts(connection)}")
        for execution_id, ticket in ledger.acknowledged.items():
            row = executions.find(connection, execution_id)
            assert row is not None, f"{execution_id} was acknowledged and is not on disk"
            assert row.status == "COMPLETED", row
            assert row.output_data is not None
            assert f'"{ticket}"' in row.output_data
        assert executions.unfinished(connection) == []
    store.close()
    assert set(ledger.refused) <= {503}
    assert set(ledger.outcomes) >= set(ledger.acknowledged)
