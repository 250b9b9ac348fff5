"""A flow's inputs as a launch may give them: by which names, and as which JSON values.

What an input accepts is our reading of "valid values are defined by a flow's input JSON schema"; no public text says
what the cloud does with others (provenance: assumed).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast

from architrave.expressions.types import Type
from architrave.flows.program import Variable

Accepts = Callable[[Any], bool]
"""Whether a JSON value may be given; numbers with a fraction are Decimal or float."""

MAX_DEPTH = 100
"""How deep the JSON of a request may be nested, arrays and objects together."""

_INTEGER = re.compile(r"\s*[+-]?\d{1,18}\s*\Z", re.ASCII)
_DECIMAL = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*\Z", re.ASCII)
_DURATION = re.compile(
    r"[+-]?P(?=.)(?:\d+(?:\.\d+)?W|(?:\d+Y)?(?:\d+M)?(?:\d+(?:\.\d+)?D)?(?:T(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?)\Z",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What one type takes: a test, and the words for it with an example."""

    accepts: Accepts
    words: str
    example: str


def _is_string(value: Any) -> bool:
    return type(value) is str


def _is_integer(value: Any) -> bool:
    if type(value) is int:
        return True
    if type(value) is str:
        return _INTEGER.match(value) is not None
    return isinstance(value, float | Decimal) and value == value // 1


def _is_decimal(value: Any) -> bool:
    kind = type(value)
    if kind is str:
        return _DECIMAL.match(value) is not None
    return kind is int or kind is float or kind is Decimal


def _is_boolean(value: Any) -> bool:
    return value is True or value is False


def _reads(read: Callable[[str], Any]) -> Accepts:
    def accepts(value: Any) -> bool:
        if type(value) is not str:
            return False
        try:
            read(value)
        except ValueError:
            return False
        return True

    return accepts


def _is_duration(value: Any) -> bool:
    return type(value) is str and _DURATION.match(value) is not None


def _is_currency(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    amount = cast("dict[str, Any]", value)
    return set(amount) <= {"amount", "code"} and _is_decimal(amount.get("amount")) and _is_string(amount.get("code"))


def _is_entity(value: Any) -> bool:
    return type(value) is str or (isinstance(value, dict) and _is_string(cast("dict[str, Any]", value).get("id")))


def _is_json(value: Any) -> bool:
    return not isinstance(value, dict | list) or depth_of(value, MAX_DEPTH) <= MAX_DEPTH


_SHAPES: dict[str, Shape] = {
    "str": Shape(_is_string, "a string", '"sync-1"'),
    "int": Shape(_is_integer, "a whole number, or a string that holds one", "42"),
    "dec": Shape(_is_decimal, "a number, or a string that holds one", "12.5"),
    "bln": Shape(_is_boolean, "true or false", "true"),
    "dtm": Shape(_reads(datetime.fromisoformat), "a string with an ISO 8601 date and time", '"2025-06-01T08:30:00Z"'),
    "dat": Shape(_reads(date.fromisoformat), "a string with an ISO 8601 date", '"2025-06-01"'),
    "tim": Shape(_reads(time.fromisoformat), "a string with an ISO 8601 time", '"08:30:00"'),
    "dur": Shape(_is_duration, "a string with an ISO 8601 duration", '"PT1H30M"'),
    "cur": Shape(_is_currency, "an object with an amount and a code", '{"amount": "9.95", "code": "EUR"}'),
    "phn": Shape(_is_string, "a string with a phone number", '"+13175550100"'),
    "jsn": Shape(_is_json, "any JSON value", '{"key": "value"}'),
}
_ENTITY = Shape(_is_entity, "a string with the entity's id", '"3f1c2b5e-0000-4000-8000-000000000001"')


def shape_of(of: Type) -> Shape:
    """What an input of this type takes; for a collection, an array of what its items take."""
    item = _SHAPES.get(of.code, _ENTITY)
    if not of.is_collection:
        return item

    def accepts(value: Any) -> bool:
        return isinstance(value, list) and all(
            entry is None or item.accepts(entry) for entry in cast("list[Any]", value)
        )

    return Shape(accepts, f"an array; each item is {item.words}", f"[{item.example}]")


def depth_of(value: Any, bound: int) -> int:
    """How deep a JSON value is nested, 0 for a scalar; stops counting beyond `bound`."""
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
    """The inputs of one flow by name, prepared once and asked for every launch."""

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
        """The input of this full name, in any case."""
        return self.by_key.get(name.lower())

    def find_bare(self, name: str) -> Input | None:
        """The input that a name means which lacks its `Flow.`, in any case."""
        return self.by_key.get(f"flow.{name.lower()}")


def _input(variable: Variable) -> Input:
    shape = shape_of(variable.type)
    # A variable's name is written with or without its scope, depending on who declared it.
    name = variable.name if variable.name.lower() == variable.key else f"{variable.scope}.{variable.name}"
    return Input(name, variable.type, shape.accepts, shape, has_initial=variable.initial.is_set)
