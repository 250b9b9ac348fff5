"""The result of `lint` for people: what was fixed, what was found, and what was left out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import click

from architrave.cli.files import lint_command
from architrave.cli.views.problems import show_line, show_problems
from architrave.cli.views.screen import width_of
from architrave.cloud.exports import CONVERT_EXPORTS
from architrave.definitions.file_kinds import exports_in_words
from architrave.diagnostics import Diagnostic
from architrave.diagnostics.renderers.grouped import grouped_lines, limits_for, place, times
from architrave.diagnostics.renderers.text import Kind, Piece
from architrave.diagnostics.rule import Severity
from architrave.diagnostics.summary import counted, number_of
from architrave.diagnostics.visible import visible_line
from architrave.flows.fixing import written_fix
from architrave.local.linting import LintReport
from architrave.local.sources import sources_of

_CHANGES: Mapping[str, Kind] = {"+": "good", "-": "bad"}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class View:
    """What the options of the command say about its output."""

    full: bool = False
    per_file: int | None = None
    fix: bool = False
    diff: bool = False
    baseline: str | None = None
    write_baseline: str | None = None


def show_report(report: LintReport, view: View) -> None:
    """Print a report. The last line is the total."""
    if view.diff:
        _show_diff(report)
    _show_fixed(report, view)
    sources = sources_of(item for item in report.findings if item.file not in report.sources) | report.sources
    files = len({item.file for item in report.findings} | report.sources.keys())
    if report.written is not None or view.diff:
        pass
    elif view.full:
        show_problems(report.findings, sources)
    else:
        limits = limits_for(files, view.per_file)
        lines = grouped_lines(report.findings, sources, limits, width_of(), in_file_order=files == 1)
        for line in lines:
            show_line(line)
    for note in _notes(report, view):
        click.echo(note)
    click.echo(_total(report))


def problems_elsewhere(found: Sequence[Diagnostic], folder: Path) -> str:
    """What follows the name of an organization whose own files have problems that are not reported."""
    counts = [(number_of(found, severity), severity.value) for severity in Severity]
    said = ", ".join(counted(number, noun) for number, noun in counts if number)
    if not said:
        return ""
    return f": {said} in its own files; to see them, run `{lint_command(folder)}`"


def _show_diff(report: LintReport) -> None:
    for before, after in report.changes:
        lines = unified_diff(
            before.text.splitlines(keepends=True), after.text.splitlines(keepends=True), before.name, after.name
        )
        for line in lines:
            is_name = line.startswith(("+++", "---"))
            kind: Kind = "source" if is_name else _CHANGES.get(line[:1], "source")
            show_line([Piece(kind, visible_line(line[:-1]) if is_name else line.rstrip("\r\n"))])
    if report.changes:
        click.echo()


def _show_fixed(report: LintReport, view: View) -> None:
    if not (view.fix or view.diff):
        return
    if not report.fixed:
        click.echo("Nothing could be fixed automatically.\n")
        return
    verb = "Would fix" if view.diff else "Fixed"
    click.echo(f"{verb} {counted(len(report.fixed), 'problem')} in {counted(len(report.changes), 'file')}:")
    for item in report.fixed:
        written = visible_line(written_fix(item))
        show_line([Piece("place", f"  {visible_line(place(item))}"), Piece("source", f": {written}")])
    click.echo()


def _notes(report: LintReport, view: View) -> Iterator[str]:
    """What else there is to know, one line each."""
    fixable = sum(item.fix is not None for item in report.findings)
    if fixable and not (view.fix or view.diff):
        can = "1 problem can" if fixable == 1 else f"{fixable:,} problems can"
        yield f"{can} be fixed automatically: run again with --fix, or with --diff to see the changes."
    if report.suppressed:
        yield f"{counted(report.suppressed, 'problem')} suppressed by comments."
    if view.baseline is not None and report.known:
        yield f"{counted(report.known, 'known problem')} left out ({view.baseline})."
    if report.gone:
        gone: Counter[tuple[str, str]] = Counter()
        for (file, rule, _), count in report.gone.items():
            gone[file, rule] += count
        listed = [f"{file}: {rule} ({times(count)})" for (file, rule), count in gone.items()]
        shown = "; ".join(map(visible_line, listed[:_SHOWN])) + ("; …" if len(listed) > _SHOWN else "")
        number = sum(report.gone.values())
        yield f"{counted(number, 'problem')} in {view.baseline} no longer found: {shown}."
        yield f"Remove them from it: run again with --write-baseline {view.baseline} instead of --baseline."
    if report.written is not None:
        yield f"{view.write_baseline} lists {counted(report.written, 'known problem')}."
    if report.exports:
        yield f"Not checked: {exports_in_words(report.exports)}. {CONVERT_EXPORTS}"
    if report.excluded:
        yield f"{counted(len(report.excluded), 'file')} excluded by the settings."
    if report.skipped:
        names = ", ".join(map(visible_line, report.skipped[:_SHOWN])) + (", …" if len(report.skipped) > _SHOWN else "")
        what = "YAML file that is not a flow" if len(report.skipped) == 1 else "YAML files that are not flows"
        yield f"Skipped {len(report.skipped):,} {what}: {names}."


def _total(report: LintReport) -> str:
    flows = counted(len(report.sources), "flow")
    if not report.findings:
        new = "new " if report.known else ""
        return f"{flows}: no {new}problems found."
    errors, warnings, infos = (number_of(report.findings, severity) for severity in Severity)
    more = f", {counted(infos, 'info')}" if infos else ""
    return f"{flows}: {counted(errors, 'error')}, {counted(warnings, 'warning')}{more}."
