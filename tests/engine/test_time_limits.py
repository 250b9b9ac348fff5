"""Limits of computing: only the CPU time of the machine's thread counts."""

import time

import pytest

from architrave.engine.durable.time_limits import OverTime, SliceLimit


class Clocks:
    """Elapsed time, and the thread's CPU time, in seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = self.cpu = 0.0
        monkeypatch.setattr(time, "perf_counter", lambda: self.time)
        monkeypatch.setattr(time, "thread_time", lambda: self.cpu)

    def computing(self, seconds: float) -> None:
        self.time += seconds
        self.cpu += seconds

    def waiting(self, seconds: float) -> None:
        self.time += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    return Clocks(monkeypatch)


def test_a_machine_that_computes_for_longer_is_ended(clocks: Clocks) -> None:
    limit = SliceLimit(2.0)
    limit.begin()
    clocks.computing(2.0)
    limit.check()
    clocks.computing(0.1)
    with pytest.raises(OverTime):
        limit.check()


def test_a_busy_machine_does_not_count(clocks: Clocks) -> None:
    limit = SliceLimit(2.0)
    limit.begin()
    for _ in range(5):
        clocks.waiting(10.0)
        clocks.computing(0.3)
        limit.check()
    clocks.computing(0.6)
    with pytest.raises(OverTime):
        limit.check()


def test_the_limit_starts_again_with_each_machine(clocks: Clocks) -> None:
    limit = SliceLimit(2.0)
    for _ in range(3):
        limit.begin()
        clocks.computing(1.5)
        limit.check()
