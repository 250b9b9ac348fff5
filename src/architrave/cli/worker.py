"""`architrave worker`: runs executions for a Temporal service."""

from pathlib import Path

import click

from architrave.cli.environment import EnvironmentCommand
from architrave.cli.options import allow_host_option, cpu_budget_option, log_options, mocks_option


@click.command(
    cls=EnvironmentCommand,
    prefix="ARCHITRAVE_WORKER",
    examples=(
        "architrave worker my-org --engine temporal://127.0.0.1:7233/default --database postgresql://127.0.0.1/a",
    ),
    page="docs/scale.md",
)
@click.argument("org", type=click.Path(path_type=Path), default=".")
@click.option("--engine", required=True, metavar="temporal://HOST:PORT/NAMESPACE", help="The Temporal service.")
@click.option("--database", required=True, metavar="postgresql://…", help="The servers' database.")
@mocks_option
@allow_host_option
@click.option(
    "--platform-url",
    metavar="URL",
    help="The servers' URL, for data actions with a relative URL. They log in with GENESYSCLOUD_OAUTHCLIENT_ID and "
    "GENESYSCLOUD_OAUTHCLIENT_SECRET.",
)
@cpu_budget_option
@log_options
def command(
    org: Path,
    engine: str,
    database: str,
    mocks: Path | None,
    allowed_hosts: tuple[str, ...],
    platform_url: str | None,
    cpu_budget: int | None,
    log_format: str,
    log_bodies: bool,
) -> None:
    """Run executions of the organization in the folder ORG for a Temporal service. Press Ctrl+C to stop.

    Each option can also be set in the environment: --engine is ARCHITRAVE_WORKER_ENGINE.

    It prints nothing but logs: for programs, use --log-format json.

    Flows come from the database, where a server published them. Users, queues, tables and mocks come from the folder.
    """
    from architrave.cli.logs import configure_logs
    from architrave.cli.working import WorkerOptions, work_until_stopped

    configure_logs(log_format, bodies=log_bodies)
    options = WorkerOptions(org, engine, database, mocks, allowed_hosts, platform_url, log_format, cpu_budget)
    raise SystemExit(work_until_stopped(options))
