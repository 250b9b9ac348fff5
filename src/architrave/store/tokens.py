"""Issued tokens, by their SHA-256, so that a stolen database reveals no tokens.

A login of a user issues a code, which is exchanged for an access token and a refresh token. They share the login's id,
with which all of them are revoked.
"""

from dataclasses import dataclass, fields
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, String, Table, Text

from architrave.store.schema import metadata

Kind = Literal["access", "code", "used-code", "refresh"]

tokens = Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("client", String(128), nullable=False),
    Column("user", String(128), index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("kind", String(16), nullable=False, server_default="access"),
    Column("login", String(64), index=True),
    Column("content", Text),
)
"""`digest` is the SHA-256 of the token in hex; `expires_at` is milliseconds since the epoch.

`content` is a JSON text."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token issued to a client, the user that it represents, if any, and the login that it comes from.

    `content` is what else is kept with it, as JSON.
    """

    digest: str
    client: str
    user: str | None
    expires_at: int
    kind: Kind = "access"
    login: str | None = None
    content: str | None = None


_NAMES = [each.name for each in fields(TokenRow)]
_COLUMNS = [tokens.c[name] for name in _NAMES]


def find(connection: sa.Connection, digest: str) -> TokenRow | None:
    """The token with this digest, or None. The caller must check whether it has expired."""
    row = connection.execute(sa.select(*_COLUMNS).where(tokens.c.digest == digest)).first()
    return None if row is None else TokenRow(*row)


def add(connection: sa.Connection, row: TokenRow) -> None:
    """Store a token."""
    connection.execute(sa.insert(tokens).values({name: getattr(row, name) for name in _NAMES}))


def use_up(connection: sa.Connection, digest: str) -> bool:
    """Mark a code as used. Returns False if it was used before: of two requests at the same time, one wins."""
    unused = sa.and_(tokens.c.digest == digest, tokens.c.kind == "code")
    return connection.execute(sa.update(tokens).where(unused).values(kind="used-code")).rowcount == 1


def forget_expired(connection: sa.Connection, now: int) -> None:
    """Delete tokens that expired before a time (ms)."""
    connection.execute(sa.delete(tokens).where(tokens.c.expires_at < now))


def delete(connection: sa.Connection, digest: str) -> bool:
    """Delete a token. Returns whether there was one."""
    return connection.execute(sa.delete(tokens).where(tokens.c.digest == digest)).rowcount > 0


def delete_login(connection: sa.Connection, login: str) -> None:
    """Delete all tokens of a login."""
    connection.execute(sa.delete(tokens).where(tokens.c.login == login))


def delete_of_user(connection: sa.Connection, user: str) -> None:
    """Delete all tokens of a user."""
    connection.execute(sa.delete(tokens).where(tokens.c.user == user))


def delete_of_client(connection: sa.Connection, client: str) -> None:
    """Delete all tokens of a client."""
    connection.execute(sa.delete(tokens).where(tokens.c.client == client))
