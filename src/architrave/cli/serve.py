"""`architrave serve`: serves a local organization like the cloud does."""

from pathlib import Path

import click

from architrave.cli.environment import EnvironmentCommand
from architrave.cli.options import (
    allow_host_option,
    cpu_budget_option,
    format_option,
    log_options,
    mocks_option,
    nearest_organization,
)
from architrave.cloud.hosts import without_brackets

DEFAULT_PORT = 8642


@click.command(
    cls=EnvironmentCommand,
    prefix="ARCHITRAVE_SERVE",
    examples=(
        "architrave serve my-org",
        "architrave serve my-org --port 9000 --allow-host localhost:8080",
        "architrave serve my-org --chaos chaos.yaml",
        "architrave serve my-org --tls --server-name login.mypurecloud.de --server-name api.mypurecloud.de --port 443",
        "architrave serve my-org --upstream https://api.mypurecloud.ie",
    ),
    page="docs/organization.md, docs/upstream.md, docs/chaos.md, docs/many-teams.md",
)
@click.argument("org", type=click.Path(path_type=Path), required=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Listen on this port; 0 is any free port.",
)
@click.option(
    "--contract",
    type=click.Choice(["platform", "extended"]),
    default="platform",
    show_default=True,
    help="The fields that a launch may have.",
)
@click.option(
    "--engine", default="embedded", show_default=True, help="The engine: embedded or temporal://HOST:PORT/NAMESPACE."
)
@click.option(
    "--database", help="The database: sqlite:///PATH or postgresql://…  [default: ORG/.architrave/architrave.db]"
)
@mocks_option
@allow_host_option
@click.option(
    "--allow-origin", "allowed_origins", multiple=True, metavar="ORIGIN", help="Let web pages from this origin call."
)
@click.option(
    "--server-name", "server_names", multiple=True, metavar="NAME", help="Also accept requests to this host name."
)
@click.option(
    "--tls",
    is_flag=True,
    help="Serve HTTPS, with a certificate that is made for this machine and kept in ORG/.architrave/tls.",
)
@click.option(
    "--upstream",
    metavar="URL|REGION",
    help="Forward requests to this Platform API, and explain rejected launches.",
)
@click.option(
    "--upstream-proxy",
    metavar="URL",
    help="Reach the upstream through this proxy. HTTP_PROXY and the like are ignored.",
)
@format_option(help="What is printed when the server is ready: text, or one line of JSON.")
@log_options
@click.option("--access-log", is_flag=True, help="Log each request in one line.")
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    metavar="N",
    help="Use at most N worker processes for bursts of launches; 0 turns them off.  [default: processors - 1, at most "
    "4]",
)
@cpu_budget_option
@click.option(
    "--rate-limit",
    type=click.IntRange(min=1),
    help="Refuse more requests per minute from one token. The cloud allows 300.  [default: count, refuse none]",
)
@click.option(
    "--chaos",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Inject the faults in this file: refusals, slow and lost answers, tokens that expire early.",
)
@click.option(
    "--max-connections",
    type=click.IntRange(min=1),
    help="Refuse more connections at the same time.  [default: what the limit of open files allows, at most 10000]",
)
def command(
    org: Path | None,
    host: str,
    port: int,
    contract: str,
    engine: str,
    database: str | None,
    mocks: Path | None,
    form: str,
    log_format: str,
    log_bodies: bool,
    access_log: bool,
    allowed_hosts: tuple[str, ...],
    allowed_origins: tuple[str, ...],
    server_names: tuple[str, ...],
    tls: bool,
    workers: int | None,
    cpu_budget: int | None,
    rate_limit: int | None,
    chaos: Path | None,
    max_connections: int | None,
    upstream: str | None,
    upstream_proxy: str | None,
) -> None:
    """Serve the organization in the folder ORG, or a folder of flow files, over the Platform API.

    Without ORG, the nearest folder with an org.yaml is served, or else the current folder.

    Each option can also be set in the environment: --allow-host is ARCHITRAVE_SERVE_ALLOW_HOST, several values are
    separated by spaces.

    Prints the flows, the URL and the OAuth clients, and reloads files when you save them. Press Ctrl+C to stop.

    With --upstream, no flow runs locally: requests are forwarded to a real Platform API, and a rejected launch comes
    back with an explanation of what is wrong.

    Exit code: 0 it was told to stop, 1 the organization or its database cannot be used, 2 usage error, or the address
    cannot be used.
    """
    from architrave.cli.logs import configure_logs

    configure_logs(log_format, bodies=log_bodies)
    org = org or nearest_organization() or Path()
    host = without_brackets(host)
    if upstream_proxy is not None and upstream is None:
        raise click.UsageError("Remove --upstream-proxy, or add --upstream.")
    if chaos is not None and upstream is not None:
        raise click.UsageError("Remove --chaos: with --upstream, requests are answered by a real Platform API.")
    _check_embedded_only("--workers", workers, engine, upstream)
    _check_embedded_only("--cpu-budget", cpu_budget, engine, upstream)
    if upstream is not None:
        from architrave.cli.addresses import check_server_names
        from architrave.cli.proxying import ProxyOptions, serve_upstream

        if tls:
            raise click.UsageError("Remove --tls: with --upstream, the server speaks plain HTTP.")
        proxy = ProxyOptions(
            org=org,
            host=host,
            port=port,
            contract=contract,
            upstream=upstream,
            server_names=check_server_names(server_names),
            form=form,
            log_format=log_format,
            access_log=access_log,
            max_connections=max_connections,
            proxy=upstream_proxy,
        )
        raise SystemExit(serve_upstream(proxy))
    from architrave.cli.serving import ServeOptions, serve

    options = ServeOptions(
        org=org,
        host=host,
        port=port,
        contract="extended" if contract == "extended" else "platform",
        engine=engine,
        database=database,
        mocks=mocks,
        log_format=log_format,
        access_log=access_log,
        allowed_hosts=allowed_hosts,
        allowed_origins=allowed_origins,
        server_names=server_names,
        tls=tls,
        rate_limit=rate_limit,
        chaos=chaos,
        max_connections=max_connections,
        workers=workers,
        cpu_budget=cpu_budget,
        form=form,
    )
    raise SystemExit(serve(options))


def _check_embedded_only(option: str, value: int | None, engine: str, upstream: str | None) -> None:
    """Raise UsageError if an option of the embedded engine is given where that engine does not run."""
    if value is None:
        return
    if upstream is not None:
        raise click.UsageError(f"Remove {option}: with --upstream, no flow runs locally.")
    if engine != "embedded":
        raise click.UsageError(
            f"{option} applies only to the embedded engine. With Temporal, pass options to `architrave worker` instead."
        )
