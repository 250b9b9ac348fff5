"""Issued access tokens, by their SHA-256, so that a stolen database reveals no tokens."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, String, Table

from architrave.store.schema import metadata

tokens = Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("client", String(128), nullable=False),
    Column("user", String(128)),
    Column("expires_at", BigInteger, nullable=False, index=True),
)
"""`digest` is the SHA-256 of the token in hex; `expires_at` is milliseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token issued to a client, and the user that it represents, if any."""

    digest: str
    client: str
    user: str | None
    expires_at: int


def find(connection: sa.Connection, digest: str) -> TokenRow | None:
    """The token with this digest, or None. The caller must check whether it has expired."""
    row = connection.execute(
        sa.select(tokens.c.digest, tokens.c.client, tokens.c.user, tokens.c.expires_at).where(tokens.c.digest == digest)
    ).first()
    return None if row is None else TokenRow(*row)


def add(connection: sa.Connection, row: TokenRow) -> None:
    """Store a token."""
    connection.execute(
        sa.insert(tokens).values(digest=row.digest, client=row.client, user=row.user, expires_at=row.expires_at)
    )


def forget_expired(connection: sa.Connection, now: int) -> None:
    """Delete tokens that expired before a time (ms)."""
    connection.execute(sa.delete(tokens).where(tokens.c.expires_at < now))
