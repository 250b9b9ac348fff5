"""OAuth clients: who they are, and whether a secret is theirs."""

import hmac
from collections.abc import Iterable, Iterator

from architrave.definitions.values import Client

_NOBODY = Client("", "\0", "")


class Clients:
    """The OAuth clients of an organization."""

    def __init__(self, clients: Iterable[Client]) -> None:
        self._by_id = {client.id: client for client in clients}

    def __iter__(self) -> Iterator[Client]:
        return iter(self._by_id.values())

    def find(self, client_id: str) -> Client | None:
        """The client with an id, or None."""
        return self._by_id.get(client_id)

    def authenticate(self, client_id: str, secret: str) -> Client | None:
        """The client that id and secret name together, or None.

        Takes as long for an unknown id as for a wrong secret, and as long for each wrong secret.
        """
        client = self._by_id.get(client_id, _NOBODY)
        same = hmac.compare_digest(client.secret.encode(), secret.encode())
        return client if same and client is not _NOBODY else None
