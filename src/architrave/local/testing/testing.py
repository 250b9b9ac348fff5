"""Runs the tests that paths name."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from architrave.definitions.files import FolderFiles
from architrave.diagnostics import Diagnostic, Position, Source
from architrave.flowtests.cases import Case, cases_of
from architrave.flowtests.document import TestFile
from architrave.flowtests.reader import read_test_file
from architrave.flowtests.rules import FLOWTEST_SHAPE, UNUSED_MOCK
from architrave.local.sources import CannotReadFileError, read_source
from architrave.local.testing.faults import CannotTestError, UnusableError
from architrave.local.testing.finding import FoundFile, find_test_files, selected
from architrave.local.testing.names import NameChecks
from architrave.local.testing.options import TestOptions
from architrave.local.testing.replies import read_file
from architrave.local.testing.results import CaseResult, Report, Status
from architrave.local.testing.running import run_case
from architrave.local.testing.subjects import Subject, Subjects

Progress = Callable[[CaseResult], None]
"""Called after each test."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cases to run of one file."""

    file: TestFile
    subject: Subject
    cases: tuple[Case, ...]


@dataclass(slots=True)
class Preparing:
    """Reads test files and what they test. Problems are added to the report."""

    options: TestOptions
    report: Report
    _subjects: Subjects = field(default_factory=Subjects)

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
        if file.flow is None or any(case.data_action is not None for case in cases):
            alone = file.data_action or next(case.data_action for case in cases if case.data_action is not None)
            self.report.diagnostics.append(alone.fault(FLOWTEST_SHAPE, "Data actions are not tested alone yet."))
            return None
        try:
            subject = self._subjects.subject(file)
        except UnusableError as problem:
            self.report.diagnostics.extend(problem.diagnostics)
            return None
        checks = NameChecks()
        misfits = [fault for case in cases for fault in _faults(case, subject, checks)]
        self.report.diagnostics.extend(misfits)
        return None if any(fault.is_error for fault in misfits) else Prepared(file, subject, tuple(chosen))


def _faults(case: Case, subject: Subject, checks: NameChecks) -> Iterable[Diagnostic]:
    yield from checks.faults(case, subject)
    for given in case.mocks:
        if given.value.file is not None:
            yield from read_file(case, given)[1]


def _beside(source: Source, path: str) -> Source | Diagnostic:
    """A file that a test file names."""
    whole = Path(os.path.normpath(Path(source.name).parent / path))
    return FolderFiles(whole.parent, only=whole.name).read(whole.name)


def run_tests(options: TestOptions, progress: Progress = lambda _: None) -> Report:
    """Run the tests that the options select, in the order of the files. Raises CannotTestError."""
    began = perf_counter()
    report = Report()
    prepared = list(Preparing(options, report).prepare())
    asyncio.run(_run(prepared, report, progress))
    for each in prepared:
        report.diagnostics.extend(_unused(each, report))
    report.seconds = perf_counter() - began
    return report


async def _run(prepared: Iterable[Prepared], report: Report, progress: Progress) -> None:
    for each in prepared:
        for case in each.cases:
            result = await run_case(case, each.subject)
            report.results.append(result)
            progress(result)


def _unused(prepared: Prepared, report: Report) -> Iterator[Diagnostic]:
    """The replies that no call used, of tests of which all cases that ran have passed."""
    by_name: dict[str, list[CaseResult]] = {}
    for result in report.results:
        if result.file == prepared.file.source.name:
            by_name.setdefault(result.name, []).append(result)
    source = prepared.file.source
    for results in by_name.values():
        if any(result.status is not Status.PASSED for result in results):
            continue
        written = frozenset(place for result in results for place in result.mocks)
        for place in sorted(written - {place for result in results for place in result.used}):
            end = Position(place.line, len(source.line(place.line).rstrip()) + 1)
            advice = "Remove it, or check its `when`, and the replies before it."
            yield Diagnostic(UNUSED_MOCK, "No call used this reply.", source.name, None, place, end, advice)
