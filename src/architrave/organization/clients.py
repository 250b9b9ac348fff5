"""OAuth clients, and the check of their secrets."""

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
        """The client with this id, or None."""
        return self._by_id.get(client_id)

    def authenticate(self, client_id: str, secret: str) -> Client | None:
        """The client with this id and secret, or None.

        Takes the same time for an unknown id and for any wrong secret.
        """
        client = self._by_id.get(client_id, _NOBODY)
        same = hmac.compare_digest(
            client.secret.encode("utf-8", "surrogatepass"), secret.encode("utf-8", "surrogatepass")
        )
        return client if same and client is not _NOBODY else None
