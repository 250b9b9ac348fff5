"""The scheduling policy as a table: the plan for each load."""

import pytest

from architrave.engine.embedded import scheduler
from architrave.engine.embedded.scheduler import (
    AHEAD_AT_ONCE,
    AT_ONCE,
    BURST,
    BUSY_AT_ONCE,
    BUSY_PAUSE_SECONDS,
    BUSY_SECONDS,
    BUSY_SLICE_SECONDS,
    FEW,
    LONG_QUEUE,
    LONG_QUEUE_AT_ONCE,
    LONGEST_QUEUE,
    MANY,
    PROMPT_SECONDS,
    SLICE_SECONDS,
    Load,
    Plan,
)

QUIET = Plan(False, 0, False, SLICE_SECONDS, 0.0)
BUSY = Plan(False, 0, False, BUSY_SLICE_SECONDS, BUSY_PAUSE_SECONDS)

PLANS: dict[str, tuple[Load, Plan]] = {
    "one is ready": (Load(ready=1), QUIET),
    "one is ready, and workers run": (Load(ready=1, workers=1), QUIET),
    "launches arrive": (Load(ready=10, arriving=3, quiet=0), BUSY),
    "a burst outgrows what is put off": (Load(ready=BURST, arriving=3, quiet=0), QUIET),
    "a burst outgrows what is put off, and a worker computes": (
        Load(ready=BURST, arriving=3, quiet=0, workers=1),
        Plan(False, AT_ONCE, False, SLICE_SECONDS, 0.0),
    ),
    "many are ready, and there may be workers": (
        Load(ready=MANY, can_start=True),
        Plan(True, 0, False, SLICE_SECONDS, 0.0),
    ),
    "not so many": (Load(ready=MANY - 1, can_start=True), QUIET),
    "many are ready, and there may be no more workers": (Load(ready=MANY), QUIET),
    "a worker runs and has room": (
        Load(ready=MANY, workers=1, away=6),
        Plan(False, AT_ONCE - 6, False, SLICE_SECONDS, 0.0),
    ),
    "two workers run": (
        Load(ready=2 * AT_ONCE + FEW, workers=2),
        Plan(False, 2 * AT_ONCE, False, SLICE_SECONDS, 0.0),
    ),
    "a few stay here": (Load(ready=FEW + 3, workers=1), Plan(False, 3, False, SLICE_SECONDS, 0.0)),
    "a worker has enough": (Load(ready=MANY, workers=1, away=AT_ONCE + 9), QUIET),
    "launches arrive, and a worker computes": (
        Load(ready=MANY, arriving=3, quiet=0, workers=1),
        Plan(False, BUSY_AT_ONCE, True, BUSY_SLICE_SECONDS, BUSY_PAUSE_SECONDS),
    ),
    "launches arrive, the queue is long, and a worker computes": (
        Load(ready=LONG_QUEUE, arriving=3, quiet=0, workers=1, away=1),
        Plan(False, LONG_QUEUE_AT_ONCE - 1, True, BUSY_SLICE_SECONDS, BUSY_PAUSE_SECONDS),
    ),
    "launches arrive, and the queue is nearly twice as long": (
        Load(ready=LONGEST_QUEUE - 1, arriving=3, quiet=0, workers=1),
        Plan(False, LONG_QUEUE_AT_ONCE, True, BUSY_SLICE_SECONDS, BUSY_PAUSE_SECONDS),
    ),
    "launches arrive, and the queue is twice as long": (
        Load(ready=LONGEST_QUEUE, arriving=3, quiet=0, workers=2),
        Plan(False, 2 * AHEAD_AT_ONCE, True, BUSY_SLICE_SECONDS, BUSY_PAUSE_SECONDS),
    ),
    "launches arrive, and two of three have begun": (
        Load(ready=MANY, arriving=3, quiet=0, accepted=3_000, begun=2_000, workers=1),
        Plan(False, BUSY_AT_ONCE, True, BUSY_SLICE_SECONDS, BUSY_PAUSE_SECONDS),
    ),
    "launches arrive, and more than two of three have begun": (
        Load(ready=MANY, arriving=3, quiet=0, accepted=3_000, begun=2_001, workers=1),
        Plan(False, AHEAD_AT_ONCE, True, BUSY_SLICE_SECONDS, BUSY_PAUSE_SECONDS),
    ),
    "no more launches arrive, and more than two of three have begun": (
        Load(ready=MANY, accepted=3_000, begun=2_001, workers=1),
        Plan(False, AT_ONCE, False, SLICE_SECONDS, 0.0),
    ),
    "no more launches arrive, and the queue is twice as long": (
        Load(ready=LONGEST_QUEUE, workers=1),
        Plan(False, AT_ONCE, False, SLICE_SECONDS, 0.0),
    ),
    "launches have just arrived, and a worker computes": (
        Load(ready=MANY, quiet=BUSY_SECONDS / 2, workers=1, away=BUSY_AT_ONCE),
        Plan(False, 0, True, SLICE_SECONDS, BUSY_PAUSE_SECONDS),
    ),
    "launches arrive, and the worker gets no processor": (
        Load(ready=MANY, arriving=3, quiet=0, workers=1, away=BUSY_AT_ONCE, owed=PROMPT_SECONDS),
        BUSY,
    ),
    "no launch has arrived for a while": (
        Load(ready=MANY, quiet=BUSY_SECONDS, workers=1, away=AT_ONCE),
        QUIET,
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_the_plan_for_a_load(name: str) -> None:
    load, plan = PLANS[name]
    assert scheduler.plan(load) == plan
