"""Hosts and origins that a person allows on the command line; one that is none is an error of usage."""

from collections.abc import Iterable

import click


def check_hosts(written: Iterable[str]) -> None:
    """The hosts of `--allow-host`."""
    from architrave.engine.data_actions import AllowedHosts

    try:
        AllowedHosts.of(written)
    except ValueError as problem:
        raise click.UsageError(f"--allow-host: {problem}") from None


def check_origins(written: Iterable[str]) -> None:
    """The origins of `--allow-origin`."""
    from architrave.server.origins import origin_of

    try:
        for text in written:
            origin_of(text)
    except ValueError as problem:
        raise click.UsageError(f"--allow-origin {problem}") from None
