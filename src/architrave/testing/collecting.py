"""Flow tests as items of pytest: a file, and an item for each test or row of its table."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from architrave.diagnostics.renderers.text import render_one, render_text
from architrave.diagnostics.visible import visible_line
from architrave.interpreter.shown import duration_text
from architrave.local.sources import sources_of
from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.options import TestOptions
from architrave.local.testing.results import CaseResult, Report, Status
from architrave.local.testing.running import run_case
from architrave.local.testing.subjects import Subjects
from architrave.local.testing.testing import Preparing, unused_replies

if TYPE_CHECKING:
    from architrave.flowtests.cases import Case
    from architrave.local.testing.alone import DataActionSubject
    from architrave.local.testing.subjects import Subject

_SUBJECTS = pytest.StashKey[Subjects]()


class FlowTestError(Exception):
    """A flow test failed. The message is what pytest shows."""


class FlowTestFile(pytest.File):
    """A file with flow tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each test, or for each row of its table. Raises CollectError for a file with errors."""
        report = Report()
        subjects = self.config.stash.setdefault(_SUBJECTS, Subjects())  # what is tested is read once
        try:
            prepared = list(Preparing(TestOptions((str(self.path),)), report, subjects).prepare())
        except CannotTestError as problem:
            raise self.CollectError(str(problem)) from None
        shown = _relative(render_text(report.diagnostics, sources_of(report.diagnostics)), self.config)
        if not report.is_passed:
            raise self.CollectError(shown)
        if report.diagnostics:
            self.warn(pytest.PytestCollectionWarning(shown))
        for each in prepared:
            for case, subject in each.cases:
                name = visible_line(case.full_name)
                make: Any = FlowTestItem
                yield make.from_parent(self, name=name, case=case, subject=subject)


class FlowTestItem(pytest.Item):
    """One test, or one row of its table. Its tags are keywords for `-k`."""

    def __init__(self, *, case: "Case", subject: "Subject | DataActionSubject", **more: Any) -> None:
        super().__init__(**more)  # pyright: ignore[reportUnknownMemberType]
        self._case = case
        self._subject = subject
        self.extra_keyword_matches.update(case.tags)
        if case.skip is not None:
            self.add_marker(pytest.mark.skip(reason=case.skip.value))

    def runtest(self) -> None:
        """Run the test. Raises FlowTestError if it fails."""
        result = asyncio.run(run_case(self._case, self._subject))
        if result.status is Status.FAILED:
            raise FlowTestError(_relative(_shown(result), self.config))
        if result.status is Status.TODO:
            pytest.xfail(result.reason or "todo")
        if self._case.row is None:
            source = self._case.file.source
            for unused in unused_replies(source, [result]):
                text = render_one(unused, source).rstrip()
                self.warn(pytest.PytestWarning(_relative(text, self.config)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The failure as Architrave shows it, without a traceback."""
        if isinstance(excinfo.value, FlowTestError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test is written, and its name."""
        return self.path, self._case.place.line - 1, self.name


def _shown(result: CaseResult) -> str:
    """The expectations that were not met, each with its place, and the last actions."""
    found = [each.diagnostic for each in result.failures]
    sources = sources_of(found)
    lines = [render_one(each, sources.get(each.file or "")).rstrip() for each in found]
    if result.steps:
        lines.append("The last actions:")
    for step in result.steps:
        indent = "  " * min(step.depth - 1, 10)
        output = "" if step.output is None else f" → {step.output}"
        where = f"{step.file}:{step.line}"
        lines.append(visible_line(f"{duration_text(step.at):>12}  {indent}{step.name}  {step.kind}{output}  {where}"))
    lines.append(f"To step through it: architrave test '{result.file}::{visible_line(result.full_name)}' --step")
    return "\n".join(lines)


def _relative(text: str, config: pytest.Config) -> str:
    """A text with the paths below the folder in which pytest was started as they are from there."""
    return text.replace(f"{config.invocation_params.dir}{os.sep}", "")
