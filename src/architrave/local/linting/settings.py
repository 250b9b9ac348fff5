"""The settings and the organization of each file that is checked. Each settings file and organization is read once."""

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.definitions import rules
from architrave.definitions.architrave_toml import ARCHITRAVE_TOML, read_architrave_toml
from architrave.definitions.flow_files import FlowReader
from architrave.definitions.known import known_of
from architrave.definitions.lint_settings import LintSettings
from architrave.definitions.memory import Memory
from architrave.definitions.mocks import MOCKS_YAML
from architrave.definitions.reader import ORG_YAML, read_organization
from architrave.diagnostics import Diagnostic
from architrave.flows.known import KnownOrganization
from architrave.local.flow_cache import FlowCache
from architrave.local.linting.faults import CannotLintError
from architrave.local.linting.files import YAML_SUFFIXES
from architrave.local.reading import checked_replies, read_replies
from architrave.local.sources import CannotReadFileError, read_source

Nearest = Callable[[str], Path | None]
"""Finds the organization of a file."""

_LINT = "/lint"
"""Where the settings are in org.yaml."""

OWN_YAML = (ORG_YAML, MOCKS_YAML)
"""The YAML files of an organization that are not flows."""


@dataclass(frozen=True, slots=True)
class UsedOrganization:
    """An organization that flows are checked against. `faults` are its problems without those of most flows."""

    name: str
    folder: Path
    known: KnownOrganization
    substitutions: Mapping[str, str]
    lint: LintSettings | None
    faults: tuple[Diagnostic, ...]

    def findings(self, read: FlowReader, *, is_whole: bool) -> dict[str, list[Diagnostic]]:
        """The problems in the organization's own files, by file, and, if it `is_whole`, flows with the same name.

        Whether its replies fit takes all flows, which `read` reads.
        """
        faults: tuple[Diagnostic, ...] = self.faults
        mock_faults: tuple[Diagnostic, ...] = ()
        if is_whole or os.path.lexists(self.folder / MOCKS_YAML):
            memory = Memory(FlowCache(self.folder).records())
            organization, faults = read_organization(
                self.folder, environment=os.environ, needs_secrets=False, read=read, memory=memory
            )
            _, mock_faults = checked_replies(None, self.folder, organization, faults)
        own: dict[str, list[Diagnostic]] = {str(self.folder / ORG_YAML): []}
        for fault in (*faults, *mock_faults):
            file = Path(fault.file or ORG_YAML)
            # What else is wrong with a flow is reported if it is among the files.
            is_of_flow = file.suffix in YAML_SUFFIXES and file.name not in OWN_YAML
            if is_whole and fault.rule is rules.DUPLICATE_FLOW if is_of_flow else fault.rule is not rules.NO_FLOWS:
                own.setdefault(str(file), []).append(fault)
        return own


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
    """What surrounds the files.

    `broken` are the errors of each org.yaml that cannot be used, by its folder: its files have no organization.
    """

    def __init__(self, nearest: Nearest, select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
        self.organizations: dict[Path, UsedOrganization] = {}
        self.broken: dict[Path, list[Diagnostic]] = {}
        self._nearest = nearest
        self._select = select
        self._ignore = ignore
        self._tables: dict[Path, PlacedSettings | None] = {}

    def organization_of(self, file: str) -> UsedOrganization | None:
        """The organization of a file; None if it has none that can be used.

        Raises CannotLintError if there is no such folder, or if the settings in its org.yaml are wrong.
        """
        folder = self._nearest(file)
        if folder is None:
            return None
        if folder not in self.organizations and folder not in self.broken:
            self._read_organization(folder)
        return self.organizations.get(folder)

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

    def _read_organization(self, folder: Path) -> None:
        memory = Memory(FlowCache(folder).records())
        organization, faults = read_organization(
            folder, environment=os.environ, named_only=True, needs_secrets=False, memory=memory
        )
        if organization is None:
            errors = [fault for fault in faults if fault.is_error]
            self.broken[folder] = [fault for fault in errors if Path(fault.file or "").name == ORG_YAML]
            if not self.broken[folder] or any((fault.pointer or "").startswith(_LINT) for fault in errors):
                raise CannotLintError("", diagnostics=tuple(errors))
            return
        known = known_of(organization, read_replies(None, folder)[0], shlex.quote(str(folder)))
        values = organization.substitutions
        used = UsedOrganization(organization.name, folder, known, values, organization.lint, faults)
        self.organizations[folder] = used


def _read_table(folder: Path) -> PlacedSettings | None:
    path = folder / ARCHITRAVE_TOML
    if not os.path.lexists(path):
        return None
    try:
        source = read_source(os.path.relpath(path), "the settings")
    except CannotReadFileError as problem:
        raise CannotLintError(str(problem)) from None
    settings, faults = read_architrave_toml(source)
    if faults:
        raise CannotLintError("", diagnostics=faults)
    return None if settings is None else PlacedSettings(settings, str(folder))
