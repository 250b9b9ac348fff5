"""ToCurrency, ToPhoneNumber, ToJson and ToJsonCollection."""

from decimal import Decimal
from typing import Any, TypeVar

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import WRONG_KIND, ExpressionError
from architrave.expressions.values.json import Json
from architrave.expressions.values.json_data import json_data
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber, read_phone_number
from architrave.expressions.values.reading import read_currency

T = TypeVar("T")


@function(
    "ToCurrency(valueToConvert: String?) -> Currency",
    "Reads a text `amount|code` as a Currency; either part can be blank.",
    category="cast",
    examples=[
        Example('ToCurrency("5.00|USD")', "5.00|USD"),
        Example('ToCurrency("|EUR")', "|EUR"),
        Example('ToCurrency("5 dollars")', error="Conversion"),
    ],
)
def _text_to_currency(text: str | None) -> Currency | None:
    return None if text is None else read_currency(text)


@function(
    "ToCurrency(valueToConvert: Decimal?) -> Currency",
    "A Currency with this amount and no code.",
    category="cast",
    examples=[Example("ToCurrency(5.5)", "5.50|")],
)
@function(
    "ToCurrency(valueToConvert: Integer?) -> Currency",
    "A Currency with this amount and no code.",
    category="cast",
    examples=[Example("ToCurrency(5)", "5.00|")],
)
def _number_to_currency(value: Decimal | int | None) -> Currency | None:
    return None if value is None else Currency(value if isinstance(value, Decimal) else Decimal(value), None)


@function(
    "ToCurrency(nullValue: NOT_SET?) -> Currency",
    "A NOT_SET Currency.",
    category="cast",
    examples=[Example("ToCurrency(NOT_SET)", "NOT_SET")],
)
@function(
    "ToCurrency(valueToReturn: Currency?) -> Currency",
    "The Currency itself.",
    category="cast",
    examples=[Example('ToCurrency(MakeCurrency(5.25, "USD"))', "5.25|USD")],
)
@function(
    "ToPhoneNumber(valueToConvert: NOT_SET?) -> PhoneNumber",
    "A NOT_SET PhoneNumber.",
    category="cast",
    examples=[Example("ToPhoneNumber(NOT_SET)", "NOT_SET")],
)
@function(
    "ToPhoneNumber(valueToReturn: PhoneNumber?) -> PhoneNumber",
    "The PhoneNumber itself.",
    category="cast",
    examples=[Example('ToPhoneNumber(ToPhoneNumber("tel:+13178723000"))', "tel:+13178723000")],
)
def _itself(value: T) -> T:
    return value


@function(
    "ToPhoneNumber(valueToConvert: String?) -> PhoneNumber",
    "Reads a text as a phone number or SIP address.",
    category="cast",
    examples=[
        Example('ToPhoneNumber("+13178723000").e164', "+13178723000"),
        Example('ToPhoneNumber("13178723000").e164', "NOT_SET"),
        Example('ToPhoneNumber("sip:ada@example.com").isSip', "true"),
    ],
    note="A number without an international prefix is read as a number in the United States.",
)
def _text_to_phone_number(text: str | None) -> PhoneNumber | None:
    return None if text is None else read_phone_number(text)


@function(
    "ToJson(value: Any?) -> JSON",
    "A value as JSON: numbers, Booleans and Strings unchanged, a Currency as an object, dates and times as text.",
    category="cast",
    examples=[
        Example('ToJson("7")', "7"),
        Example('ToJson(MakeCurrency(5.25, "USD"))', '{"amount":5.25,"code":"USD"}'),
        Example("ToJson(NOT_SET)", "NOT_SET"),
    ],
)
def _to_json(value: Any) -> Json | None:
    return None if value is None else value if isinstance(value, Json) else Json(json_data(value))


@function(
    "ToJson(values: Any[]) -> JSON",
    "A collection as a JSON array; NOT_SET items become null.",
    category="cast",
    examples=[Example('ToJson(MakeList("a", NOT_SET))', '["a",null]')],
)
def _items_to_json(values: tuple[Any, ...]) -> Json:
    return Json(json_data(values))


@function(
    "ToJsonCollection(array: JSON) -> JSON[]",
    "The items of a JSON array as a collection of JSON values.",
    category="cast",
    examples=[
        Example('Count(ToJsonCollection(JsonParse("[true, 100]")))', "2"),
        Example('ToJsonCollection(JsonParse("{}"))', error="WrongKind"),
    ],
)
def _json_items(json: Json) -> tuple[Json, ...]:
    items: Any = json.value
    if not isinstance(items, list):
        raise ExpressionError(WRONG_KIND, "The JSON is not an array.")
    return bounds.collection(tuple(Json(item) for item in items))  # pyright: ignore[reportUnknownVariableType]
