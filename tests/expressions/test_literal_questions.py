"""Questions that an expression always asks."""

import pytest

from architrave.expressions import compile_expression
from architrave.expressions.literal_questions import literal_questions
from architrave.expressions.types import STRING


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ('FindQueue("Sales")', [("queue", "name", "Sales")]),
        ('FindQueue(Append("Sa", "les")).name', [("queue", "name", "Sales")]),
        ('Flow.x == "a" ? FindUser("ada@example.com").name : "b"', [("user", "email", "ada@example.com")]),
        ('FindUsersById(MakeList("u-1", "u-2"))', [("user", "id", "u-1"), ("user", "id", "u-2")]),
        ('FindSystemPrompt("PromptSystem.Hold")', [("systemPrompt", "name", "Hold")]),
        ("FindQueue(Flow.x)", []),
        ('FindQueue(Append("Sales ", Flow.x))', []),
        ('Upper("FindQueue")', []),
        ("AddDays(GetCurrentDateTimeUtc(), 1)", []),
    ],
)
def test_questions_with_literal_arguments(text: str, asked: list[tuple[str, str, str]]) -> None:
    expression, faults = compile_expression(text, {"flow.x": STRING})
    assert expression is not None, faults
    assert [question.arguments for question in literal_questions(expression) if question.name == "lookUp"] == asked
