"""Evaluates an expression in a test: the outcome is one short text for use in tables."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from architrave.expressions import Expression, ExpressionError, Question, compile_expression
from architrave.expressions.question import Ask
from architrave.expressions.values import to_eval_json, to_text

NOW = datetime(2024, 2, 29, 17, 30, 5, 250_000, tzinfo=UTC)


def answer(question: Question) -> Any:
    """Answers questions with a fixed time, and finds nothing."""
    match question.name, question.arguments:
        case "now", ():
            return NOW
        case "random", ():
            return Decimal("0.25")
        case "randomInt", (limit,):
            return limit
        case _:
            return None


def found(question: Question) -> Any:
    """Answers questions like `answer`, but every look-up finds an object, with the value as its id and its name."""
    match question.name, question.arguments:
        case "lookUp", (_, by, value):
            return {"name": value, by: value, "id": value.lower()}
        case _:
            return answer(question)


def compiled(expression: str) -> Expression:
    """The compiled expression, which must have no variables and no design-time faults."""
    expression_or_none, faults = compile_expression(expression, {})
    assert expression_or_none is not None, f"{expression}: {[fault.message for fault in faults]}"
    return expression_or_none


def value_of(expression: str, ask: Ask = answer) -> Any:
    """The value of an expression without variables."""
    return compiled(expression).evaluate({}, ask)


def outcome(expression: str, ask: Ask = answer) -> str:
    """The result of ToString for the value, `NOT_SET`, or `fault TYPE`."""
    program = compiled(expression)
    try:
        text = to_text(program.type, program.evaluate({}, ask))
    except ExpressionError as fault:
        return f"fault {fault.type}"
    return "NOT_SET" if text is None else text


def typed_outcome(expression: str, ask: Ask = answer) -> tuple[str, Any]:
    """The name of the type with the JSON form of the value, or `fault` with the fault's type."""
    program = compiled(expression)
    try:
        return program.type.name, to_eval_json(program.type, program.evaluate({}, ask))
    except ExpressionError as fault:
        return "fault", fault.type
