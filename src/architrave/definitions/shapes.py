"""A small algebra of shapes: what a key of org.yaml takes. `sections` declares with it, `settings` reads by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text; numbers are read as they are written. `options`, where there are any, are all that it may be."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds, both allowed."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value, kept as plain data."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose items have one shape."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Named:
    """A map from names that people choose to values of one shape. An empty value is the shape's empty value."""

    value: "Shape"


@dataclass(frozen=True, slots=True)
class Fields:
    """A map with known keys; those in `required` must be there."""

    fields: Mapping[str, "Shape"] = field(default_factory=dict[str, "Shape"])
    required: tuple[str, ...] = ()


Shape = Text | Flag | Whole | Anything | Listed | Named | Fields
