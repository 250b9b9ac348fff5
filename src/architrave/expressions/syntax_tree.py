"""An expression as written: the tree that the parser makes and the printer turns back into text.

Two trees are equal if they have the same content; places are not compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeVar


class Span(NamedTuple):
    """A place in the text: 0-based code point offsets, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A String, Integer, Decimal or Boolean literal."""

    value: str | int | Decimal | bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class NotSet:
    """The literal NOT_SET."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable or built-in constant, by its name as written: a scope and a name (`Flow.total`), or one word."""

    name: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to arguments; `span` is the whole call, `name_span` the name."""

    name: str
    arguments: "tuple[Node, ...]"
    span: Span = field(compare=False)
    name_span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`!`, `~` or `-` before an operand."""

    operator: str
    operand: "Node"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands with an operator between them; `operator` is in lower case, `place` is its place."""

    operator: str
    left: "Node"
    right: "Node"
    span: Span = field(compare=False)
    place: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? yes : no`; `place` is the place of the `?`."""

    condition: "Node"
    yes: "Node"
    no: "Node"
    span: Span = field(compare=False)
    place: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A property by name: `target.name` or `target."odd name"`; `place` is the place of the dot."""

    target: "Node"
    name: str
    span: Span = field(compare=False)
    place: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`target[index]`; `place` is the place of the bracket."""

    target: "Node"
    index: "Node"
    span: Span = field(compare=False)
    place: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Broken:
    """A part that could not be read; its fault has been reported."""

    span: Span = field(compare=False)


Node = Literal | NotSet | Reference | Call | Unary | Binary | Conditional | Member | Index | Broken
T = TypeVar("T")


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order in which they are written."""
    match node:
        case Call(arguments=arguments):
            return arguments
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Conditional(condition=condition, yes=yes, no=no):
            return (condition, yes, no)
        case Member(target=target):
            return (target,)
        case Index(target=target, index=index):
            return (target, index)
        case _:
            return ()


def fold(root: Node, combine: Callable[[Node, list[T]], T]) -> T:
    """Builds a result from the leaves up: `combine` gets a node and the results of its parts.

    Long chains make deep trees (`1+1+1+…`), so this uses an explicit stack instead of recursion.
    """
    results: list[T] = []
    pending: list[tuple[Node, int]] = [(root, -1)]
    while pending:
        node, count = pending.pop()
        if count < 0:
            parts = children(node)
            pending.append((node, len(parts)))
            pending.extend([(part, -1) for part in reversed(parts)])
        elif count:
            made = results[-count:]
            del results[-count:]
            results.append(combine(node, made))
        else:
            results.append(combine(node, []))
    return results[0]
