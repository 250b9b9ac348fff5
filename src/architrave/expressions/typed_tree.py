"""An expression as understood: every node with its type, every call with its overload, casts written out.

Its operators and functions are the same kind of node, `Apply`; what the tree says is what the compiler compiles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from architrave.expressions.declare import Function
from architrave.expressions.syntax_tree import Span
from architrave.expressions.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A value that is known beforehand; `name` is that of a built-in constant, None for a literal.

    Where it was written as a property of another constant (`Format.Date.longYear`), `written` is that property.
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
    """A property of a value, by its own spelling."""

    type: Type
    target: "Typed"
    name: str
    span: Span
    place: Span


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """An overload of a function or operator applied to arguments; `place` is where its name or sign stands."""

    type: Type
    function: Function
    arguments: "tuple[Typed, ...]"
    span: Span
    place: Span


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A part whose type is not known because of a fault that has been told. No tree without faults has one."""

    type: Type
    span: Span


Typed = Constant | Variable | Get | Apply | Unknown

UNKNOWN = Type("unknown")
"""The type of what has a fault: it goes with everything, so that one fault does not make others."""


def parts(node: Typed) -> tuple[Typed, ...]:
    """The nodes under a node, in the order in which they are evaluated."""
    match node:
        case Apply(arguments=arguments):
            return arguments
        case Get(target=target):
            return (target,)
        case _:
            return ()


def walk(root: Typed) -> Iterator[Typed]:
    """Every node of a tree, wholes before parts."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(parts(node)))
