"""`architrave test`: runs flow tests."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option
from architrave.cli.views.errors import show_message

if TYPE_CHECKING:
    from architrave.local.testing import Report, TestOptions


_MOST_PROCESSES = 64


@click.command(
    cls=Verb,
    examples=(
        "architrave test",
        'architrave test tests/order-sync.flowtest.yaml -k "page"',
        "architrave test 'tests/order-sync.flowtest.yaml::A batch is synced'",
    ),
    page="docs/testing.md",
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("-k", "text", metavar="TEXT", help="Run the tests whose names contain this text.")
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Run the tests with this tag; repeat it for others.")
@click.option(
    "-n", "processes", metavar="NUMBER|auto", default="1", show_default=True, help="Run the tests in several processes."
)
@click.option("--update", is_flag=True, help="Write what was seen into the test files, in place of what differs.")
@click.option("--coverage", is_flag=True, help="Show how much of the flows the tests reach, and what is missing.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail if the tests take less of the outputs, or with --mutate notice less of the changes.",
)
@click.option("--mutate", is_flag=True, help="Change the flows in small ways, and show which changes no test notices.")
@click.option("--watch", is_flag=True, help="Run again whenever a file of the tests or the organization changes.")
@click.option(
    "--report", "folder", metavar="DIR", help="Also write results.json, junit.xml and coverage to this folder."
)
@click.option(
    "--from",
    "kept",
    metavar="EXECUTION|FILE",
    help="Print a test made of an execution, or of the JSON of a run. PATH is then the organization's folder.",
)
@click.option("--shorten", is_flag=True, help="With --from: leave out what the run's way does not need.")
@click.option("--step", is_flag=True, help="Run one test in the debugger.")
@format_option("junit", "github")
def command(
    paths: tuple[str, ...],
    text: str | None,
    tags: tuple[str, ...],
    processes: str,
    update: bool,
    coverage: bool,
    fail_under: float | None,
    mutate: bool,
    watch: bool,
    folder: str | None,
    kept: str | None,
    shorten: bool,
    step: bool,
    form: str,
) -> None:
    """Run the flow tests in files (*.flowtest.yaml) and folders. PATH may be FILE::NAME; default: this folder.

    A test runs its flow on a virtual clock with the replies that it gives to data actions, and compares what the flow
    did with what it expects.

    Exit code: 0 all tests passed, 1 a test failed, a test file has errors, or --fail-under is not reached, 2 usage
    error.
    """
    from architrave.local.testing import CannotTestError, TestOptions

    measured = coverage or (fail_under is not None and not mutate)
    options = TestOptions(
        paths or (".",), text, frozenset(tags), coverage=measured, mutate=mutate, fail_under=fail_under
    )
    if mutate and (other := _other_than_mutate(update=update, watch=watch, step=step, is_from=kept is not None)):
        raise click.UsageError(f"--mutate runs the tests as they are; leave out {other}.")
    if kept is not None:
        sys.exit(_from(kept, _folder_of(paths), shorten=shorten))
    if shorten:
        raise click.UsageError("--shorten needs --from.")
    how = _How(_number(processes), form, None if folder is None else Path(folder), update)
    try:
        if step:
            sys.exit(_step(options, form))
        if watch:
            _watch(options, how)
        sys.exit(_run(options, how))
    except CannotTestError as problem:
        raise click.UsageError(str(problem)) from None


def _other_than_mutate(*, update: bool, watch: bool, step: bool, is_from: bool) -> str | None:
    """The option that does something else than --mutate."""
    given = {"--update": update, "--watch": watch, "--step": step, "--from": is_from}
    return next((name for name, is_given in given.items() if is_given), None)


@dataclass(frozen=True, slots=True)
class _How:
    """How to run the tests, and what to do with the report."""

    processes: int
    form: str
    folder: Path | None
    update: bool


def _number(written: str) -> int:
    """The number of processes."""
    if written == "auto":
        from architrave.local.testing.pool import processors

        return processors()
    if not written.isdecimal() or not 1 <= int(written) <= _MOST_PROCESSES:
        raise click.UsageError(f"-n {written}: write a number from 1 to {_MOST_PROCESSES}, or auto.")
    return int(written)


def _run(options: "TestOptions", how: _How) -> int:
    """Run the tests and print the report. Returns the exit code."""
    from architrave.cli.views.testing import ProgressLine
    from architrave.local.testing.testing import run_tests

    with ProgressLine() as progress:
        report = run_tests(options, progress.after, progress.after_mutant, processes=how.processes)
    _print(report, how.form)
    if how.folder is not None:
        from architrave.local.testing.report_files import write_report

        for path in write_report(report, how.folder):
            show_message(f"Wrote {path}")
    if how.update:
        return _update(options, report)
    return GOOD if report.ok else PROBLEMS


def _update(options: "TestOptions", report: "Report") -> int:
    """Write what was seen into the test files, and run the tests again. Returns the exit code."""
    from architrave.diagnostics.summary import counted
    from architrave.local.testing.testing import run_tests
    from architrave.local.testing.updating import update

    updated = update(report.results)
    for file, number in updated.files.items():
        show_message(f"Updated {counted(number, 'value')} in {file}")
    if updated.conflicts:
        places = counted(updated.conflicts, "value")
        show_message(f"Not updated: {places} that the rows of a table share, and for which they saw different ones")
    if not updated.files:
        return GOOD if report.ok else PROBLEMS
    again = run_tests(options)
    left = sum(1 for _ in again.failed())
    show_message(f"Now {counted(left, 'test')} of {len(again.results):,} {'fails' if left == 1 else 'fail'}")
    return GOOD if again.ok else PROBLEMS


def _watch(options: "TestOptions", how: _How) -> NoReturn:
    """Run the tests again and again, whenever a file changes, until interrupted."""
    from architrave.local.testing import CannotTestError
    from architrave.local.testing.watching import state_of, wait_for_change

    if how.form != "text":
        raise click.UsageError(f"--watch shows text; leave out --format {how.form}.")
    while True:
        seen = state_of(options.paths)
        try:
            _run(options, how)
        except CannotTestError as problem:
            show_message(f"Error: {problem}")
        show_message("Waiting for changes. Press Ctrl+C to stop.")
        wait_for_change(options.paths, seen)


def _folder_of(paths: tuple[str, ...]) -> Path | None:
    """The folder that has the flow of a kept run; None if it is not named."""
    if len(paths) > 1:
        raise click.UsageError("--from makes a test of one run: name one folder, that of its organization.")
    folder = Path(paths[0]) if paths else None
    if folder is not None and not folder.is_dir():
        raise click.UsageError(f"{folder} is not a folder: with --from, PATH is the folder of the organization.")
    return folder


def _from(kept: str, folder: Path | None, *, shorten: bool) -> int:
    """Print a test made of a kept run, of a flow in the organization at or above a folder. Returns the exit code."""
    from architrave.local.testing import CannotTestError
    from architrave.local.testing.from_run import flow_of, goes_the_same_way, shortened, test_text
    from architrave.local.testing.recordings import NotARunError, read_recording, recording_of

    is_file = Path(kept).exists() or Path(kept).suffix == ".json"
    try:
        if is_file:
            from architrave.cli.files import read_source

            recording = read_recording(read_source(kept, "a kept run"))
        else:
            recording = recording_of(_trace_of(kept, folder), f"The execution {kept}")
        flow = flow_of(recording, folder or Path.cwd())
        if not goes_the_same_way(recording, flow):
            show_message(
                "warning: With the flow as it is now, this run goes another way: the test fails and says where."
            )
        elif shorten:
            recording = shortened(recording, flow)
    except (NotARunError, CannotTestError) as problem:
        raise click.UsageError(str(problem)) from None
    click.echo(
        test_text(recording, flow, f"The run of {Path(kept).stem if is_file else kept}", is_shortened=shorten), nl=False
    )
    return GOOD


def _trace_of(execution: str, folder: Path | None) -> "dict[str, Any]":
    """The trace of an execution, from the server of a folder, by default the current one."""
    from architrave.cli.execution_ids import find_execution
    from architrave.cli.targets import connected

    with connected(None if folder is None else str(folder), "text") as client:
        return client.trace(find_execution(client, execution))


def _step(options: "TestOptions", form: str) -> int:
    """Run the selected test in the debugger. Returns the exit code."""
    if form != "text":
        raise click.UsageError(f"--format {form} prints a complete report; leave it out, or --step.")
    from contextlib import nullcontext

    from architrave.cli.debugging import debug
    from architrave.cli.views.testing import show_report
    from architrave.local.testing.stepping import debugger_for

    debugger, report = debugger_for(options)
    if debugger is None:
        show_report(report)
        return PROBLEMS
    debug(nullcontext(debugger), (), is_stepping=True)
    return GOOD


def _print(report: "Report", form: str) -> None:
    match form:
        case "json":
            from architrave.local.testing.report_json import report_json

            click.echo(json.dumps(report_json(report), ensure_ascii=False, indent=2))
        case "junit":
            from architrave.local.testing.junit import render_tests

            click.echo(render_tests(report))
        case "github":
            from architrave.diagnostics.renderers.github import render_github
            from architrave.local.testing.mutants import unnoticed

            failed = [failure.diagnostic for result in report.failed() for failure in result.failures]
            found = [*report.diagnostics, *failed, *unnoticed(report.mutants or ())]
            if found:
                click.echo(render_github(found))
        case _:
            from architrave.cli.views.testing import show_report

            show_report(report)
