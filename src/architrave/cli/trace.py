"""`architrave trace`: shows what an execution on a server did."""

import json
from pathlib import Path

import click

NOT_GOOD = 1


@click.command()
@click.argument("execution")
@click.option("--wait", is_flag=True, help="Wait for the execution to end first.")
@click.option("--brief", is_flag=True, help="Show one line per outermost action, without values.")
@click.option("--to", metavar="URL|PROFILE", help="The server.  [default: the running local server]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
def command(execution: str, wait: bool, brief: bool, to: str | None, form: str) -> None:
    """Show what EXECUTION, an execution's ID, did, action by action.

    Exit code: 0 the execution completed or is running, 1 it failed or was not found, 2 usage error.
    """
    from architrave.cli.launch import complain, follow
    from architrave.cli.views.trace import show_trace
    from architrave.client.platform import PlatformClient, Refused
    from architrave.client.targets import NoTarget, find_target

    try:
        target = find_target(to, folder=Path.cwd())
        with PlatformClient(target) as client:
            if wait:
                follow(client, execution)
            found = client.trace(execution)
    except (NoTarget, Refused) as error:
        complain(error, form)
        raise SystemExit(NOT_GOOD) from None
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        show_trace(found, brief=brief)
    raise SystemExit(0 if found["status"] in ("COMPLETED", "RUNNING") else NOT_GOOD)
