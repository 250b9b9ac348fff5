"""Literals by the type of their slot."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from architrave.expressions.types import type_named
from architrave.expressions.values import Currency, Json
from architrave.flows.literals import BadLiteralError, entity_of, read_literal
from architrave.flows.yaml import Mapping, parse

GOOD: list[tuple[str, str, Any]] = [
    ("String", "text", "text"),
    ("String", "123", "123"),
    ("String", "true", "true"),
    ("String", '"\\"Received\\""', '"Received"'),
    ("String", "", ""),
    ("Integer", "5", 5),
    ("Integer", '"5"', 5),
    ("Integer", "-999999999999999", -999_999_999_999_999),
    ("Decimal", "2.50", Decimal("2.50")),
    ("Decimal", "2", Decimal(2)),
    ("Boolean", "true", True),
    ("Boolean", '"false"', False),
    ("Duration", "{minutes: 5}", timedelta(minutes=5)),
    ("Duration", "{days: 1, hours: 2, seconds: 3, ms: 4}", timedelta(days=1, hours=2, seconds=3, milliseconds=4)),
    (
        "DateTime",
        "{year: 2026, month: 2, day: 28, hour: 1, minute: 2, second: 3}",
        datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC),
    ),
    ("DateTime", "2026-02-28T01:02:03Z", datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC)),
    ("Date", "{year: 2026, month: 2, day: 28}", date(2026, 2, 28)),
    ("Time", "{hour: 1, minute: 2, second: 3}", time(1, 2, 3)),
    ("JSON", "'{\"a\": [1, null]}'", Json({"a": [1, None]})),
    ("JSON", "5", Json(5)),
    ("JSON", '"null"', Json(None)),
    ("Currency", "{amount: 10, code: usd}", Currency(Decimal(10), "USD")),
]

BAD: list[tuple[str, str]] = [
    ("Integer", "1.5"),
    ("Integer", "many"),
    ("Integer", "1234567890123456"),
    ("Integer", "[1]"),
    ("Decimal", "1,5"),
    ("Boolean", "yes"),
    ("Boolean", "1"),
    ("Duration", "60"),
    ("Duration", "{weeks: 1}"),
    ("Duration", "{minutes: soon}"),
    ("Duration", "{days: 999999999999}"),
    ("DateTime", "{year: 2026}"),
    ("DateTime", "{year: 2026, month: 13, day: 1}"),
    ("DateTime", "tomorrow"),
    ("Date", "{year: 2026, month: 2, day: 30}"),
    ("Time", "{hour: 24}"),
    ("JSON", "{a: 1}"),
    ("JSON", "\"{'a': 1}\""),
    ("Queue", "Support"),
    ("String", "[a]"),
]


def literal(kind: str, text: str) -> Any:
    node, faults = parse(f"lit: {text}")
    assert faults == ()
    assert isinstance(node, Mapping)
    inner = node.get("lit")
    assert inner is not None
    return read_literal(type_named(kind), inner)


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_good(kind: str, text: str, value: Any) -> None:
    found = literal(kind, text).value
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_bad(kind: str, text: str) -> None:
    with pytest.raises(BadLiteralError) as caught:
        literal(kind, text)
    assert caught.value.message
    assert caught.value.help_text


def test_a_placeholder_fits_every_type() -> None:
    for kind, _ in BAD:
        assert literal(kind, "${from_terraform}").is_open


@pytest.mark.parametrize(
    ("kind", "name", "asked"),
    [
        ("Queue", "Support", ("queue", "name", "Support")),
        ("LanguageSkill", "German", ("languageSkill", "name", "German")),
        ("Prompt", "PromptSystem.on_hold_music", ("systemPrompt", "name", "on_hold_music")),
        ("Prompt", "Prompt.Welcome", ("userPrompt", "name", "Welcome")),
    ],
)
def test_an_entity_is_looked_up_when_the_flow_runs(kind: str, name: str, asked: tuple[str, ...]) -> None:
    found = literal(kind, f"{{name: {name}}}")
    questions: list[Any] = []

    def ask(question: Any) -> Any:
        questions.append(question)
        return {"id": "1", "name": name}

    record = entity_of(type_named(kind), found.name)({}, ask)
    assert questions[0].arguments == asked
    assert record["id"] == "1"
