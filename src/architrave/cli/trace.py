"""`architrave trace`: shows what an execution on a server did."""

import json
from typing import TYPE_CHECKING, Any

import click

from architrave.cli.execution_ids import find_execution
from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option, target_option
from architrave.cli.targets import connected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from architrave.diagnostics import Source


@click.command(
    cls=Verb,
    examples=(
        "architrave trace",
        "architrave trace 3f2a --brief",
        "architrave trace 3f2a --html run.html",
        "architrave trace 3f2a --target http://127.0.0.1:8642 --format json",
    ),
    page="docs/launching.md",
)
@click.argument("execution", required=False)
@click.option("--wait", is_flag=True, help="Wait for the execution to end first.")
@click.option("--brief", is_flag=True, help="Show one line per outermost action, without values.")
@click.option("--html", metavar="FILE", type=click.Path(), help="Also write the execution as one HTML page.")
@target_option
@format_option()
def command(execution: str | None, wait: bool, brief: bool, html: str | None, target: str | None, form: str) -> None:
    """Show what EXECUTION did, action by action.

    EXECUTION is an execution's ID, or the beginning or the end of one; without it, the newest execution is shown. Only
    Architrave servers have traces; the cloud has none.

    Exit code: 0 the execution completed or is running, 1 it failed or was not found, 2 usage error or no server.
    """
    from architrave.cli.launch import follow
    from architrave.cli.views.trace import show_reasons, show_trace

    if execution is not None and not execution.strip():
        raise click.BadParameter("The ID is empty. Leave it out to show the newest execution.", param_hint="EXECUTION")
    with connected(target, form) as client:
        wanted = find_execution(client, execution or "")
        if wait:
            follow(client, wanted)
        found = client.trace(wanted)
        sources = [] if html is None else client.flows_of(wanted)
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        show_trace(found, brief=brief)
        show_reasons(found["diagnostics"])
    if html is not None:
        _write_page(html, found, sources)
    raise SystemExit(GOOD if found["status"] in ("COMPLETED", "RUNNING") else PROBLEMS)


def _write_page(path: str, found: dict[str, Any], sources: "Sequence[Source]") -> None:
    from architrave.cli.files import write_text
    from architrave.cli.recorded_runs import recorded_trace
    from architrave.cli.views.errors import show_message
    from architrave.local.trace_page.figures import execution_page

    if not sources:
        show_message("The page has no diagram: the server does not show the flow of this execution.")
    write_text(path, execution_page(recorded_trace(found), sources))
