"""The result of `architrave test` for people: each failure with its place and the last actions, and the total."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

import click

from architrave.cli.terminal import styled
from architrave.cli.views.problems import show_line, show_problems
from architrave.cli.views.screen import width_of
from architrave.diagnostics.renderers.text import Kind, Piece, pieces_of
from architrave.diagnostics.summary import counted
from architrave.diagnostics.visible import visible, visible_line
from architrave.interpreter.shown import duration_text
from architrave.local.sources import sources_of
from architrave.local.testing.coverage import FlowCoverage, percent, total_outputs
from architrave.local.testing.results import CaseResult, Failure, Report, ShownStep, Status

_MOST_FAILURES = 10
"""How many failed tests are shown in full."""


class ProgressLine:
    """A line on a terminal that counts the tests; it is gone when the block ends."""

    def __init__(self) -> None:
        self._is_live = sys.stderr.isatty()
        self._done = 0
        self._failed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_live and self._done:
            self._write("")

    def after(self, result: CaseResult) -> None:
        """Count a test."""
        self._done += 1
        self._failed += result.status is Status.FAILED
        if self._is_live and (self._done % 10 == 1 or result.status is Status.FAILED):
            failed = f", {self._failed:,} failed" if self._failed else ""
            self._write(f"{counted(self._done, 'test')}{failed} …")

    def _write(self, text: str) -> None:
        width = width_of(sys.stderr) or 40
        print(f"\r{visible(text):<{width - 1}}\r{visible(text)}", end="", file=styled(sys.stderr), flush=True)


def show_report(report: Report) -> None:
    """Print a report. The last line is the total."""
    show_problems(report.diagnostics)
    failed = list(report.failed())
    for result in failed[:_MOST_FAILURES]:
        _show_failed(result)
    for result in failed[_MOST_FAILURES:]:
        show_line([Piece("bad", "FAILED "), Piece("title", visible_line(_id(result)))])
    for result in report.results:
        if result.status in (Status.SKIPPED, Status.TODO):
            words = f"{result.status.value.upper():<7} {_id(result)}: {result.reason}"
            show_line([Piece("busy", visible_line(words))])
    if report.coverage is not None:
        for line in coverage_lines(report.coverage):
            show_line(line)
    if not report.is_covered:
        got = f"{percent(total_outputs(report.coverage or ())):.1f}"
        show_line([Piece("bad", f"{got}% of the outputs are covered, less than {report.fail_under:g}%.")])
    for line in _total(report):
        show_line(line)


def coverage_lines(flows: Sequence[FlowCoverage]) -> Iterator[list[Piece]]:
    """A table of flows, and for each what is missing, with its line."""
    for flow in flows:
        (ran, actions), (taken, outputs) = flow.action_counts, flow.output_counts
        covered = f"actions {ran}/{actions} {percent((ran, actions)):.0f}%, "
        covered += f"outputs {taken}/{outputs} {percent((taken, outputs)):.0f}%"
        refused = sum(not each.is_run for each in flow.actions)
        more = f", {counted(refused, 'action')} that Architrave does not run" if refused else ""
        yield [Piece("title", visible_line(flow.name)), Piece("source", f"  {covered}{more}")]
        for action in flow.actions:
            if action.is_run and (not action.is_covered or action.missing):
                missing = "not reached" if not action.is_covered else f"not taken: {', '.join(action.missing)}"
                where = f"  {visible_line(flow.file)}:{action.line}"
                yield [
                    Piece("place", where),
                    Piece("source", f"  {visible_line(action.name)}  {visible_line(missing)}"),
                ]


def _show_failed(result: CaseResult) -> None:
    show_line([Piece("bad", "FAILED "), Piece("title", visible_line(_id(result)))])
    for failure in result.failures:
        _show_failure(failure)
    if result.steps:
        title = "The last action:" if len(result.steps) == 1 else "The last actions:"
        show_line([Piece("source", f"  {title}")])
        for line in _step_lines(result.steps):
            show_line(line)
    if any(failure.example is not None for failure in result.failures):
        click.echo()
        return
    command = f"architrave test {shlex.quote(_id(result))} --step"
    show_line([Piece("source", f"  To step through it: {visible_line(command)}")])
    click.echo()


def _show_failure(failure: Failure) -> None:
    sources = sources_of([failure.diagnostic])
    for line in pieces_of(failure.diagnostic, sources.get(failure.diagnostic.file or ""), width_of()):
        show_line(line)
    if failure.example is not None:
        show_line([Piece("source", "  It happened in this case, as a test:")])
        for text in failure.example.splitlines():
            show_line([Piece("place", f"  {visible(text)}")])


def _step_lines(steps: Sequence[ShownStep]) -> Iterator[list[Piece]]:
    for step in steps:
        indent = "  " * min(step.depth - 1, 10)
        output = "" if step.output is None else f" → {step.output}"
        yield [
            Piece("source", f"  {duration_text(step.at):>12}  {indent}{visible_line(step.name)}  {step.kind}"),
            Piece("place", f"{visible_line(output)}"),
            Piece("margin", f"  {visible_line(step.file)}:{step.line}"),
        ]


def _id(result: CaseResult) -> str:
    return f"{result.file}::{result.full_name}"


def _total(report: Report) -> Iterator[list[Piece]]:
    """The last line, and before it why nothing was run."""
    counts = [
        (report.count(status), status.value) for status in (Status.PASSED, Status.FAILED, Status.TODO, Status.SKIPPED)
    ]
    said = ", ".join(f"{number:,} {name}" for number, name in counts if number)
    errors = sum(each.is_error for each in report.diagnostics)
    if errors:
        said = ", ".join(filter(None, [said, counted(errors, "error")]))
    if report.deselected:
        said = ", ".join(filter(None, [said, f"{report.deselected:,} not selected"]))
    kind: Kind = "good" if report.ok else "bad"
    seconds = f" in {report.seconds:.1f} s"
    files = f" in {counted(len(report.files), 'file')}"
    yield [Piece(kind, f"{counted(len(report.results), 'test')}{files}: {said or 'nothing to run'}{seconds}.")]
