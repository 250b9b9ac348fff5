"""Runs the tests that paths name."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from architrave.definitions.files import FolderFiles
from architrave.diagnostics import Diagnostic, Position, Source
from architrave.diagnostics.summary import counted
from architrave.flowtests.cases import Case, cases_of
from architrave.flowtests.document import TestFile
from architrave.flowtests.reader import read_test_file
from architrave.flowtests.rules import UNUSED_MOCK
from architrave.local.sources import CannotReadFileError, read_source
from architrave.local.testing.alone import DataActionSubject
from architrave.local.testing.coverage import coverage_of
from architrave.local.testing.expectations import coverage_failures
from architrave.local.testing.faults import CannotTestError, UnusableError
from architrave.local.testing.finding import FoundFile, find_test_files, selected
from architrave.local.testing.mutants import Tried
from architrave.local.testing.names import NameChecks
from architrave.local.testing.options import TestOptions
from architrave.local.testing.replaying import recording_for
from architrave.local.testing.replies import common_replies, read_file
from architrave.local.testing.results import CaseResult, Report, Status
from architrave.local.testing.running import run_case
from architrave.local.testing.subjects import Subject, Subjects

Progress = Callable[[CaseResult], None]
"""Called after each test."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cases to run of one file, each with what it tests. `is_whole`: they are all of the file's."""

    file: TestFile
    cases: tuple[tuple[Case, Subject | DataActionSubject], ...]
    is_whole: bool = False

    @property
    def flows(self) -> list[Subject]:
        """The flows that are tested, each once."""
        return list(dict.fromkeys(subject for _, subject in self.cases if isinstance(subject, Subject)))


@dataclass(slots=True)
class Preparing:
    """Reads test files and what they test. Problems are added to the report."""

    options: TestOptions
    report: Report
    subjects: Subjects = field(default_factory=Subjects)

    def prepare(self) -> Iterator[Prepared]:
        """The cases of each file that can be run. Raises CannotTestError."""
        for found in find_test_files(self.options.paths):
            self.report.files.append(found.path)
            prepared = self._file(found)
            if prepared is not None:
                yield prepared

    def _file(self, found: FoundFile) -> Prepared | None:
        try:
            source = read_source(found.path, "a test file")
        except CannotReadFileError as problem:
            raise CannotTestError(str(problem)) from None
        file, faults = read_test_file(source, lambda path: _beside(source, path))
        self.report.diagnostics.extend(faults)
        if file is None or any(fault.is_error for fault in faults):
            return None
        cases = list(cases_of(file))
        chosen = selected(cases, found, self.options)
        self.report.deselected += len(cases) - len(chosen)
        try:
            subjects = {id(case): self._subject(file, case) for case in cases}
        except UnusableError as problem:
            self.report.diagnostics.extend(problem.diagnostics)
            return None
        checks = NameChecks()
        misfits = [fault for case in cases for fault in _faults(case, subjects[id(case)], checks)]
        self.report.diagnostics.extend(misfits)
        if any(fault.is_error for fault in misfits):
            return None
        return Prepared(file, tuple((case, subjects[id(case)]) for case in chosen), len(chosen) == len(cases))

    def _subject(self, file: TestFile, case: Case) -> Subject | DataActionSubject:
        """What a case tests. Raises UnusableError."""
        alone = case.data_action
        return self.subjects.subject(file) if alone is None else self.subjects.data_action(file, alone)


def _faults(case: Case, subject: Subject | DataActionSubject, checks: NameChecks) -> Iterable[Diagnostic]:
    yield from checks.faults(case, subject) if isinstance(subject, Subject) else subject.faults(case)
    kept = recording_for(case)
    if isinstance(kept, Diagnostic):
        yield kept
    for given in case.mocks:
        if given.value.file is not None:
            yield from read_file(case, given)[1]


def _beside(source: Source, path: str) -> Source | Diagnostic:
    """A file that a test file names."""
    whole = Path(os.path.normpath(Path(source.name).parent / path))
    return FolderFiles(whole.parent, only=whole.name).read(whole.name)


def run_tests(
    options: TestOptions,
    progress: Progress = lambda _: None,
    after_mutant: Callable[[Tried | None], None] = lambda _: None,
    *,
    processes: int = 1,
) -> Report:
    """Run the tests that the options select, in the order of the files. Raises CannotTestError.

    With several `processes`, each runs a share of them; the report is the same. `after_mutant` is called after each
    mutant, with None for one that has errors.
    """
    began = perf_counter()
    report = Report()
    prepared = list(Preparing(options, report).prepare())
    number = sum(len(each.cases) for each in prepared)
    if not number and report.deselected:
        raise CannotTestError(f"No test is selected: {counted(report.deselected, 'test')} in the files.")
    if processes > 1 and number > 1:
        _run_in_processes(options, number, processes, report, progress)
    else:
        asyncio.run(_run(prepared, report, progress))
    for each in prepared:
        check_coverage(each, report)
        report.diagnostics.extend(_unused(each, report))
    if options.coverage:
        tested = [subject.places for each in prepared for subject in each.flows]
        report.coverage = coverage_of(tested, (hit for result in report.results for hit in result.hits))
    if options.mutate and report.is_passed:
        from architrave.local.testing.mutation import try_mutants

        pairs = [pair for each in prepared for pair in each.cases]
        report.mutants = try_mutants(options, pairs, report.results, after_mutant, processes=processes)
    if not options.mutate or report.mutants is not None:
        report.fail_under = options.fail_under
    report.seconds = perf_counter() - began
    return report


async def _run(prepared: Iterable[Prepared], report: Report, progress: Progress) -> None:
    for each in prepared:
        for case, subject in each.cases:
            result = await run_case(case, subject)
            report.results.append(result)
            progress(result)


def _run_in_processes(options: TestOptions, number: int, processes: int, report: Report, progress: Progress) -> None:
    from architrave.local.testing.pool import run_in_processes

    found: dict[int, CaseResult] = {}
    for share in run_in_processes(options, number, processes):
        for place, result in share:
            found[place] = result
            progress(result)
    report.results.extend(found[place] for place in sorted(found))


def check_coverage(prepared: Prepared, report: Report) -> None:
    """Fail the last case of each test that reaches less of its flow than it expects."""
    for case, subject in prepared.cases:
        expect = case.test.value.expect
        wanted = None if expect is None else expect.value.coverage
        if wanted is None or not isinstance(subject, Subject):
            continue
        of_test = [
            place
            for place, result in enumerate(report.results)
            if (result.file, result.name) == (prepared.file.source.name, case.name)
        ]
        last = report.results[of_test[-1]]
        if last.full_name != case.full_name or last.status is Status.SKIPPED:
            continue
        flows = coverage_of([subject.places], (hit for place in of_test for hit in report.results[place].hits))
        found = tuple(coverage_failures(wanted, next(flow for flow in flows if flow.name == subject.program.name)))
        if found:
            report.results[of_test[-1]] = replace(last, status=Status.FAILED, failures=(*last.failures, *found))


def _unused(prepared: Prepared, report: Report) -> Iterator[Diagnostic]:
    """The replies that no call used: of tests of which all cases that ran have passed, and of whole files."""
    source = prepared.file.source
    by_name: dict[str, list[CaseResult]] = {}
    for result in report.results:
        if result.file == source.name:
            by_name.setdefault(result.name, []).append(result)
    for results in by_name.values():
        if all(result.status is Status.PASSED for result in results):
            yield from unused_replies(source, results)
    everything = [result for results in by_name.values() for result in results]
    if prepared.is_whole and all(result.status is Status.PASSED for result in everything):
        yield from unused_replies(source, everything, common_replies(prepared.file))


def unused_replies(
    source: Source, results: Sequence[CaseResult], written: frozenset[Position] | None = None
) -> Iterator[Diagnostic]:
    """The replies of a test that no call of its cases used; or those of its file, which are `written`."""
    if written is None:
        written = frozenset(place for result in results for place in result.mocks)
    for place in sorted(written - {place for result in results for place in result.used}):
        end = Position(place.line, len(source.line(place.line).rstrip()) + 1)
        advice = "Remove it, or check its `when`, and the replies before it."
        yield Diagnostic(UNUSED_MOCK, "No call used this reply.", source.name, None, place, end, advice)
