"""A program: a flow that has been read, resolved and typed, ready to run.

Immutable. It holds everything that a run needs, and of the YAML only the places. Control flow is a tree: a container
(state or task) has a block of actions, an action has named branches that are blocks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from architrave.diagnostics import Position
from architrave.expressions.question import Ask, Asked, Question
from architrave.expressions.types import Type

Variables = dict[str, Any]
"""Values of variables by lower-case full name (`flow.batchid`); NOT_SET is None."""


T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Slot(Generic[T]):
    """A value slot of an action: a literal, an expression, or nothing, converted to the slot's type.

    `evaluate(variables, ask)` returns the value; it raises only ExpressionError and Asked. `text` is the expression as
    written, None for a literal; `is_set` is False for `noValue`. `pointer` is its place in the document. `is_constant`:
    its value never changes, and evaluating it cannot fail. `T` is the Python type of the values of `type`.
    """

    type: Type
    evaluate: Callable[[Mapping[str, Any], Ask], T | None]
    text: str | None = None
    is_set: bool = True
    pointer: str = ""
    is_constant: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable. `name` as written, `key` in lower case, `scope` is `Flow`, `State`, `Task` or `Common`."""

    name: str
    key: str
    scope: str
    type: Type
    initial: Slot[object]
    is_input: bool = False
    is_output: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An output slot: the variable that takes a result. `key` is its full name in lower case, `type` its type."""

    key: str
    name: str
    type: Type


Targets = Mapping[str, Target]
"""Variables by the names of the results assigned to them."""


class LookedUp(NamedTuple):
    """An entity that a flow looks up: its noun in the singular, and the property by which (`name`, `id`, `email`)."""

    noun: str
    by: str
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What is written in an action, or in an object inside it. Each has a class in `flows/actions/`.

    An instance of this class itself stands for an action without fields, or one whose body could not be read.
    """

    def branches(self) -> "dict[str, Block]":
        """The blocks among the fields, by the names of their outputs."""
        return {}

    def values(self) -> dict[str, object]:
        """All values by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def is_complete(self) -> bool:
        """Whether all required fields could be read. An incomplete item of a list is left out."""
        return all(getattr(self, name) is not default for name, default in _required(type(self)))

    def slots(self) -> dict[str, Slot[object]]:
        """Its value slots by name, including those of nested objects, but not those of lists and maps."""
        found: dict[str, Slot[object]] = {}
        for name, value in self.values().items():
            if isinstance(value, Slot):
                found[name] = value
            elif isinstance(value, Fields):
                found |= value.slots()
        return found


@cache
def _required(of: type[Fields]) -> tuple[tuple[str, object], ...]:
    """The required fields of a class, each with the value used if it could not be read."""
    return tuple((each.name, each.default) for each in fields(of) if each.metadata["required"])


F = TypeVar("F", covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Action(Generic[F]):
    """One action. `kind` is its Archy key (`updateData`), `name` its label, `number` its index in `Program.actions`.

    `fields` holds what is written in it, in the class that its declaration in `flows/actions/` names. `branches` maps
    an output name (`yes`, `found`, `success`, `loop`, …) to its block. An output that was not written is absent:
    control continues after the action.
    """

    number: int
    kind: str
    name: str
    fields: F
    branches: Mapping[str, "Block"]
    pointer: str
    place: Position

    def __repr__(self) -> str:
        return f"<Action {self.number}, {self.name!r} ({self.kind})>"


AnyAction = Action[Fields]
Block = tuple[AnyAction, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A state or a task: `kind` is `state` or `task`; its own variables and its block of actions."""

    kind: str
    name: str
    ref_id: str
    variables: tuple[Variable, ...]
    block: Block
    pointer: str

    def __repr__(self) -> str:
        return f"<Container {self.name!r} ({self.kind})>"


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A flow, ready to run.

    `flow_type` is the Archy key in its usual case (`workflow`, `commonModule`, `inboundCall`, …). `hash` is the
    SHA-256 in hex of what was read (the text after substitutions). `variables` are the flow variables. `start` is where
    a run starts, None for a type that cannot be launched. `containers` maps a refId to a state or task.
    `error_handling` is where control goes after a fault that no action handles; None ends the flow. `entities` holds
    the noun and name of each entity that a literal names (`lit: {name: Services}`), `look_ups` what else
    it names: in expressions (`FindQueue("Services")`), prompts, and literals in parts that are not read.

    `serves` are the flow types, in lower case, that a common module was made for; empty if it does not say.

    `inputs` and `outputs` are the input and output variables, in the order of their declaration. `constants` are the
    variables' initial values by key, if all of them are constant.
    """

    flow_type: str
    name: str
    description: str
    division: str | None
    hash: str
    default_language: str | None
    supported_languages: tuple[str, ...]
    variables: tuple[Variable, ...]
    start: Container | None
    containers: Mapping[str, Container]
    actions: tuple[AnyAction, ...]
    error_handling: Container | None = None
    entities: frozenset[tuple[str, str]] = frozenset()
    look_ups: frozenset[LookedUp] = frozenset()
    serves: frozenset[str] = frozenset()
    inputs: tuple[Variable, ...] = field(init=False)
    outputs: tuple[Variable, ...] = field(init=False)
    constants: Mapping[str, Any] | None = field(init=False)

    def __post_init__(self) -> None:
        """Computes once what every run needs."""
        variables = self.variables
        object.__setattr__(self, "inputs", tuple(variable for variable in variables if variable.is_input))
        object.__setattr__(self, "outputs", tuple(variable for variable in variables if variable.is_output))
        constant = all(variable.initial.is_constant for variable in variables)
        values = {variable.key: variable.initial.evaluate({}, _ask_nothing) for variable in variables if constant}
        object.__setattr__(self, "constants", values if constant else None)

    def __repr__(self) -> str:
        return f"<Program {self.name!r} ({self.flow_type})>"


def _ask_nothing(question: Question) -> Any:
    raise Asked(question)
