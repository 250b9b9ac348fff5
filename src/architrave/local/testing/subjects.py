"""What a test file tests: its flow in its organization, read once for all files that name the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from architrave.definitions.mock_checks import KnownDataAction, known_data_actions
from architrave.definitions.mocks import Mocks
from architrave.definitions.nearest import nearest_organization
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic
from architrave.flows.document import Document, read_document
from architrave.flows.program import Program
from architrave.flows.uses import data_actions_of
from architrave.flowtests.document import TestFile
from architrave.flowtests.noted import Noted
from architrave.flowtests.rules import FLOWTEST_NAME
from architrave.local.faults import CannotRunError, NoSuchFlowError
from architrave.local.places import Places
from architrave.local.reading import FilesReader, Read
from architrave.local.runs import RunnableFlow, caller_of, runnable
from architrave.local.scope import Scope
from architrave.local.settings import Settings
from architrave.local.sources import CannotReadFileError
from architrave.local.testing.alone import DataActionSubject, find_data_action
from architrave.local.testing.faults import UnusableError
from architrave.local.testing.paths import relative_path

NO_ORGANIZATION = "none"
"""What `org` says for a flow that is tested without an organization."""

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, eq=False)
class Subject:
    """A flow that is tested, with the replies of its organization. `organization` is None without one.

    `substitutions` are those of the test file.
    """

    flow: RunnableFlow
    mocks: Mocks
    organization: Organization | None
    substitutions: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def program(self) -> Program:
        """The flow's program."""
        return self.flow.program

    @cached_property
    def places(self) -> Places:
        """The actions of the flow and of the common modules that it calls."""
        return Places(self.flow)

    def document_of(self, program: Program) -> Document | None:
        """The text that a program of `places` was read from; None if it is not known."""
        source, given = self.places.source(program), self.substitutions
        common: Mapping[str, str] = {} if self.organization is None else self.organization.substitutions
        for values in ({**common, **given}, common):
            document, _ = read_document(source, values)
            if document.hash == program.hash:
                return document
        return None

    @cached_property
    def scope(self) -> Scope:
        """The flow's variables."""
        return Scope(self.program, None)

    def scope_of(self, action: str) -> Scope:
        """The variables that are in scope at the action with this name."""
        found = min(self.places.find(action), key=lambda each: each.number, default=None)
        return self.scope if found is None else Scope(*self.places.owner(found))

    @cached_property
    def data_actions(self) -> dict[str, KnownDataAction]:
        """The data actions that the flow can call, and those of the organization."""
        defined = () if self.organization is None else self.organization.data_actions
        calls = chain.from_iterable(data_actions_of(program) for program in self.places.programs)
        return known_data_actions(calls, defined)


@dataclass(slots=True)
class Subjects:
    """Reads what is tested; each organization and each flow once."""

    _organizations: dict[str, Read] = field(default_factory=dict[str, Read])
    _subjects: dict[tuple[str, ...], Subject] = field(default_factory=dict[tuple[str, ...], Subject])

    def subject(self, file: TestFile) -> Subject:
        """The flow of a test file. Raises UnusableError."""
        written = file.flow
        if written is None:
            raise TypeError("a test without a flow was not reported")
        folder = self.folder(file)
        path = relative_path(file, written.value) if written.value.lower().endswith(_YAML) else None
        given = (
            {} if file.substitutions is None else {name: each.value for name, each in file.substitutions.value.items()}
        )
        key = (str(folder), str(path or written.value), *(f"{name}={value}" for name, value in given.items()))
        known = self._subjects.get(key)
        if known is None:
            known = self._subjects[key] = self._read(written, folder, path, given)
        return known

    def folder(self, file: TestFile) -> Path | None:
        """The folder of a test file's organization; None without one."""
        if file.org is not None and file.org.value == NO_ORGANIZATION:
            return None
        if file.org is not None:
            return relative_path(file, file.org.value)
        return nearest_organization(Path(file.source.name))

    def data_action(self, file: TestFile, named: Noted[str]) -> DataActionSubject:
        """A data action that is tested alone. Raises UnusableError."""
        folder = self.folder(file)
        if folder is None:
            message = "There is no organization: no org.yaml at or above this file."
            raise UnusableError([named.fault(FLOWTEST_NAME, message, "Write `org: FOLDER` at the top of the file.")])
        read = self._opened(folder, file.org or named)
        organization = read.definition
        actions = caller_of(Settings(org=folder, needs_secrets=False), organization)
        if organization is None or actions is None:
            message = f"The organization in {folder} has no data actions."
            raise UnusableError(
                [named.fault(FLOWTEST_NAME, message, "Save their exports in its folder data-actions/.")]
            )
        found = find_data_action(organization, named)
        if isinstance(found, Diagnostic):
            raise UnusableError([found])
        return DataActionSubject(*found, organization, actions, read.mocks)

    def _opened(self, folder: Path, at: Noted[str]) -> Read:
        read = self._organizations.get(str(folder))
        if read is None:
            read = self._organizations[str(folder)] = FilesReader(Settings(org=folder, needs_secrets=False)).read()
        if read.definition is None or read.has_broken_mocks:
            message = f"The organization in {folder} cannot be used."
            raise UnusableError([at.fault(FLOWTEST_NAME, message, "Its problems are listed too."), *read.stopping])
        return read

    def _read(self, written: Noted[str], folder: Path | None, path: Path | None, given: dict[str, str]) -> Subject:
        read = None if folder is None else self._opened(folder, written)
        if read is None and path is None:
            message = f"The flow “{written.value}” is named, but there is no organization at or above this file."
            raise UnusableError([written.fault(FLOWTEST_NAME, message, "Write its path, or `org: FOLDER`.")])
        try:
            settings = Settings(org=folder or path or Path(), needs_secrets=False)
            organization = None if read is None else read.definition
            faults = () if read is None else read.diagnostics
            found = runnable(settings, organization, path or written.value, given, faults)
        except CannotRunError as problem:
            raise UnusableError([written.fault(FLOWTEST_NAME, problem.reason), *_errors(problem)]) from None
        except (NoSuchFlowError, CannotReadFileError) as problem:
            raise UnusableError([written.fault(FLOWTEST_NAME, str(problem))]) from None
        return Subject(found, Mocks() if read is None else read.mocks, organization, given)


def _errors(problem: CannotRunError) -> Iterator[Diagnostic]:
    return (each for each in problem.diagnostics if each.is_error)
