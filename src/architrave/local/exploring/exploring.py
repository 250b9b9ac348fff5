"""Explores one flow."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import process_time

from architrave.definitions.known import contract_of
from architrave.exploring.cases import SUCCESS, Case
from architrave.exploring.nearby import ordinary
from architrave.exploring.origins import Origins
from architrave.exploring.search import Search
from architrave.exploring.seen import GOES_ON, Output
from architrave.expressions.types import Type
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.program import Program
from architrave.interpreter.actions.data_tables import DECISION_TABLES
from architrave.interpreter.effects import Json
from architrave.local.exploring.running import Runner
from architrave.local.testing import coverage
from architrave.local.testing.coverage import FlowCoverage, Hit, coverage_of
from architrave.local.testing.subjects import Subject

RAN = "\0"
"""In place of an output: the action ran, whatever it took."""

WORK_A_SECOND = 20_000
"""How much work counts as a second of the budget: what a slow machine does in one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When an exploration ends, and what stays as it is (`fixed`, see `Search`).

    It ends after so much work (`budget`, in seconds of a slow machine), after so many `runs`, or if so much of the
    outputs was taken (`until`, in percent; None for never). `depth` is how many answers a case may have.
    """

    budget: float = 10.0
    until: float | None = None
    fixed: frozenset[str] = frozenset()
    runs: int | None = None
    depth: int | None = None


@dataclass(eq=False)
class Exploration:
    """The exploration of a flow."""

    subject: Subject
    limits: Limits
    first: Case
    runner: Runner
    search: Search = field(init=False)

    def __post_init__(self) -> None:
        began = process_time()
        limits = self.limits
        self.search = Search(
            self.origins,
            self.outputs,
            self.runner.run,
            self.runner.default,
            limits.fixed,
            round(limits.budget * WORK_A_SECOND),
            self._is_enough,
            lambda: process_time() - began > limits.budget,
            limits.depth,
        )

    def explore(self) -> None:
        """Run the search."""
        program = self.subject.program
        free = {each.name: ordinary(each.type) for each in program.inputs if each.name not in self.limits.fixed}
        first = self.first
        full = Case({**free, **first.inputs}, first.replies, first.found, first.at, first.seed)
        self.search.search([full, first])

    @cached_property
    def origins(self) -> Origins:
        """Where the flow's values come from."""
        modules: dict[str, Program] = {}
        flow = self.subject.flow
        for program in self.subject.places.programs:
            for action in program.actions:
                if isinstance(action.fields, CallCommonModule):
                    fields = action.fields
                    found = flow.directory.look_up("commonModule", "name", fields.module.name, fields.version)
                    if found is not None:
                        modules[fields.module.name.casefold()] = flow.modules[str(found["hash"])]
        return Origins(self.subject.program, modules)

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """Every output that can be taken."""
        flows = zip(self.subject.places.programs, self.covered(()), strict=True)
        return tuple(
            (program.hash, action.number, GOES_ON if name == coverage.GOES_ON else name.casefold())
            for program, flow in flows
            for action in flow.actions
            if action.is_run
            for name in action.outputs
        )

    def covered(self, taken: Iterable[Output], reached: Iterable[tuple[str, int]] = ()) -> tuple[FlowCoverage, ...]:
        """The coverage of the flow and of the common modules that it calls."""
        hits: list[Hit] = [(digest, number, output or None) for digest, number, output in taken]
        hits += [(digest, number, RAN) for digest, number in reached]
        return coverage_of([self.subject.places], hits)

    def _is_enough(self) -> bool:
        limits, search = self.limits, self.search
        if limits.runs is not None and search.runs >= limits.runs:
            return True
        if limits.until is None or not self.outputs:
            return False
        return 100 * (len(self.outputs) - len(search.missing)) >= limits.until * len(self.outputs)


def defaults_of(subject: Subject) -> Callable[[str], Mapping[str, Json]]:
    """The outputs of each data action that succeeds, by `Category/Name`.

    They are those in the organization's mocks.yaml, or else ordinary values of their types.
    """
    found: dict[str, dict[str, Json]] = {}
    for program in subject.places.programs:
        for action in program.actions:
            if isinstance(action.fields, CallData):
                category, name = action.fields.category.name, action.fields.data_action.name
                kept = action.fields.data_action.item.success_outputs
                outputs = {key: target.type for key, target in kept.items()}
                contracts = _contracts(subject, category, name)
                for contract in contracts:
                    outputs = dict(contract)
                values = {key: ordinary(kind) for key, kind in outputs.items()}
                scripted = subject.mocks.choose(category, name, {})
                if scripted is not None and scripted[1].kind == SUCCESS:
                    values |= {key: value for key, value in scripted[1].values.items() if key in outputs}
                found.setdefault(f"{category}/{name}", {}).update(values)
    return lambda name: found.get(name, {"output": {"id": "1"}} if name.startswith(f"{DECISION_TABLES}/") else {})


def _contracts(subject: Subject, category: str, name: str) -> Iterator[Mapping[str, Type]]:
    for each in () if subject.organization is None else subject.organization.data_actions:
        if each.is_called(category, name):
            yield contract_of(each).outputs or {}


def files_of(subject: Subject) -> Callable[[Program], str]:
    """The file of a program."""
    return lambda program: subject.places.source(program).name
