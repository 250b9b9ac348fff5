"""`architrave diagram`: draws a flow."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import PROBLEMS
from architrave.cli.options import Verb, completes, nearest_organization, org_option, target_option

if TYPE_CHECKING:
    from architrave.diagram.marks import Marks
    from architrave.local.drawing import DrawableFlow


@click.command(
    cls=Verb,
    examples=(
        "architrave diagram flows/order-sync.yaml -o order-sync.svg",
        'architrave diagram "Order sync" --org my-org > order-sync.svg',
        "architrave diagram flows/order-sync.yaml --trace run.json -o run.svg",
    ),
    page="docs/diagrams.md",
)
@click.argument("flow", shell_complete=completes("flows"))
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write the SVG into this file.")
@org_option("The organization that has the flow.")
@click.option(
    "--trace",
    "traces",
    metavar="FILE|EXECUTION",
    type=click.Path(),
    multiple=True,
    help="Mark what a run did: its JSON (run or trace --format json), or an execution's ID. Several runs are summed.",
)
@click.option("--coverage", metavar="FILE", type=click.Path(), help="Mark what tests reached: their coverage as JSON.")
@target_option
def command(
    flow: str, output: str | None, org: str | None, traces: tuple[str, ...], coverage: str | None, target: str | None
) -> None:
    """Draw FLOW, a flow file or the name of a flow in the organization, as SVG.

    Flows of every type are drawn, also those that Architrave does not run. A flow with errors is drawn as far as it
    can be read. The same flow always gives the same bytes.

    Exit code: 0 the flow was drawn, 1 it cannot be read, 2 usage error.
    """
    from architrave.cli.files import write_text
    from architrave.cli.views.errors import show_message
    from architrave.cli.views.problems import show_problems
    from architrave.diagram.svg import svg_of
    from architrave.local.faults import CannotRunError, NoSuchFlowError

    if traces and coverage is not None:
        raise click.UsageError("--trace and --coverage cannot be used together.")
    try:
        found = _found(flow, org)
    except NoSuchFlowError as problem:
        raise click.UsageError(str(problem)) from None
    except CannotRunError as problem:
        show_problems(problem.diagnostics, {problem.source.name: problem.source}, err=True)
        show_message(problem.reason)
        sys.exit(PROBLEMS)
    marks = _marks(found, traces, target) if traces else None if coverage is None else _covered(found, coverage)
    drawn = svg_of(found.outline, marks)
    if output is None:
        click.echo(drawn, nl=False)
    else:
        write_text(output, drawn)
        counts = f"{_counted(found.outline.count, 'action')}, {_counted(len(found.outline.parts), 'part')}"
        show_message(f"Wrote {output}: “{found.outline.name}”, {counts}.")
    if found.errors:
        show_message(f"{_counted(found.errors, 'error')}: the diagram may be incomplete. {_lint(found)}")


def _found(flow: str, org: str | None) -> "DrawableFlow":
    from architrave.cli.files import read_source
    from architrave.definitions.other_files import not_a_flow
    from architrave.local.drawing import drawable_file, drawable_named

    is_file = flow == "-" or Path(flow).is_file()
    organization = Path(org) if org is not None else nearest_organization(flow if is_file else None)
    looks_like_file = Path(flow).exists() or Path(flow).suffix.lower() in (".yaml", ".yml")
    if not is_file and not looks_like_file:
        if organization is None:
            raise click.UsageError(
                f"{flow} is not a file. To draw a flow by its name, name its organization with --org."
            )
        return drawable_named(flow, organization)
    source = read_source(flow, "the flow")
    message = None if flow == "-" else not_a_flow(source.name, source.text)
    if message is not None:
        raise click.UsageError(message)
    return drawable_file(source, organization)


def _marks(found: "DrawableFlow", traces: tuple[str, ...], target: str | None) -> "Marks":
    """What the runs did in the flow. A run of another flow is a usage error."""
    from architrave.cli.recorded_runs import read_recorded
    from architrave.diagram.marks import marks_of

    runs = [read_recorded(name, target) for name in traces]
    name = found.program.name
    for written, run in zip(traces, runs, strict=True):
        flows = dict.fromkeys(step.flow for step in run.trace)
        if flows and name not in flows:
            raise click.UsageError(f"{written} is a run of “{next(iter(flows))}”, not of “{name}”.")
    marks = marks_of(found.program, runs)
    _note_foreign(marks.foreign, "step")
    return marks


def _covered(found: "DrawableFlow", written: str) -> "Marks":
    """What tests reached of the flow. A file without the flow is a usage error."""
    from architrave.cli.files import read_file
    from architrave.diagram.marks import marks_of_coverage
    from architrave.diagram.recorded import read_coverage

    try:
        flows = {flow.name: flow for flow in read_coverage(read_file(written, "--coverage")).flows}
    except ValueError as problem:
        raise click.UsageError(f"--coverage {written}: not the coverage of tests: {problem}.") from None
    if found.program.name not in flows:
        names = ", ".join(f"“{name}”" for name in flows) or "no flow"
        raise click.UsageError(f"{written} has the coverage of {names}, not of “{found.program.name}”.")
    marks = marks_of_coverage(found.program, flows[found.program.name])
    _note_foreign(marks.foreign, "action")
    return marks


def _note_foreign(number: int, noun: str) -> None:
    from architrave.cli.views.errors import show_message

    if number:
        left_out = f"{_counted(number, noun)} left out"
        show_message(f"{left_out}: the flow has changed since the run, and has no such action.")


def _lint(found: "DrawableFlow") -> str:
    import shlex

    name = found.source.name
    return f"To see them, run: architrave lint {shlex.quote(name)}" if Path(name).is_file() else ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' if number != 1 else ''}"
