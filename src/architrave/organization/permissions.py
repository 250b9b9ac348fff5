"""Permissions: which a client or user has by its roles, and whether they are enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from architrave.cloud.permissions import permits


@dataclass(frozen=True, slots=True)
class Permissions:
    """The permissions that somebody has."""

    granted: frozenset[str]

    def allow(self, permission: str) -> bool:
        """Whether they hold `permission`, by its name or by a `*`."""
        return permits(self.granted, permission)

    def allow_any(self, permissions: Iterable[str]) -> bool:
        """Whether they hold one of `permissions`; none asked for is always allowed."""
        asked = tuple(permissions)
        return not asked or any(self.allow(permission) for permission in asked)


NONE = Permissions(frozenset())


def of_roles(roles: Iterable[str], definitions: Mapping[str, tuple[str, ...]]) -> Permissions:
    """The permissions that `roles` give together. A role that is not defined gives none."""
    return Permissions(frozenset(granted for role in roles for granted in definitions.get(role, ())))
