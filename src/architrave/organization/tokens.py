"""Tokens: opaque strings. Only their digests are stored, so that a stolen database reveals no tokens.

Access tokens are cached once read, so that launches need no database read. A token of a client or user that no longer
exists is rejected when the client or user is looked up.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from architrave.organization.entity import key_of
from architrave.store import Store, apart
from architrave.store import tokens as kept
from architrave.store.tokens import Kind, TokenRow

CODE_SECONDS = 300
REFRESH_SECONDS = 30 * 86_400
"""How long a code and a refresh token are valid (assumed)."""

SHARED_MILLISECONDS = 1000
"""For how long a token is not read again although other servers could have revoked it."""

_TOKEN_BYTES = 64
_REMEMBERED = 4096
_MILLISECONDS = 1000


class TokenFault(StrEnum):
    """Why a token is not valid."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"


class CodeGrant(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an authorization code was issued for: the redirect URI and the PKCE challenge, None without PKCE."""

    redirect_uri: str
    challenge: str | None = None
    method: str = "S256"


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept with a token. `scopes` limit what a user's token may do; None is no limit."""

    scopes: tuple[str, ...] | None = None
    code: CodeGrant | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """The content of a token: the client that it was issued to, the user that it represents, and its scopes.

    Both are named by their ids or, if an id is too long for the database, its digest, which finds them, too.
    `expires_at` is in ms since the epoch; `login` is the id of the login that it comes from.
    """

    client_id: str
    expires_at: int
    user_id: str | None = None
    scopes: tuple[str, ...] | None = None
    login: str | None = None
    code: CodeGrant | None = None
    is_used: bool = False


class Tokens:
    """The tokens of an organization. `now` returns the time in ms since the epoch.

    `is_shared`: other processes revoke tokens, too.
    """

    def __init__(self, store: Store, now: Callable[[], int], *, is_shared: bool = False) -> None:
        self._store = store
        self._now = now
        self._is_shared = is_shared
        self._read: dict[str, tuple[Claims, int]] = {}

    def issue(
        self,
        client_id: str,
        *,
        seconds: int,
        user_id: str | None = None,
        scopes: tuple[str, ...] | None = None,
        login: str | None = None,
    ) -> str:
        """A new access token, valid for `seconds`. It is on disk when this returns; raises `NotKept` if not."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        claims = Claims(client_id, self._now() + seconds * _MILLISECONDS, user_id, scopes, login)
        self._write(token, claims, "access")
        self._remember(self._read, token, claims)
        return token

    def issue_code(self, client_id: str, user_id: str, scopes: tuple[str, ...] | None, code: CodeGrant) -> str:
        """A new authorization code, with which a client gets a user's tokens, once. As `issue`."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        expires_at = self._now() + CODE_SECONDS * _MILLISECONDS
        self._write(token, Claims(client_id, expires_at, user_id, scopes, str(uuid4()), code), "code")
        return token

    def issue_refresh(self, claims: Claims) -> str:
        """A new refresh token for the same client, user, scopes and login. As `issue`."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        expires_at = self._now() + REFRESH_SECONDS * _MILLISECONDS
        self._write(token, Claims(claims.client_id, expires_at, claims.user_id, claims.scopes, claims.login), "refresh")
        return token

    def read(self, token: str) -> Claims | TokenFault:
        """The content of an access token, or why it is not valid. Reads the database for one that is not cached."""
        claims, cache = self._known(token), self._read
        if claims is None:
            claims = self._find(token, "access")
            if claims is None:
                cache.pop(token, None)
                return TokenFault.UNKNOWN
            self._remember(cache, token, claims)  # if all were forgotten in the meantime, nobody uses this cache
        return TokenFault.EXPIRED if self._now() >= claims.expires_at else claims

    async def read_apart(self, token: str) -> Claims | TokenFault:
        """As `read`, without holding the event loop for a database on a server."""
        if self._known(token) is not None:
            return self.read(token)
        return await apart(self._store, lambda: self.read(token))

    def read_code(self, token: str) -> Claims | None:
        """The content of an authorization code that has not expired; one that is used has `is_used`."""
        return self._unexpired(self._find(token, "code", "used-code"))

    def use_code(self, token: str) -> bool:
        """Use a code. Returns False if it was used before."""
        with self._store.write(alone=True) as connection:
            return kept.use_up(connection, _digest(token))

    def read_refresh(self, token: str) -> Claims | None:
        """The content of a refresh token that has not expired."""
        return self._unexpired(self._find(token, "refresh"))

    # -- revoking ----------------------------------------------------------------------------------------------------

    def revoke(self, token: str) -> None:
        """Revoke an access token, with the refresh token of its login."""
        claims = self.read(token)
        login = claims.login if isinstance(claims, Claims) else None
        self._delete(lambda connection: kept.delete(connection, _digest(token)))
        if login is not None:
            self.revoke_login(login)

    def revoke_login(self, login: str) -> None:
        """Revoke all tokens of a login."""
        self._delete(lambda connection: kept.delete_login(connection, login))

    def revoke_user(self, user_id: str) -> None:
        """Revoke all tokens of a user."""
        self._delete(lambda connection: kept.delete_of_user(connection, key_of(user_id)))

    def revoke_client(self, client_id: str) -> None:
        """Revoke all tokens of a client."""
        self._delete(lambda connection: kept.delete_of_client(connection, key_of(client_id)))

    def _delete(self, delete: Callable[[Connection], object]) -> None:
        with self._store.write(alone=True) as connection:
            delete(connection)
        self._read = {}

    # -- reading and writing -----------------------------------------------------------------------------------------

    def _write(self, token: str, claims: Claims, kind: Kind) -> None:
        content = msgspec.json.encode(Content(claims.scopes, claims.code)).decode()
        client, user = key_of(claims.client_id), None if claims.user_id is None else key_of(claims.user_id)
        row = TokenRow(_digest(token), client, user, claims.expires_at, kind, claims.login, content)
        with self._store.write() as connection:
            kept.forget_expired(connection, self._now())
            kept.add(connection, row)

    def _find(self, token: str, *kinds: str) -> Claims | None:
        with self._store.read() as connection:
            row = kept.find(connection, _digest(token))
        return None if row is None or row.kind not in kinds else _claims(row)

    def _unexpired(self, claims: Claims | None) -> Claims | None:
        return None if claims is None or self._now() >= claims.expires_at else claims

    def _known(self, token: str) -> Claims | None:
        found = self._read.get(token)
        if found is None or (self._is_shared and not 0 <= self._now() - found[1] < SHARED_MILLISECONDS):
            return None
        return found[0]

    def _remember(self, cache: dict[str, tuple[Claims, int]], token: str, claims: Claims) -> None:
        if len(cache) >= _REMEMBERED:
            cache.clear()
        cache[token] = (claims, self._now())


def _claims(row: TokenRow) -> Claims:
    content = Content() if row.content is None else msgspec.json.decode(row.content, type=Content)
    is_used = row.kind == "used-code"
    return Claims(row.client, row.expires_at, row.user, content.scopes, row.login, content.code, is_used)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
