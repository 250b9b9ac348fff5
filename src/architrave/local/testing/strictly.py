"""One run with strict replies, without a test file around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from architrave.definitions.mocks import Mocks
from architrave.engine.virtual import VirtualEngine
from architrave.interpreter.effects import Outcome
from architrave.interpreter.machine import Machine
from architrave.interpreter.trace import Trace
from architrave.local.runs import RunnableFlow, start_of
from architrave.local.testing.world import CallMade, TestWorld


@dataclass(frozen=True, slots=True)
class StrictRun:
    """A run that has ended: its variables by their keys, its calls of data actions. `took` is in milliseconds."""

    outcome: Outcome
    trace: Trace
    variables: Mapping[str, Any]
    calls: tuple[CallMade, ...]
    took: int


async def run_strictly(
    flow: RunnableFlow, inputs: Mapping[str, Any], mocks: Mocks, at: int, seed: int, *, validate: str, is_strict: bool
) -> StrictRun:
    """Run a flow from a time, in milliseconds since the epoch, to its end.

    Raises Unforeseen for a call that the replies do not foresee, or that does not fit the data action's contract.
    """
    world = TestWorld(flow.directory, flow.data_actions, mocks, validate=validate, is_strict=is_strict)
    modules, start, trace = flow.modules.__getitem__, start_of(inputs, at), Trace(None, at)
    machine = Machine(flow.program, start, modules, trace)
    execution = VirtualEngine(world, modules, seed=seed).begin(machine.run(), flow.program, start)
    outcome = await execution.advance()
    if outcome is None:
        raise RuntimeError("a run without a debugger paused")
    return StrictRun(outcome, trace, machine.variables, tuple(world.calls), execution.time - at)
