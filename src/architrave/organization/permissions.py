"""Permissions: which a client or user has by its roles, and whether they are enough.

A permission is `domain:entity:action`; `*` stands for any in one place, as in the cloud's own policies (documented).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_PARTS = 3


@dataclass(frozen=True, slots=True)
class Permissions:
    """The permissions that somebody has."""

    granted: frozenset[str]

    def allow(self, permission: str) -> bool:
        """Whether they hold `permission`, by its name or by a `*`."""
        return permission in self.granted or any(_covers(held, permission) for held in self.granted if "*" in held)

    def allow_any(self, permissions: Iterable[str]) -> bool:
        """Whether they hold one of `permissions`; none asked for is always allowed."""
        asked = tuple(permissions)
        return not asked or any(self.allow(permission) for permission in asked)


NONE = Permissions(frozenset())


def of_roles(roles: Iterable[str], definitions: Mapping[str, tuple[str, ...]]) -> Permissions:
    """The permissions that `roles` give together. A role that is not defined gives none."""
    return Permissions(frozenset(granted for role in roles for granted in definitions.get(role, ())))


def _covers(held: str, permission: str) -> bool:
    parts = held.split(":")
    wanted = permission.split(":")
    if held == "*":
        return True
    if len(parts) != _PARTS or len(wanted) != _PARTS:
        return False
    return all(part in ("*", want) for part, want in zip(parts, wanted, strict=True))
