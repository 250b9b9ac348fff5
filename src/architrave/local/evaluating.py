"""Evaluates an expression beside a run: the run does not notice, and its journal does not change."""

import random
from collections.abc import Mapping
from typing import Any

from architrave.engine.handlers import Handlers
from architrave.engine.world import Call
from architrave.expressions.expression import Expression
from architrave.expressions.question import Question
from architrave.flows.program import Program
from architrave.interpreter.effects import DrawRandom, ReadClock, Reply
from architrave.interpreter.questions import KNOWN, answer_of, effect_for, known_answer


def value_beside(
    expression: Expression,
    variables: Mapping[str, Any],
    program: Program,
    handlers: Handlers,
    call: Call,
    at: int,
    seed: str,
) -> Any:
    """The value of an expression with these variables, at a time in milliseconds since the epoch.

    Its random numbers come from `seed`, and are not those of the run. Raises ExpressionError.
    """
    numbers: random.Random | None = None

    def ask(question: Question) -> Any:
        nonlocal numbers
        if question.name in KNOWN:
            return known_answer(question, program)
        match effect := effect_for(question):
            case ReadClock():
                value = None
            case DrawRandom():
                numbers = numbers or random.Random(seed)  # noqa: S311 - reproducible, and not those of the run
                value = numbers.getrandbits(53)
            case _:
                value = handlers.answer(effect, call)
        return answer_of(question, Reply(value, at))

    return expression.evaluate(variables, ask)
