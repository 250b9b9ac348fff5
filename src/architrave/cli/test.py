"""`architrave test`: runs flow tests."""

import json
import sys
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option

if TYPE_CHECKING:
    from architrave.local.testing import Report, TestOptions


@click.command(
    cls=Verb,
    examples=(
        "architrave test",
        'architrave test tests/order-sync.flowtest.yaml -k "page"',
        "architrave test 'tests/order-sync.flowtest.yaml::A batch is synced'",
    ),
    page="docs/testing.md",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-k", "text", metavar="TEXT", help="Run the tests whose names contain this text.")
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Run the tests with this tag; repeat it for others.")
@click.option("--step", is_flag=True, help="Run one test in the debugger.")
@format_option()
def command(paths: tuple[str, ...], text: str | None, tags: tuple[str, ...], step: bool, form: str) -> None:
    """Run the flow tests in files (*.flowtest.yaml) and folders. PATH may be FILE::NAME; default: this folder.

    A test runs its flow on a virtual clock with the replies that it gives to data actions, and compares what the flow
    did with what it expects.

    Exit code: 0 all tests passed, 1 a test failed or a test file has errors, 2 usage error.
    """
    from architrave.cli.views.testing import ProgressLine
    from architrave.local.testing import CannotTestError, TestOptions
    from architrave.local.testing.testing import run_tests

    options = TestOptions(paths or (".",), text, frozenset(tags))
    try:
        if step:
            sys.exit(_step(options, form))
        with ProgressLine() as progress:
            report = run_tests(options, progress.after)
    except CannotTestError as problem:
        raise click.UsageError(str(problem)) from None
    _print(report, form)
    sys.exit(GOOD if report.ok else PROBLEMS)


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
    if form == "json":
        from architrave.local.testing.report_json import report_json

        click.echo(json.dumps(report_json(report), ensure_ascii=False, indent=2))
        return
    from architrave.cli.views.testing import show_report

    show_report(report)
