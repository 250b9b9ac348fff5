"""Explores a flow that a person names, as `architrave explore` does."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.definitions.mocks import Mocks
from architrave.definitions.nearest import nearest_organization
from architrave.diagnostics import Diagnostic
from architrave.exploring.cases import Case
from architrave.flowtests.document import DEFAULT_START
from architrave.flowtests.times import moment_of
from architrave.local.exploring.exploring import Exploration, Limits, defaults_of, files_of
from architrave.local.exploring.report import ExploreReport, report_of
from architrave.local.exploring.running import Runner
from architrave.local.exploring.written import Header
from architrave.local.reading import FilesReader
from architrave.local.runs import runnable
from architrave.local.settings import Settings
from architrave.local.testing.subjects import NO_ORGANIZATION, Subject


class CannotExploreError(Exception):
    """There is no such flow or organization. `diagnostics` are the problems in the organization's files."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Asked:
    """What to explore: a flow's file or its name, the organization's folder (None: the nearest), and how long.

    `output` is the file that the tests are for, which their paths count from; None for the current folder. `budget` is
    in seconds, `until` in percent.
    """

    flow: str
    org: str | None = None
    substitutions: Mapping[str, str] | None = None
    budget: float = 10.0
    until: float | None = None
    output: str | None = None


def explore_flow(asked: Asked) -> ExploreReport:
    """Explore a flow. Raises CannotExploreError, and what `runnable` raises."""
    is_file = Path(asked.flow).is_file()
    folder = (
        Path(asked.org) if asked.org is not None else nearest_organization(Path(asked.flow) if is_file else Path.cwd())
    )
    if folder is None and not is_file:
        hint = "" if asked.flow.lower().endswith((".yaml", ".yml")) else " To explore a flow by its name, use --org."
        raise CannotExploreError(f"There is no file {asked.flow}.{hint}")
    given = dict(asked.substitutions or {})
    subject = subject_of(asked.flow if not is_file else Path(asked.flow), folder, given)
    beside = Path() if asked.output is None else Path(asked.output).parent
    flow = relative(Path(asked.flow), beside) if is_file else asked.flow
    header = Header(flow, NO_ORGANIZATION if folder is None else relative(folder, beside), given)
    exploration = exploration_of(subject, Limits(asked.budget, asked.until))
    exploration.explore()
    return report_of(exploration, header)


def exploration_of(subject: Subject, limits: Limits) -> Exploration:
    """The exploration of a flow, from the time at which tests start."""
    runner = Runner(subject.flow, defaults_of(subject), files_of(subject))
    return Exploration(subject, limits, Case(at=moment_of(DEFAULT_START) or 0), runner)


def subject_of(flow: str | Path, folder: Path | None, substitutions: dict[str, str]) -> Subject:
    """The flow, in the organization in a folder if there is one. Raises as `explore_flow`."""
    if folder is None:
        settings = Settings(org=Path(flow), needs_secrets=False)
        return Subject(runnable(settings, None, flow, substitutions), Mocks(), None)
    settings = Settings(org=folder, needs_secrets=False)
    read = FilesReader(settings).read()
    if read.definition is None or read.has_broken_mocks:
        raise CannotExploreError(f"The organization in {folder} cannot be used.", tuple(read.stopping))
    found = runnable(settings, read.definition, flow, substitutions, read.diagnostics)
    return Subject(found, read.mocks, read.definition)


def relative(path: Path, beside: Path) -> str:
    """A path as a test file in a folder names it."""
    return Path(os.path.relpath(path, beside)).as_posix()
