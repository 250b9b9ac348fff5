"""The shapes of single values in a test file: each reads a node, reports what does not fit, and describes itself."""

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

from architrave.diagnostics import Diagnostic, Rule, Source, did_you_mean
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence, plain_value
from architrave.flowtests.noted import Noted, fault_at
from architrave.flowtests.rules import FLOWTEST_SHAPE
from architrave.flowtests.times import duration_of, moment_of

T = TypeVar("T")
S = TypeVar("S", covariant=True)
Schema = dict[str, Any]


@dataclass(slots=True)
class Reader:
    """Reads one file, and collects its problems."""

    source: Source
    faults: list[Diagnostic]

    def fault(self, rule: Rule, node: Node, message: str, advice: str | None = None) -> None:
        """Report a problem."""
        self.faults.append(fault_at(self.source, node, rule, message, advice))

    def misfit(self, node: Node, expected: str, advice: str | None = None) -> None:
        """Report a value of another shape."""
        found = "a map" if isinstance(node, Mapping) else "a list"
        if isinstance(node, Scalar):
            found = f"`{node.text}`" if node.text else "nothing"
        self.fault(FLOWTEST_SHAPE, node, f"Expected {expected}, found {found}.", advice)

    def noted(self, shape: "Shape[T]", node: Node) -> Noted[T] | None:
        """The value of a node with its place; None if it does not fit."""
        value = shape.read(node, self)
        return None if value is None else Noted(value, node, self.source)


class Shape(Protocol[S]):
    """A shape of a value. `read` returns None for a node that does not fit, which it has reported."""

    def read(self, node: Node, reader: Reader) -> S | None:
        """The value of a node."""
        ...

    def schema(self) -> Schema:
        """The shape as JSON Schema."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not empty; a number is read as it is written. With `choices`, one of them."""

    what: str = "a text"
    choices: tuple[str, ...] = ()

    def read(self, node: Node, reader: Reader) -> str | None:
        """The text."""
        if not isinstance(node, Scalar) or not node.text or (node.plain and node.value is None):
            return reader.misfit(node, self.what)
        if self.choices and node.text not in self.choices:
            near = did_you_mean(node.text, self.choices)
            listed = f"Use one of {', '.join(self.choices)}."
            return reader.misfit(node, self.what, f"Did you mean `{near}`?" if near else listed)
        return node.text

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"enum": list(self.choices)} if self.choices else {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    def read(self, node: Node, reader: Reader) -> bool | None:
        """The Boolean."""
        value = node.value if isinstance(node, Scalar) else None
        return value if isinstance(value, bool) else reader.misfit(node, "true or false")

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number that is not negative."""

    most: int = 1_000_000

    def read(self, node: Node, reader: Reader) -> int | None:
        """The number."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= self.most:
            return reader.misfit(node, f"a whole number from 0 to {self.most:,}")
        return value

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"type": "integer", "minimum": 0, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Percent:
    """A share: `60%` or `60`."""

    def read(self, node: Node, reader: Reader) -> float | None:
        """The percentage."""
        text = node.text.removesuffix("%").strip() if isinstance(node, Scalar) else ""
        try:
            value = float(text)
        except ValueError:
            value = -1
        return value if 0 <= value <= 100 else reader.misfit(node, "a percentage from 0% to 100%")

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"type": ["string", "number"], "pattern": r"^\d+(\.\d+)?%?$", "minimum": 0, "maximum": 100}


@dataclass(frozen=True, slots=True)
class Span:
    """A duration, in milliseconds."""

    def read(self, node: Node, reader: Reader) -> int | None:
        """The duration."""
        found = duration_of(node.text) if isinstance(node, Scalar) else None
        if found is None:
            return reader.misfit(
                node, "a duration of up to a year", "Write a number with its unit: `90 s`, `1 h 30 m`."
            )
        return found

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"type": "string", "description": "A number with its unit: 250 ms, 90 s, 5 m, 2 h, 1 d."}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, in milliseconds since the epoch."""

    def read(self, node: Node, reader: Reader) -> int | None:
        """The time."""
        found = moment_of(node.text) if isinstance(node, Scalar) else None
        if found is None:
            return reader.misfit(node, "an ISO 8601 time", "Write it like `2026-01-31T12:00:00Z`.")
        return found

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"type": "string", "description": "An ISO 8601 time, such as 2026-01-31T12:00:00Z."}


@dataclass(frozen=True, slots=True)
class Given:
    """Any JSON value, also null: wrapped, so that null is a value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value, as plain JSON data."""

    def read(self, node: Node, reader: Reader) -> Given:  # noqa: ARG002
        """The value."""
        return Given(plain_value(node))

    def schema(self) -> Schema:
        """As `Shape`."""
        return {}


@dataclass(frozen=True, slots=True)
class ListOf(Generic[T]):
    """A list of values of one shape. With `or_one`, a single value stands for a list of it."""

    item: Shape[T]
    or_one: bool = False

    def read(self, node: Node, reader: Reader) -> tuple[Noted[T], ...] | None:
        """The items that fit."""
        if isinstance(node, Sequence):
            found = [reader.noted(self.item, item) for item in node.items]
        elif self.or_one:
            found = [reader.noted(self.item, node)]
        else:
            return reader.misfit(node, "a list")
        return tuple(item for item in found if item is not None)

    def schema(self) -> Schema:
        """As `Shape`."""
        listed: Schema = {"type": "array", "items": self.item.schema()}
        return {"anyOf": [listed, self.item.schema()]} if self.or_one else listed


@dataclass(frozen=True, slots=True)
class MapOf(Generic[T]):
    """A map from names that a person chooses to values of one shape. `what` is what the names are."""

    value: Shape[T]
    what: str

    def read(self, node: Node, reader: Reader) -> dict[str, Noted[T]] | None:
        """The values that fit, by name."""
        if not isinstance(node, Mapping):
            return reader.misfit(node, f"a map by {self.what}")
        found = {entry.name: reader.noted(self.value, entry.value) for entry in node.entries}
        return {name: value for name, value in found.items() if value is not None}

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"type": "object", "description": f"By {self.what}.", "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True)
class Either(Generic[T]):
    """One of two shapes: `single` for a scalar, `other` for everything else."""

    single: Shape[T]
    other: Shape[T]

    def read(self, node: Node, reader: Reader) -> T | None:
        """The value."""
        return (self.single if isinstance(node, Scalar) else self.other).read(node, reader)

    def schema(self) -> Schema:
        """As `Shape`."""
        return {"anyOf": [self.single.schema(), self.other.schema()]}


def described(schema: Schema, text: str) -> Schema:
    """A schema with what the value means."""
    return cast("Schema", {**schema, "description": text}) if text else schema
