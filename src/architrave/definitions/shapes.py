"""Shapes of the values in org.yaml and architrave.toml, with which their keys are declared; `settings` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A string; numbers are read as written. If there are `options`, it must be one of them.

    `noun` is what the options are, if there are too many to list. A secret is needed only to serve and to call.
    """

    options: tuple[str, ...] = ()
    noun: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two inclusive bounds."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value, kept as plain data."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose items all have the same shape."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Named:
    """A map with keys that the user chooses and values of one shape. A value may be empty."""

    value: "Shape"


@dataclass(frozen=True, slots=True)
class Fields:
    """A map with known keys; those in `required` must be present. `noun` is what the keys are, if they are many."""

    fields: Mapping[str, "Shape"] = field(default_factory=dict[str, "Shape"])
    required: tuple[str, ...] = ()
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Short:
    """A map with known keys, or a string, which is short for a map with only the key `key`, and is kept as a string."""

    key: str
    fields: Fields


Shape = Text | Flag | Whole | Anything | Listed | Named | Fields | Short
