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
    """A binary operation, with Velocity's operator symbols. `offset` is the position after the operator."""

    operator: str
    left: "Expression"
    right: "Expression"
    offset: int


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
    offset: int


@dataclass(frozen=True, slots=True)
class Method:
    """`.name(arguments)` after a reference."""

    name: str
    arguments: tuple["Expression", ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Index:
    """`[expression]` after a reference."""

    at: "Expression"
    offset: int


@dataclass(frozen=True, slots=True)
class Reference:
    """`$root.step…`. `text` is its source, which it prints if it has no value and is not quiet.

    `tested` references may be unset in strict mode too: an operand of `! && ||` or a whole expression, inside an #if.
    `quoted` is true inside a double-quoted string, which Velocity names differently in its messages.
    """

    root: str
    steps: tuple[Property | Method | Index, ...]
    text: str
    offset: int
    quiet: bool = False
    otherwise: "Expression | None" = None
    tested: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Escaped:
    """A reference after an odd number of backslashes: prints its source, with the last one only if it has no value."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Slashes:
    """A reference after an even number of backslashes, which are printed halved if it has a value."""

    count: int
    reference: Reference


@dataclass(frozen=True, slots=True)
class If:
    """`#if … #elseif … #else … #end`: conditions with their bodies. Only the last body may have no condition."""

    branches: tuple[tuple["Expression | None", tuple["Node", ...]], ...]


@dataclass(frozen=True, slots=True)
class Set:
    """`#set($name = value)`; the target may also be a property or an element: `$map.key`, `$list[0]`."""

    target: Reference
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Foreach:
    """`#foreach($name in items) … #else … #end`."""

    name: str
    items: "Expression"
    body: tuple["Node", ...]
    otherwise: tuple["Node", ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Define:
    """`#define($name) … #end`: a block that is rendered where it is referred to."""

    name: str
    body: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """`#macro(name $parameter …) … #end`; a parameter may have a default."""

    name: str
    parameters: tuple[tuple[str, "Expression | None"], ...]
    body: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`#name(arguments)`, or `#@name(arguments) … #end` with a body. It prints its source if there is no such macro."""

    name: str
    arguments: tuple["Expression", ...]
    body: tuple["Node", ...] | None
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Leave:
    """`#break` leaves the innermost loop, `#stop` the template."""

    how: str


Expression = Literal | Quoted | Operation | Unary | Items | Range | Pairs | Reference
Node = Text | Reference | Escaped | Slashes | If | Set | Foreach | Define | Macro | Call | Leave


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template.

    `references` are all its references in order, including those in expressions; `macros` those that it defines.
    """

    text: str
    body: tuple[Node, ...]
    references: tuple[Reference, ...] = field(default=(), compare=False)
    macros: dict[str, Macro] = field(default_factory=dict[str, Macro], compare=False)
