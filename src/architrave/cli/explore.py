"""`architrave explore`: tries what can happen in a flow."""

import json
import sys
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, completes, format_option, org_option

if TYPE_CHECKING:
    from architrave.local.exploring.report import ExploreReport


@click.command(
    cls=Verb,
    examples=(
        "architrave explore flows/order-sync.yaml",
        'architrave explore "Order sync" --org my-org --until-covered 95%',
        "architrave explore flows/order-sync.yaml -o tests/explored.flowtest.yaml",
    ),
    page="docs/testing.md",
)
@click.argument("flow", shell_complete=completes("flows"))
@org_option("The organization in which the flow looks things up.")
@click.option(
    "--until-covered", "until", metavar="PERCENT", help="Stop when so much of the outputs was taken; fail if less is."
)
@click.option(
    "--budget", metavar="DURATION", default="10 s", show_default=True, help="How long to explore, on a slow machine."
)
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="Replace {{KEY}} in the flow file.")
@click.option("--options", "options_file", metavar="FILE", help="Read substitutions from an Archy options file.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(), help="Also write tests that take every output found."
)
@format_option()
def command(
    flow: str,
    org: str | None,
    until: str | None,
    budget: str,
    substitute: tuple[str, ...],
    options_file: str | None,
    output: str | None,
    form: str,
) -> None:
    """Search for inputs and answers of the world that take FLOW, a file or the name of a flow, through every output.

    Data actions succeed, fail and time out, look-ups find something or nothing, and inputs get values at the borders of
    their types and of the flow's own conditions. Each way to make the flow fail is printed as a test to paste. The
    same flow and options give the same result.

    Exit code: 0 nothing found, 1 the flow can fail, or too little is covered, 2 usage error.
    """
    from architrave.cli.substitutions import substitutions_from
    from architrave.local.exploring.command import Asked, CannotExploreError, explore_flow
    from architrave.local.faults import CannotRunError, NoSuchFlowError
    from architrave.local.sources import CannotReadFileError

    given = substitutions_from(options_file, substitute)
    asked = Asked(flow, org, given, _seconds(budget), _percent(until), output)
    try:
        report = explore_flow(asked)
    except CannotRunError as refused:
        from architrave.cli.placeholders import show_refusal

        show_refusal(refused)
        sys.exit(PROBLEMS)
    except CannotExploreError as problem:
        from architrave.cli.refusing import refuse

        refuse(problem, problem.diagnostics)
    except (CannotReadFileError, NoSuchFlowError) as problem:
        raise click.UsageError(str(problem)) from None
    if output is not None:
        from architrave.cli.files import write_text

        write_text(output, report.cases)
    _print(report, form, output)
    sys.exit(GOOD if report.ok else PROBLEMS)


def _seconds(written: str) -> float:
    from architrave.flowtests.times import duration_of

    found = duration_of(written)
    if not found:
        raise click.UsageError(f"--budget {written}: not a duration. Write it like 10s or 2m.")
    return found / 1000


def _percent(written: str | None) -> float | None:
    if written is None:
        return None
    try:
        found = float(written.removesuffix("%"))
    except ValueError:
        found = -1
    if not 0 <= found <= 100:
        raise click.UsageError(f"--until-covered {written}: not a percentage. Write it like 95%.")
    return found


def _print(report: "ExploreReport", form: str, output: str | None) -> None:
    if form == "json":
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        return
    from architrave.cli.views.exploring import show_exploration

    show_exploration(report, output)
