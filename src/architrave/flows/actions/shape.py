"""The shapes of an action's fields: a small closed set, declared once, used by the reader and the JSON Schema.

A shape says what is allowed under a key, and what the reader turns it into. A class of fields gives each attribute its
shape; the attribute's annotation is the result of the shape, which `tests/flows/test_declarations.py` checks.

| shape | gives | if missing or faulty |
|---|---|---|
| `Value` | `Slot[T]`, with the Python type of its values | None |
| `Output`, `VariableName` | `Target` | None |
| `Text`, `Ref` | `str` | None |
| `Flag`, `Number` | `bool`, `int` | None |
| `Actions` | `Block` | None |
| `Object` | its class | an instance without fields |
| `ListOf` | `tuple[…, ...]` | `()` |
| `MapOf`, `Outputs` | `Mapping[str, …]` | `{}` |
| `Named` | `Keyed[…]` | the name `""` |
| `OneOf` | the result of the chosen option | None |
| `ByType` | the result of the shape below the type | |
| `Anything` | None | |

A required field is never None: a faulty one is `UNREAD`, `""`, or the first of several options.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, NoReturn, TypeVar, dataclass_transform

from architrave.expressions.faults import ExpressionError
from architrave.expressions.question import Ask
from architrave.expressions.types import STRING, Type
from architrave.flows.program import Block, Fields, Slot, Target

GIVEN = Type("given")
"""Stands for a type from outside: from the key of a `ByType`, or from the action's declaration."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value slot: `{lit: …}`, `{exp: …}` or `{noValue: true}`. A type of None accepts any value."""

    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """An output slot: `{var: Flow.x}` or `{noValue: true}`. A type of None is unknown."""

    type: Type | None = None


@dataclass(frozen=True, slots=True)
class VariableName:
    """The name of a variable to assign, as a bare text."""

    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a state, task, menu or bot by path: `/workflow/states/state[Initial State_10]`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Text:
    """A bare text; one of `choices`, if there are any."""

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
    """An object with the keys of a class; `is_open` allows other keys. `given` is what GIVEN stands for."""

    of: type[Fields]
    is_open: bool = False
    given: Type | None = None


@dataclass(frozen=True, slots=True)
class Outputs:
    """Output slots with these names and types; `is_open` allows other names."""

    types: Mapping[str, Type]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; with a `tag`, each item is an object with that single key (`- attribute: {…}`)."""

    item: "Shape"
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys are names chosen by the author or a contract. A name without a value is left out."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Named:
    """An object with exactly one key, which is a name: `{Integration: {…}}`."""

    item: "Shape"
    noun: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object with exactly one of these keys. The result shows which one it was."""

    options: Mapping[str, "Shape"]


@dataclass(frozen=True, slots=True)
class ByType:
    """An object with one key, a type (`string`, `integerCollection`), which replaces GIVEN in the shape below it."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Anything:
    """Any node: its expressions, variables and actions are read and checked, nothing else."""


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
    | Outputs
    | ListOf
    | MapOf
    | Named
    | OneOf
    | ByType
    | Anything
)

T = TypeVar("T", covariant=True)
C = TypeVar("C", bound=Fields)


@dataclass(frozen=True, slots=True)
class Keyed(Generic[T]):
    """The result of a `Named`: the name that is its key, and the item below it."""

    name: str
    item: T


@dataclass(frozen=True, slots=True)
class Field:
    """A key of an object: its shape, the attribute that it is read into, and whether it is required."""

    shape: Shape
    name: str
    required: bool = False
    doc: str = ""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fields(cls: type[C]) -> type[C]:
    """Makes a class of fields; all fields are declared with `field`."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def field(shape: Shape, key: str | None = None, *, required: bool = False, doc: str = "") -> Any:
    """An attribute of a class of fields. `key` is its Archy key: by default its name in camel case."""
    declared = {"key": key, "shape": shape, "required": required, "doc": doc}
    if isinstance(shape, MapOf | Outputs):
        return dataclasses.field(default_factory=dict[str, Any], metadata=declared)
    return dataclasses.field(default=absent(shape, required=required), metadata=declared)


@cache
def keys_of(of: type[Fields], given: Type | None = None) -> Mapping[str, Field]:
    """The fields of a class by their Archy keys."""
    found: dict[str, Field] = {}
    for each in dataclasses.fields(of):
        declared = each.metadata
        shape = declared["shape"] if given is None else with_type(declared["shape"], given)
        found[declared["key"] or _camel(each.name)] = Field(shape, each.name, declared["required"], declared["doc"])
    return found


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def with_type(shape: Shape, given: Type) -> Shape:
    """The shape with GIVEN replaced by a type."""
    match shape:
        case Value(kind) | Output(kind) | VariableName(kind) if kind is GIVEN:
            return type(shape)(given)
        case Object(of, is_open, None):
            return Object(of, is_open, given)
        case ListOf(item, tag):
            return ListOf(with_type(item, given), tag)
        case _:
            return shape


def _unread(_variables: Mapping[str, Any], _ask: Ask) -> NoReturn:
    raise ExpressionError("Unknown", "This value could not be read.")


UNREAD: Slot[object] = Slot(STRING, _unread, is_set=False)
"""Stands for a required value that is missing or faulty."""

_NOWHERE = Target("", "", STRING)


def absent(shape: Shape, *, required: bool) -> Any:
    """The value of a field that is missing or faulty."""
    match shape:
        case Object(of):
            return of()
        case ListOf():
            return ()
        case Named(item):
            return Keyed("", absent(item, required=False))
        case _ if not required:
            return None
        case Value():
            return UNREAD
        case VariableName():
            return _NOWHERE
        case Text() | Ref():
            return ""
        case OneOf(options):
            return absent(next(iter(options.values())), required=True)
        case _:
            return None


@fields
class Branch(Fields):
    """An output of an action: a block and, in bots, whether it is enabled."""

    actions: Block | None = field(Actions())
    enabled: bool | None = field(Flag())


@fields
class NamedObject(Fields):
    """An object of which only the name is used."""

    name: str | None = field(Text())
