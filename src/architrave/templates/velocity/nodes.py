"""The tree of a template: what it prints, and the expressions that it computes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: a single-quoted string, a number, true, false, or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A double-quoted string, which is a nested template."""

    body: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """A binary operation, with Velocity's operator symbols."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-` before an operand."""

    operator: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Items:
    """A list: `[a, b]`."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A list of integers: `[1..9]`."""

    first: "Expression"
    last: "Expression"


@dataclass(frozen=True, slots=True)
class Pairs:
    """A map: `{"a": b}`."""

    pairs: tuple[tuple["Expression", "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Property:
    """`.name` after a reference."""

    name: str


@dataclass(frozen=True, slots=True)
class Method:
    """`.name(arguments)` after a reference."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Index:
    """`[expression]` after a reference."""

    at: "Expression"


@dataclass(frozen=True, slots=True)
class Reference:
    """`$root.step…`. `text` is its source, which it prints if it has no value and is not quiet."""

    root: str
    steps: tuple[Property | Method | Index, ...]
    text: str
    offset: int
    quiet: bool = False
    otherwise: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Escaped:
    """A reference after a backslash: prints its source, without the backslash if it has a value."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class If:
    """`#if … #elseif … #else … #end`: conditions with their bodies. Only the last body may have no condition."""

    branches: tuple[tuple["Expression | None", tuple["Node", ...]], ...]


@dataclass(frozen=True, slots=True)
class Set:
    """`#set($name = value)`."""

    name: str
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Foreach:
    """`#foreach($name in items) … #end`."""

    name: str
    items: "Expression"
    body: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """`#break` leaves the innermost loop, `#stop` the template."""

    how: str


Expression = Literal | Quoted | Operation | Unary | Items | Range | Pairs | Reference
Node = Text | Reference | Escaped | If | Set | Foreach | Leave


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template. `references` are all its references in order, including those in expressions."""

    text: str
    body: tuple[Node, ...]
    references: tuple[Reference, ...] = field(default=(), compare=False)
