"""Permissions that a client or user has through its roles, and the divisions in which it has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from architrave.cloud.permissions import permits
from architrave.definitions.grants import ALL_DIVISIONS, Grant

Names = frozenset[str]
_NO_NAMES: Names = frozenset()


@dataclass(frozen=True, slots=True)
class Permissions:
    """The permissions of a client or user: `granted` in one division at least.

    `in_divisions` has what is granted in each division, by its id or name, and in all (`*`). It is None if everything
    is granted in all divisions: then nothing needs to be asked.
    """

    granted: Names
    in_divisions: Mapping[str, Names] | None = None

    def allow(self, permission: str) -> bool:
        """Whether `permission` is granted, by name or by a `*`, in one division at least."""
        return permits(self.granted, permission)

    def allow_any(self, permissions: Iterable[str]) -> bool:
        """Whether one of `permissions` is granted, or `permissions` is empty."""
        asked = tuple(permissions)
        return not asked or any(self.allow(permission) for permission in asked)

    def divisions(self, permissions: tuple[str, ...], *, needs_all: bool = False) -> Names | None:
        """The divisions, by id or name, in which one of `permissions`, or all of them, are granted; None is all.

        Without permissions, it is all.
        """
        if self.in_divisions is None or not permissions:
            return None
        everywhere = self.in_divisions.get(ALL_DIVISIONS, _NO_NAMES)
        enough = all if needs_all else any
        if enough(permits(everywhere, one) for one in permissions):
            return None
        return frozenset(
            division
            for division, granted in self.in_divisions.items()
            if division != ALL_DIVISIONS and enough(permits(granted | everywhere, one) for one in permissions)
        )


NONE = Permissions(frozenset())


def of_grants(grants: Iterable[Grant], definitions: Mapping[str, tuple[str, ...]]) -> Permissions:
    """The permissions that roles grant together. An undefined role grants nothing."""
    found: dict[str, set[str]] = {}
    for grant in grants:
        found.setdefault(grant.division, set()).update(definitions.get(grant.role, ()))
    granted = frozenset[str]().union(*found.values())
    if found.keys() <= {ALL_DIVISIONS}:
        return Permissions(granted)
    return Permissions(granted, {division: frozenset(names) for division, names in found.items()})
