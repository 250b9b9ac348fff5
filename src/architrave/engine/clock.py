"""The time of day, as every engine reads it."""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Gives the time in milliseconds since the epoch."""


def wall_clock() -> int:
    """The time of day in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000
