"""JSON values with their positions in the text."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class Node:
    """A JSON value and its span: 0-based code point offsets into the body's text, `end` exclusive.

    `value` is the plain value. An object has its `members` in the order in which they were written, including
    duplicates. Those of a faultless nested object are read on demand, by `look_inside`.
    """

    start: int
    end: int
    value: Any
    members: "list[Member]" = field(default_factory=list["Member"])
    look_inside: "Callable[[], list[Member]] | None" = None

    @property
    def is_object(self) -> bool:
        """Whether it is a JSON object."""
        return isinstance(self.value, dict)

    def _inside(self) -> "list[Member]":
        if self.look_inside is not None:
            self.members = self.look_inside()
            self.look_inside = None
        return self.members

    def member(self, key: str) -> "Member | None":
        """The last member with this key, which is the one that JSON parsers use."""
        return next((member for member in reversed(self._inside()) if member.key == key), None)

    def fields(self) -> "Iterator[Member]":
        """The members without duplicates: the last of each key."""
        inside = self._inside()
        last = {member.key: member for member in inside}
        return (member for member in inside if last[member.key] is member)


@dataclass(slots=True)
class Member:
    """A key of an object and its value. `start` and `end` are the span of the key, including the quotes."""

    key: str
    start: int
    end: int
    node: Node
