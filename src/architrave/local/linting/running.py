"""One run of `lint`: reads each file once, and collects what is reported."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from architrave.definitions import rules as definition_rules
from architrave.definitions.file_kinds import FileKind, kind_of_file
from architrave.definitions.files import is_special
from architrave.definitions.flow_parts import with_files_around
from architrave.definitions.lint_rules import LINT_RULES, NEEDS_ORGANIZATION
from architrave.definitions.rules import DUPLICATE_FLOW
from architrave.diagnostics import Diagnostic, Severity, Source, did_you_mean
from architrave.diagnostics.baseline import Key
from architrave.diagnostics.diagnostic import sort_key
from architrave.diagnostics.suppression import MARK, suppress
from architrave.flows import rules as flow_rules
from architrave.flows.comments import yaml_lines
from architrave.flows.fixing import fix_flow
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.local.linting.faults import CannotLintError, write_bytes
from architrave.local.linting.files import (
    STANDARD_INPUT,
    YAML_SUFFIXES,
    find_files,
    nothing_to_check,
    refuse_other_kinds,
)
from architrave.local.linting.known import BaselineFile
from architrave.local.linting.settings import OWN_YAML, Nearest, PlacedSettings, Surroundings, UsedOrganization
from architrave.local.sources import BOM, CannotReadFileError, read_source


@dataclass(frozen=True, slots=True)
class LintOptions:
    """What to check and how. `fix` computes fixes; only with `write` are they written to the files."""

    paths: Sequence[str]
    nearest: Nearest
    standard_input: Callable[[], Source]
    substitutions: Mapping[str, str] = field(default_factory=dict[str, str])
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: str | None = None
    write_baseline: str | None = None
    strict: bool = False
    fix: bool = False
    write: bool = False


@dataclass(slots=True)
class LintReport:
    """The result of a run.

    `sources` are the flows that were checked, as they are now. `fixed` are the findings that were fixed, or with
    `changes` that are not written, would be; `changes` are the texts before and after. `known` is how many findings are
    in the baseline, `gone` its entries that no longer occur, `written` how many were written into one. `elsewhere` are
    the problems in the own files of organizations that were not checked, by folder.
    """

    failing: frozenset[Severity]
    findings: list[Diagnostic] = field(default_factory=list[Diagnostic])
    sources: dict[str, Source] = field(default_factory=dict[str, Source])
    suppressed: int = 0
    fixed: list[Diagnostic] = field(default_factory=list[Diagnostic])
    changes: list[tuple[Source, Source]] = field(default_factory=list[tuple[Source, Source]])
    known: int = 0
    gone: Mapping[Key, int] = field(default_factory=dict[Key, int])
    written: int | None = None
    skipped: list[str] = field(default_factory=list[str])
    excluded: list[str] = field(default_factory=list[str])
    exports: list[str] = field(default_factory=list[str])
    organizations: list[UsedOrganization] = field(default_factory=list[UsedOrganization])
    elsewhere: dict[Path, list[Diagnostic]] = field(default_factory=dict[Path, list[Diagnostic]])

    @property
    def ok(self) -> bool:
        """Whether nothing was found that fails."""
        return self.written is not None or not any(item.severity in self.failing for item in self.findings)


def lint(options: LintOptions) -> LintReport:
    """Checks the files. Raises CannotLintError if something that was given cannot be used."""
    return _Run(options).report()


class _Run:
    def __init__(self, options: LintOptions) -> None:
        _check_rules((*options.select, *options.ignore))
        self._options = options
        self._around = Surroundings(options.nearest, options.select, options.ignore)
        failing = {Severity.ERROR, Severity.WARNING} if options.strict else {Severity.ERROR}
        self._report = LintReport(frozenset(failing))
        self._checked: set[Path] = set()
        self._programs: dict[str, tuple[str, Mapping[str, str], Program]] = {}

    def report(self) -> LintReport:
        """Checks everything, in the order of the files."""
        report = self._report
        found = find_files(self._options.paths)
        for path, fault in found.unread.items():
            self._unread_folder(path, fault)
        for path, is_listed in found.files:
            organization = self._around.organization_of(path)
            settings = self._around.settings_of(path, organization)
            if not is_listed and settings.excludes(path):
                found.excluded.append(path)
                continue
            source = self._read(path, settings, is_listed=is_listed)
            if source is None:
                continue
            if is_listed:
                refuse_other_kinds(path, source)
            elif kind_of_file(path, source.text) is not FileKind.FLOW:
                found.skipped.append(path)
                continue
            self._checked.add(Path(path).resolve())
            self._flow(path, source, organization, settings)
        if not report.sources and not report.findings:
            raise CannotLintError(nothing_to_check(self._options.paths, found))
        report.skipped, report.excluded, report.exports = found.skipped, found.excluded, found.exports
        report.organizations = list(self._around.organizations.values())
        report.findings = [*self._organization_findings(), *report.findings]
        self._use_baseline()
        return report

    def _unread_folder(self, path: str, fault: Diagnostic) -> None:
        organization = self._around.organization_of(path)
        settings = self._around.settings_of(path, organization)
        own = [] if organization is None else [fault.file for fault in organization.faults if fault.file]
        is_known = os.path.realpath(path) in map(os.path.realpath, own)
        if not is_known and not settings.excludes(path):
            self._report.findings += settings.apply([fault], path)

    def _read(self, path: str, settings: PlacedSettings, *, is_listed: bool) -> Source | None:
        try:
            if not is_listed and is_special(path):
                raise CannotReadFileError(f"{path} is not a regular file.")
            return self._options.standard_input() if path == STANDARD_INPUT else read_source(path, "a flow file")
        except CannotReadFileError as problem:
            if is_listed:
                raise CannotLintError(str(problem)) from None
            # One file of a folder that cannot be read does not hide the others.
            self._checked.add(Path(path).resolve())
            fault = Diagnostic(definition_rules.NOT_TEXT, str(problem), file=Source(path, "").name)
            self._report.findings += settings.apply([fault], path)
            return None

    def _flow(self, path: str, source: Source, organization: UsedOrganization | None, settings: PlacedSettings) -> None:
        report = self._report
        source = with_files_around(source)
        values = dict(self._options.substitutions)
        if organization is not None:
            values = {**organization.substitutions, **values}
        unchecked = set[str]() if organization is not None else set(NEEDS_ORGANIZATION)
        if values:
            unchecked.add(flow_rules.UNRESOLVED_SUBSTITUTION.slug)
        suppressed = 0

        def check(text: Source) -> list[Diagnostic]:
            nonlocal suppressed
            known = organization.known if organization is not None else None
            program, findings = read_flow(text, substitutions=values, known=known, allow_placeholders=True)
            self._remember(text, values, program, findings)
            left, suppressed = _without_suppressed(list(findings), text, unchecked)
            return settings.apply(left, path)

        findings = check(source)
        before = suppressed
        if self._options.fix and any(item.fix for item in findings):
            fixed = fix_flow(source, findings, check, values)
            if fixed.fixed:
                report.fixed += fixed.fixed
                report.changes.append((source, fixed.source))
            if fixed.fixed and self._options.write:
                _write(path, source, fixed.source)
                source, findings = fixed.source, list(fixed.left)
        report.suppressed += before
        report.sources[source.name] = source
        report.findings += findings

    def _remember(
        self, source: Source, values: Mapping[str, str], program: Program | None, findings: Sequence[Diagnostic]
    ) -> None:
        """Keeps a flow without any fault that serving it would report, so that it is not read again."""
        unresolved = flow_rules.UNRESOLVED_SUBSTITUTION.slug
        if program is not None and not any(each.is_error or each.rule.slug == unresolved for each in findings):
            self._programs[source.name] = (source.text, values, program)

    def _read_again(
        self, source: Source, substitutions: Mapping[str, str]
    ) -> tuple[Program | None, tuple[Diagnostic, ...]]:
        """A flow as it is served: remembered, if the file is still the same."""
        known = self._programs.get(source.name)
        if known is not None and known[:2] == (source.text, substitutions):
            return known[2], ()
        return read_flow(source, substitutions=substitutions)

    def _organization_findings(self) -> list[Diagnostic]:
        """The problems of the organizations whose folders are checked; those of the others are only counted."""
        found: list[Diagnostic] = []
        for organization in self._around.organizations.values():
            is_whole = self._is_whole(organization)
            suppressed, own = self._own_findings(organization, is_whole=is_whole)
            if is_whole:
                found += own
                self._report.suppressed += suppressed
            elif own:
                self._report.elsewhere[organization.folder] = own
        return found

    def _own_findings(self, organization: UsedOrganization, *, is_whole: bool) -> tuple[int, list[Diagnostic]]:
        found: list[Diagnostic] = []
        suppressed = 0
        for name, faults in organization.findings(self._read_again, is_whole=is_whole).items():
            settings = self._around.settings_of(name, organization)
            left = faults
            if Path(name).name in OWN_YAML and Path(name).is_file():
                left, count = _without_suppressed(faults, read_source(name, "org.yaml"), set())
                suppressed += count
            found += [] if settings.excludes(name) else settings.apply(left, name)
        return suppressed, found

    def _is_whole(self, organization: UsedOrganization) -> bool:
        """Whether the organization's folder, or one that contains it, is checked."""
        folder = organization.folder.resolve()
        named = [Path(path).resolve() for path in self._options.paths if Path(path).is_dir()]
        return any(folder.is_relative_to(each) for each in named)

    def _use_baseline(self) -> None:
        report, options = self._report, self._options
        if options.baseline is not None:
            compared = BaselineFile(options.baseline, self._was_checked).compare(report.findings)
            report.findings, report.known, report.gone = compared.new, compared.known, compared.gone
        if options.write_baseline is not None:
            counts = BaselineFile(options.write_baseline, self._was_checked).write(report.findings)
            report.written = sum(counts.values())

    def _was_checked(self, file: Path, rule: str) -> bool:
        if (self._options.select and rule not in self._options.select) or rule in self._options.ignore:
            return False
        if not self._around.organizations and rule in NEEDS_ORGANIZATION:
            return False
        needs_all = file.suffix not in YAML_SUFFIXES or file.name in OWN_YAML or rule == DUPLICATE_FLOW.slug
        if not needs_all:
            return file in self._checked
        whole = [each.folder for each in self._around.organizations.values() if self._is_whole(each)]
        return any(file.is_relative_to(folder.resolve()) for folder in whole)


def _without_suppressed(
    findings: list[Diagnostic], source: Source, unchecked: set[str]
) -> tuple[list[Diagnostic], int]:
    """The findings that no comment suppresses, and how many are suppressed."""
    lines = yaml_lines(source.text) if MARK in source.text.lower() else None
    if lines is None:
        return findings, 0
    result = suppress(findings, source, rules=LINT_RULES, lines=lines, unchecked=unchecked)
    return sorted(result.left, key=sort_key), result.suppressed


def _check_rules(names: Sequence[str]) -> None:
    for name in names:
        if name not in LINT_RULES:
            near = did_you_mean(name, LINT_RULES)
            advice = f"Did you mean {near}?" if near else "Run `architrave explain` to list all rules."
            raise CannotLintError(f"There is no rule {name!r} for flows. {advice}")


def _write(path: str, before: Source, after: Source) -> None:
    """Writes a fixed text, unless the file has changed since it was read. A byte order mark is kept."""
    try:
        written = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise CannotLintError(f"Cannot read {path} again, so its fixes are not written: {reason}.") from None
    mark = BOM.encode() if written.startswith(BOM.encode()) else b""
    if written.removeprefix(mark) != before.text.encode():
        raise CannotLintError(f"{path} changed while it was checked. Run the command again.")
    write_bytes(path, mark + after.text.encode())
