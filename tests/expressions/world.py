"""A small fictional organization for tests: it answers an expression's questions and records them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from architrave.expressions import compile_expression
from architrave.expressions.question import Question
from architrave.expressions.types import Type
from architrave.expressions.values import text_of


@dataclass
class World:
    """Entities by noun, property and value in lower case; other answers by question."""

    entities: Mapping[tuple[str, str, str], Any] = field(default_factory=dict[tuple[str, str, str], Any])
    answers: Mapping[Question, Any] = field(default_factory=dict[Question, Any])
    asked: list[Question] = field(default_factory=list[Question])

    def ask(self, question: Question) -> Any:
        self.asked.append(question)
        if question.name == "lookUp":
            noun, by, value = question.arguments
            return self.entities.get((noun, by, value.lower()))
        return self.answers[question]


def evaluate(text: str, world: World | None = None, variables: Mapping[str, tuple[Type, Any]] | None = None) -> Any:
    """The value of an expression, which must be well typed."""
    known = variables or {}
    expression, faults = compile_expression(text, {name: of for name, (of, _) in known.items()})
    assert expression is not None, [fault.message for fault in faults]
    return expression.evaluate({name: value for name, (_, value) in known.items()}, (world or World()).ask)


def text(expression: str, world: World | None = None, variables: Mapping[str, tuple[Type, Any]] | None = None) -> str:
    """The text of an expression's value, `NOT_SET` for NOT_SET."""
    value = evaluate(expression, world, variables)
    return "NOT_SET" if value is None else text_of(value)
