"""Access tokens: opaque strings. Only their digests are stored, so that a stolen database reveals no tokens.

Tokens are cached once read, so that launches need no database read. A token of a client that was removed from org.yaml
is rejected when the client is looked up.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from architrave.store import Store, apart
from architrave.store import tokens as kept

_TOKEN_BYTES = 64
_REMEMBERED = 4096
_MILLISECONDS = 1000


class TokenFault(StrEnum):
    """Why a token is not valid."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Claims:
    """The content of a token: the client that it was issued to, and when it expires, in ms since the epoch."""

    client_id: str
    expires_at: int


class Tokens:
    """The access tokens of an organization. `now` returns the time in milliseconds since the epoch."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now = now
        self._read: dict[str, Claims] = {}

    def issue(self, client_id: str, *, seconds: int) -> str:
        """A new token for a client, valid for `seconds`. It is on disk when this returns; raises `NotKept` if not."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._now()
        expires_at = now + seconds * _MILLISECONDS
        with self._store.write() as connection:
            kept.forget_expired(connection, now)
            kept.add(connection, kept.TokenRow(_digest(token), client_id, None, expires_at))
        self._remember(token, Claims(client_id, expires_at))
        return token

    def read(self, token: str) -> Claims | TokenFault:
        """The content of a token, or why it is not valid. Reads the database for a token that is not cached."""
        claims = self._read.get(token)
        if claims is None:
            with self._store.read() as connection:
                row = kept.find(connection, _digest(token))
            if row is None:
                return TokenFault.UNKNOWN
            claims = Claims(row.client, row.expires_at)
            self._remember(token, claims)
        return TokenFault.EXPIRED if self._now() >= claims.expires_at else claims

    async def read_apart(self, token: str) -> Claims | TokenFault:
        """As `read`, without holding the event loop for a database on a server."""
        if token in self._read:
            return self.read(token)
        return await apart(self._store, lambda: self.read(token))

    def _remember(self, token: str, claims: Claims) -> None:
        if len(self._read) >= _REMEMBERED:
            self._read.clear()
        self._read[token] = claims


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
