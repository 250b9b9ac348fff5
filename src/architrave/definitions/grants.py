"""Grants: the roles that a client or a user has, each in some divisions or in all.

In org.yaml and in the store, an item of `roles` is the name of a role, which is granted in all divisions, or a map with
the role and the divisions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from architrave.definitions.shapes import Fields, Listed, Short, Text

ALL_DIVISIONS = "*"
"""In place of a division: all of them, as in the cloud's grants (documented)."""

ROLES = Listed(Short("role", Fields({"role": Text(), "divisions": Listed(Text())}, required=("role",))))
"""The shape of `roles`: `[Launcher, {role: Supervisor, divisions: [Sales]}]`."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, granted in one division, which is named by id or name, or in all divisions (`*`)."""

    role: str
    division: str = ALL_DIVISIONS


def grants_of(written: object) -> tuple[Grant, ...]:
    """The grants in the value of `roles`. What does not have its shape grants nothing."""
    items = cast("list[object]", written) if isinstance(written, list) else []
    return tuple(dict.fromkeys(grant for item in items for grant in _of_item(item)))


def _of_item(item: object) -> Iterable[Grant]:
    if isinstance(item, str):
        return [Grant(item)]
    if not isinstance(item, dict):
        return []
    said = cast("dict[str, object]", item)
    role, divisions = said.get("role"), said.get("divisions")
    if not isinstance(role, str):
        return []
    if divisions is None:
        return [Grant(role)]
    named = cast("list[object]", divisions) if isinstance(divisions, list) else []
    return [Grant(role, division) for division in named if isinstance(division, str)]


def stored_grants(grants: Iterable[Grant]) -> list[str | dict[str, object]]:
    """The value of `roles` that has these grants."""
    divisions: dict[str, list[str]] = {}
    for grant in grants:
        divisions.setdefault(grant.role, []).append(grant.division)
    return [role if ALL_DIVISIONS in of else {"role": role, "divisions": of} for role, of in divisions.items()]
