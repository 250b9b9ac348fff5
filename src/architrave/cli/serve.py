"""`architrave serve`: a local organization, served like the cloud."""

from pathlib import Path

import click

DEFAULT_PORT = 8642


@click.command()
@click.argument("org", type=click.Path(path_type=Path), default=".")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: any free one.")
@click.option(
    "--contract",
    type=click.Choice(["platform", "extended"]),
    default="platform",
    show_default=True,
    help="By which contract launches are judged.",
)
@click.option("--engine", default="embedded", show_default=True, help="embedded, or temporal://HOST:PORT/NAMESPACE.")
@click.option("--database", help="sqlite:///PATH or postgresql://…  [default: ORG/.architrave/architrave.db]")
@click.option("--mocks", type=click.Path(path_type=Path), help="Replies for data actions.  [default: ORG/mocks.yaml]")
@click.option("--allow-host", "allowed_hosts", multiple=True, metavar="HOST:PORT", help="A host that flows may call.")
@click.option("--allow-origin", "allowed_origins", multiple=True, metavar="ORIGIN", help="A web origin that may call.")
@click.option("--server-name", "server_names", multiple=True, metavar="NAME", help="A name that the server answers to.")
@click.option(
    "--upstream", metavar="URL", help="Pass requests on to this Platform API, and say why it refuses launches."
)
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    metavar="N",
    help="The most worker processes to use, for bursts and for flows that compute for a long time; 0 turns them off."
    "  [default: processors - 1, at most 4]",
)
@click.option("--rate-limit", type=click.IntRange(min=1), help="Requests a minute for each client; the cloud has 300.")
def command(
    org: Path,
    host: str,
    port: int,
    contract: str,
    engine: str,
    database: str | None,
    mocks: Path | None,
    log_format: str,
    allowed_hosts: tuple[str, ...],
    allowed_origins: tuple[str, ...],
    server_names: tuple[str, ...],
    workers: int | None,
    rate_limit: int | None,
    upstream: str | None,
) -> None:
    """Serve the organization in the folder ORG (or a folder of flow files) over the Platform API.

    Prints the address, the OAuth clients and the flows, and takes changed files as they are saved. Stop it with Ctrl+C.

    With --upstream nothing is run here: requests go on to a real Platform API, whose host must be allowed with
    --allow-host, and a refused launch comes back with what is wrong with it.
    """
    if workers is not None and upstream is not None:
        raise click.UsageError("--workers has no meaning with --upstream: no flow runs here.")
    if workers is not None and engine != "embedded":
        raise click.UsageError(
            "--workers is for the embedded engine. With Temporal, start one or more `architrave worker` instead."
        )
    if upstream is not None:
        from architrave.cli.proxying import ProxyOptions, serve_upstream

        wanted_names = frozenset(server_names)
        raise SystemExit(serve_upstream(ProxyOptions(org, host, port, contract, upstream, allowed_hosts, wanted_names)))
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
        allowed_hosts=allowed_hosts,
        allowed_origins=allowed_origins,
        server_names=server_names,
        rate_limit=rate_limit,
        workers=workers,
    )
    raise SystemExit(serve(options))
