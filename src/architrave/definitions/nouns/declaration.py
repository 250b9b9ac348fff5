"""What the declaration of a noun says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from architrave.definitions.shapes import Fields, Flag, Listed, Shape, Text

TEXT = Text()
FLAG = Flag()
TEXTS = Listed(TEXT)

FLOW = "flow"
"""What a property refers to that names flows."""

_CAPITAL = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity, besides its id.

    `about` is what it means, in a few words without a full stop. `refers_to` is the noun of the entities that it names,
    by id or name, or `flow`; in the API they are objects with an id. Of the three places where properties are seen, it
    may be missing in the API (not `in_api`), in org.yaml (not `in_file`) and in what flows look up (not `for_flows`).
    `default` is the value of an entity that does not say it.
    """

    name: str
    shape: Shape
    about: str = ""
    refers_to: str | None = None
    required: bool = False
    in_api: bool = True
    in_file: bool = True
    for_flows: bool = True
    default: Any = None


@dataclass(frozen=True, slots=True)
class Api:
    """How the Platform API serves a noun: list, get, create, update and delete, as far as the cloud has them.

    `path` is that of the list, `id` the name of the path parameter. Bodies, answers and permissions are those of the
    cloud's operations (`cloud/operations.py`). `filters` are the query parameters that a list takes besides paging and
    sorting: `id`, `divisionId`, or a property. It takes ids if the property refers to others, items if it is a list,
    and else a pattern with `*`, or the beginning of a text if it is in `starts_with`. `looks_in` are the properties of
    a filter that has another name. `sorts` are the properties to sort by; the first one is the default. `force` is
    the query parameter with which an entity is deleted although others use it, if there is one. `kept` are the
    properties that a client may send but not set, besides those that no noun lets it set. `notes` say what differs from
    the cloud, by method: `GET`, `POST`, ….
    `leaves` are the operations that are not as for other nouns, and left to `server/routes/`: `list`, `show`,
    `create`, `replace`, `edit`, `delete`, `views`.
    """

    path: str
    id: str
    filters: tuple[str, ...] = ("id", "name")
    starts_with: frozenset[str] = frozenset()
    looks_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    sorts: tuple[str, ...] = ("name",)
    force: str | None = None
    kept: frozenset[str] = frozenset()
    leaves: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of entity. `name` is the cloud's noun in the singular, `section` its list in org.yaml.

    An entity has an id and, with `is_named`, a name, which org.yaml must give; with `has_own_id`, it must give the id.
    One without an id gets one that is derived from the property `derives_id_from`, or else from its name. `unique` is a
    property that the API lets no two entities share. Without `in_file`, org.yaml has no list of it. `title` is the name
    as people write it, if it is not that of the API with spaces. `about` is what it is, in a sentence.
    """

    name: str
    section: str
    about: str
    properties: tuple[Property, ...] = ()
    is_named: bool = True
    has_own_id: bool = False
    derives_id_from: str = "name"
    unique: str | None = None
    in_file: bool = True
    title: str = ""
    api: Api | None = None

    @property
    def words(self) -> str:
        """The name as people write it: `emergency group`."""
        return self.title or _CAPITAL.sub(lambda found: f" {found[0].lower()}", self.name)

    @property
    def shape(self) -> Fields:
        """The shape of an entity in org.yaml."""
        own = {each.name: each.shape for each in self.properties if each.in_file}
        required = tuple(each.name for each in self.properties if each.required and each.in_file)
        first = ("id",) * self.has_own_id + ("name",) * self.is_named
        return Fields({"id": TEXT, **({"name": TEXT} if self.is_named else {}), **own}, required=(*first, *required))

    @property
    def references(self) -> tuple[tuple[str, str], ...]:
        """The properties that name other entities, each with the noun of those. Flows are not entities."""
        named = ((each.name, each.refers_to) for each in self.properties)
        return tuple((name, noun) for name, noun in named if noun not in (None, FLOW))

    @property
    def flows(self) -> tuple[str, ...]:
        """The properties that name flows."""
        return tuple(each.name for each in self.properties if each.refers_to == FLOW)

    @property
    def defaults(self) -> dict[str, Any]:
        """The values of properties that an entity does not say."""
        return {each.name: each.default for each in self.properties if each.default is not None}
