"""Runs executions for `architrave worker` until told to stop."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import click

import architrave
from architrave.cli.addresses import check_hosts
from architrave.cli.exit_codes import USAGE
from architrave.cli.logs import configure_logs
from architrave.cli.reports import Reports
from architrave.engine.data_actions import Platform
from architrave.local.faults import CannotOpenError, EngineUnusableError
from architrave.server.running import run_until_told_to_stop

CLIENT_ID = "GENESYSCLOUD_OAUTHCLIENT_ID"
CLIENT_SECRET = "GENESYSCLOUD_OAUTHCLIENT_SECRET"  # noqa: S105 - the name of one


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """The options of `architrave worker`."""

    org: Path
    engine: str
    database: str
    mocks: Path | None
    hosts: tuple[str, ...]
    platform_url: str | None
    log_format: str
    cpu_budget: int | None = None


def work_until_stopped(options: WorkerOptions) -> int:
    """Run executions until SIGINT or SIGTERM. Returns the exit code."""
    configure_logs(options.log_format)
    check_hosts(options.hosts)
    servers = _platform(options.platform_url)
    return run_until_told_to_stop(lambda told: _work(options, servers, told))


async def _work(options: WorkerOptions, servers: Platform | None, told: asyncio.Event) -> int:
    reports = Reports("worker", options.log_format, options.org)
    try:
        opening = architrave.open(
            options.org,
            database=options.database,
            mocks=options.mocks,
            engine=options.engine,
            cpu_budget=options.cpu_budget,
            allow_hosts=options.hosts,
        )
        async with opening as platform:
            reports.started(platform.diagnostics)
            await platform.work(told, servers, _introduce)
    except CannotOpenError as problem:
        return reports.refused(problem)
    except EngineUnusableError as problem:
        return reports.complain(str(problem), USAGE)
    return 0


def _introduce(address: str) -> None:
    click.echo(f"Architrave runs executions for {address}. Press Ctrl+C to stop.")


def _platform(url: str | None) -> Platform | None:
    """The Platform API that data actions call, and the client they use. Raises UsageError if either is unknown."""
    if url is None:
        return None
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--platform-url {url}: expected a URL like https://api.example.com.")
    client_id, secret = os.environ.get(CLIENT_ID), os.environ.get(CLIENT_SECRET)
    if not client_id or not secret:
        raise click.UsageError(
            f"--platform-url needs an OAuth client: set {CLIENT_ID} and {CLIENT_SECRET} to a client in org.yaml that "
            "has the permissions the data actions need."
        )
    return Platform(url, client_id, secret)
