"""The shapes of an action's fields: a small closed algebra, declared once, used by the reader and the JSON Schema.

A shape says what may stand under a key. The reader makes Python values of it: a `Slot` of `Value`, a `Target` (or
None) of `Output` and `VariableName`, a text of `Text` and `Ref`, a dict of `Object`, a tuple of `ListOf`, a dict by
name of `MapOf`, a pair of `OneOf`, `Named` and `ByType`, a block of `Actions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from architrave.expressions.types import Type


@dataclass(frozen=True, slots=True)
class Value:
    """A value slot: `{lit: …}`, `{exp: …}` or `{noValue: true}`. A type of None takes any."""

    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """An output slot: `{var: Flow.x}` or `{noValue: true}`. A type of None is not known beforehand."""

    type: Type | None = None


@dataclass(frozen=True, slots=True)
class VariableName:
    """The name of a variable that is assigned, as a bare text."""

    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a state, task, menu or bot by path: `/workflow/states/state[Initial State_10]`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Text:
    """A bare text; one of `choices` where there are any."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A bare `true` or `false`."""


@dataclass(frozen=True, slots=True)
class Number:
    """A bare whole number."""


@dataclass(frozen=True, slots=True)
class Actions:
    """A list of actions: a block."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object with known keys; `is_open` lets others stand beside them."""

    fields: Mapping[str, "Field"]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; with a `tag` each item is an object of that one key (`- attribute: {…}`)."""

    item: "Shape"
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys are names that the author or a contract gave."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Named:
    """An object of exactly one key, which is a name: `{Integration: {…}}`."""

    item: "Shape"
    noun: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object with exactly one of these keys."""

    options: Mapping[str, "Shape"]


@dataclass(frozen=True, slots=True)
class ByType:
    """An object of one key that is a type (`string`, `integerCollection`); `make` gives the shape below it."""

    make: Callable[[Type], "Shape"]


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever stands here is read for its expressions, variables and actions, and not judged otherwise."""


Shape = (
    Value
    | Output
    | VariableName
    | Ref
    | Text
    | Flag
    | Number
    | Actions
    | Object
    | ListOf
    | MapOf
    | Named
    | OneOf
    | ByType
    | Anything
)


@dataclass(frozen=True, slots=True)
class Field:
    """A key of an object: its shape, its name in `Action.fields`, and whether it must be there."""

    shape: Shape
    name: str
    required: bool = False
    doc: str = ""


def field(shape: Shape, name: str, *, required: bool = False, doc: str = "") -> Field:
    """A key of an object."""
    return Field(shape, name, required, doc)


def branch() -> Object:
    """An output of an action: a block, and in bots whether it is enabled."""
    return Object(
        {
            "actions": Field(Actions(), "actions"),
            "enabled": Field(Flag(), "enabled"),
        }
    )
