"""`architrave trace`: shows what an execution on a server did."""

import json
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option, target_option
from architrave.cli.targets import connected

if TYPE_CHECKING:
    from architrave.client.platform import PlatformClient

_SEARCHED = 500
"""In how many of the newest executions a part of an id is searched."""

_SHOWN = 5

_WHOLE_ID = 36


@click.command(
    cls=Verb,
    examples=(
        "architrave trace",
        "architrave trace 3f2a --brief",
        "architrave trace 3f2a --target http://127.0.0.1:8642 --format json",
    ),
    page="docs/launching.md",
)
@click.argument("execution", required=False)
@click.option("--wait", is_flag=True, help="Wait for the execution to end first.")
@click.option("--brief", is_flag=True, help="Show one line per outermost action, without values.")
@target_option
@format_option()
def command(execution: str | None, wait: bool, brief: bool, target: str | None, form: str) -> None:
    """Show what EXECUTION did, action by action.

    EXECUTION is an execution's ID, or the beginning or the end of one; without it, the newest execution is shown. Only
    Architrave servers have traces; the cloud has none.

    Exit code: 0 the execution completed or is running, 1 it failed or was not found, 2 usage error or no server.
    """
    from architrave.cli.launch import follow
    from architrave.cli.views.trace import show_trace

    if execution is not None and not execution.strip():
        raise click.BadParameter("The ID is empty. Leave it out to show the newest execution.", param_hint="EXECUTION")
    with connected(target, form) as client:
        wanted = _find(client, execution or "")
        if wait:
            follow(client, wanted)
        found = client.trace(wanted)
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        show_trace(found, brief=brief)
    raise SystemExit(GOOD if found["status"] in ("COMPLETED", "RUNNING") else PROBLEMS)


def _find(client: "PlatformClient", written: str) -> str:
    """The id of the newest execution, or of the only one whose id begins or ends with what was written."""
    from architrave.client.platform import Refused

    part = written.strip().lower()
    if len(part) >= _WHOLE_ID:
        return part
    listed = [str(one["id"]) for one in client.executions(_SEARCHED if part else 1)]
    found = [one for one in listed if one.startswith(part) or one.endswith(part)]
    if not found and not part:
        raise Refused("This server has no executions yet. Launch a flow with `architrave launch FLOW`.")
    if not found:
        raise Refused(f'No execution has an id like "{written}". List them with `architrave executions`.')
    if part and len(found) > 1:
        shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise Refused(f'{len(found)} executions have an id that begins or ends with "{written}": {shown}.')
    return found[0]
