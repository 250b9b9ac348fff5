"""A flow's inputs as a launch may set them: under which names, with which JSON values.

What an input accepts is our reading of "valid values are defined by a flow's input JSON schema"; nothing public says
what the cloud does with other values (provenance: assumed).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from architrave.expressions.bounds import MAX_INTEGER, MAX_ITEMS, MIN_INTEGER
from architrave.expressions.types import CURRENCY, DATE, DATETIME, DECIMAL, DURATION, INTEGER, PHONE_NUMBER, TIME, Type
from architrave.flows.program import Variable

Accepts = Callable[[Any], bool]
"""Whether an input accepts a JSON value; numbers with a fraction are Decimal or float."""

MAX_DEPTH = 100
"""The maximum nesting depth of a request's JSON, counting arrays and objects."""

_HUGE = 400
"""The limit for digits before or after the decimal point: a number with more is a mistake."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a type accepts: a test, a description and an example."""

    accepts: Accepts
    words: str
    example: str


def _is_string(value: Any) -> bool:
    return type(value) is str


def _is_integer(value: Any) -> bool:
    if type(value) is int:
        return MIN_INTEGER <= value <= MAX_INTEGER
    if isinstance(value, Decimal) and not _is_sane(value):
        return False
    return _language_accepts(INTEGER, value)


def _is_decimal(value: Any) -> bool:
    if type(value) is int:
        return abs(value) < 10**_HUGE
    if type(value) is Decimal:
        return _is_sane(value)
    return _language_accepts(DECIMAL, value)


def _is_sane(value: Decimal) -> bool:
    """Whether it is safe to compute with a number: a sender can write a huge exponent that would exhaust memory."""
    return value.is_finite() and abs(value.adjusted()) < _HUGE


def _is_boolean(value: Any) -> bool:
    return value is True or value is False


def _is_json(value: Any) -> bool:
    return not isinstance(value, dict | list | Decimal) or _is_plain_json(cast("Any", value))


def _is_plain_json(value: dict[str, Any] | list[Any] | Decimal) -> bool:
    return _is_sane(value) if isinstance(value, Decimal) else depth_of(value, MAX_DEPTH - 2) <= MAX_DEPTH - 2


def _language_accepts(of: Type, value: Any) -> bool:
    """Whether the expression language converts it to the type. Imported late: `check` rarely needs it."""
    from architrave.expressions.values import accept_input

    return accept_input(of, value)[1] is None


def _accepts(of: Type) -> Accepts:
    return lambda value: not isinstance(value, dict | list) and _language_accepts(of, value)


def _accepts_object(of: Type) -> Accepts:
    return lambda value: _is_json(value) and _language_accepts(of, value)


_SHAPES: dict[str, Shape] = {
    "str": Shape(_is_string, "a string", '"some text"'),
    "int": Shape(_is_integer, "a whole number of at most 15 digits, or a string with one", "42"),
    "dec": Shape(_is_decimal, "a number, or a string with one", "12.5"),
    "bln": Shape(_is_boolean, "true or false", "true"),
    "dtm": Shape(_accepts(DATETIME), "a string with an ISO 8601 date and time", '"2025-06-01T08:30:00Z"'),
    "dat": Shape(_accepts(DATE), "a string with an ISO 8601 date", '"2025-06-01"'),
    "tim": Shape(_accepts(TIME), "a string with an ISO 8601 time", '"08:30:00"'),
    "dur": Shape(_accepts(DURATION), "a string with an ISO 8601 duration", '"PT1H30M"'),
    "cur": Shape(_accepts_object(CURRENCY), "an object with an amount and a code", '{"amount": "9.95", "code": "EUR"}'),
    "phn": Shape(_accepts(PHONE_NUMBER), "a string with a phone number", '"+13175550100"'),
    "jsn": Shape(_is_json, "any JSON value", '{"key": "value"}'),
}


def shape_of(of: Type) -> Shape:
    """What an input of this type accepts; for a collection, an array of what its items accept."""
    item = _SHAPES.get(of.code) or Shape(
        _accepts_object(of.item), f"a string with the id of a {of.item}", '"3f1c2b5e-0000-4000-8000-000000000001"'
    )
    if not of.is_collection:
        return item

    def accepts(value: Any) -> bool:
        if not isinstance(value, list):
            return False
        items = cast("list[Any]", value)
        return len(items) <= MAX_ITEMS and all(entry is None or item.accepts(entry) for entry in items)

    return Shape(accepts, f"an array of at most {MAX_ITEMS:,} items, each {item.words}", f"[{item.example}]")


def depth_of(value: Any, bound: int) -> int:
    """The nesting depth of a JSON value, 0 for a scalar; stops counting beyond `bound`."""
    level, depth = [value], 0
    while depth <= bound:
        inner: list[Any] = []
        found = False
        for item in level:
            if isinstance(item, dict):
                inner.extend(cast("dict[str, Any]", item).values())
                found = True
            elif isinstance(item, list):
                inner.extend(cast("list[Any]", item))
                found = True
        if not found:
            return depth
        level, depth = inner, depth + 1
    return depth


@dataclass(frozen=True, slots=True)
class Input:
    """One input variable: its full name as declared, its type, and what it accepts."""

    name: str
    type: Type
    accepts: Accepts
    shape: Shape
    has_initial: bool

    @property
    def bare_name(self) -> str:
        """The name without its scope."""
        return self.name.partition(".")[2]


class InputTable:
    """The inputs of one flow by name, prepared once and used for every launch."""

    __slots__ = ("all", "by_full", "by_key", "exact")

    def __init__(self, variables: Iterable[Variable]) -> None:
        self.all: tuple[Input, ...] = tuple(_input(variable) for variable in variables)
        self.by_full: Mapping[str, Input] = {item.name: item for item in self.all}
        self.by_key: Mapping[str, Input] = {item.name.lower(): item for item in self.all}
        self.exact: dict[str, tuple[str, Accepts]] = {
            spelling: (item.name, item.accepts) for item in self.all for spelling in (item.name, item.name.lower())
        }
        """For the quick path: the full name and the test by the two spellings that nearly every client uses."""

    def find(self, name: str) -> Input | None:
        """The input with this full name, in any case."""
        return self.by_key.get(name.lower())

    def find_bare(self, name: str) -> Input | None:
        """The input that a name without its `Flow.` means, in any case."""
        return self.by_key.get(f"flow.{name.lower()}")


def _input(variable: Variable) -> Input:
    shape = shape_of(variable.type)
    # A variable's name is written with or without its scope, depending on who declared it.
    name = variable.name if variable.name.lower() == variable.key else f"{variable.scope}.{variable.name}"
    return Input(name, variable.type, shape.accepts, shape, has_initial=variable.initial.is_set)
