"""The only values that a template sees, as text and as conditions."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from architrave.templates.faults import Refused
from architrave.templates.java_text import number_text
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.nodes import Node

DEEPEST_VALUE = 40
"""How deep lists and maps may be nested in each other."""


class Character(str):
    """A Java char, which is not a String: it has few methods, and `+` does not join it."""

    __slots__ = ()


class Array(tuple[Any, ...]):
    """A Java array: a list that cannot be changed."""

    __slots__ = ()


class View(tuple[Any, ...]):
    """What `keySet()` and its relatives give: a collection without indexes."""

    __slots__ = ()


class Range(tuple[int, ...]):
    """`[1..3]`: a list that cannot be changed."""

    __slots__ = ()


class Scope(dict[Any, Any]):
    """`$foreach`: the state of a loop."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and a value of a map."""

    key: Any
    value: Any


@dataclass(slots=True)
class Block:
    """What `#define` sets: it is rendered where it is referred to. `depth` counts renderings within each other."""

    body: tuple[Node, ...]
    depth: int = 0


Value = (
    str
    | int
    | float
    | Decimal
    | bool
    | None
    | list["Value"]
    | Array
    | View
    | Range
    | dict[Any, "Value"]
    | Entry
    | Block
)


def text_of(value: Value, budget: Budget) -> str:
    """A value as Java prints it: `true`, `5`, `[a, b]`, `{a=b}`. Raises Refused if that takes too much."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case None:
            return "null"
        case _:
            return budget.text("".join(_pieces(value, budget, 0)))


def _pieces(value: Value, budget: Budget, depth: int) -> Iterator[str]:
    """The text of a value in pieces. A short list may hold itself many times, so each item is paid for."""
    budget.step()
    if depth > DEEPEST_VALUE:
        raise Refused(f"The template was stopped: it nests lists and maps more than {DEEPEST_VALUE} levels deep.")
    match value:
        case Scope():
            yield "{}"
        case list() | tuple():
            yield "["
            for number, item in enumerate(value):
                yield ", " if number else ""
                yield from _pieces(item, budget, depth + 1)
            yield "]"
        case dict():
            yield "{"
            for number, (key, item) in enumerate(value.items()):
                yield f", {text_of(key, budget)}=" if number else f"{text_of(key, budget)}="
                yield from _pieces(item, budget, depth + 1)
            yield "}"
        case Entry():
            yield f"{text_of(value.key, budget)}="
            yield from _pieces(value.value, budget, depth + 1)
        case Decimal():
            yield str(value)
        case Block():
            raise Refused("A block of #define cannot be used as a value here.")
        case _:
            text = text_of(value, budget)
            budget.look_through(len(text))
            yield text


def is_true(value: Value) -> bool:
    """The value as a condition: no value, empty and zero are false (Velocity 2)."""
    return isinstance(value, Entry | Block) or bool(value)


def is_text(value: object) -> bool:
    """Whether a value is a String of Java."""
    return isinstance(value, str) and not isinstance(value, Character)


def is_number(value: object) -> bool:
    """Whether a value is a number of Java; Booleans are not."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def copied(value: Value) -> Value:
    """A value that a template may change without changing the caller's."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


_CLASSES: tuple[tuple[type, str], ...] = (
    (Character, "java.lang.Character"),
    (str, "java.lang.String"),
    (bool, "java.lang.Boolean"),
    (float, "java.lang.Double"),
    (Decimal, "java.math.BigDecimal"),
    (list, "java.util.ArrayList"),
    (Scope, "org.apache.velocity.runtime.directive.ForeachScope"),
    (dict, "java.util.LinkedHashMap"),
    (Array, "[Ljava.lang.String;"),
    (View, "java.util.Set"),
    (Range, "org.apache.velocity.runtime.parser.node.ASTIntegerRange$IntegerRange"),
    (Entry, "java.util.Map.Entry"),
    (Block, "org.apache.velocity.runtime.directive.Block$Reference"),
)


def class_name(value: Value) -> str:
    """The Java class of a value, for messages."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "java.lang.Integer" if -(2**31) <= value < 2**31 else "java.lang.Long"
    return next((name for kind, name in _CLASSES if isinstance(value, kind)), "null")
