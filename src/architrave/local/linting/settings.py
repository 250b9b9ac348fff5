"""The settings and the organization of each file that is checked. Each settings file and organization is read once."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.definitions import rules
from architrave.definitions.architrave_toml import ARCHITRAVE_TOML, read_architrave_toml
from architrave.definitions.known import known_of
from architrave.definitions.lint_settings import LintSettings
from architrave.definitions.mocks import MOCKS_YAML, Mocks
from architrave.definitions.reader import ORG_YAML, read_organization
from architrave.diagnostics import Diagnostic
from architrave.flows.known import KnownOrganization
from architrave.local.linting.faults import CannotLintError
from architrave.local.linting.files import YAML_SUFFIXES
from architrave.local.reading import checked_replies
from architrave.local.sources import CannotReadFileError, read_source, rendered

Nearest = Callable[[str], Path | None]
"""Finds the organization of a file."""

_OWN_YAML = (ORG_YAML, MOCKS_YAML)
"""The YAML files of an organization that are not flows."""


@dataclass(frozen=True, slots=True)
class UsedOrganization:
    """An organization that flows are checked against. `findings` are the problems in its own files, by file."""

    name: str
    folder: Path
    known: KnownOrganization
    substitutions: Mapping[str, str]
    lint: LintSettings | None
    findings: Mapping[str, list[Diagnostic]]


@dataclass(frozen=True, slots=True)
class PlacedSettings:
    """Settings with the folder that their paths are relative to."""

    settings: LintSettings
    folder: str

    def path_of(self, file: str) -> str:
        """A file's path as the settings name it."""
        return relative(file, self.folder)

    def excludes(self, file: str) -> bool:
        """Whether a file is not checked."""
        return self.settings.excludes(self.path_of(file))

    def apply(self, findings: list[Diagnostic], file: str) -> list[Diagnostic]:
        """The findings in a file that are reported."""
        return self.settings.apply(findings, self.path_of(file))


def relative(file: str, folder: str) -> str:
    """A file's path relative to a folder, with `/` between its parts."""
    try:
        return os.path.relpath(Path(file).resolve(), folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return file.replace(os.sep, "/")


class Surroundings:
    """What surrounds the files."""

    def __init__(self, nearest: Nearest, select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
        self.organizations: dict[Path, UsedOrganization] = {}
        self._nearest = nearest
        self._select = select
        self._ignore = ignore
        self._tables: dict[Path, PlacedSettings | None] = {}

    def organization_of(self, file: str) -> UsedOrganization | None:
        """The organization of a file; None if it has none. Raises CannotLintError if it cannot be read."""
        folder = self._nearest(file)
        if folder is None:
            return None
        if folder not in self.organizations:
            self.organizations[folder] = self._read_organization(folder)
        return self.organizations[folder]

    def settings_of(self, file: str, organization: UsedOrganization | None) -> PlacedSettings:
        """The settings of a file: the nearest architrave.toml above it, else those in its organization's org.yaml."""
        folder = Path(file).resolve().parent if file != "-" else Path.cwd()
        found = next((table for each in (folder, *folder.parents) if (table := self._table(each)) is not None), None)
        if found is None and organization is not None and organization.lint is not None:
            found = PlacedSettings(organization.lint, str(organization.folder.resolve()))
        placed = found or PlacedSettings(LintSettings(), str(Path.cwd()))
        return PlacedSettings(placed.settings.with_rules(self._select, self._ignore), placed.folder)

    def _table(self, folder: Path) -> PlacedSettings | None:
        if folder not in self._tables:
            self._tables[folder] = _read_table(folder)
        return self._tables[folder]

    def _read_organization(self, folder: Path) -> UsedOrganization:
        organization, faults = read_organization(folder, environment=os.environ, named_only=True)
        if organization is None:
            raise CannotLintError(rendered(fault for fault in faults if fault.is_error))
        mocks, mock_faults = _replies(folder)
        own: dict[str, list[Diagnostic]] = {str(folder / ORG_YAML): []}
        for fault in (*faults, *mock_faults):
            file = Path(fault.file or ORG_YAML)
            # The flows are checked only if they are among the files.
            if fault.rule is not rules.NO_FLOWS and (file.suffix not in YAML_SUFFIXES or file.name in _OWN_YAML):
                own.setdefault(str(file), []).append(fault)
        known = known_of(organization, mocks)
        return UsedOrganization(organization.name, folder, known, organization.substitutions, organization.lint, own)


def _replies(folder: Path) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """The organization's scripted replies and their problems. Whether they fit the flows takes all flows."""
    if not os.path.lexists(folder / MOCKS_YAML):
        return Mocks(), ()
    organization, faults = read_organization(folder, environment=os.environ)
    return checked_replies(None, folder, organization, faults)


def _read_table(folder: Path) -> PlacedSettings | None:
    path = folder / ARCHITRAVE_TOML
    if not path.is_file():
        return None
    try:
        source = read_source(os.path.relpath(path), "the settings")
    except CannotReadFileError as problem:
        raise CannotLintError(str(problem)) from None
    settings, faults = read_architrave_toml(source)
    if faults:
        raise CannotLintError(rendered(faults, source))
    return None if settings is None else PlacedSettings(settings, str(folder))
