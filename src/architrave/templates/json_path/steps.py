"""A path as data: its steps, and the expressions of its filters."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from architrave.templates.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Names:
    """`.name`, `['name']` or `['a','b']`. Several names at the end give one object, elsewhere one value each."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indexes:
    """`[0]` or `[0,2]`; a negative index counts from the end."""

    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """`[1:]`, `[:2]`, `[1:3]`."""

    start: int | None
    stop: int | None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*` or `[*]`."""


@dataclass(frozen=True, slots=True)
class Scan:
    """`..`: the next step is tried at all levels."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`[?(condition)]`."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Function:
    """`.name(parameters)`. A parameter is a path, or a JSON value as text."""

    name: str
    parameters: tuple["Path | str", ...]


Step = Names | Indexes | Slice | Wildcard | Scan | Filter | Function


@dataclass(frozen=True, slots=True)
class Path:
    """The steps after `$` or, in a filter, after `@`, the tested value. The other fields follow from them."""

    steps: tuple[Step, ...]
    of_root: bool = True
    settled: tuple[bool, ...] = field(init=False, compare=False)
    """For each step, and after the last: whether all steps before it select at most one value."""
    plain: tuple[str, ...] | None = field(init=False, compare=False)
    """The names, if all steps are single names."""

    def __post_init__(self) -> None:
        last = len(self.steps) - 1
        settled = [True]
        for at, step in enumerate(self.steps):
            settled.append(settled[-1] and is_definite(step, last=at == last))
        object.__setattr__(self, "settled", tuple(settled))
        names = tuple(step.names[0] for step in self.steps if isinstance(step, Names) and len(step.names) == 1)
        object.__setattr__(self, "plain", names if len(names) == len(self.steps) else None)

    @property
    def definite(self) -> bool:
        """Whether the path selects a single value; otherwise its result is an array."""
        return self.settled[-1]

    @property
    def ends_with_function(self) -> bool:
        """Whether the last step is a function."""
        return bool(self.steps) and isinstance(self.steps[-1], Function)


def is_definite(step: Step, *, last: bool) -> bool:
    """Whether a step selects at most one value. Several names at the end are merged into one object."""
    match step:
        case Names():
            return last or len(step.names) == 1
        case Indexes():
            return len(step.indexes) == 1
        case Function():
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Json:
    """An array or object in a filter: a literal, whose text is kept, or a value that a path found."""

    value: Any
    literal: bool = False


class Undefined:
    """The value of a path in a filter that finds nothing."""


UNDEFINED = Undefined()

Value = str | Decimal | bool | None | Json | Pattern | Undefined
"""A value in a filter. All numbers are decimals."""

Operand = Value | Path


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`; the operator is in capitals if it is a word."""

    left: Operand
    operator: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Exists:
    """A path alone in a filter, or `!` and a path."""

    path: Path
    wanted: bool


@dataclass(frozen=True, slots=True)
class Logical:
    """`&&` or `||` between conditions, or `!` before one."""

    operator: str
    conditions: tuple["Condition", ...]


Condition = Comparison | Exists | Logical
