"""Permissions that a client or user has through its roles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from architrave.cloud.permissions import permits


@dataclass(frozen=True, slots=True)
class Permissions:
    """The permissions of a client or user."""

    granted: frozenset[str]

    def allow(self, permission: str) -> bool:
        """Whether `permission` is granted, by name or by a `*`."""
        return permits(self.granted, permission)

    def allow_any(self, permissions: Iterable[str]) -> bool:
        """Whether one of `permissions` is granted, or `permissions` is empty."""
        asked = tuple(permissions)
        return not asked or any(self.allow(permission) for permission in asked)


NONE = Permissions(frozenset())


def of_roles(roles: Iterable[str], definitions: Mapping[str, tuple[str, ...]]) -> Permissions:
    """The permissions that `roles` grant together. An undefined role grants nothing."""
    return Permissions(frozenset(granted for role in roles for granted in definitions.get(role, ())))
