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


def check_server_names(written: Iterable[str]) -> frozenset[str]:
    """The host names of `--server-name`, in the form in which a server compares them. Raises UsageError."""
    from architrave.cloud.hosts import host_of

    names: set[str] = set()
    for text in written:
        name = host_of(f"[{text}]") or host_of(text)
        if name is None or text.count(":") == 1 or "]:" in text:
            raise click.UsageError(
                f"--server-name {text}: not a host name. Write the name alone, like architrave.example.com."
            )
        names.add(name)
    return frozenset(names)
