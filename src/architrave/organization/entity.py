"""One entity in use, and its row in the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Self

import msgspec

from architrave.definitions.nouns import BY_NAME
from architrave.definitions.values import Entity as WrittenEntity
from architrave.store.entities import EntityRow

_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity. `properties` are JSON values and include the id and the name.

    `version` counts its changes from 1; times are in ms since the epoch; `author` is the id of the client that changed
    it last, None for the folder. `origin` is what the store knows about its text in the folder.
    """

    noun: str
    id: str
    properties: Mapping[str, Any]
    version: int = 1
    created_at: int = 0
    changed_at: int = 0
    author: str | None = None
    is_deleted: bool = False
    origin: "Origin" = field(default_factory=lambda: Origin())
    number: int = 0

    @property
    def name(self) -> str:
        """The name; of a person without one the first and the last name; else empty."""
        parts = (self.properties.get(each) for each in ("firstName", "lastName"))
        return self.properties.get("name") or " ".join(str(part) for part in parts if part)

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the entity in the store."""
        return self.noun, key_of(self.id)

    @classmethod
    def of(cls, row: EntityRow) -> Self:
        """The entity in a row."""
        properties: dict[str, Any] = msgspec.json.decode(row.content)
        return cls(
            row.noun,
            properties["id"],
            properties,
            row.version,
            row.created_at,
            row.changed_at,
            row.author,
            row.deleted,
            Origin(row.digest, row.edited),
            row.number,
        )

    def row(self, change: int) -> EntityRow:
        """The row of the entity, as the change with this number writes it."""
        noun, key = self.key
        return EntityRow(
            noun,
            key,
            msgspec.json.encode(self.properties).decode(),
            self.version,
            self.origin.digest,
            self.origin.is_edited,
            self.is_deleted,
            self.created_at,
            self.changed_at,
            self.author,
            self.number or change,
            change,
        )

    def edited(self, properties: Mapping[str, Any], now: int, author: str | None) -> "Entity":
        """The entity with other properties, by anything but the folder. The id stays."""
        return self._next({**properties, "id": self.id}, now, author)

    def deleted(self, now: int, author: str | None) -> "Entity":
        """The entity once it is deleted, by anything but the folder."""
        return replace(self._next(self.properties, now, author), is_deleted=True)

    def _next(self, properties: Mapping[str, Any], now: int, author: str | None) -> "Entity":
        origin = replace(self.origin, is_edited=True)
        return replace(
            self,
            properties=properties,
            version=self.version + 1,
            changed_at=now,
            author=author,
            origin=origin,
            is_deleted=False,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entity comes from: the digest of its text in the folder that was taken last, None without one; and
    whether anything else has changed it since.
    """

    digest: str | None = None
    is_edited: bool = False


def key_of(entity_id: str) -> str:
    """The key of an id in the store: a digest instead of one that a database's key cannot hold."""
    if len(entity_id) <= _LONGEST_KEY and "\0" not in entity_id:
        return entity_id
    return sha256(entity_id.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of(written: WrittenEntity) -> str:
    """The digest of what a person wrote about an entity: order, layout and defaults make no difference."""
    defaults = BY_NAME[written.noun].defaults
    said = {name: value for name, value in written.properties.items() if defaults.get(name) != value}
    return sha256(msgspec.json.encode(said, order="sorted")).hexdigest()
