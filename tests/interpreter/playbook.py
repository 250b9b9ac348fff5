"""A playbook: the effects that a machine must yield, in order, and the replies."""

from collections.abc import Sequence
from typing import Any

from architrave.flows.program import Program
from architrave.interpreter.effects import Effect, Outcome, Reply, Start
from architrave.interpreter.machine import run
from architrave.interpreter.trace import Trace

START = Start("e-1", launched_at=1_000_000, flow_id="f-1", flow_version="1.0")


def play(
    program: Program,
    script: Sequence[tuple[Effect, Any] | tuple[Effect, Any, int]] = (),
    *,
    start: Start = START,
    modules: dict[str, Program] | None = None,
) -> tuple[Outcome, Trace]:
    """Runs a program against a script of (effect, reply value[, time of the reply]); each effect must match."""
    trace = Trace()
    machine = run(program, start, (modules or {}).__getitem__, trace)
    at = start.launched_at
    try:
        asked = next(machine)
        for effect, value, *time in script:
            assert asked == effect
            at = time[0] if time else at
            asked = machine.send(Reply(value, at))
    except StopIteration as stop:
        return stop.value, trace
    raise AssertionError(f"the machine goes on to ask {asked}")


def path(trace: Trace) -> list[tuple[str, str | None]]:
    """The actions that ran, by kind, with the paths that they took."""
    return [(step.action.kind, step.path) for step in trace]
