"""Retention: what is deleted when, whatever the clock says, and that the disk gets its space back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from architrave.engine.clock import WallClock
from architrave.engine.durable.retention import Sweeper
from architrave.store import Store, executions, open_store

DAY = 86_400_000
MINUTE = 60_000
NOW = 1_800_000_000_000


class SetClock(WallClock):
    """A clock that anybody can set. Time passes only with `wait`."""

    def __init__(self, now: int = NOW) -> None:
        self.now = now
        self.elapsed = 0

    def __call__(self) -> int:
        return self.now

    def passed(self) -> int:
        return self.elapsed

    def wait(self, milliseconds: int) -> None:
        self.elapsed += milliseconds
        self.now += milliseconds


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = tmp_path / "kept.db" if request.param == "sqlite" else request.getfixturevalue("postgres_database")()
    store, diagnostics = open_store(url)
    assert store is not None, diagnostics
    yield store
    store.close()


def complete(store: Store, at: int, *, count: int = 1, text: str = "{}") -> None:
    """Executions that were completed at a time."""
    row = {"flow_id": "f", "flow_version": "1.0", "program": "h", "semantics": "1", "name": "run", "launched_at": at}
    with store.write() as connection:
        begin = connection.scalar(sa.select(sa.func.count()).select_from(executions.executions)) or 0
        rows = [
            {**row, "id": f"{begin + number:036}", "inputs": text, "status": "COMPLETED", "completed_at": at}
            for number in range(count)
        ]
        connection.execute(sa.insert(executions.executions), rows)


def kept(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(executions.executions)) or 0


def sweep(sweeper: Sweeper, clock: SetClock, minutes: int) -> None:
    for _ in range(minutes):
        clock.wait(MINUTE)
        asyncio.run(sweeper.sweep())


@pytest.mark.parametrize("minutes", [1, 60])
def test_a_clock_that_is_wrong_for_a_while_deletes_nothing(store: Store, minutes: int) -> None:
    clock = SetClock()
    complete(store, NOW)
    sweeper = Sweeper(store, clock=clock)
    sweep(sweeper, clock, 2)
    clock.now += 11 * DAY
    sweep(sweeper, clock, minutes)
    assert kept(store) == 1
    clock.now -= 11 * DAY
    sweep(sweeper, clock, 2)
    assert kept(store) == 1


def test_a_clock_that_is_wrong_when_the_server_starts_deletes_nothing(store: Store) -> None:
    complete(store, NOW)
    sweep(Sweeper(store, clock=SetClock()), SetClock(), 1)
    for _ in range(5):
        ahead = SetClock(NOW + 11 * DAY)
        sweep(Sweeper(store, clock=ahead), ahead, 2)
    assert kept(store) == 1


def test_a_database_without_a_calendar_believes_no_clock_that_is_ahead(store: Store) -> None:
    complete(store, NOW)
    ahead = SetClock(NOW + 11 * DAY)
    sweep(Sweeper(store, clock=ahead), ahead, 2)
    assert kept(store) == 1


def test_the_first_completion_begins_the_calendar_even_if_a_later_one_was_dated_by_a_wrong_clock(store: Store) -> None:
    complete(store, NOW)
    complete(store, NOW + 12 * DAY)
    ahead = SetClock(NOW + 12 * DAY)
    sweep(Sweeper(store, clock=ahead), ahead, 2)
    assert kept(store) == 2


def test_after_ten_days_of_running_it_is_deleted(store: Store) -> None:
    clock = SetClock()
    complete(store, NOW)
    sweeper = Sweeper(store, clock=clock)
    for hours in (1, 9 * 24, 22):
        clock.wait(hours * 60 * MINUTE)
        asyncio.run(sweeper.sweep())
    assert kept(store) == 1
    clock.wait(2 * 60 * MINUTE)
    asyncio.run(sweeper.sweep())
    assert kept(store) == 0


def test_after_a_pause_the_calendar_catches_up_in_hours(store: Store) -> None:
    complete(store, NOW)
    clock = SetClock()
    sweep(Sweeper(store, clock=clock), clock, 2)
    clock = SetClock(NOW + 11 * DAY)
    sweep(Sweeper(store, clock=clock), clock, 180)
    assert kept(store) == 0


def test_a_clock_that_is_behind_stops_nothing_for_good(store: Store) -> None:
    clock = SetClock()
    complete(store, NOW)
    sweeper = Sweeper(store, clock=clock)
    sweep(sweeper, clock, 2)
    clock.now = 0
    sweep(sweeper, clock, 2)
    assert kept(store) == 1
    clock.now = NOW + 10 * DAY
    sweep(sweeper, clock, 180)
    assert kept(store) == 0


def test_several_servers_move_the_calendar_no_faster_than_one(store: Store) -> None:
    clock = SetClock()
    complete(store, NOW)
    sweepers = [Sweeper(store, clock=clock) for _ in range(5)]
    clock.now += 11 * DAY

    async def scenario() -> None:
        for _ in range(100):
            clock.wait(MINUTE)
            for sweeper in sweepers:
                await sweeper.sweep()

    asyncio.run(scenario())
    assert kept(store) == 1


def test_the_disk_gets_the_space_of_expired_executions_back(tmp_path: Path) -> None:
    path, clock = tmp_path / "kept.db", SetClock()
    store, _ = open_store(path)
    assert store is not None
    sweeper = Sweeper(store, clock=clock)
    sweep(sweeper, clock, 1)
    complete(store, NOW, count=2_000, text="x" * 4_000)
    store.move_log()
    assert path.stat().st_size > 8_000_000
    clock.wait(11 * DAY)
    asyncio.run(sweeper.sweep())
    assert kept(store) == 0
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 1_500_000
    store.close()
