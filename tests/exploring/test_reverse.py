"""Conditions that are solved backwards: both outputs of a decision are taken."""

import pytest

from architrave.local.exploring.exploring import Limits
from tests.local.exploring.flows_of import deciding, explored, percent_of

INPUTS = {
    "s": "string",
    "t": "string",
    "i": "integer",
    "d": "decimal",
    "b": "boolean",
    "at": "dateTime",
    "day": "date",
    "hour": "time",
    "wait": "duration",
    "money": "currency",
    "phone": "phoneNumber",
    "json": "json",
    "list": "stringCollection",
}

CONDITIONS = [
    'Flow.s == "paid"',
    "Flow.s != Flow.t",
    'Lower(Trim(Flow.s)) == "paid"',
    'Reverse(Flow.s) == "diap"',
    'Append("a", Flow.s, "c") == "abc"',
    '"order-" + Flow.s == "order-7"',
    'Contains(Flow.s, "@example.com")',
    "Contains(Flow.s, Flow.t)",
    'FindString(Flow.s, "x") == 4',
    "Length(Flow.s) > 100",
    'Length(Flow.s) == 6 and Left(Flow.s, 2) == "AB" and Right(Flow.s, 1) == "9"',
    'Substring(Flow.s, 3, 2) == "zz"',
    "ToInt(Flow.s) == 1234",
    "ToDecimal(Flow.s) < -0.5",
    'ToString(Flow.i) == "77"',
    "Flow.i * 3 + 1 == 301",
    "Flow.i / 2 >= 21",
    "Flow.i > 10 and !(Flow.i > 11)",
    "-Flow.i > 500",
    "Flow.d > Flow.i and Flow.d < Flow.i + 1",
    "Round(Flow.d, 0) == 12",
    "Flow.b or Flow.i == 99",
    "If(Flow.b, Flow.i, Flow.i + 10) == 55",
    'Flow.i > 5 ? Flow.s == "a" : Flow.s == "b"',
    "IsSet(Flow.s) and !IsNotSetOrEmpty(Flow.list)",
    "IsNotSetOrEmpty(Flow.s)",
    "Flow.s == NOT_SET",
    "Count(Flow.list) == 7",
    'Flow.list[2] == "c"',
    'Contains(Flow.s, "a") and Count(Split(Flow.s, ";")) == 3',
    'GetAt(Split(Flow.s, "-"), 1) == "42"',
    'ToString(GetJsonObjectProperty(Flow.json, "state")) == "open"',
    'ToString(Flow.json.customer.id) == "c-1"',
    "ToInt(Flow.json.items[1].count) > 3",
    'ToString(GetJsonObjectProperty(JsonParse(Flow.s), "kind")) == "order"',
    "Count(Flow.json.items) >= 4",
    "IsJsonArray(Flow.json)",
    'Flow.at > ToDateTime("2031-05-05T00:00:00Z")',
    "AddDays(Flow.at, 7) < GetCurrentDateTimeUtc()",
    "Flow.day == MakeDate(2024, 2, 29)",
    "Flow.hour < MakeTime(6, 0, 0)",
    "Flow.wait > MakeDuration(0, 90, 0, 0, 0)",
    "Flow.money >= MakeCurrency(99.50, Flow.money.code)",
    'Flow.money.code == "EUR"',
    "Hour(GetCurrentDateTimeUtc()) < 6",
    "DayOfWeek(GetCurrentDateTimeUtc()) == 1",
    "Month(GetCurrentDateTimeUtc()) == 12",
    "IsSet(Flow.phone)",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_both_outputs_are_taken(condition: str) -> None:
    found = explored(deciding(INPUTS, condition), Limits(2.0, 100.0))
    assert percent_of(found) == 100.0


@pytest.mark.parametrize("condition", ["Flow.i > 100 and Flow.i < 50", 'Flow.s == "a" and Flow.s == "b"', "1 == 2"])
def test_what_cannot_be_true_is_left_missing(condition: str) -> None:
    found = explored(deciding(INPUTS, condition), Limits(0.3))
    assert [output[2] for output in found.search.missing] == ["yes"]


def test_what_is_fixed_does_not_vary() -> None:
    found = explored(deciding(INPUTS, 'Flow.s == "paid"'), Limits(0.5, None, frozenset({"Flow.s"})))
    assert [output[2] for output in found.search.missing] == ["yes"]
