"""What a seed decides: when launches arrive, when the process dies, what the disk and the clock do."""

import random
from dataclasses import dataclass, field, replace
from enum import StrEnum


class End(StrEnum):
    """How a life of the process ends."""

    STOPPED = "is told to stop"
    CALLBACK = "dies between two callbacks"
    DISK = "dies in the middle of a disk operation"


@dataclass(frozen=True, slots=True)
class Launching:
    """One launch: how many seconds after the start of its life, its turns and the seconds of its waits."""

    after: float
    turns: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Life:
    """One life of the process. `end_at` counts seconds, callbacks or disk operations, as `end` says.

    `faults` are the kinds of disk operations that fail, each with a probability, or between two times in seconds since
    the start of the life. `jumps` set the wall clock: when, and how many seconds it is then ahead of the truth. The
    last life `heals` after so many seconds: from then on nothing fails, and everything must end.
    """

    end: End
    end_at: float
    power_fails: bool
    launches: tuple[Launching, ...]
    faults: dict[str, float] = field(default_factory=dict[str, float])
    outages: tuple[tuple[float, float, str], ...] = ()
    jumps: tuple[tuple[float, float], ...] = ()
    heals: float | None = None


WAITS = (0, 1, 1, 4, 6, 20, 90)
DAY = 86_400.0


LAST_SECONDS = 1800.0
"""How long the last life may take until everything has ended."""

HEALS_SECONDS = 30.0

NOTHING_FAILS = Life(End.STOPPED, LAST_SECONDS, power_fails=False, launches=(), heals=0.0)


def planned(chance: random.Random) -> list[Life]:
    """The lives of a process."""
    lives = [_life(chance) for _ in range(chance.randint(1, 3))]
    last = replace(_life(chance), end=End.STOPPED, end_at=LAST_SECONDS, power_fails=False, heals=HEALS_SECONDS)
    return [*lives, last]


def _life(chance: random.Random) -> Life:
    end = chance.choice((End.STOPPED, End.CALLBACK, End.CALLBACK, End.DISK, End.DISK))
    limits = {End.STOPPED: (0.5, 120.0), End.CALLBACK: (1, 1200), End.DISK: (1, 150)}
    low, high = limits[end]
    end_at = low * (high / low) ** chance.random()
    return Life(
        end,
        end_at,
        power_fails=chance.random() < 0.7,
        launches=tuple(sorted(_launches(chance), key=lambda one: one.after)),
        faults={kind: 0.03 for kind in ("write", "sync", "full") if chance.random() < 0.2},
        outages=tuple(_outage(chance) for _ in range(chance.choice((0, 0, 0, 1, 2)))),
        jumps=_jumps(chance) if chance.random() < 0.4 else (),
    )


def _launches(chance: random.Random) -> list[Launching]:
    burst = chance.uniform(0, 3)
    return [
        Launching(
            burst if chance.random() < 0.4 else chance.expovariate(0.3), chance.randint(0, 3), chance.choice(WAITS)
        )
        for _ in range(chance.randint(0, 6))
    ]


def _outage(chance: random.Random) -> tuple[float, float, str]:
    begin = chance.uniform(0, 20)
    return begin, begin + chance.choice((0.1, 2.0, 15.0)), chance.choice(("full", "write", "sync"))


def _jumps(chance: random.Random) -> tuple[tuple[float, float], ...]:
    """Back by up to three days, or ahead by up to twelve, and right again some seconds later."""
    at = chance.uniform(0, 30)
    ahead = chance.choice((-3 * DAY, -3600.0, 30.0, 3600.0, 11 * DAY, 12 * DAY))
    return (at, ahead), (at + chance.uniform(1, 60), 0.0)
