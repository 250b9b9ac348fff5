"""An expression after checking: every node with its type, every call with its overload, and explicit casts.

Operators and functions are the same kind of node, `Apply`. The compiler compiles exactly this tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from architrave.expressions.declare import Function
from architrave.expressions.syntax_tree import Span
from architrave.expressions.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A value that is known before the expression runs; `name` is that of a built-in constant, None for a literal.

    If it was written as a property of another constant (`Format.Date.longYear`), `written` is that property.
    """

    type: Type
    value: Any
    span: Span
    name: str | None = None
    written: "Get | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A variable: `key` is its lower-case full name, `name` as written."""

    type: Type
    key: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Get:
    """A property of a value, by its exact spelling."""

    type: Type
    target: "Typed"
    name: str
    span: Span
    place: Span


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """An overload of a function or operator applied to arguments; `place` is the place of its name or sign."""

    type: Type
    function: Function
    arguments: "tuple[Typed, ...]"
    span: Span
    place: Span


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A part whose type is unknown because of a reported fault. A tree without faults has none."""

    type: Type
    span: Span


Typed = Constant | Variable | Get | Apply | Unknown

UNKNOWN = Type("unknown")
"""The type of a part with a fault: it is compatible with everything, so that one fault does not cause others."""


def parts(node: Typed) -> tuple[Typed, ...]:
    """The child nodes of a node, in the order of evaluation."""
    match node:
        case Apply(arguments=arguments):
            return arguments
        case Get(target=target):
            return (target,)
        case _:
            return ()


def walk(root: Typed) -> Iterator[Typed]:
    """Every node of a tree, parents before children."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(parts(node)))
