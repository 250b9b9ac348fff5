from collections.abc import Callable
from typing import Any

import pytest

from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError
from architrave.expressions.values import Json
from architrave.expressions.values.json_data import json_data
from tests.expressions.evaluating import outcome

OBJECT = 'JsonParse("{\\"a\\": 1, \\"b\\": [true, null]}")'
ARRAY = 'JsonParse("[1, \\"1\\", true, null, {\\"x\\": 1, \\"y\\": 2}, 1.0]")'

TABLE = [
    # Text
    ('JsonParse("")', "fault Conversion"),
    ('JsonParse("  ")', "fault Conversion"),
    ('JsonParse("[1,]")', "fault Conversion"),
    ('JsonParse("NaN")', "fault Conversion"),
    ('JsonParse("1e5000")', "fault Conversion"),
    ('JsonParse("1E2")', "100.0"),
    ('JsonStringify(JsonParse("{\\"b\\": 1.0, \\"a\\": [\\"\\\\n\\", null]}"))', '{"b":1.0,"a":["\\n",null]}'),
    ("JsonParse(\"'a'\")", "fault Conversion"),
    ('JsonStringify(JsonParse(" [ 1.50 , \\"\\\\u00e9\\" ] "))', '[1.5,"é"]'),
    ("JsonStringify(2.0)", "2.0"),
    ("JsonStringify(MakeDateTime(2022, 8, 4))", '"2022-08-04T00:00:00.000Z"'),
    ('JsonStringify(MakeCurrency(5.25, "USD"))', '{"amount":5.25,"code":"USD"}'),
    ('JsonStringify(MakeCurrency(NOT_SET, "USD"))', '{"amount":null,"code":"USD"}'),
    ('JsonStringify(ToDuration("PT1H"))', '"PT1H"'),
    ("JsonStringify(MakeEmptyList(1))", "[]"),
    ("JsonStringify(MakeNullJson())", "null"),
    # Kinds
    ('IsJsonNumber(ToJson("1"))', "false"),
    ("IsJsonNumber(ToJson(true))", "false"),
    ("IsJsonBool(ToJson(0))", "false"),
    ("IsJsonString(MakeEmptyJsonString())", "true"),
    ("IsJsonArray(ToJson(MakeList(1)))", "true"),
    ("IsJsonArray(ToJson(NOT_SET))", "false"),
    ("IsJsonTruthy(MakeNullJson())", "false"),
    ("IsJsonTruthy(ToJson(0))", "false"),
    ("IsJsonTruthy(ToJson(0.0))", "false"),
    ("IsJsonTruthy(ToJson(-0.1))", "true"),
    ("IsJsonTruthy(ToJson(1 == 2))", "false"),
    ("IsJsonTruthy(MakeEmptyJsonObject())", "true"),
    ("IsJsonTruthy(MakeEmptyJsonString())", "false"),
    ('IsJsonTruthy(ToJson("false"))', "true"),
    ("IsJsonTruthy(ToJson(NOT_SET))", "false"),
    # Objects
    (f'GetJsonObjectProperty({OBJECT}, "b")', "[true,null]"),
    (f'GetJsonObjectProperty({OBJECT}, "B")', "NOT_SET"),
    (f'GetJsonObjectProperty({ARRAY}, "a")', "fault WrongKind"),
    ('GetJsonObjectProperty(ToJson(NOT_SET), "a")', "fault NotSet"),
    ('GetJsonObjectProperty(MakeNullJson(), "a")', "fault WrongKind"),
    (f"GetJsonObjectPropertyNames({OBJECT})", "a\nb"),
    ("Count(GetJsonObjectPropertyNames(MakeEmptyJsonObject()))", "0"),
    (f'SetJsonObjectProperty({OBJECT}, "a", "x")', '{"a":"x","b":[true,null]}'),
    (f'SetJsonObjectProperty({OBJECT}, "c", MakeNullJson())', '{"a":1,"b":[true,null],"c":null}'),
    (f'SetJsonObjectProperty({OBJECT}, "a", MakeEmptyList(1))', '{"a":[],"b":[true,null]}'),
    (f'SetJsonObjectProperty({ARRAY}, "a", 1)', "fault WrongKind"),
    (f'DeleteJsonObjectProperty({OBJECT}, "A")', '{"a":1,"b":[true,null]}'),
    (f'DeleteJsonObjectProperty({OBJECT}, "b")', '{"a":1}'),
    ('DeleteJsonObjectProperty(ToJson("a"), "b")', "fault WrongKind"),
    # Arrays
    (f"Count({ARRAY})", "6"),
    ('Count(ToJson("abc"))', "fault WrongKind"),
    (f"GetAt({ARRAY}, 3)", "null"),
    (f"GetAt({ARRAY}, 6)", "fault NoSuchItem"),
    ('GetAt(ToJson("é😀"), 1)', "😀"),
    ('GetAt(ToJson("ab"), 2)', "fault NoSuchItem"),
    ("GetAt(MakeEmptyJsonObject(), 0)", "fault WrongKind"),
    (f"{ARRAY}[0]", "1"),
    (f"{ARRAY}[1 - 2]", "fault NoSuchItem"),
    (f"FindJsonArrayItem({ARRAY}, 1)", "0\n5"),
    (f'FindJsonArrayItem({ARRAY}, "1")', "1"),
    (f"FindJsonArrayItem({ARRAY}, true)", "2"),
    (f"FindJsonArrayItem({ARRAY}, NOT_SET)", "3"),
    (f'FindJsonArrayItemFirst({ARRAY}, JsonParse("{{\\"y\\": 2, \\"x\\": 1}}"))', "4"),
    (f"FindJsonArrayItemFirst({ARRAY}, 2)", "-1"),
    ("FindJsonArrayItem(MakeEmptyJsonObject(), 2)", "fault WrongKind"),
    ('AddJsonArrayItem(MakeEmptyJsonArray(), MakeCurrency(1.5, "EUR"))', '[{"amount":1.5,"code":"EUR"}]'),
    ("AddJsonArrayItemAt(MakeEmptyJsonArray(), 5, 1)", "[1]"),
    ("AddJsonArrayItem(ToJson(1), 1)", "fault WrongKind"),
    (f"Count(RemoveJsonArrayDups({ARRAY}))", "5"),
    (f"Count(RemoveJsonArrayItem({ARRAY}, 1))", "4"),
    (f"Count(RemoveJsonArrayItem({ARRAY}, MakeNullJson()))", "5"),
    ("RemoveJsonArrayItemAt(MakeEmptyJsonArray(), 0)", "fault NoSuchItem"),
    ('ReplaceJsonArrayItem(JsonParse("[1, 2, 1]"), 1, "x")', '["x",2,"x"]'),
    ('ReplaceJsonArrayItemFirst(JsonParse("[1, 2, 1]"), 1, NOT_SET)', "[null,2,1]"),
    ('ReplaceJsonArrayItemFirst(JsonParse("[1, 2, 1]"), 5, 6)', "[1,2,1]"),
    ('ReplaceJsonArrayItemAt(JsonParse("[1, 2, 1]"), 3, 6)', "fault NoSuchItem"),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_outcome(expression: str, expected: str):
    assert outcome(expression) == expected


def wrapped_without_end(wrap: Callable[[Json], list[Any]]) -> None:
    value = Json([0])
    while True:
        value = Json(wrap(value))


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrap",
    [lambda value: [json_data(value), json_data(value)], lambda value: [json_data(value)]],
    ids=["twice", "once"],
)
def test_json_repeatedly_put_into_itself_fails_before_memory_runs_out(wrap):
    with pytest.raises(ExpressionError) as raised:
        wrapped_without_end(wrap)
    assert raised.value.type == OUT_OF_RANGE
