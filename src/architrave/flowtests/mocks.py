"""The replies in a test file: a path to a mocks file, or replies as in one; with `strict`."""

from dataclasses import dataclass, field

from architrave.definitions.mocks import Mocks, read_replies_in
from architrave.flows.yaml import Entry, Mapping, Node, Scalar
from architrave.flowtests.shapes import Reader, Schema

STRICT = "strict"


@dataclass(frozen=True, slots=True)
class MocksGiven:
    """Replies at one level of a test file. `file` is a mocks file, relative to the test file."""

    file: str | None = None
    strict: bool | None = None
    mocks: Mocks = field(default_factory=Mocks)
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class MocksShape:
    """A path, or replies by data action; `strict: false` lets a data action without a reply take its failure path."""

    def read(self, node: Node, reader: Reader) -> MocksGiven | None:
        """The replies."""
        if isinstance(node, Scalar) and node.text and isinstance(node.value, str):
            return MocksGiven(file=node.text)
        if not isinstance(node, Mapping):
            return reader.misfit(node, "the path of a mocks file, or replies by data action")
        strict = node.get(STRICT)
        value = strict.value if isinstance(strict, Scalar) else None
        is_strict = isinstance(value, bool)
        entries = tuple(entry for entry in node.entries if not (entry.name == STRICT and is_strict))
        mocks, faults = read_replies_in(entries, reader.source)
        reader.faults.extend(faults)
        return MocksGiven(strict=value if isinstance(value, bool) else None, mocks=mocks, entries=entries)

    def schema(self) -> Schema:
        """As `Shape`."""
        return {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "properties": {STRICT: {"type": "boolean"}}, "additionalProperties": True},
            ]
        }
