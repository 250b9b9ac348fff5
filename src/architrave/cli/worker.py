"""`architrave worker`: runs executions for a distributed engine."""

from pathlib import Path

import click


@click.command()
@click.argument("org", type=click.Path(path_type=Path), default=".")
@click.option("--engine", required=True, metavar="temporal://HOST:PORT/NAMESPACE", help="The service to work for.")
@click.option("--database", required=True, metavar="postgresql://…", help="The database that the servers use.")
@click.option("--mocks", type=click.Path(path_type=Path), help="Replies for data actions.  [default: ORG/mocks.yaml]")
@click.option("--allow-host", "allowed", multiple=True, metavar="HOST:PORT", help="A host that flows may call.")
@click.option(
    "--platform-url",
    metavar="URL",
    help="The servers' address: data actions with a relative URL go there, as the client that "
    "GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET name.",
)
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    org: Path,
    engine: str,
    database: str,
    mocks: Path | None,
    allowed: tuple[str, ...],
    platform_url: str | None,
    log_format: str,
) -> None:
    """Run executions of the organization in the folder ORG for a Temporal service, until told to stop.

    Flows come from the database, where a server has published them; the folder gives users, queues, tables and mocks.
    """
    from architrave.cli.working import WorkerOptions, work_until_stopped

    raise SystemExit(work_until_stopped(WorkerOptions(org, engine, database, mocks, allowed, platform_url, log_format)))
