"""Snapshots: status, reason, outputs and path of a run, written into the test file by --update."""

from collections.abc import Iterator
from typing import Any

from architrave.flowtests.expect import Expect
from architrave.interpreter.effects import Outcome
from architrave.interpreter.shown import shown
from architrave.interpreter.trace import Trace
from architrave.local.testing.failing import failed
from architrave.local.testing.results import Failure


def snapshot_failures(expect: Expect, outcome: Outcome, trace: Trace) -> Iterator[Failure]:
    """What differs from the snapshot, or that there is none yet."""
    noted = expect.snapshot
    if noted is None:
        return
    now = snapshot_of(outcome, trace)
    kept = noted.value.content
    if kept is True:
        message = "There is no snapshot yet."
        yield failed(noted, message, advice="Run `architrave test --update` to write it.", instead=now)
        return
    for key in dict.fromkeys([*now, *kept]):
        if now.get(key) != kept.get(key):
            got, wanted = shown(now.get(key)), shown(kept.get(key))
            message = f"In the snapshot, `{key}` differs: it is {got}, expected {wanted}."
            yield failed(noted, message, got, wanted, instead=now)


def snapshot_of(outcome: Outcome, trace: Trace) -> dict[str, Any]:
    """A run as a snapshot."""
    return {
        "status": outcome.status,
        "reason": outcome.completion_reason,
        "outputs": dict(outcome.output_data),
        "path": [step.action.name for step in trace.steps],
    }
