"""Users, by id."""

from collections.abc import Iterable, Iterator
from typing import Any

from architrave.definitions.values import User


class Users:
    """The users of an organization."""

    def __init__(self, users: Iterable[User]) -> None:
        self._by_id = {user.id: user for user in users}

    def __iter__(self) -> Iterator[User]:
        return iter(self._by_id.values())

    def find(self, user_id: str) -> User | None:
        """The user with this id, or None."""
        return self._by_id.get(user_id)


def as_entity(user: User) -> dict[str, Any]:
    """A user with the properties that the expression language and launch checks need."""
    return {
        "id": user.id,
        "name": user.name,
        "username": user.email,
        "email": user.email,
        "state": user.state,
        "status": user.status,
    }
