"""Questions: what an expression asks of its surroundings. The answer is an effect of the running flow."""

from collections.abc import Callable
from typing import Any

import msgspec


class Question(msgspec.Struct, frozen=True, gc=False):
    """Something that the expression cannot compute: the time, a random number, a user by name.

    `name` is the kind of question (`now`, `random`, `randomInt`, `findUser`, …), `arguments` are plain values.
    """

    name: str
    arguments: tuple[Any, ...] = ()


Ask = Callable[[Question], Any]
"""Answers a question with a value of the language, or raises `Asked` to have the expression evaluated again later."""


class Asked(Exception):  # noqa: N818 - stopping an evaluation is not an error
    """Stops an evaluation whose question has no answer yet.

    Expressions are pure except for their questions, so the caller gets the answer and evaluates again from the start,
    with the same answers to earlier questions.
    """

    def __init__(self, question: Question) -> None:
        super().__init__(question.name)
        self.question = question
