"""Records: values with properties, such as a User, a Queue or an Email."""

from collections.abc import Mapping
from typing import Any

import msgspec


class Record(msgspec.Struct, frozen=True, eq=False):
    """A value of a complex or reference type.

    `code` is its type's code, `properties` its values by property name; a missing property is NOT_SET. Two Records with
    an `id` are equal if their ids are, ignoring case; others if all their properties are (assumed).
    """

    code: str
    properties: Mapping[str, Any] = msgspec.field(default_factory=dict[str, Any])

    def __getitem__(self, name: str) -> Any:
        return self.properties.get(name)

    def _key(self) -> Any:
        key = self.properties.get("id")
        if isinstance(key, str):
            return self.code, key.casefold()
        return self.code, frozenset(item for item in self.properties.items() if item[1] is not None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())
