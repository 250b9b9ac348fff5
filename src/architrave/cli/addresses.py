"""Hosts and origins allowed on the command line. An invalid one is a usage error."""

from collections.abc import Iterable

import click


def check_hosts(written: Iterable[str]) -> None:
    """Check the hosts of `--allow-host`."""
    from architrave.engine.data_actions import AllowedHosts

    try:
        AllowedHosts.of(written)
    except ValueError as problem:
        raise click.UsageError(f"--allow-host: {problem}") from None


def check_origins(written: Iterable[str]) -> None:
    """Check the origins of `--allow-origin`."""
    from architrave.server.origins import origin_of

    try:
        for text in written:
            origin_of(text)
    except ValueError as problem:
        raise click.UsageError(f"--allow-origin {problem}") from None


def check_server_names(written: Iterable[str]) -> None:
    """Check the host names of `--server-name`."""
    from architrave.cloud.hosts import is_host_name

    for text in written:
        if not is_host_name(text):
            raise click.UsageError(
                f"--server-name {text}: not a host name. Write the name alone, like architrave.example.com."
            )
