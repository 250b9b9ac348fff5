"""A value in a test file, with its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from architrave.diagnostics import Diagnostic, Rule, Source
from architrave.flows.yaml import Node

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Noted(Generic[T]):
    """A value, the node that it was read from, and the file."""

    value: T
    node: Node
    source: Source

    @property
    def line(self) -> int:
        """The 1-based line in its file."""
        return self.source.position(self.node.start).line

    def fault(self, rule: Rule, message: str, advice: str | None = None) -> Diagnostic:
        """A problem at this place."""
        return fault_at(self.source, self.node, rule, message, advice)


V = TypeVar("V")


def entries_of(noted: "Noted[Mapping[str, V]] | None") -> Iterable[tuple[str, V]]:
    """The entries of a map; none if it is not written."""
    return () if noted is None else noted.value.items()


def items_of(noted: "Noted[tuple[V, ...]] | None") -> tuple[V, ...]:
    """The items of a list; none if it is not written."""
    return () if noted is None else noted.value


def fault_at(source: Source, node: Node, rule: Rule, message: str, advice: str | None = None) -> Diagnostic:
    """A problem at a node of a file."""
    start, end = source.position(node.start), source.position(node.end)
    return Diagnostic(rule, message, source.name, node.pointer, start, end, advice)
