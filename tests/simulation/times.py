"""Simulated time and random numbers, in place of those of the machine.

Every function of the module `time` that Architrave may call answers from here, and so do `secrets` and `os.urandom`.
"""

import os
import random
import secrets
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

BEGAN = 1_767_225_600.0
"""The wall clock at the start of each simulation: 2026-01-01, in seconds since the epoch."""

READING_SECONDS = 0.00005
"""What reading the finest clock takes: so that computing takes time."""


class Times:
    """`elapsed` are seconds since the start, whatever happens to the wall clock, which is `ahead` of it by some.

    The machine was started `boots` times, the last time at `booted`.
    """

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.ahead = 0.0
        self.boots = 1
        self.booted = 0.0

    @property
    def wall(self) -> float:
        return BEGAN + self.elapsed + self.ahead

    def pass_until(self, moment: float) -> None:
        self.elapsed = max(self.elapsed, moment)

    def fine(self) -> float:
        self.elapsed += READING_SECONDS
        return self.elapsed

    def of(self, clock: int) -> float:
        return self.wall if clock == time.CLOCK_REALTIME else self.elapsed - self.booted

    def boot(self) -> None:
        self.boots += 1
        self.booted = self.elapsed


@contextmanager
def instead_of_the_machine(times: Times, chance: random.Random) -> Generator[None, None, None]:
    """All time and all random numbers come from here, also where a module has imported a function by its name."""

    def nanoseconds(read: Callable[..., float]) -> Callable[..., int]:
        return lambda *arguments: int(read(*arguments) * 1_000_000_000)

    def wall() -> float:
        return times.wall

    def elapsed() -> float:
        return times.elapsed

    simulated: dict[Any, Any] = {
        time.time: wall,
        time.time_ns: nanoseconds(wall),
        time.monotonic: elapsed,
        time.monotonic_ns: nanoseconds(elapsed),
        time.perf_counter: times.fine,
        time.perf_counter_ns: nanoseconds(times.fine),
        time.thread_time: elapsed,
        time.process_time: elapsed,
        time.clock_gettime: times.of,
        time.clock_gettime_ns: nanoseconds(times.of),
        secrets.randbits: chance.getrandbits,
        os.urandom: chance.randbytes,
    }
    with ExitStack() as stack:
        ours = [module for name, module in sorted(sys.modules.items()) if name.startswith("architrave.")]
        for module in (time, secrets, os, *ours):
            for name, value in list(vars(module).items()):
                if callable(value) and _is_key(value, simulated):
                    stack.enter_context(patch.object(module, name, simulated[value]))
        yield


def _is_key(value: Any, simulated: dict[Any, Any]) -> bool:
    try:
        return value in simulated
    except TypeError:  # it cannot be hashed
        return False
