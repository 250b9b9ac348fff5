"""Evaluation of one expression in a small made-up world, for the tests of the library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from architrave.expressions import compile_expression
from architrave.expressions.question import Question
from architrave.expressions.types import PROMPT, Type
from architrave.expressions.values import Record, text_of

PROMPTS = {
    f"prompt.{name.lower()}": Record("pmt", {"id": f"prompt-{name.lower()}", "name": name, "type": "user"})
    for name in ("Welcome", "Hello", "There", "Greeting")
}


@dataclass
class World:
    """What the world answers, and what it was asked. `entities` by noun, property and value in lower case."""

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
    """The value of an expression, which must be well typed. `Prompt.Welcome` and a few more prompts are known."""
    known = {**{name: (PROMPT, value) for name, value in PROMPTS.items()}, **(variables or {})}
    expression, faults = compile_expression(text, {name: of for name, (of, _) in known.items()})
    assert expression is not None, [fault.message for fault in faults]
    world = world or World()
    return expression.evaluate({name: value for name, (_, value) in known.items()}, world.ask)


def text(expression: str, world: World | None = None, variables: Mapping[str, tuple[Type, Any]] | None = None) -> str:
    """The text of an expression's value, `NOT_SET` for NOT_SET."""
    value = evaluate(expression, world, variables)
    return "NOT_SET" if value is None else text_of(value)
