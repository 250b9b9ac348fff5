"""The embedded engine on simulated machines: nothing is lost, doubled or stuck, whatever happens to them."""

import ctypes
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from architrave.engine.durable import retention
from architrave.engine.durable.journal_writer import JournalWriter
from architrave.engine.durable.running import DurableExecution
from architrave.engine.embedded.calls import Calls
from architrave.engine.embedded.waits import Waits
from architrave.store import open_store
from architrave.store.sqlite import connections
from tests.simulation.disk import Disk
from tests.simulation.simulate import simulate
from tests.simulation.vfs import library, on_disk

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LONG = "ARCHITRAVE_SOAK" in os.environ
SEEDS = 10_000 if LONG else 200
AT_ONCE = 250 if LONG else 25
MOST_SEEDS = 1_000
"""A planted fault is found within so many seeds."""


@pytest.fixture(scope="module")
def sqlite() -> ctypes.CDLL:
    found = library()
    if found is None:
        pytest.skip("the SQLite library of this Python cannot be found, so that its files cannot be simulated")
    return found


@pytest.mark.parametrize(
    "first", [pytest.param(n, marks=pytest.mark.soak if LONG else ()) for n in range(0, SEEDS, AT_ONCE)]
)
def test_no_execution_is_lost_doubled_or_stuck(sqlite: ctypes.CDLL, first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        run = simulate(seed, sqlite)
        assert run.broken == [], f"to see what happened: python -m tests.simulation {seed}"


@pytest.mark.parametrize("seed", [17, 41, 96])
def test_the_same_seed_gives_the_same_events(sqlite: ctypes.CDLL, seed: int) -> None:
    def events(hashes: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": hashes}
        command = [sys.executable, "-m", "tests.simulation", str(seed)]
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout

    once = events("1")
    assert once.count(b"\n") > 100
    assert events("2") == once


Plant = Callable[[pytest.MonkeyPatch], None]


def acknowledge_before_the_sync(patch: pytest.MonkeyPatch) -> None:
    connect = connections.connect

    def careless(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    patch.setattr(connections, "connect", careless)


def journal_after_the_call(patch: pytest.MonkeyPatch) -> None:
    def call(self: Any, execution: Any, effect: Any, *, interrupted: bool) -> None:
        from architrave.engine.world import Call

        if not effect.repeatable and not interrupted:
            execution.intend(effect, self._clock())
        self._start(execution, effect, Call(execution.launch, execution.sequence, interrupted))

    patch.setattr(Calls, "begin", call)


def call_without_an_intent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DurableExecution, "intend", lambda *_: None)


def forget_timers_at_the_start(patch: pytest.MonkeyPatch) -> None:
    until = Waits.until

    def forgetful(self: Any, due: int, execution_id: str) -> None:
        if due <= self._timeline():
            until(self, due, execution_id)

    patch.setattr(Waits, "until", forgetful)


def drop_a_write_that_failed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(JournalWriter, "retry", lambda self, fault, attempt: self.note_refusal(fault))


def show_an_outcome_before_it_is_written(patch: pytest.MonkeyPatch) -> None:
    finish = JournalWriter.finish

    def hasty(self: Any, execution: Any, finished: Any, then: Any) -> None:
        then(execution, finished)
        finish(self, execution, finished, lambda *_: None)

    patch.setattr(JournalWriter, "finish", hasty)


def believe_every_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(retention.Sweeper, "_latest_believable", lambda self, before, now, passed: now)


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        (acknowledge_before_the_sync, "lost"),
        (journal_after_the_call, "called twice"),
        (call_without_an_intent, "called twice"),
        (forget_timers_at_the_start, "stuck"),
        (drop_a_write_that_failed, "stuck"),
        (show_an_outcome_before_it_is_written, "untrue"),
        (believe_every_clock, "lost"),
    ],
)
def test_a_planted_fault_is_found(
    sqlite: ctypes.CDLL, monkeypatch: pytest.MonkeyPatch, plant: Plant, rule: str
) -> None:
    plant(monkeypatch)
    for seed in range(MOST_SEEDS):
        broken = simulate(seed, sqlite).broken
        if any(one.startswith(rule) for one in broken):
            print(f"found by seed {seed}: {broken[0]}")
            return
    pytest.fail(f"not found by {MOST_SEEDS} seeds")


def test_no_rollback_journal_can_be_there_again(sqlite: ctypes.CDLL, tmp_path: Path) -> None:
    """The machine crashes while the database is made, and again later: an old journal would undo what came between."""
    for operation in range(1, 60):
        disk = Disk(random.Random(operation), lambda _: None)
        disk.dies_at = operation
        with on_disk(sqlite, disk, operation) as forget:
            path = tmp_path / f"{operation}.db"
            first, _ = open_store(path)
            disk.is_dead = True
            if first is not None:
                first.close()
            forget()
            disk.restart(power_failed=True)
            store, faults = open_store(path)
            assert store is not None, faults
            assert [name for name in disk.named if name.endswith("-journal")] == []
            store.close()
