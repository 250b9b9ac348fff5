"""The mutation score: how many small changes of the flows the tests notice.

Each mutant runs the tests that reach the changed action, in their order, until one of them fails.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from architrave.flows.mutants import Mutant, mutants_of
from architrave.flows.program import Program
from architrave.flowtests.cases import Case
from architrave.local.testing.alone import DataActionSubject
from architrave.local.testing.mutants import FlowMutants, Tried
from architrave.local.testing.options import TestOptions
from architrave.local.testing.results import CaseResult, Status
from architrave.local.testing.running import run_case
from architrave.local.testing.subjects import Subject

Pairs = Sequence[tuple[Case, Subject | DataActionSubject]]

Planned = list[tuple[int, tuple[int, ...]]]
"""Mutants by number, each with the cases to try."""

Progress = Callable[[Tried | None], None]
"""Called after each mutant."""


class Mutation:
    """The mutants of what some cases test."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    @cached_property
    def mutants(self) -> tuple[tuple[str, Mutant], ...]:
        """Every mutant, with the hash of its program, in the order of the flows and of their texts."""
        return tuple(
            (digest, mutant)
            for digest, (program, subject) in self.programs.items()
            if (document := subject.document_of(program)) is not None
            for mutant in mutants_of(document, program)
        )

    @cached_property
    def programs(self) -> dict[str, tuple[Program, Subject]]:
        """The flows that are tested and the common modules that they call, by hash, each with one that has it."""
        found: dict[str, tuple[Program, Subject]] = {}
        for _, subject in self._pairs:
            if isinstance(subject, Subject):
                for program in subject.places.programs:
                    found.setdefault(program.hash, (program, subject))
        return found

    def reaching(self, results: Sequence[CaseResult]) -> list[tuple[int, ...]]:
        """For each mutant the cases that pass and reach its action. `results` are those of the flow itself."""
        reached: dict[tuple[str, int | None], set[int]] = {}
        for case, result in enumerate(results):
            for digest, number, _ in result.hits if result.status is Status.PASSED else ():
                reached.setdefault((digest, number), set()).add(case)
                reached.setdefault((digest, None), set()).add(case)
        return [
            tuple(sorted(reached.get((digest, None if mutant.action is None else mutant.action.number), ())))
            for digest, mutant in self.mutants
        ]

    async def tried(self, number: int, cases: Sequence[int]) -> Tried | None:
        """What becomes of a mutant with these cases; None if it has errors, so that it is none."""
        digest, mutant = self.mutants[number]
        program = mutant.read()
        if program is None:
            return None
        action = None if mutant.action is None else mutant.action.name
        noticed = await self._noticed_by(digest, program, cases)
        return Tried(mutant.file, mutant.line, action, mutant.change.kind, mutant.change.text, len(cases), noticed)

    async def _noticed_by(self, digest: str, program: Program, cases: Sequence[int]) -> str | None:
        changed: dict[int, Subject] = {}
        for number in cases:
            case, subject = self._pairs[number]
            if not isinstance(subject, Subject):
                continue
            if id(subject) not in changed:
                changed[id(subject)] = _with(subject, digest, program)
            result = await run_case(case, changed[id(subject)])
            if result.status is Status.FAILED:
                return result.full_name
        return None

    def by_flow(self, tried: Mapping[int, Tried | None]) -> tuple[FlowMutants, ...]:
        """The mutants by flow, in order."""
        found: dict[str, list[Tried]] = {digest: [] for digest in self.programs}
        for number, (digest, _) in enumerate(self.mutants):
            if (each := tried[number]) is not None:
                found[digest].append(each)
        return tuple(
            FlowMutants(program.name, subject.places.source(program).name, tuple(found[digest]))
            for digest, (program, subject) in self.programs.items()
        )


def try_mutants(
    options: TestOptions, pairs: Pairs, results: Sequence[CaseResult], progress: Progress, *, processes: int = 1
) -> tuple[FlowMutants, ...]:
    """What becomes of the mutants of what these cases test. Raises CannotTestError if a process ends."""
    mutation = Mutation(pairs)
    planned = list(enumerate(mutation.reaching(results)))
    found: dict[int, Tried | None] = {}
    if processes > 1 and len(planned) > 1:
        from architrave.local.testing.pool import try_in_processes

        for share in try_in_processes(options, planned, processes):
            for number, tried in share:
                found[number] = tried
                progress(tried)
    else:
        asyncio.run(_try(mutation, planned, found, progress))
    return mutation.by_flow(found)


async def _try(mutation: Mutation, planned: Planned, found: dict[int, Tried | None], progress: Progress) -> None:
    for number, cases in planned:
        tried = found[number] = await mutation.tried(number, cases)
        progress(tried)


def _with(subject: Subject, digest: str, program: Program) -> Subject:
    """What is tested, with a mutant in place of the program with this hash."""
    flow = subject.flow
    if flow.program.hash == digest:
        return replace(subject, flow=replace(flow, program=program))
    return replace(subject, flow=replace(flow, modules=_Instead(flow.modules, digest, program)))


class _Instead(Mapping[str, Program]):
    """Programs by hash, one of which is another one."""

    def __init__(self, programs: Mapping[str, Program], digest: str, program: Program) -> None:
        self._programs = programs
        self._digest = digest
        self._program = program

    def __getitem__(self, digest: str) -> Program:
        return self._program if digest == self._digest else self._programs[digest]

    def __iter__(self) -> Iterator[str]:
        return iter(self._programs)

    def __len__(self) -> int:
        return len(self._programs)
