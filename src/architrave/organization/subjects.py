"""The grants of subjects: which roles a user or an OAuth client has, and in which divisions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from architrave.definitions.grants import ALL_DIVISIONS, Grant, grants_of, stored_grants
from architrave.definitions.nouns.access import OAUTH_CLIENT
from architrave.definitions.nouns.user import USER
from architrave.organization.access import Access
from architrave.organization.divisions import Divisions
from architrave.organization.entities import Conflict, Entities
from architrave.organization.entity import Entity


@dataclass(frozen=True, slots=True)
class Pair:
    """A role and a division, by their ids. The division may be `*`, which is all."""

    role_id: str
    division_id: str


class Subjects:
    """The users and clients of an organization, as those to whom roles are granted."""

    def __init__(self, entities: Entities, access: Access, divisions: Divisions) -> None:
        self._entities = entities
        self._access = access
        self._divisions = divisions

    def find(self, subject_id: str) -> Entity | None:
        """The user or client with an id."""
        return self._entities.find(USER.name, subject_id) or self._entities.find(OAUTH_CLIENT.name, subject_id)

    def all(self) -> Iterator[Entity]:
        """All users and clients."""
        yield from self._entities.all(USER.name)
        yield from self._entities.all(OAUTH_CLIENT.name)

    def pairs(self, subject: Entity) -> list[Pair]:
        """What is granted to a subject. A role that is not defined is left out, since it grants nothing."""
        found = (self._pair(grant) for grant in grants_of(subject.properties.get("roles")))
        return list(dict.fromkeys(pair for pair in found if pair is not None))

    def change(
        self, subject: Entity, change: Callable[[list[Pair]], Iterable[Pair]], author: str | None
    ) -> Entity | Conflict:
        """Grant a subject what `change` makes of what it has. Blocks; raises `NotKept`."""

        def changed(properties: Mapping[str, Any]) -> dict[str, Any]:
            before = grants_of(properties.get("roles"))
            known = {pair: grant for grant in before if (pair := self._pair(grant)) is not None}
            after = [known.get(pair) or self._grant(pair) for pair in dict.fromkeys(change(list(known)))]
            undefined = [grant for grant in before if self._pair(grant) is None]
            return {**properties, "roles": stored_grants([*undefined, *after])}

        return self._entities.change(subject.noun, subject.id, changed, author)

    def _pair(self, grant: Grant) -> Pair | None:
        role = self._access.role(grant.role)
        if role is None:
            return None
        is_everywhere = grant.division == ALL_DIVISIONS
        return Pair(role.id, ALL_DIVISIONS if is_everywhere else self._divisions.of(grant.division).id)

    def _grant(self, pair: Pair) -> Grant:
        division = None if pair.division_id == ALL_DIVISIONS else self._divisions.find(pair.division_id)
        return Grant(pair.role_id, ALL_DIVISIONS if division is None else division.written)
