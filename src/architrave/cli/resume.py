"""`architrave resume`: continues parked executions of a server."""

import json

import click

from architrave.cli.execution_ids import find_execution
from architrave.cli.options import Verb, format_option, target_option
from architrave.cli.targets import connected


@click.command(
    cls=Verb,
    examples=("architrave resume 3f2a", "architrave resume --all"),
    page="docs/launching.md",
)
@click.argument("execution", required=False)
@click.option("--all", "every", is_flag=True, help="Continue all parked executions.")
@target_option
@format_option()
def command(execution: str | None, every: bool, target: str | None, form: str) -> None:
    """Continue a parked execution from its journal, or all of them.

    An execution is parked if it cannot continue, but nothing is lost: it computes for too long, or its flow version
    does not exist anymore. EXECUTION is its ID, or the beginning or the end of one. List parked executions with
    `architrave executions --parked`. If the reason is still there, it is parked again.

    Only Architrave servers can park and resume executions.

    Exit code: 0 good, 1 it is not parked or the server refused, 2 usage error or no server.
    """
    if every == bool(execution and execution.strip()):
        raise click.UsageError("Name one execution, or use --all.")
    with connected(target, form) as client:
        if every:
            resumed = client.resume_all()
        else:
            client.resume(find_execution(client, execution or ""))
            resumed = 1
    if form == "json":
        click.echo(json.dumps({"resumed": resumed}))
    else:
        click.echo(f"{resumed} parked execution{'' if resumed == 1 else 's'} resumed.")
