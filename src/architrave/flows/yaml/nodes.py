"""The nodes of a YAML document. Each has its place: offsets into the text, and a JSON pointer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from architrave.flows.yaml.scalars import ScalarValue, resolve


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A single value. `text` is its text, `plain` is True if it was written without quotes.

    `start` and `end` are offsets into the text that was parsed, quotes included.
    """

    start: int
    end: int
    pointer: str
    text: str
    plain: bool

    @property
    def value(self) -> ScalarValue:
        """Its value by the YAML 1.2 core schema; a quoted scalar is text."""
        return resolve(self.text) if self.plain else self.text


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list of nodes."""

    start: int
    end: int
    pointer: str
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One key of a mapping with its value."""

    key: Scalar
    value: "Node"

    @property
    def name(self) -> str:
        """The key as text."""
        return self.key.text


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """Keys with values, in the order of the text. Keys are texts: `2445093:` is the key `"2445093"`."""

    start: int
    end: int
    pointer: str
    entries: tuple[Entry, ...]
    _by_name: dict[str, Entry] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {entry.key.text: entry for entry in self.entries})

    def get(self, name: str) -> "Node | None":
        """The value of a key, or None if it is missing."""
        entry = self._by_name.get(name)
        return None if entry is None else entry.value

    def entry(self, name: str) -> Entry | None:
        """The entry of a key, or None if it is missing."""
        return self._by_name.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)


Node = Scalar | Sequence | Mapping


def plain_value(node: Node) -> Any:
    """The node as plain JSON-like data: dict, list, str, int, float, bool, None."""
    match node:
        case Scalar():
            value = node.value
            return float(value) if isinstance(value, Decimal) else value
        case Sequence():
            return [plain_value(item) for item in node.items]
        case Mapping():
            return {entry.name: plain_value(entry.value) for entry in node.entries}
