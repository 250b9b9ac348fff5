"""The scheduling policy: how the server's one thread is shared by requests and by executions that are ready to run.

A pure function from what there is to do to what is done next; the runner carries it out, slice after slice. Requests
come first: between two slices the event loop serves them. Worker processes get fresh executions when many wait.
"""

import msgspec

SLICE_SECONDS = 0.002
"""How long executions are computed before the event loop serves requests again."""

BUSY_SLICE_SECONDS = 0.00025
BUSY_PAUSE_SECONDS = 0.00125
"""How long they are computed, and then are not, while launches arrive: a burst is accepted first, then worked off."""

BUSY_SECONDS = 0.005
"""How long after a launch more are expected."""

BURST = 25_000
"""How many executions may be ready before they are computed as if no launches arrived."""

MANY = 500
"""How many must be ready before a worker process is started for them: starting one takes half a second of CPU."""

FEW = 32
"""At most this many are computed here: that is faster than a round trip to a worker."""

AT_ONCE = 256
"""How many executions a worker has at most, so that it always has some and loses few."""

BUSY_AT_ONCE = 24
"""How many it has while launches arrive: what comes back takes time from those who wait for an answer, but no fewer may
be completed than without a worker (`docs/decisions/0028-worker-processes.md` has the figures)."""

PROMPT_SECONDS = 0.02
"""A worker that has not answered for this long is starved of CPU, so the server computes too."""


class Load(msgspec.Struct, frozen=True, gc=False):
    """What there is to do. Counts are of executions, times in seconds.

    `ready` wait for their turn here; `arriving` launches are on their way to the disk, the last of which was seen
    `quiet` seconds ago. `workers` is the number of worker processes that run, `can_start` says that one
    more may be started; `away` is how many short executions are with workers, for `owed` seconds at most.
    """

    ready: int
    arriving: int = 0
    quiet: float = float("inf")
    workers: int = 0
    can_start: bool = False
    away: int = 0
    owed: float = 0.0


class Plan(msgspec.Struct, frozen=True, gc=False):
    """What is done next: start a worker, send it some of the ready executions, compute others here, pause.

    `keeps` says that executions which a worker can take are not computed here now, but kept for one.
    """

    starts_worker: bool
    sends: int
    keeps: bool
    computes_seconds: float
    pause_seconds: float


def plan(load: Load) -> Plan:
    """What is done next under a load."""
    is_burst = load.ready < BURST
    accepting = is_burst and load.arriving > 0
    expecting = accepting or (is_burst and load.quiet < BUSY_SECONDS)
    spare = load.ready - FEW
    at_once = load.workers * (BUSY_AT_ONCE if expecting else AT_ONCE)
    keeps = expecting and load.workers > 0 and spare > 0 and load.owed < PROMPT_SECONDS
    return Plan(
        starts_worker=load.can_start and load.ready >= MANY,
        sends=max(0, min(at_once - load.away, spare)) if load.workers else 0,
        keeps=keeps,
        computes_seconds=BUSY_SLICE_SECONDS if accepting else SLICE_SECONDS,
        pause_seconds=BUSY_PAUSE_SECONDS if accepting or keeps else 0.0,
    )
