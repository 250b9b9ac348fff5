"""The leash of a machine: who computes for long needs a turn, who computes for too long is stopped."""

import threading
import time
from typing import Any

import pytest

from architrave.engine.temporal import machines
from architrave.engine.temporal.machines import Abandoned, Busy, ComputesTooLong, Held, Leash, Machines
from tests.engine.scripts import launch

STEP: Any = None


class Clock:
    """The CPU of a thread, as told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(time, "thread_time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(machines, "TURN_PATIENCE_SECONDS", 0.0)
    return Clock(monkeypatch)


def test_a_turn_is_taken_late_and_given_back(clock: Clock) -> None:
    turns = threading.Semaphore(1)
    first, second = (Leash(turns, threading.Event()) for _ in range(2))
    clock.now = machines.LIGHT_SECONDS
    first(STEP)
    second(STEP)
    clock.now += 0.1
    first(STEP)
    first(STEP)
    with pytest.raises(Busy):
        second(STEP)
    first.end()
    first.end()
    second(STEP)
    with pytest.raises(Busy):
        first(STEP)


def test_each_effect_begins_anew(clock: Clock) -> None:
    leash = Leash(threading.Semaphore(1), threading.Event())
    clock.now = machines.COMPUTING_SECONDS
    leash(STEP)
    leash.begin(threading.Event())
    clock.now += machines.COMPUTING_SECONDS
    leash(STEP)
    clock.now += 1.0
    with pytest.raises(ComputesTooLong):
        leash(STEP)


def test_a_replay_has_its_time_for_each_effect(clock: Clock) -> None:
    leash = Leash(threading.Semaphore(1), threading.Event())
    entries: list[Any] = [1, 2, 3]
    for _ in leash.anew_for_each(entries):
        clock.now += machines.COMPUTING_SECONDS
        leash(STEP)


def test_nobody_waits_for_an_abandoned_machine(clock: Clock) -> None:
    stop = threading.Event()
    leash = Leash(threading.Semaphore(1), stop)
    leash(STEP)
    stop.set()
    with pytest.raises(Abandoned):
        leash(STEP)


def test_the_machines_used_last_are_held_each_by_one() -> None:
    held: list[Any] = [Held(one, None, None, None) for one in map(_live, range(3))]  # type: ignore[arg-type]
    few = Machines(2)
    for one in held:
        few.hold(one)
    ids = [one.live.launch.id for one in held]
    assert few.take(ids[0]) is None
    assert few.take(ids[2]) is held[2]
    assert few.take(ids[2]) is None
    assert few.take(ids[1]) is held[1]


def _live(number: int) -> Any:
    from architrave.engine.embedded.live import Live

    return Live(launch("plain", number=number))
