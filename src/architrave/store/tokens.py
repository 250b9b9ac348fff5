"""Access tokens that were given out, by the SHA-256 of their text, so that they outlive a restart but not a theft."""

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
    """A token that was given to a client, and the user it speaks for where there is one."""

    digest: str
    client: str
    user: str | None
    expires_at: int


def find(connection: sa.Connection, digest: str) -> TokenRow | None:
    """The token of that digest, or None. Whether it has expired is for the caller to see."""
    row = connection.execute(
        sa.select(tokens.c.digest, tokens.c.client, tokens.c.user, tokens.c.expires_at).where(tokens.c.digest == digest)
    ).first()
    return None if row is None else TokenRow(*row)


def add(connection: sa.Connection, row: TokenRow) -> None:
    """Keep a token."""
    connection.execute(
        sa.insert(tokens).values(digest=row.digest, client=row.client, user=row.user, expires_at=row.expires_at)
    )


def forget_expired(connection: sa.Connection, now: int) -> None:
    """Delete tokens that expired before a moment (ms)."""
    connection.execute(sa.delete(tokens).where(tokens.c.expires_at < now))
