"""OAuth clients, and the check of their secrets.

The secret of a client in org.yaml stays there, and in memory. Of a client that was made through the API, the store has
the digest of its secret, which is random and long.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from architrave.definitions.grants import grants_of
from architrave.definitions.nouns.access import OAUTH_CLIENT
from architrave.definitions.values import CLIENT_CREDENTIALS, DAY_SECONDS, Client
from architrave.organization.entities import Entities
from architrave.organization.entity import Entity, key_of

INACTIVE = "inactive"
_SECRET_BYTES = 32


class Clients:
    """The OAuth clients of an organization. `own` is one in addition to those that it stores."""

    def __init__(self, entities: Entities, own: Client | None) -> None:
        self._entities = entities
        self._own = own
        self._written: Mapping[str, str] = {}

    def take_secrets(self, written: Iterable[Client]) -> None:
        """Take over the secrets of the clients in org.yaml."""
        self._written = {key_of(client.id): client.secret for client in written if client.secret}

    def find(self, client_id: str) -> Client | None:
        """The client with this id; None if it does not exist or is inactive."""
        if self.is_own(client_id):
            return self._own
        found = self._entities.find(OAUTH_CLIENT.name, client_id)
        if found is None or found.properties.get("state") == INACTIVE:
            return None
        return _client(found, self._written.get(found.key[1], ""))

    def is_own(self, client_id: str) -> bool:
        """Whether this is the client that Architrave's commands use, which may do everything."""
        return self._own is not None and client_id == self._own.id

    def is_secret_written(self, client_id: str) -> bool:
        """Whether the secret of a client is in org.yaml."""
        return key_of(client_id) in self._written

    def authenticate(self, client_id: str, secret: str) -> Client | None:
        """The client with this id and secret, or None.

        Takes the same time for an unknown id and for any wrong secret.
        """
        client = self.find(client_id)
        expected = (
            "" if client is None else client.secret_digest or (secret_digest(client.secret) if client.secret else "")
        )
        is_right = hmac.compare_digest(expected or secret_digest("\0"), secret_digest(secret))
        return client if is_right and expected else None


def new_secret() -> str:
    """A secret for a client."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def secret_digest(secret: str) -> str:
    """The digest of a secret, in hex."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def properties_of(client: Client, roles: list[Any]) -> dict[str, Any]:
    """The properties of a client that org.yaml describes, without its secret. `roles` are the grants as stored."""
    return {
        "id": client.id,
        "name": client.name,
        "authorizedGrantType": client.grant_type,
        "registeredRedirectUri": list(client.redirect_uris),
        "scope": list(client.scopes),
        "roles": roles,
        "accessTokenValiditySeconds": client.token_seconds,
        "state": "active",
    }


def _client(entity: Entity, secret: str) -> Client:
    said = entity.properties
    return Client(
        entity.id,
        secret,
        entity.name,
        grants_of(said.get("roles")),
        said.get("accessTokenValiditySeconds") or DAY_SECONDS,
        said.get("authorizedGrantType") or CLIENT_CREDENTIALS,
        tuple(said.get("registeredRedirectUri") or ()),
        tuple(said.get("scope") or ()),
        said.get("secretDigest") or "",
    )
