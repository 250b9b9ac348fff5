"""The engine is killed in the middle of everything it does: its calls are counted in a file that survives it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from architrave.store import executions, open_store
from tests.crash.driver import PASSES

pytestmark = [pytest.mark.crash, pytest.mark.slow]

KILLS = 200 if os.environ.get("ARCHITRAVE_SOAK") else 10
LAUNCHES_PER_LIFE = 60
ROOT = Path(__file__).parents[2]


def start(database: Path, calls: Path, count: int, *last: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.crash.driver", str(database), str(calls), str(count), *last]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_calls_are_made_at_least_once_or_at_most_once_as_their_policy_says(tmp_path: Path) -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    print(f"seed {seed}")
    database, calls = tmp_path / "engine.db", tmp_path / "calls.txt"
    acknowledged: list[str] = []
    for life in range(KILLS):
        within = (None, "Post", "Once")[life % 3]
        said = _life(database, calls, within, chance).splitlines()
        acknowledged += [line.split()[1] for line in said if line.startswith("ack ") and len(line) == 40]
    last = start(database, calls, 0)
    assert last.communicate(timeout=300)[0] == "done\n"
    _check(database, acknowledged, Counter(calls.read_text().splitlines()))


def _life(database: Path, calls: Path, within: str | None, chance: random.Random) -> str:
    """The output of an engine until it is killed: during a call, or shortly after a number of acknowledgments."""
    number = chance.randrange(1, LAUNCHES_PER_LIFE)
    if within is not None:
        process = start(database, calls, LAUNCHES_PER_LIFE, within, str(number))
        said, _ = process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL, said
        return said
    process = start(database, calls, LAUNCHES_PER_LIFE)
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(number)]
    time.sleep(chance.uniform(0, 0.35))
    process.kill()
    rest, _ = process.communicate()
    assert all(line.startswith("ack ") for line in first), first
    return "".join(first) + rest


def _check(database: Path, acknowledged: list[str], made: Counter[str]) -> None:
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    interrupted = 0
    with store.read() as connection:
        assert executions.unfinished(connection) == []
        kept = set(connection.scalars(sa.select(executions.executions.c.id)))
        assert not set(acknowledged) - kept, "acknowledged and not on disk"
        for execution_id in kept:
            row = executions.find(connection, execution_id)
            assert row is not None
            assert (row.status, row.parked) == ("COMPLETED", None), row
            assert row.output_data is not None
            data = json.loads(row.output_data)
            keys = [reply["success"]["key"] for reply in data["posted"]]
            assert len(keys) == len(set(keys)) == PASSES
            assert all(made[f"Post {key}"] >= 1 for key in keys)
            interrupted += sum("failure" in reply for reply in data["once"])
    store.close()
    assert all(count == 1 for line, count in made.items() if line.startswith("Once ")), "called twice"
    repeated = sum(count > 1 for count in made.values())
    print(f"{len(acknowledged)} acknowledged, {repeated} calls repeated, {interrupted} interrupted")
    assert min(repeated, interrupted) > 0, "a kill within a call has left no trace of it"
