"""A small builder of programs, to test the machine without the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from architrave.diagnostics import Position
from architrave.expressions.question import Question
from architrave.expressions.types import INTEGER, STRING, Type
from architrave.flows.actions import ACTIONS
from architrave.flows.actions.data import Statement
from architrave.flows.program import Action, AnyAction, Container, Program, Slot, Target, Variable


def lit(value: Any, type: Type = STRING) -> Slot[Any]:  # noqa: A002
    """A literal."""
    return Slot(type, lambda variables, ask: value)


def exp(text: str, compute: Callable[[Mapping[str, Any], Any], Any], type: Type = STRING) -> Slot[Any]:  # noqa: A002
    """An expression; `compute` gets the variables and `ask`."""
    return Slot(type, compute, text, pointer=f"/{text}")


def asking(name: str, *arguments: Any) -> Slot[Any]:
    """An expression that is one question."""
    return exp(f"{name}()", lambda variables, ask: ask(Question(name, arguments)))


def var(name: str) -> Slot[Any]:
    """The value of a variable."""
    return exp(name, lambda variables, ask: variables[name.lower()])


def to(name: str, type: Type = STRING) -> Target:  # noqa: A002
    """An output slot."""
    return Target(name.lower(), name, type)


class Build:
    """Numbers actions and gathers states and tasks."""

    def __init__(self, flow_type: str = "workflow", name: str = "Built") -> None:
        self.flow_type = flow_type
        self.name = name
        self.actions: list[AnyAction] = []
        self.containers: dict[str, Container] = {}
        self.variables: list[Variable] = []
        self.start: Container | None = None
        self.error_handling: Container | None = None

    def act(
        self, kind: str, values: Mapping[str, Any] | None = None, /, **branches: tuple[AnyAction, ...]
    ) -> AnyAction:
        """An action with the values of its fields, called by its kind and number. Spaces in branch names are `_`."""
        paths = {name.replace("_", " "): block for name, block in branches.items()}
        number = len(self.actions)
        fields = ACTIONS[kind].fields(**(values or {}))
        action = Action(number, kind, f"{kind} {number}", fields, paths, f"/actions/{number}", Position(1, 1))
        self.actions.append(action)
        return action

    def set(self, name: str, slot: Slot[Any], type: Type = STRING) -> AnyAction:  # noqa: A002
        """Update Data with one statement."""
        return self.act("updateData", {"statements": (Statement(target=to(name, type), value=slot),)})

    def declare(
        self,
        name: str,
        initial: Slot[Any] | None = None,
        *,
        type: Type = STRING,  # noqa: A002
        is_input: bool = False,
        is_output: bool = False,
    ) -> Variable:
        """A variable; one of the flow or module is also added to the program."""
        scope = name.partition(".")[0]
        slot = initial or Slot(type, lambda variables, ask: () if type.is_collection else None, is_set=False)
        variable = Variable(name, name.lower(), scope, type, slot, is_input, is_output)
        if scope in {"Flow", "Common"}:
            self.variables.append(variable)
        return variable

    def contain(self, kind: str, name: str, *block: AnyAction, variables: tuple[Variable, ...] = ()) -> Container:
        """A state or task; the first state is the start."""
        container = Container(kind, name, name, variables, block, f"/{kind}/{name}")
        self.containers[name] = container
        if self.start is None and kind == "state":
            self.start = container
        return container

    def program(self) -> Program:
        """The program."""
        return Program(
            flow_type=self.flow_type,
            name=self.name,
            description="",
            division=None,
            hash=f"hash of {self.name}",
            default_language="en-us",
            supported_languages=("en-us",),
            variables=tuple(self.variables),
            start=self.start,
            containers=self.containers,
            actions=tuple(self.actions),
            error_handling=self.error_handling,
        )


def counted(build: Build, *body: AnyAction, count: int = 3) -> AnyAction:
    """A loop that counts in Flow.i."""
    return build.act("loop", {"index": to("Flow.i", INTEGER), "count": lit(count, INTEGER)}, loop=body)
