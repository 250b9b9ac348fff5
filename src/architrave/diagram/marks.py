"""What runs did in a flow, counted: how often each action ran and each path was taken."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from architrave.diagram.recorded import CoveredAction, CoveredFlow, RecordedRun, RecordedStep
from architrave.flows.program import Program


@dataclass(frozen=True, slots=True)
class Marks:
    """What runs did. `ran` counts the runs of each action, by number, `taken` those of each path of an action,
    by its name in lower case: the output paths of tasks ignore case.

    `failed` are actions with an error that no path takes, `current` those that are being performed. `foreign` is the
    number of steps that fit no action: the flow has changed since. `is_coverage`: how often is unknown.
    """

    ran: Mapping[int, int] = field(default_factory=dict[int, int])
    taken: Mapping[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])
    failed: frozenset[int] = frozenset()
    current: frozenset[int] = frozenset()
    foreign: int = 0
    is_coverage: bool = False


def marks_of(program: Program, runs: Iterable[RecordedRun]) -> Marks:
    """What runs did in a flow. Their steps in other flows (common modules) are left out."""
    ran: Counter[int] = Counter()
    taken: Counter[tuple[int, str]] = Counter()
    failed: set[int] = set()
    current: set[int] = set()
    foreign = 0
    for run in runs:
        for step in (*run.trace, *(() if run.current is None else (run.current,))):
            if step.flow != program.name:
                continue
            if not _fits(step, program):
                foreign += 1
                continue
            number = step.action
            ran[number] += 1
            if step.output is not None:
                taken[number, step.output.lower()] += 1
            if step.error is not None:
                failed.add(number)
            if step is run.current:
                current.add(number)
    return Marks(ran, taken, frozenset(failed), frozenset(current), foreign)


def marks_of_coverage(program: Program, flow: CoveredFlow) -> Marks:
    """What tests have reached of a flow."""
    ran: dict[int, int] = {}
    taken: dict[tuple[int, str], int] = {}
    fitting = [each for each in flow.actions if _fits(each, program)]
    for each in fitting:
        paths = [path.lower() for path, is_taken in each.outputs.items() if is_taken]
        taken |= {(each.action, path): 1 for path in paths}
        if each.covered:
            # An output that is not drawn, such as going on after a loop, counts as a run without a path.
            ran[each.action] = max(len(paths), 1)
    return Marks(ran, taken, foreign=len(flow.actions) - len(fitting), is_coverage=True)


def _fits(step: RecordedStep | CoveredAction, program: Program) -> bool:
    if not 0 <= step.action < len(program.actions):
        return False
    action = program.actions[step.action]
    return (action.kind, action.name) == (step.type, step.name)
