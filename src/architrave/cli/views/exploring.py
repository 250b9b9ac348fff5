"""The result of `architrave explore` for people: what was found, what was not reached, and the total."""

from collections.abc import Iterator

import click

from architrave.cli.views.problems import show_line
from architrave.diagnostics.renderers.text import Piece
from architrave.diagnostics.summary import counted
from architrave.diagnostics.visible import visible, visible_line
from architrave.local.exploring.missing import Missing
from architrave.local.exploring.report import ExploreReport, Finding
from architrave.local.testing.coverage import total_outputs

_MOST_FINDINGS = 20
_LONGEST_CONDITION = 160
_KINDS = {
    "fault": "The flow fails",
    "loop": "The flow loops until the limit of actions",
    "contract": "A call does not fit the contract of its data action",
}


def show_exploration(report: ExploreReport, output: str | None) -> None:
    """Print a report. `output` is the file to which the tests were written. The last line is the total."""
    for finding in report.findings[:_MOST_FINDINGS]:
        _show_finding(finding)
    if report.findings:
        one = len(report.findings) == 1
        said = (
            "As a test, which passes as long as this happens:"
            if one
            else "As tests, which pass as long as this happens:"
        )
        show_line([Piece("title", said)])
        click.echo()
        for line in report.tests.splitlines():
            click.echo(f"  {visible(line)}".rstrip())
        click.echo()
    if (more := len(report.findings) - _MOST_FINDINGS) > 0:
        show_line([Piece("bad", f"… and {counted(more, 'more finding')}: see --format json.")])
    if report.missing:
        show_line([Piece("title", "Not taken, with the condition that leads there:")])
        for missing in report.missing:
            show_line(_missing(missing))
        click.echo()
    for line in _total(report, output):
        show_line(line)


def _show_finding(finding: Finding) -> None:
    problem = finding.problem
    where = f" in “{problem.action}”" if problem.action else ""
    place = f"  {visible_line(problem.file)}:{problem.line}" if problem.line else ""
    said = f"{_KINDS.get(problem.kind, problem.kind)}{where}"
    show_line([Piece("bad", visible_line(said)), Piece("place", place)])
    show_line([Piece("source", f"  {visible_line(_reason(finding))}")])


def _reason(finding: Finding) -> str:
    problem = finding.problem
    return f"{problem.type}: {problem.message}" if problem.type else problem.message


def _missing(missing: Missing) -> list[Piece]:
    condition = missing.condition
    if len(condition) > _LONGEST_CONDITION:
        condition = condition[:_LONGEST_CONDITION] + "…"
    output = "not reached" if missing.output is None else f"→ {missing.output}"
    behind = f" (and {counted(missing.behind, 'output')} after it)" if missing.behind else ""
    said = f": {visible_line(condition)}" if condition else ""
    return [
        Piece("place", f"  {visible_line(missing.file)}:{missing.line}"),
        Piece("source", f"  {visible_line(missing.action)}  {visible_line(output)}{said}{behind}"),
    ]


def _total(report: ExploreReport, output: str | None) -> Iterator[list[Piece]]:
    taken, total = total_outputs(report.coverage)
    if output is not None:
        yield [Piece("source", f"Wrote {visible_line(output)}")]
    if report.was_cut:
        yield [Piece("busy", "Stopped by the clock: on a faster machine, or with a larger --budget, it may find more.")]
    elif not report.is_exhausted and report.missing and report.until is None:
        yield [Piece("busy", "The budget is used up: with a larger --budget, it may find more.")]
    if report.until is not None and report.percent < report.until:
        yield [Piece("bad", f"{report.percent:.1f}% of the outputs were taken, less than {report.until:g}%.")]
    found = f", {counted(len(report.findings), 'way')} to fail" if report.findings else ""
    said = f"{visible_line(report.flow)}: {taken} of {counted(total, 'output')} taken ({report.percent:.0f}%)"
    yield [Piece("good" if report.ok else "bad", f"{said} in {counted(report.runs, 'run')}{found}.")]
