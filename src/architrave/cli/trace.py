"""`architrave trace`: what an execution on a server did."""

import json
from pathlib import Path

import click

NOT_GOOD = 1


@click.command()
@click.argument("execution")
@click.option("--wait", is_flag=True, help="Wait for the end first.")
@click.option("--brief", is_flag=True, help="One line for each outermost action, without values.")
@click.option("--to", metavar="URL|PROFILE", help="Where it runs.  [default: the server that runs on this machine]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(execution: str, wait: bool, brief: bool, to: str | None, form: str) -> None:
    """Show what EXECUTION did, action by action."""
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
