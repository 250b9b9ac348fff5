"""Declares a function or operator of the language in one place: signature, summary, examples and body.

The modules in `library/` consist of these declarations. The checker chooses among their signatures, the compiler
calls their bodies, and `docs/expressions.md` is generated from their summaries and examples.

A signature is written `Name(parameter: Type, …) -> Type`. After a type, `[]` makes a collection, `[1..10]` bounds an
Integer or Decimal (either end can be omitted; `[-5..5 but 0]` also excludes zero), `?` accepts NOT_SET, `...` makes the
last parameter repeatable, and `!` requires a literal argument. `Any` is the same type everywhere in one signature,
unless the declaration is `mixed`. `NOT_SET` is the literal.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from architrave.diagnostics import Provenance
from architrave.expressions.types import Type, type_named

Body = Callable[..., Any]
B = TypeVar("B", bound=Body)

_SIGNATURE = re.compile(r"^(?P<name>\S+?)\((?P<parameters>.*)\) -> (?P<returns>.+)$")
_PARAMETER = re.compile(
    r"^(?P<name>\w+): (?P<type>[A-Za-z_][\w ]*?)"
    r"(?:\[(?P<low>-?\d*)\.\.(?P<high>-?\d*)(?P<bars_zero> but 0)?\])?"
    r"(?P<collection>\[\])?(?P<not_set>\?)?(?P<repeats>\.\.\.)?(?P<literal>!)?$"
)


@dataclass(frozen=True, slots=True)
class Example:
    """An expression and its result, shown on the reference page and run as a test.

    The result is one of `text` (as ToString returns it, or `NOT_SET`), `json` (the JSON value that `eval` shows) or
    `error` (the type of the run-time fault). If the result depends on the surroundings, `shown` describes it in words;
    the test then only checks the types.
    """

    expression: str
    text: str | None = None
    json: Any = None
    error: str | None = None
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name and type, whether it accepts NOT_SET, whether it repeats, and its bounds.

    With `is_literal` its argument must be a literal, not computed.
    """

    name: str
    type: Type
    accepts_not_set: bool = False
    repeats: bool = False
    low: int | None = None
    high: int | None = None
    bars_zero: bool = False
    is_literal: bool = False

    @property
    def is_bounded(self) -> bool:
        """Whether it has a range."""
        return self.low is not None or self.high is not None

    @property
    def range(self) -> str:
        """Its range in words, such as `1 or more`."""
        ends = f"{self.low} to {self.high}"
        if self.low is None or self.high is None:
            ends = f"{self.low} or more" if self.high is None else f"{self.high} or less"
        return f"{ends}, except 0" if self.bars_zero else ends

    def lets_in(self, value: Any) -> bool:
        """Whether a number is in its range."""
        is_inside = (self.low is None or self.low <= value) and (self.high is None or value <= self.high)
        return is_inside and not (self.bars_zero and value == 0)

    def __str__(self) -> str:
        low, high = "" if self.low is None else self.low, "" if self.high is None else self.high
        bounds = f"[{low}..{high}{' but 0' if self.bars_zero else ''}]" if self.is_bounded else ""
        marks = ("?" if self.accepts_not_set else "") + ("..." if self.repeats else "")
        marks += "!" if self.is_literal else ""
        return f"{self.name}: {self.type.item.name}{bounds}{'[]' if self.type.is_collection else ''}{marks}"


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """One overload of a function or operator.

    `body` gets plain Python values; a parameter that does not accept NOT_SET is never None there. With `asks` the
    body's first argument answers questions (`expressions/question.py`). With `lazy` the compiler writes special code
    that does not evaluate every argument, and the body shows what it does with all of them. `summary` is written for
    this project; `note` explains where it only approximates the cloud. `slow`: it takes more than 10 ms of CPU even for
    short values.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type
    summary: str
    category: str
    body: Body
    examples: tuple[Example, ...] = ()
    provenance: Provenance = Provenance.DOCUMENTED
    note: str = ""
    asks: bool = False
    lazy: bool = False
    mixed: bool = False
    slow: bool = False
    signature: str = field(init=False)

    def __post_init__(self) -> None:
        parameters = ", ".join(map(str, self.parameters))
        object.__setattr__(self, "signature", f"{self.name}({parameters}) -> {self.returns.name}")

    @property
    def is_operator(self) -> bool:
        """Whether it is written as an operator."""
        return not self.name[0].isalpha() or self.name in ("and", "or")

    @property
    def repeats(self) -> bool:
        """Whether the last parameter takes one or more arguments."""
        return bool(self.parameters) and self.parameters[-1].repeats


DECLARED: dict[str, list[Function]] = {}
"""Every declaration of the modules imported so far, by lower-case name. Read it through `library.all_functions`."""


def function(
    signature: str,
    summary: str,
    *,
    category: str,
    examples: list[Example] | tuple[Example, ...] = (),
    provenance: Provenance = Provenance.DOCUMENTED,
    note: str = "",
    asks: bool = False,
    lazy: bool = False,
    mixed: bool = False,
    slow: bool = False,
) -> Callable[[B], B]:
    """Declares a body as one overload; a body can have several of these decorators.

    Raises ValueError for a signature that cannot be read, which is a bug in the declaration.
    """
    name, parameters, returns = read_signature(signature)

    def declare(body: B) -> B:
        shown = tuple(examples)
        overload = Function(
            name, parameters, returns, summary, category, body, shown, provenance, note, asks, lazy, mixed, slow
        )
        overloads = DECLARED.setdefault(name.lower(), [])
        # Decorators run from the bottom up: this one goes before those that the same body already has.
        place = next((at for at, other in enumerate(overloads) if other.body is body), len(overloads))
        overloads.insert(place, overload)
        return body

    return declare


def read_signature(text: str) -> tuple[str, tuple[Parameter, ...], Type]:
    """Reads a signature as name, parameters and result type. Raises ValueError if it is not valid."""
    match = _SIGNATURE.match(text)
    if match is None:
        raise ValueError(f"not a signature: {text}")
    written = match["parameters"]
    parameters = tuple(_read_parameter(part, text) for part in written.split(", ")) if written else ()
    if any(parameter.repeats for parameter in parameters[:-1]):
        raise ValueError(f"only the last parameter may repeat: {text}")
    return match["name"], parameters, _read_type(match["returns"], text)


def _read_parameter(text: str, signature: str) -> Parameter:
    match = _PARAMETER.match(text)
    if match is None:
        raise ValueError(f"not a parameter: {text!r} in {signature}")
    low, high = match["low"], match["high"]
    return Parameter(
        match["name"],
        _read_type(match["type"] + (match["collection"] or ""), signature),
        accepts_not_set=match["not_set"] is not None,
        repeats=match["repeats"] is not None,
        low=int(low) if low else None,
        high=int(high) if high else None,
        bars_zero=match["bars_zero"] is not None,
        is_literal=match["literal"] is not None,
    )


def _read_type(name: str, signature: str) -> Type:
    try:
        return type_named(name)
    except KeyError:
        raise ValueError(f"no type is called {name!r}: {signature}") from None
