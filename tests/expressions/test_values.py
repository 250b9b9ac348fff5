"""Values: their text, their JSON forms, what inputs accept, and when they are equal."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.expressions import (
    ExpressionError,
    Type,
    accept_input,
    to_eval_json,
    to_text,
)
from architrave.expressions.values import Currency, Json, Record, equal, json_text, parse_json
from architrave.expressions.values.phone import read_phone_number
from architrave.expressions.values.reading import read_date_time, read_duration

MOMENT = datetime(2024, 2, 29, 6, 30, 0, 250_000, tzinfo=UTC)
USER = Record("usr", {"id": "u-1", "name": "Ada", "username": "ada@example.com"})

# A type, a value of it, its text, and the JSON that `eval` shows.
FORMS: list[tuple[str, Any, str | None, Any]] = [
    ("str", "a", "a", "a"),
    ("str", None, None, None),
    ("int", -5, "-5", -5),
    ("dec", Decimal(3), "3.0", "3.0"),
    ("dec", Decimal("-0.50"), "-0.5", "-0.5"),
    ("dec", Decimal("1E+20"), "100000000000000000000.0", "100000000000000000000.0"),
    ("bln", True, "true", True),
    ("dtm", MOMENT, "2024-02-29T06:30:00.250Z", "2024-02-29T06:30:00.250Z"),
    ("dat", date(2024, 2, 29), "2024-02-29", "2024-02-29"),
    ("tim", time(2, 30), "02:30:00.000", "02:30:00.000"),
    ("dur", timedelta(hours=1), "PT1H", 3_600_000),
    ("dur", timedelta(0), "PT0S", 0),
    (
        "dur",
        timedelta(days=-9, hours=-18, minutes=-29, seconds=-59, milliseconds=-544),
        "-P9DT18H29M59.544S",
        -844199544,
    ),
    ("dur", timedelta(days=2), "P2D", 172_800_000),
    ("cur", Currency(Decimal(10), "USD"), "10.00|USD", {"amount": "10.0", "code": "USD"}),
    ("cur", Currency(None, "USD"), "|USD", {"amount": None, "code": "USD"}),
    ("cur", Currency(None, None), "|", {"amount": None, "code": None}),
    ("phn", read_phone_number("+1 (317) 872-3000"), "tel:+1 (317) 872-3000", "tel:+1 (317) 872-3000"),
    (
        "jsn",
        Json({"b": [1, Decimal("2.50")], "a": None}),
        '{"b":[1,2.5],"a":null}',
        {"b": [1, Decimal("2.50")], "a": None},
    ),
    ("jsn", Json(Decimal("-0E-1039")), "0.0", Decimal("-0E-1039")),
    ("jsn", Json(Decimal("1E+400")), "1e400", Decimal("1E+400")),
    ("jsn", Json("text"), "text", "text"),
    ("jsn", Json(None), "null", None),
    ("usr", USER, "ada@example.com", {"id": "u-1", "name": "Ada", "username": "ada@example.com"}),
    ("que", Record("que", {"id": "q-1", "name": "Support"}), "Support", {"id": "q-1", "name": "Support"}),
    (
        "cpx_email_address",
        Record("cpx_email_address", {"id": "a@b.c", "name": "A"}),
        "a@b.c",
        {"id": "a@b.c", "name": "A"},
    ),
    (
        "cpx_external_address",
        Record("cpx_external_address", {"address1": "1 Main St.", "city": "Paris", "address2": ""}),
        "1 Main St., Paris",
        {"address1": "1 Main St.", "city": "Paris", "address2": ""},
    ),
]


@pytest.mark.parametrize(("code", "value", "text", "json"), FORMS)
def test_forms(code: str, value: Any, text: str | None, json: Any):
    assert to_text(Type(code), value) == text
    assert to_eval_json(Type(code), value) == json
    json_text(to_eval_json(Type(code), value))


def test_collections():
    type_ = Type("str", is_collection=True)
    assert to_text(type_, ("a", None, "b")) == "a\n\nb"
    assert to_eval_json(type_, ("a", None)) == ["a", None]
    assert to_text(type_, ()) == ""


@pytest.mark.property
@settings(max_examples=200)
@given(st.one_of(st.integers(-999_999_999_999_999, 999_999_999_999_999)))
def test_a_duration_reads_its_own_text(milliseconds: int):
    value = timedelta(milliseconds=milliseconds)
    assert read_duration(to_text(Type("dur"), value) or "") == value


# The type of an input, a JSON value, and the result; a string in angle brackets is part of the message.
ACCEPTED: list[tuple[str, Any, Any]] = [
    ("str", "a", "a"),
    ("str", 5, "<Expected a string, not the number 5.>"),
    ("str", True, "<not a boolean>"),
    ("int", 5, 5),
    ("int", 5.0, 5),
    ("int", "5", 5),
    ("int", " -5 ", -5),
    ("int", 5.5, "<Expected a whole number>"),
    ("int", "five", "<cannot be read as an Integer>"),
    ("int", True, "<not a boolean>"),
    ("int", 10**15, "<15 digits>"),
    ("dec", 5, Decimal(5)),
    ("dec", 0.1, Decimal("0.1")),
    ("dec", "2.50", Decimal("2.50")),
    ("dec", [], "<Expected a number, not an array.>"),
    ("bln", True, True),
    ("bln", "true", '<Expected true or false, not "true".>'),
    ("bln", 1, "<true or false>"),
    ("dtm", "2024-02-29T06:30:00.250Z", MOMENT),
    ("dtm", "today", "<cannot be read as a DateTime>"),
    ("dtm", 5, "<ISO text>"),
    ("dur", "PT1H", timedelta(hours=1)),
    ("dur", 3600, "<ISO text>"),
    ("dat", "2024-02-29", date(2024, 2, 29)),
    ("tim", "02:30", time(2, 30)),
    ("cur", "5.00|USD", Currency(Decimal("5.00"), "USD")),
    ("cur", {"amount": 5, "code": None}, Currency(Decimal(5), None)),
    ("cur", 5, "<Currency>"),
    ("jsn", {"a": 0.5}, Json({"a": Decimal("0.5")})),
    ("que", "q-1", Record("que", {"id": "q-1"})),
    ("que", 5, "<Expected the id of a Queue>"),
    ("int", None, None),
]


@pytest.mark.parametrize(("code", "json", "result"), ACCEPTED)
def test_inputs(code: str, json: Any, result: Any):
    value, problem = accept_input(Type(code), json)
    if isinstance(result, str) and result.startswith("<"):
        assert result[1:-1] in (problem or "")
        assert value is None
    else:
        assert (value, problem) == (result, None)
        assert type(value) is type(result)


def test_collection_inputs():
    type_ = Type("int", is_collection=True)
    assert accept_input(type_, [1, "2", None]) == ((1, 2, None), None)
    assert accept_input(type_, None) == ((), None)
    assert accept_input(type_, 5)[1] == "Expected an array of Integer values, not the number 5."
    assert "Item 1: " in (accept_input(type_, [1, "x"])[1] or "")
    assert "2,000" in (accept_input(type_, [1] * 2001)[1] or "")


EQUAL = [
    (1, Decimal("1.0"), True),
    (True, 1, False),
    (None, None, True),
    (None, "", False),
    ("a", "A", False),
    ((1, None), (Decimal(1), None), True),
    ((1,), (1, 2), False),
    (Json({"a": 1, "b": True}), Json({"b": True, "a": Decimal("1.0")}), True),
    (Json(True), Json(1), False),
    (Json("1"), Json(1), False),
    (Json([]), Json({}), False),
    (Json([1, 2]), Json([2, 1]), False),
    (Json(["boolean", 1]), Json(True), False),
    (Record("usr", {"id": "U-1"}), Record("usr", {"id": "u-1", "name": "Ada"}), True),
    (Record("usr", {"id": "1"}), Record("que", {"id": "1"}), False),
    (Record("crd", {"title": "a", "image": None}), Record("crd", {"title": "a"}), True),
    (Currency(Decimal("5.0"), "USD"), Currency(Decimal("5.00"), "USD"), True),
    (read_phone_number("tel:+13178723000"), read_phone_number("13178723000"), True),
    (read_phone_number("sip:a@b.c"), read_phone_number("sips:a@b.c"), False),
    (read_phone_number("sips:a@b.c@"), read_phone_number("sips:a@b.c"), True),
    (read_phone_number("front desk"), read_phone_number("front desk"), True),
]


@pytest.mark.parametrize(("left", "right", "result"), EQUAL)
def test_equality(left: Any, right: Any, result: bool):
    assert equal(left, right) is result
    assert equal(right, left) is result


MOMENTS = [
    ("2024", "2024-01-01T00:00:00.000Z"),
    ("2024-02", "2024-02-01T00:00:00.000Z"),
    ("2024-02-29", "2024-02-29T00:00:00.000Z"),
    ("2024-02-29T06", "2024-02-29T06:00:00.000Z"),
    ("2024-02-29T06:30Z", "2024-02-29T06:30:00.000Z"),
    ("2024-02-29T06:30:15.98765+02:00", "2024-02-29T04:30:15.987Z"),
    ("2024-02-29T23:30:00-02:00", "2024-03-01T01:30:00.000Z"),
    ("T06:30", "1970-01-01T06:30:00.000Z"),
    ("06:30:15", "1970-01-01T06:30:15.000Z"),
    ("06:30Z", None),
    ("2023-02-29", None),
    ("2024-13-01", None),
    ("2024-02-29 06:30", None),
    ("1799-12-31T23:59:59Z", None),
    ("0001-01-01T00:00:00+01:00", None),
    ("2024-02-29T06:30:00+25:00", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_reading_moments(text: str, moment: str | None):
    if moment is None:
        with pytest.raises(ExpressionError):
            read_date_time(text)
    else:
        assert to_text(Type("dtm"), read_date_time(text)) == moment


PHONES = [
    ("tel:+13178723000", ("tel", "1", "3178723000", "+13178723000", "tel:+13178723000")),
    ("+31755551212", ("tel", "31", "755551212", "+31755551212", "tel:+31755551212")),
    ("13178723000", ("tel", "1", "3178723000", None, "tel:13178723000")),
    ("sip:john.doe@example.com", ("sip", None, None, None, "sip:john.doe@example.com")),
    ("sips:john.doe@example.com", ("sip", None, None, None, "sips:john.doe@example.com")),
    ("front desk", (None, None, None, None, "front desk")),
    ("911", ("tel", "1", "911", None, "tel:911")),
    ("1;ext=5", ("tel", None, "1", None, "tel:1;ext=5")),
    ("++", (None, None, None, None, "++")),
]


@pytest.mark.parametrize(("text", "parts"), PHONES)
def test_reading_phone_numbers(text: str, parts: tuple[str | None, ...]):
    phone = read_phone_number(text)
    assert (phone.scheme, phone.dialing_code, phone.subscriber_number, phone.e164, phone.uri) == parts
    assert phone.raw == text


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "{'a':1}", "NaN", "Infinity", "01", '"\n"', "[" * 300 + "]" * 300, "[" * 100_000]
)
def test_invalid_json(text: str):
    with pytest.raises(ExpressionError):
        parse_json(text)


def test_the_message_for_too_many_digits():
    with pytest.raises(ExpressionError, match=r"a number in it has too many digits\.$"):
        parse_json("1" * 5000)
