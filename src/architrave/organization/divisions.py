"""Divisions: what an entity or a flow names as its division, by id or name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from architrave.definitions.nouns import NOUNS
from architrave.definitions.nouns.division import HOME
from architrave.definitions.values import derived_id
from architrave.organization.entities import Entities
from architrave.organization.entity import Entity

_NOUN = "division"
_HOME_ID = derived_id(_NOUN, HOME)
_WITH_DIVISION = tuple(noun.name for noun in NOUNS if any(each.name == _NOUN for each in noun.properties))


@dataclass(frozen=True, slots=True)
class Division:
    """A division. `written` is how an entity names it: by its id or, if it is nowhere listed, by its name."""

    id: str
    name: str
    written: str


class Divisions:
    """The divisions of an organization: those that it lists, and those that its entities and flows name.

    `of_flows` returns the divisions that flows name.
    """

    def __init__(self, entities: Entities, of_flows: Callable[[], Iterable[str | None]]) -> None:
        self._entities = entities
        self._of_flows = of_flows
        self._changes = 0
        self._by_name: tuple[int, dict[str, Entity]] = (-1, {})
        entities.listen(self._forget)

    def of(self, named: str | None) -> Division:
        """The division that an entity names, by id or name; Home if it names none.

        One that is only named has an id that is derived from its name.
        """
        if not named or named in (HOME, _HOME_ID):
            return self._home()
        listed = self._entities.find(_NOUN, named)
        if listed is None:
            listed = self._names().get(named.casefold())
        return Division(derived_id(_NOUN, named), named, named) if listed is None else _listed(listed)

    def find(self, division_id: str) -> Division | None:
        """The division with an id, or None if nothing in the organization has or names it."""
        if division_id == _HOME_ID:
            return self._home()
        listed = self._entities.find(_NOUN, division_id)
        if listed is not None:
            return _listed(listed)
        return next((one for one in map(self.of, self._named()) if one.id == division_id), None)

    def ids(self, named: Iterable[str] | None) -> frozenset[str] | None:
        """The ids of divisions that are given by id or name; None, which stands for all, stays None."""
        return None if named is None else frozenset(self.of(one).id for one in named)

    def all(self) -> list[Division]:
        """All divisions: those that are listed, and those that entities and flows only name; Home is one of them."""
        listed = [_listed(one) for one in self._entities.all(_NOUN)]
        found = {one.id: one for one in (self._home(), *listed, *map(self.of, self._named()))}
        return list(found.values())

    def is_used(self, division_id: str) -> bool:
        """Whether an entity or a flow is in a division."""
        return any(self.of(name).id == division_id for name in self._named())

    def _home(self) -> Division:
        listed = self._names().get(HOME.casefold())
        return Division(_HOME_ID, HOME, HOME) if listed is None else _listed(listed)

    def _names(self) -> dict[str, Entity]:
        """The listed divisions by their names, of which the first counts. Lists ask for each of their entities."""
        changes = self._changes  # before they are read, so that a change meanwhile counts
        made_at, names = self._by_name
        if made_at != changes:
            names = {one.name.casefold(): one for one in reversed(self._entities.all(_NOUN))}
            self._by_name = changes, names
        return names

    def _forget(self, changed: Sequence[Entity]) -> None:
        self._changes += any(one.noun == _NOUN for one in changed)

    def _named(self) -> list[str]:
        in_entities = (one.properties.get(_NOUN) for noun in _WITH_DIVISION for one in self._entities.all(noun))
        return [name for name in dict.fromkeys((*in_entities, *self._of_flows())) if isinstance(name, str)]


def _listed(entity: Entity) -> Division:
    return Division(entity.id, entity.name, entity.id)
