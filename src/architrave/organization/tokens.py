"""Access tokens: opaque texts, of which only a digest is kept, so that they outlive a restart but not a theft.

A token that was read once is remembered, so that the launch path reads no database. A token of a client that is no
longer in org.yaml is refused when the client is looked up.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from architrave.store import Store
from architrave.store import tokens as kept

_TOKEN_BYTES = 64
_REMEMBERED = 4096
_MILLISECONDS = 1000


class TokenFault(StrEnum):
    """Why a token is not good."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token stands for: the client that it was given to, and when it ends, in ms since the epoch."""

    client_id: str
    expires_at: int


class Tokens:
    """The access tokens of an organization. `now` gives the time in milliseconds since the epoch."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now = now
        self._read: dict[str, Claims] = {}

    def issue(self, client_id: str, *, seconds: int) -> str:
        """A new token for a client, good for `seconds`. It is on disk when this returns. Raises `NotKept`'s causes."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._now()
        expires_at = now + seconds * _MILLISECONDS
        with self._store.write() as connection:
            kept.forget_expired(connection, now)
            kept.add(connection, kept.TokenRow(_digest(token), client_id, None, expires_at))
        self._remember(token, Claims(client_id, expires_at))
        return token

    def read(self, token: str) -> Claims | TokenFault:
        """What a token stands for, or why it is not good. Reads the database for a token not seen before."""
        claims = self._read.get(token)
        if claims is None:
            with self._store.read() as connection:
                row = kept.find(connection, _digest(token))
            if row is None:
                return TokenFault.UNKNOWN
            claims = Claims(row.client, row.expires_at)
            self._remember(token, claims)
        return TokenFault.EXPIRED if self._now() >= claims.expires_at else claims

    def _remember(self, token: str, claims: Claims) -> None:
        if len(self._read) >= _REMEMBERED:
            self._read.clear()
        self._read[token] = claims


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
