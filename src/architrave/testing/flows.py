"""Runs flows for tests in Python: strict replies, a virtual clock, and results that are plain values."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import architrave
from architrave.diagnostics import Source
from architrave.diagnostics.summary import counted
from architrave.flowtests.document import DEFAULT_START
from architrave.interpreter.plain import plain_json
from architrave.interpreter.trace import Trace, error_json
from architrave.local.runs import RunnableFlow
from architrave.local.settings import Replies
from architrave.local.testing.strictly import StrictRun
from architrave.local.testing.values import number
from architrave.local.testing.ways import taken_outputs
from architrave.local.testing.world import STRICT, Unforeseen

OpenFlow = Callable[[str | Path | Source], "FlowUnderTest"]
"""Opens a flow by its name, its id or its file."""


@dataclass(frozen=True, slots=True, repr=False)
class FlowRun:
    """A run that has ended. All values are plain: they compare with lists, dicts, texts and numbers.

    `status` is `COMPLETED`, `FAILED` or `ERROR`, `reason` the exit reason. `outputs` are the output variables by their
    names without `Flow.`; NOT_SET is None. `error` says why the flow failed: `type`, `message`, `action`. `path` has
    the names of the actions that ran, in order, `takes` each with the output that it took, `goes on` for none.
    `seconds` is how long the run took on its clock. `trace` is every step.
    """

    status: str
    reason: str | None
    outputs: dict[str, Any]
    error: dict[str, Any] | None
    path: list[str]
    takes: list[tuple[str, str]]
    seconds: float
    trace: Trace = field(compare=False)
    _calls: list[tuple[str, dict[str, Any]]]

    def __repr__(self) -> str:
        why = self.reason if self.error is None else f"{self.error['type']} in {self.error['action']!r}"
        return f"<FlowRun {self.status}, {why}: {counted(len(self.path), 'action')}, outputs {self.outputs}>"

    @property
    def completed(self) -> bool:
        """Whether the flow ended without a fault."""
        return self.status == "COMPLETED"

    def calls(self, data_action: str) -> list[dict[str, Any]]:
        """The inputs of each call of a data action, `Category/Name` or `Name`, in order."""
        wanted = data_action.casefold()
        named = [(name.casefold(), inputs) for name, inputs in self._calls]
        return [inputs for name, inputs in named if wanted in (name, name.rpartition("/")[2])]


class FlowUnderTest:
    """A flow in its organization, ready to run. `flow` is what `platform.flow()` returns."""

    def __init__(self, platform: "architrave.LocalPlatform", flow: RunnableFlow) -> None:
        self.flow = flow
        self._platform = platform

    def __repr__(self) -> str:
        return f"<FlowUnderTest {self.name!r}>"

    @property
    def name(self) -> str:
        """The name of the flow."""
        return self.flow.program.name

    def run(
        self,
        inputs: Mapping[str, Any] | None = None,
        /,
        *,
        mocks: Replies | None = None,
        at: datetime | str | int = DEFAULT_START,
        seed: int = 0,
        strict: bool = True,
        validate: str = STRICT,
        **named: Any,
    ) -> FlowRun:
        """Run the flow to its end on a virtual clock.

        Inputs are named without `Flow.`; use the mapping for a name that is no word. `mocks` are replies for data
        actions in the form of a mocks file: each stands before those of the organization for the same data action.
        `at` is when the run starts, `seed` that of its random numbers. `strict` and `validate` mean what they mean in a
        flow test: a data action without a reply, or one that does not fit its contract, fails the test, as an
        AssertionError. Raises InputError for inputs that do not fit the flow, CannotOpenError for mocks with errors.
        """
        given = {**(inputs or {}), **named}
        try:
            done = self._platform.run_strictly(
                self.flow, given, mocks=mocks, at=at, seed=seed, is_strict=strict, validate=validate
            )
        except Unforeseen as problem:
            raise AssertionError(f"{problem.message} {problem.advice}") from None
        return _plain(self.flow, done)


def _plain(flow: RunnableFlow, done: StrictRun) -> FlowRun:
    outcome, steps = done.outcome, done.trace.steps
    outputs = {
        each.name.partition(".")[2]: number(each.type, value, plain_json(value))
        for each in flow.program.outputs
        for value in (done.variables.get(each.key),)
    }
    return FlowRun(
        outcome.status,
        outcome.completion_reason,
        outputs,
        None if outcome.error is None else error_json(outcome.error),
        [step.action.name for step in steps],
        [(step.action.name, output) for step, output in zip(steps, taken_outputs(done.trace), strict=True)],
        done.took / 1000,
        done.trace,
        [(call.full_name, dict(call.inputs)) for call in done.calls],
    )


@contextmanager
def flows_of(organization: str | Path) -> Generator[OpenFlow]:
    """Opens the flows of an organization, or those of a folder or a file, until the block ends."""
    with architrave.open(organization, needs_secrets=False) as platform:
        opened: dict[str | Path | Source, FlowUnderTest] = {}

        def open_one(flow: str | Path | Source) -> FlowUnderTest:
            if flow not in opened:
                opened[flow] = FlowUnderTest(platform, platform.flow(flow))
            return opened[flow]

        yield open_one
