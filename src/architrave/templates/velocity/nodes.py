"""The tree of a template: what it prints, and the expressions that it computes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A written value: text in single quotes, a number, true, false, or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text in double quotes: a template of its own."""

    body: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and an operator, in Velocity's symbols."""

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
    """A list of whole numbers: `[1..9]`."""

    first: "Expression"
    last: "Expression"


@dataclass(frozen=True, slots=True)
class Pairs:
    """A map: `{"a": b}`."""

    pairs: tuple[tuple["Expression", "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Property:
    """`.name` behind a reference."""

    name: str


@dataclass(frozen=True, slots=True)
class Method:
    """`.name(arguments)` behind a reference."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Index:
    """`[expression]` behind a reference."""

    at: "Expression"


@dataclass(frozen=True, slots=True)
class Reference:
    """`$root.step…`. `text` is how it was written, which is what it prints where it has no value and is not quiet."""

    root: str
    steps: tuple[Property | Method | Index, ...]
    text: str
    offset: int
    quiet: bool = False
    otherwise: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class Text:
    """Text that prints itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Escaped:
    """A reference behind a backslash: prints how it is written, without the backslash where it has a value."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class If:
    """`#if … #elseif … #else … #end`: conditions with their bodies; the body without a condition is the last."""

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
    """A template that was read. `references` are all of them, in order, those in expressions too."""

    text: str
    body: tuple[Node, ...]
    references: tuple[Reference, ...] = field(default=(), compare=False)
