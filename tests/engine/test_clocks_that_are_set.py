"""A wait lasts as long as it should, whatever somebody does to the clock: meanwhile, or while no engine runs."""

import asyncio
from pathlib import Path

import pytest

from architrave.engine import clock as clocks
from architrave.engine.clock import ManualClock, WallClock
from architrave.engine.durable.timeline import beginning
from architrave.store.timeline import Noted
from tests.engine.scripts import launch, scripted
from tests.engine.test_embedded import ended, running, until

__all__ = ["scripted"]

pytestmark = pytest.mark.usefixtures("scripted")

NOON = 1_769_860_800_000
SECOND = 1_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR

SET = {"not at all": 0, "back three days": -3 * DAY, "back a second": -SECOND, "forward eleven days": 11 * DAY}
"""What somebody does to the clock, in milliseconds."""

WAITS = {"with its machine": 4 * SECOND, "from its journal": HOUR}
"""How long an execution waits: a short wait keeps the machine, a long one is replayed."""


class Machine(ManualClock):
    """The clock of a machine that was started `up` milliseconds ago. `boot` is the id of that start."""

    def __init__(self, at: int, boot: str, up: int) -> None:
        super().__init__(at)
        self._boot = boot
        self._before = at - up

    @property
    def boot(self) -> str:
        return self._boot

    def passed(self) -> int:
        return super().passed() - self._before


def let_pass(clock: ManualClock, milliseconds: int) -> None:
    clock.move_to(clock() + milliseconds)


@pytest.mark.parametrize("change", SET.values(), ids=SET)
@pytest.mark.parametrize("delay", WAITS.values(), ids=WAITS)
def test_a_clock_that_is_set_during_a_wait(tmp_path: Path, delay: int, change: int) -> None:
    async def scenario() -> None:
        clock = ManualClock(NOON)
        async with running(tmp_path, clock=clock) as engine:
            one = launch("waits", delay=delay)
            await engine.launch(one)
            await until(lambda: engine.health().waiting == 1)
            let_pass(clock, delay // 2)
            clock.set_to(clock() + change)
            let_pass(clock, delay // 2 - 1)
            await asyncio.sleep(0)
            assert engine.health().waiting == 1, "it was woken too early"
            let_pass(clock, 1)
            await ended(engine, one.id)

    asyncio.run(scenario())


def test_a_clock_that_is_set_between_two_waits(tmp_path: Path) -> None:
    """Time never goes back within an execution, so the second wait begins ahead of the clock."""

    async def scenario() -> None:
        clock = ManualClock(NOON)
        async with running(tmp_path, clock=clock) as engine:
            one = launch("waits_twice", delay=HOUR)
            await engine.launch(one)
            for _ in range(2):
                await until(lambda: engine.health().waiting == 1)
                clock.set_to(clock() - 3 * DAY)
                let_pass(clock, HOUR)
            await ended(engine, one.id)

    asyncio.run(scenario())


@pytest.mark.parametrize("change", SET.values(), ids=SET)
@pytest.mark.parametrize("is_killed", [False, True], ids=["stopped", "killed"])
def test_a_clock_that_is_set_while_no_engine_runs(tmp_path: Path, change: int, is_killed: bool) -> None:
    """The machine keeps running, so nothing is lost: a quarter of an hour passes before, during and after."""

    async def scenario() -> None:
        clock = ManualClock(NOON)
        one = launch("waits", delay=HOUR)
        async with running(tmp_path, clock=clock) as engine:
            await engine.launch(one)
            await until(lambda: engine.health().waiting == 1 and not engine.health().running)
            let_pass(clock, HOUR // 4)
            if is_killed:
                engine._timeline.note = lambda: None  # type: ignore[method-assign]
        clock.set_to(clock() + change)
        let_pass(clock, HOUR // 4)
        async with running(tmp_path, clock=clock) as engine:
            let_pass(clock, HOUR // 2 - 1)
            await asyncio.sleep(0)
            assert engine.health().waiting == 1, "it was woken too early"
            let_pass(clock, 1)
            await ended(engine, one.id)

    asyncio.run(scenario())


def test_a_second_wait_is_not_taken_for_the_first(tmp_path: Path) -> None:
    """It is too short to be written; what is on disk is about the wait before it."""

    async def scenario() -> None:
        clock = ManualClock(NOON)
        one = launch("waits_longer_first", delay=4 * SECOND)
        async with running(tmp_path, clock=clock) as engine:
            await engine.launch(one)
            await until(lambda: engine.health().waiting == 1 and not engine.health().running)
            let_pass(clock, HOUR)
            await until(lambda: engine.health().waiting == 1 and bool(engine.health().running))
        async with running(tmp_path, clock=clock) as engine:
            await until(lambda: engine.health().waiting == 1)
            let_pass(clock, 4 * SECOND - 1)
            await asyncio.sleep(0)
            assert engine.health().waiting == 1
            let_pass(clock, 1)
            await ended(engine, one.id)

    asyncio.run(scenario())


LEFT = Noted(at=1_000_000, boot="first", passed=50_000, wall=NOON)
"""The last note of an engine. The timeline need not show the time of day."""


@pytest.mark.parametrize(
    ("clock", "time"),
    [
        (Machine(NOON + HOUR, "first", 50_000 + HOUR), 1_000_000 + HOUR),
        (Machine(NOON - 3 * DAY, "first", 50_000 + HOUR), 1_000_000 + HOUR),
        (Machine(NOON + 11 * DAY, "first", 50_000 + HOUR), 1_000_000 + HOUR),
        (Machine(NOON + HOUR, "second", 7), 1_000_000 + HOUR),
        (Machine(NOON + HOUR, "", 50_000 + DAY), 1_000_000 + HOUR),
        (Machine(NOON - 3 * DAY, "second", 7), 1_000_000),
        (Machine(NOON + HOUR, "first", 7), 1_000_000 + HOUR),
    ],
    ids=[
        "the same start of the machine",
        "the clock was set back",
        "the clock was set forward",
        "another start of the machine",
        "a system whose starts have no id",
        "another start, and the clock was set back",
        "a snapshot of a virtual machine",
    ],
)
def test_where_a_timeline_continues(clock: Machine, time: int) -> None:
    assert beginning(LEFT, clock) == time


def test_a_new_timeline_begins_with_the_time_of_day() -> None:
    assert beginning(None, Machine(NOON, "first", 50_000)) == NOON


def test_a_sleep_lasts_its_time_if_the_loop_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop's timers do not count the time that the machine is asleep: the sleep is checked again and again."""
    passed = iter(range(0, 10 * SECOND, SECOND))
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(clocks, "_steady_ns", lambda: next(passed) * 1_000_000)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    asyncio.run(WallClock().sleep(3 * SECOND))
    assert slept == [2.0, 1.0]


def test_the_machine_is_known_by_its_start() -> None:
    """Another process continues to count from there."""
    assert WallClock().boot == WallClock().boot
    first = WallClock().passed()
    assert WallClock().passed() >= first
