"""The CPU budget of machines: a long computation needs a turn, one that takes too long is stopped."""

import threading
import time
from typing import Any

import pytest

from architrave.engine.drive import RunningExecution
from architrave.engine.durable.sticky_cache import StickyCache
from architrave.engine.durable.time_limits import CPU_BUDGET, OverTime
from architrave.engine.temporal import cpu_budget
from architrave.engine.temporal.cpu_budget import Abandoned, Busy, CpuBudget
from architrave.interpreter.effects import ReadClock
from tests.engine.scripts import launch


class Clock:
    """The CPU time of a thread, set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(time, "thread_time", lambda: self.now)


def budget(turns: threading.Semaphore | None = None, stop: threading.Event | None = None) -> CpuBudget:
    execution = RunningExecution(launch("plain"))
    return CpuBudget(execution, CPU_BUDGET, turns or threading.Semaphore(1), stop or threading.Event())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(cpu_budget, "TURN_PATIENCE_SECONDS", 0.0)
    return Clock(monkeypatch)


def test_a_turn_is_taken_late_and_returned(clock: Clock) -> None:
    turns = threading.Semaphore(1)
    first, second = (budget(turns) for _ in range(2))
    clock.now = cpu_budget.LIGHT_SECONDS
    first.check()
    second.check()
    clock.now += 0.1
    first.check()
    first.check()
    with pytest.raises(Busy):
        second.check()
    first.end()
    first.end()
    second.check()
    with pytest.raises(Busy):
        first.check()


def test_the_limit_starts_again_with_each_effect(clock: Clock) -> None:
    limit = budget()
    clock.now = CPU_BUDGET
    limit.check()
    limit.begin_for(threading.Event())
    clock.now += CPU_BUDGET
    limit.check()
    clock.now += 1.0
    with pytest.raises(OverTime):
        limit.check()


def test_a_replay_has_its_time_for_each_effect(clock: Clock) -> None:
    limit = budget()
    entries: list[Any] = [1, 2, 3]
    for _ in limit.anew_for_each(entries):
        clock.now += CPU_BUDGET
        limit.check()


def test_nobody_waits_for_an_abandoned_machine(clock: Clock) -> None:
    stop = threading.Event()
    limit = budget(stop=stop)
    limit.check()
    stop.set()
    with pytest.raises(Abandoned):
        limit.check()


def test_the_limit_starts_again_with_a_journaled_answer(clock: Clock) -> None:
    execution = RunningExecution(launch("plain"))
    limit = CpuBudget(execution, CPU_BUDGET, threading.Semaphore(1), threading.Event())
    clock.now = CPU_BUDGET
    limit.check()
    execution.reply(ReadClock(), None, 0)
    clock.now += 1.0
    limit.check()


def test_the_most_recently_used_is_held_and_taken_once() -> None:
    few: StickyCache[str] = StickyCache(2)
    for held in ("a", "b", "c"):
        few.hold(held, held.upper())
    assert [few.take(held) for held in ("a", "c", "c", "b")] == [None, "C", None, "B"]
