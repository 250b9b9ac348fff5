"""Questions: what an expression asks of the world. The answer is an effect of the running flow, never taken here."""

from collections.abc import Callable
from typing import Any

import msgspec


class Question(msgspec.Struct, frozen=True, gc=False):
    """Something that only the world can answer: the time, a random number, a user by name.

    `name` says what is asked (`now`, `random`, `randomInt`, `findUser`, …), `arguments` with which plain values.
    """

    name: str
    arguments: tuple[Any, ...] = ()


Ask = Callable[[Question], Any]
"""Answers a question with a value of the language, or raises `Asked` to have the expression evaluated again later."""


class Asked(Exception):  # noqa: N818 - leaving an evaluation is no error
    """Leaves an evaluation whose question has no answer yet.

    Expressions are pure but for their questions, so whoever drives one gets the answer and evaluates again from the
    start, answering the earlier questions as before.
    """

    def __init__(self, question: Question) -> None:
        super().__init__(question.name)
        self.question = question
