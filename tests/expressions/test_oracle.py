"""Every documented example has its documented result, if a program can compare it."""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from architrave.expressions import Expression, Question, compile_expression, to_text
from architrave.expressions.values import Currency, Json, to_eval_json
from tests.expressions.exceptions import SLIPS, SURROUNDINGS
from tests.lingua import needs_lingua
from tests.shared import SHARED, needs_shared

_FILE = SHARED / "oracle" / "expression-examples.jsonl"
_EXAMPLES = [json.loads(line) for line in _FILE.read_text().splitlines()] if _FILE.is_file() else []
_COMPARABLE = [
    example
    for example in _EXAMPLES
    if example["expected"] is not None and example["expression"] not in {**SLIPS, **SURROUNDINGS}
]


def _world(language: str | None) -> Callable[[Question], Any]:
    """Answers questions for an organization that has every user, skill or other object that is looked up."""

    def ask(question: Question) -> Any:
        match question.name, question.arguments:
            case "lookUp", ("user", by, value):
                return {"id": f"id of {value}", by: value, "name": "Doe, John", "email": value, "username": value}
            case "lookUp", (_, by, value):
                return {"id": f"id of {value}", "name": value, by: value}
            case "language" | "defaultLanguage", ():
                return language or "en-US"
            case _:
                return None

    return ask


def _same(expected: dict[str, Any], expression: Expression, value: Any) -> bool:
    match expected["kind"], value:
        case "not_set", _:
            return value is None
        case "boolean", bool():
            return value is (expected["text"] == "true")
        case "number", int() | Decimal() if not isinstance(value, bool):
            return value == Decimal(expected["text"]) and to_text(expression.type, value) == expected["text"]
        case "number", Json(value=number):
            return number == Decimal(expected["text"])
        case "string", str() | Json(value=str()):
            return to_text(expression.type, value) == expected["text"]
        case "list", _:
            # Expected items are floats when they come from JSON; their text has the documented digits.
            return json.loads(_plain(to_eval_json(expression.type, value))) == json.loads(_plain(expected["items"]))
        case "currency", Currency(amount=amount, code=code):
            return amount == Decimal(expected["amount"]) and code == expected["code"]
        case "duration", _:
            return to_eval_json(expression.type, value) == expected["milliseconds"]
        case "datetime", datetime():
            return value == datetime.fromisoformat(expected["iso"])
        case _:
            return False


def _plain(items: Any) -> str:
    return json.dumps([str(item) if isinstance(item, float) else item for item in items])


@needs_shared
def test_the_examples_are_there():
    assert len(_EXAMPLES) == 1017
    assert len(_COMPARABLE) > 590


def _parameter(example: dict[str, Any]) -> Any:
    marks = [needs_lingua] if "DetectLanguage" in example["expression"] else []
    return pytest.param(example, id=example["expression"][:80], marks=marks)


@pytest.mark.parametrize("example", [_parameter(example) for example in _COMPARABLE])
def test_documented_result(example: dict[str, Any]):
    expression, faults = compile_expression(example["expression"], {})
    assert expression is not None, [fault.message for fault in faults]
    value = expression.evaluate({}, _world(example["language"]))
    assert _same(example["expected"], expression, value), (value, example["documented"])


@needs_shared
def test_the_exceptions_are_examples():
    assert set(SLIPS) | set(SURROUNDINGS) <= {example["expression"] for example in _EXAMPLES}
