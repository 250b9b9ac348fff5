"""How much of the flows tests have reached: actions, and the outputs that they took.

An output that an action can take counts, also if nothing is written in it. What a loop does at its end is an output
too. Actions that Architrave does not run are counted apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from architrave.flows.actions import ACTIONS, Running
from architrave.flows.program import AnyAction, Program
from architrave.local.places import Places

GOES_ON = "goes on"
"""How an output is shown that an action does not take: control continues after it."""

Hit = tuple[str, int, str | None]
"""An action that ran: the hash of its program, its number, and the output that it took."""


@dataclass(frozen=True, slots=True)
class ActionCoverage:
    """One action. `outputs` says of each output whether it was taken; `is_run`: Architrave can run it."""

    number: int
    name: str
    kind: str
    line: int
    is_covered: bool
    is_run: bool
    outputs: dict[str, bool]

    @property
    def missing(self) -> list[str]:
        """The outputs that were not taken."""
        return [name for name, is_taken in self.outputs.items() if not is_taken]


@dataclass(frozen=True, slots=True)
class FlowCoverage:
    """One flow or common module."""

    name: str
    file: str
    actions: tuple[ActionCoverage, ...]

    @property
    def action_counts(self) -> tuple[int, int]:
        """How many actions ran, and how many can."""
        run = [each for each in self.actions if each.is_run]
        return sum(each.is_covered for each in run), len(run)

    @property
    def output_counts(self) -> tuple[int, int]:
        """How many outputs were taken, and how many there are."""
        taken = [is_taken for each in self.actions if each.is_run for is_taken in each.outputs.values()]
        return sum(taken), len(taken)


def coverage_of(flows: Iterable[Places], hits: Iterable[Hit]) -> tuple[FlowCoverage, ...]:
    """The coverage of the flows that are tested, and of the common modules that they call."""
    programs: dict[str, tuple[Program, str]] = {}
    for places in flows:
        for program in places.programs:
            programs.setdefault(program.hash, (program, places.source(program).name))
    taken: dict[tuple[str, int], set[str]] = {}
    for digest, number, output in hits:
        taken.setdefault((digest, number), set()).add((output or GOES_ON).casefold())
    return tuple(_flow(program, file, taken) for program, file in programs.values())


def _flow(program: Program, file: str, taken: dict[tuple[str, int], set[str]]) -> FlowCoverage:
    actions = tuple(_action(action, taken.get((program.hash, action.number))) for action in program.actions)
    return FlowCoverage(program.name, file, actions)


def _action(action: AnyAction, taken: set[str] | None) -> ActionCoverage:
    outputs = {name: name.casefold() in (taken or ()) for name in _outputs(action)}
    is_run = ACTIONS[action.kind].running is not Running.REFUSED
    return ActionCoverage(
        action.number, action.name, action.kind, action.place.line, taken is not None, is_run, outputs
    )


def _outputs(action: AnyAction) -> Iterator[str]:
    """The outputs of an action; those that are open are the ones that are written."""
    declared = ACTIONS[action.kind]
    named: dict[str, str] = {name.casefold(): name for name in action.branches}
    if not declared.is_open_outputs:
        named = {name.casefold(): name for name in declared.outputs} | named
    yield from named.values()
    if declared.goes_on and named:
        yield GOES_ON


def percent(counts: tuple[int, int]) -> float:
    """A share in percent; nothing at all is covered."""
    part, whole = counts
    return 100.0 * part / whole if whole else 100.0


def total_outputs(flows: Iterable[FlowCoverage]) -> tuple[int, int]:
    """The outputs of all flows together."""
    counts = [flow.output_counts for flow in flows]
    return sum(taken for taken, _ in counts), sum(total for _, total in counts)


def total_actions(flows: Iterable[FlowCoverage]) -> tuple[int, int]:
    """The actions of all flows together."""
    counts = [flow.action_counts for flow in flows]
    return sum(taken for taken, _ in counts), sum(total for _, total in counts)


def coverage_json(flows: Iterable[FlowCoverage]) -> dict[str, Any]:
    """The stable JSON shape."""
    return {"flows": [_flow_json(flow) for flow in flows]}


def _flow_json(flow: FlowCoverage) -> dict[str, Any]:
    (ran, actions), (taken, outputs) = flow.action_counts, flow.output_counts
    return {
        "name": flow.name,
        "file": flow.file,
        "summary": {
            "actions": {"covered": ran, "total": actions},
            "outputs": {"covered": taken, "total": outputs},
            "refused": sum(not each.is_run for each in flow.actions),
        },
        "actions": [
            {
                "action": each.number,
                "name": each.name,
                "type": each.kind,
                "line": each.line,
                "covered": each.is_covered,
                "refused": not each.is_run,
                "outputs": each.outputs,
            }
            for each in flow.actions
        ],
    }
