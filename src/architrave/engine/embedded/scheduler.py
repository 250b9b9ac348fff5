"""The scheduling policy: how requests and ready executions share the server's only thread.

A pure function from the load to a plan, which the runner carries out, slice by slice. Requests come first: the event
loop serves them between slices. Worker processes get fresh executions when many wait.
"""

import msgspec

SLICE_SECONDS = 0.002
"""How long executions compute before the event loop serves requests again."""

BUSY_SLICE_SECONDS = 0.00025
BUSY_PAUSE_SECONDS = 0.00125
"""How long they compute, and then pause, while launches arrive: a burst is accepted first, then processed."""

BUSY_SECONDS = 0.005
"""How long after a launch more launches are expected."""

LULL_SECONDS = 0.1
"""After this long without launches, the next one begins another burst."""

BURST = 25_000
"""From this many ready executions on, they are computed as if no launches arrived."""

MANY = 500
"""How many must be ready before a worker process is started: starting one takes half a second of CPU."""

FEW = 32
"""Up to this many are computed here, which is faster than a round trip to a worker."""

AT_ONCE = 256
"""The maximum number of executions of a worker, so that it always has some and loses few."""

BUSY_AT_ONCE = 24
"""The maximum while launches arrive: enough to complete no fewer executions in a burst than without a worker."""

LONG_QUEUE = 4_000
LONG_QUEUE_AT_ONCE = 8
"""The maximum while launches arrive and this many executions are ready: results take time from requests, and a long
burst is accepted first (`docs/decisions/0028-worker-processes.md` has the figures)."""

LONGEST_QUEUE = 8_000
AHEAD = 2 / 3
AHEAD_AT_ONCE = 4
"""The maximum while launches arrive and this many executions are ready, or this share of the burst's launches has begun
to run: without a worker, fewer of a burst are completed."""

PROMPT_SECONDS = 0.02
"""If a worker has not answered for this long, it lacks CPU, so the server computes too."""


class Load(msgspec.Struct, frozen=True, gc=False):
    """The load. Counts are of executions, times are in seconds.

    `ready` wait for their turn here; `arriving` launches are being written, the last of which arrived `quiet` seconds
    ago. In this burst, `accepted` launches are on disk and `begun` executions have begun. `workers` is the number
    of running worker processes, `can_start`: one more may be started. `away` is how many short executions are with
    workers, the longest for `owed` seconds.
    """

    ready: int
    arriving: int = 0
    quiet: float = float("inf")
    accepted: int = 0
    begun: int = 0
    workers: int = 0
    can_start: bool = False
    away: int = 0
    owed: float = 0.0


class Plan(msgspec.Struct, frozen=True, gc=False):
    """What to do next: start a worker, send it some of the ready executions, compute others here, pause.

    `keeps`: executions that a worker can take are not computed here now, but kept for a worker.
    """

    starts_worker: bool
    sends: int
    keeps: bool
    computes_seconds: float
    pause_seconds: float


def plan(load: Load) -> Plan:
    """What to do next under a load."""
    is_burst = load.ready < BURST
    accepting = is_burst and load.arriving > 0
    expecting = accepting or (is_burst and load.quiet < BUSY_SECONDS)
    spare = load.ready - FEW
    at_once = load.workers * (_busy_at_once(load) if expecting else AT_ONCE)
    keeps = expecting and load.workers > 0 and spare > 0 and load.owed < PROMPT_SECONDS
    return Plan(
        starts_worker=load.can_start and load.ready >= MANY,
        sends=max(0, min(at_once - load.away, spare)) if load.workers else 0,
        keeps=keeps,
        computes_seconds=BUSY_SLICE_SECONDS if accepting else SLICE_SECONDS,
        pause_seconds=BUSY_PAUSE_SECONDS if accepting or keeps else 0.0,
    )


def _busy_at_once(load: Load) -> int:
    """The maximum number of executions of a worker while launches arrive."""
    if load.ready >= LONGEST_QUEUE or load.begun > AHEAD * load.accepted:
        return AHEAD_AT_ONCE
    return LONG_QUEUE_AT_ONCE if load.ready >= LONG_QUEUE else BUSY_AT_ONCE
