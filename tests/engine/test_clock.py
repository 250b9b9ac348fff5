"""Clocks: the manual clock, and the alarms of the wall clock."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from architrave.engine import clock as clocks
from architrave.engine.clock import ManualClock, milliseconds_of, wall_clock
from architrave.engine.embedded.timers import Timers

NOON = 1_769_860_800_000


@pytest.mark.parametrize(
    "written",
    [
        NOON,
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00",
        "2026-01-31 13:00+01:00",
        datetime(2026, 1, 31, 12),
        datetime(2026, 1, 31, 12, tzinfo=UTC),
        datetime(2026, 1, 31, 14, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_a_moment_is_written_in_many_ways(written):
    assert milliseconds_of(written) == ManualClock(written)() == NOON


def test_alarms_ring_in_the_order_of_their_moments():
    clock, rung = ManualClock(0), []
    for moment, name in ((30, "c"), (10, "a"), (20, "b"), (10, "a too"), (40, "d")):
        clock.alarm(moment, lambda name=name: rung.append((name, clock())))
    clock.move_to(30)
    assert rung == [("a", 30), ("a too", 30), ("b", 30), ("c", 30)]
    assert clock.next_alarm == 40


def test_a_cancelled_alarm_does_not_ring():
    clock, rung = ManualClock(0), []
    clock.alarm(10, lambda: rung.append("kept"))
    cancel = clock.alarm(5, lambda: rung.append("cancelled"))
    cancel()
    cancel()
    assert clock.next_alarm == 10
    clock.move_to(10)
    cancel()
    assert (rung, clock.next_alarm) == (["kept"], None)


def test_a_due_alarm_rings_in_the_next_iteration():
    async def scenario() -> list[str]:
        clock, rung = ManualClock(10), []
        clock.alarm(0, lambda: rung.append("now"))
        cancelled = clock.alarm(-7, lambda: rung.append("cancelled"))
        cancelled()
        assert not rung
        await asyncio.sleep(0)
        return rung

    assert asyncio.run(scenario()) == ["now"]


def test_a_clock_only_moves_forward():
    clock = ManualClock(10)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move_to(9)
    clock.move_to(10)
    assert clock() == 10


def test_sleepers_are_counted_and_wake():
    async def scenario() -> None:
        clock = ManualClock(0)
        sleeper, other = (asyncio.create_task(clock.sleep(span)) for span in (100, 200))
        await asyncio.sleep(0)
        assert (clock.sleeping, clock.next_alarm) == (2, 100)
        clock.move_to(100)
        await sleeper
        assert (clock.sleeping, other.done()) == (1, False)
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)
        assert (clock.sleeping, clock.next_alarm) == (0, None)

    asyncio.run(scenario())


def test_timers_wake_what_is_due():
    clock, woken = ManualClock(0), []
    timers = Timers(clock, clock, woken.append)
    for until, name in ((50, "late"), (10, "early"), (20, "second")):
        timers.add(until, name)
    clock.move_to(20)
    assert woken == ["early", "second"]
    timers.stop()
    clock.move_to(100)
    assert woken == ["early", "second"]


def test_the_wall_clock_is_checked_often(monkeypatch):
    monkeypatch.setattr(clocks, "LONGEST_SLEEP", 0.001)

    async def scenario() -> None:
        rung = asyncio.Event()
        wall_clock.alarm(3_600_000, rung.set)
        async with asyncio.timeout(60):
            await rung.wait()

    asyncio.run(scenario())


def test_a_timer_continues_if_the_wall_clock_rings_too_early(monkeypatch):
    monkeypatch.setattr(clocks, "LONGEST_SLEEP", 0.001)

    async def scenario() -> list[str]:
        woken: list[str] = []
        began = wall_clock.passed()
        Timers(wall_clock, wall_clock.passed, woken.append).add(began + 30, "one")
        async with asyncio.timeout(60):
            while not woken:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        assert wall_clock.passed() >= began + 30
        return woken

    assert asyncio.run(scenario()) == ["one"]
