"""The engine is killed in the middle of everything it does: its calls are counted in a file that outlives it."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from architrave.store import executions, open_store
from tests.crash.driver import PASSES

pytestmark = [pytest.mark.crash, pytest.mark.slow]

KILLS = 200 if os.environ.get("ARCHITRAVE_SOAK") else 10
LAUNCHES_PER_LIFE = 60
ROOT = Path(__file__).parents[2]


def start(database: Path, calls: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.crash.driver", str(database), str(calls), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_calls_are_made_at_least_once_or_at_most_once_as_their_policy_says(tmp_path: Path) -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    print(f"seed {seed}")
    database, calls = tmp_path / "engine.db", tmp_path / "calls.txt"
    acknowledged: list[str] = []
    for _ in range(KILLS):
        process = start(database, calls, LAUNCHES_PER_LIFE)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.35))
        process.kill()
        said = first + process.stdout.read()
        process.wait()
        acknowledged += [line.split()[1] for line in said.splitlines() if line.startswith("ack ") and len(line) == 40]
    last = start(database, calls, 0)
    assert last.communicate(timeout=120)[0] == "done\n"
    assert len(acknowledged) > KILLS * 10, "hardly anything was in flight"
    _judge(database, acknowledged, Counter(calls.read_text().splitlines()))


def _judge(database: Path, acknowledged: list[str], made: Counter[str]) -> None:
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    interrupted = 0
    with store.read() as connection:
        assert executions.unfinished(connection) == []
        for execution_id in acknowledged:
            row = executions.find(connection, execution_id)
            assert row is not None, f"{execution_id} was acknowledged and is not on disk"
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
    assert repeated + interrupted > 0, "no kill fell into a call: the test shows nothing"
