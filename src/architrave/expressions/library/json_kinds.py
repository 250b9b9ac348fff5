"""JSON: parsing text, writing text, making simple values, and checking the kind of a value.

NOT_SET JSON has no kind; in particular it is not JSON null (documented).
"""

from decimal import Decimal
from typing import Any

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import CONVERSION
from architrave.expressions.values import Json, json_text, parse_json
from architrave.expressions.values.json_data import json_data


@function(
    "JsonParse(text: String?) -> JSON",
    "Parses a text as strict JSON; fails with Conversion for blank or invalid text.",
    category="json",
    examples=[
        Example('JsonParse("{ \\"id\\": 7 }")', '{"id":7}'),
        Example('JsonParse("{ id: 7 }")', error=CONVERSION),
        Example("JsonParse(ToString(NOT_SET))", "NOT_SET"),
    ],
)
def _json_parse(text: str | None) -> Json | None:
    return None if text is None else Json(parse_json(text))


@function(
    "JsonStringify(value: Any?) -> String",
    "The compact JSON text of a value; NOT_SET becomes null.",
    category="json",
    examples=[
        Example('JsonStringify("a \\"b\\"")', '"a \\"b\\""'),
        Example('JsonStringify(JsonParse("[1,  2]"))', "[1,2]"),
        Example("JsonStringify(NOT_SET)", "null"),
    ],
)
@function(
    "JsonStringify(values: Any[]) -> String",
    "The compact JSON text of a collection, as an array.",
    category="json",
    examples=[Example("JsonStringify(MakeList(1, NOT_SET))", "[1,null]")],
)
def _json_stringify(value: Any) -> str:
    return json_text(json_data(value))


@function(
    "MakeNullJson() -> JSON",
    "JSON null.",
    category="json",
    examples=[Example("MakeNullJson()", "null"), Example("IsSet(MakeNullJson())", "true")],
)
def _make_null() -> Json:
    return Json(None)


@function(
    "MakeEmptyJsonArray() -> JSON",
    "An empty JSON array.",
    category="json",
    examples=[Example("MakeEmptyJsonArray()", "[]")],
)
def _make_empty_array() -> Json:
    return Json([])


@function(
    "MakeEmptyJsonObject() -> JSON",
    "An empty JSON object.",
    category="json",
    examples=[Example("MakeEmptyJsonObject()", "{}")],
)
def _make_empty_object() -> Json:
    return Json({})


@function(
    "MakeEmptyJsonString() -> JSON",
    "An empty JSON string.",
    category="json",
    examples=[Example("JsonStringify(MakeEmptyJsonString())", '""')],
)
def _make_empty_string() -> Json:
    return Json("")


@function(
    "IsJsonArray(json: JSON?) -> Boolean",
    "Whether a JSON value is an array.",
    category="json",
    examples=[Example('IsJsonArray(JsonParse("[1]"))', "true"), Example('IsJsonArray(ToJson("[1]"))', "false")],
)
def _is_array(json: Json | None) -> bool:
    return json is not None and isinstance(json.value, list)


@function(
    "IsJsonObject(json: JSON?) -> Boolean",
    "Whether a JSON value is an object.",
    category="json",
    examples=[Example("IsJsonObject(MakeEmptyJsonObject())", "true"), Example("IsJsonObject(ToJson(1))", "false")],
)
def _is_object(json: Json | None) -> bool:
    return json is not None and isinstance(json.value, dict)


@function(
    "IsJsonString(json: JSON?) -> Boolean",
    "Whether a JSON value is a string.",
    category="json",
    examples=[Example('IsJsonString(ToJson("5"))', "true"), Example("IsJsonString(ToJson(5))", "false")],
)
def _is_string(json: Json | None) -> bool:
    return json is not None and isinstance(json.value, str)


@function(
    "IsJsonBool(json: JSON?) -> Boolean",
    "Whether a JSON value is true or false.",
    category="json",
    examples=[Example("IsJsonBool(ToJson(1 == 2))", "true"), Example('IsJsonBool(ToJson("true"))', "false")],
)
def _is_bool(json: Json | None) -> bool:
    return json is not None and isinstance(json.value, bool)


@function(
    "IsJsonNumber(json: JSON?) -> Boolean",
    "Whether a JSON value is a number.",
    category="json",
    examples=[Example("IsJsonNumber(ToJson(2.5))", "true"), Example("IsJsonNumber(MakeNullJson())", "false")],
)
def _is_number(json: Json | None) -> bool:
    return json is not None and isinstance(json.value, (int, Decimal)) and not isinstance(json.value, bool)


@function(
    "IsJsonNull(json: JSON?) -> Boolean",
    "Whether a JSON value is null. NOT_SET is not.",
    category="json",
    examples=[Example("IsJsonNull(MakeNullJson())", "true"), Example("IsJsonNull(ToJson(NOT_SET))", "false")],
)
def _is_null(json: Json | None) -> bool:
    return json is not None and json.value is None


@function(
    "IsJsonTruthy(json: JSON?) -> Boolean",
    "Whether a JSON value is true, a number other than 0, a string that is not blank, or any array or object.",
    category="json",
    examples=[
        Example('IsJsonTruthy(ToJson("no"))', "true"),
        Example("IsJsonTruthy(MakeEmptyJsonArray())", "true"),
        Example('IsJsonTruthy(ToJson("  "))', "false"),
    ],
)
def _is_truthy(json: Json | None) -> bool:
    if json is None:
        return False
    match json.value:
        case list() | dict():
            return True
        case str() as text:
            return bool(text.strip())
        case other:
            return bool(other)
