"""The URL of a PostgreSQL database as a user writes it."""

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from architrave.cloud.hosts import with_brackets
from architrave.diagnostics import Diagnostic, did_you_mean
from architrave.diagnostics.whole import is_whole
from architrave.store import rules

_DRIVER = "postgresql+psycopg"
_WRITE = "Write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE."


def read_url(text: str) -> sa.URL | Diagnostic:
    """The URL with our driver (psycopg 3), for every spelling of the scheme; or what is wrong with it."""
    try:
        import psycopg
        from psycopg.conninfo import timeout_from_conninfo
    except ImportError:
        return Diagnostic(
            rules.STORE_UNUSABLE,
            "PostgreSQL needs the driver psycopg, which is not installed.",
            help="Install it with: pip install 'architrave[postgres]'",
        )
    if not is_whole(text):
        return _invalid("it is not UTF-8 text", _WRITE)
    bracketed = with_brackets(text)
    if bracketed is None:
        return _invalid(
            "an IPv6 address with a port must be in brackets", "Write it as postgresql://[::1]:5432/orders."
        )
    try:
        url = sa.make_url(bracketed).set(drivername=_DRIVER)
        _, options = url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError):  # its text would repeat the URL, with its password
        return _invalid("it cannot be read", _WRITE)
    known = {each.keyword.decode() for each in psycopg.pq.Conninfo.get_defaults()}
    unknown = next((name for name in options if name not in known and name != "context"), None)
    if unknown is not None:
        meant = did_you_mean(unknown, known)
        hint = f"Did you mean {meant}?" if meant else "PostgreSQL's manual lists them under “Connection Strings”."
        return _invalid(f"unknown parameter “{unknown}”", hint)
    try:
        timeout_from_conninfo(dict(options))
    except psycopg.Error:
        return _invalid("connect_timeout must be a number of seconds", _WRITE)
    return url


def _invalid(reason: str, help: str) -> Diagnostic:  # noqa: A002
    return Diagnostic(rules.STORE_UNUSABLE, f"Invalid database URL: {reason}.", help=help)
