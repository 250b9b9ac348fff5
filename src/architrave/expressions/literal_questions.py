"""The questions in an expression that do not depend on its variables: `FindQueue("Sales")` always asks for “Sales”."""

import contextlib
from collections.abc import Iterator
from typing import Any

from architrave.expressions.compiler import compile_tree
from architrave.expressions.effort import EFFORT
from architrave.expressions.expression import Expression
from architrave.expressions.faults import ExpressionError
from architrave.expressions.question import Question
from architrave.expressions.typed_tree import Apply, Typed, Unknown, Variable, walk


def literal_questions(expression: Expression) -> Iterator[Question]:
    """Every question whose arguments are known before the expression runs."""
    for node in walk(expression.tree):
        if isinstance(node, Apply) and node.function.asks and not _depends_on_variables(node):
            yield from _asked_by(node)


def _depends_on_variables(node: Typed) -> bool:
    return any(isinstance(part, Variable | Unknown) for part in walk(node))


def _asked_by(node: Apply) -> list[Question]:
    """The questions that a call asks, if each answer is “there is none”."""
    asked: list[Question] = []

    def ask(question: Question) -> Any:
        if question.name != EFFORT:
            asked.append(question)

    # A question such as `now` needs an answer; what was asked before is still known.
    with contextlib.suppress(ExpressionError, TypeError, ValueError, AttributeError):
        compile_tree(node, "")({}, ask)
    return asked
