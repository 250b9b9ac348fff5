"""ToInt, ToDecimal and ToBool: other values as numbers and Booleans.

NOT_SET stays NOT_SET, and blank text becomes NOT_SET. Text that cannot be read is a fault, unless a default is given
(documented); only ToBool returns NOT_SET for it.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import WRONG_KIND, ExpressionError
from architrave.expressions.values.json import Json
from architrave.expressions.values.money import Currency
from architrave.expressions.values.reading import read_boolean, read_decimal, read_integer

T = TypeVar("T")


@function(
    "ToInt(valueToConvert: Boolean?) -> Integer",
    "1 for true and 0 for false.",
    category="cast",
    examples=[Example("ToInt(true)", "1")],
)
@function(
    "ToInt(valueToConvert: Decimal?) -> Integer",
    "The whole part of a Decimal.",
    category="cast",
    examples=[Example("ToInt(3.7)", "3"), Example("ToInt(-3.7)", "-3")],
)
def _to_int(value: int | Decimal | None) -> int | None:
    return None if value is None else bounds.integer(int(value))


@function(
    "ToInt(valueToConvert: String?) -> Integer",
    "Reads a text as an Integer; NOT_SET for blank text.",
    category="cast",
    examples=[
        Example('ToInt("-55")', "-55"),
        Example('ToInt("")', "NOT_SET"),
        Example('ToInt("a few")', error="Conversion"),
    ],
)
def _text_to_int(text: str | None) -> int | None:
    return None if text is None or not text.strip() else read_integer(text)


@function(
    "ToInt(valueToConvert: NOT_SET?) -> Integer",
    "A NOT_SET Integer.",
    category="cast",
    examples=[Example("ToInt(NOT_SET)", "NOT_SET")],
)
@function(
    "ToInt(valueToReturn: Integer?) -> Integer",
    "The Integer itself.",
    category="cast",
    examples=[Example("ToInt(5)", "5")],
)
@function(
    "ToDecimal(valueToConvert: NOT_SET?) -> Decimal",
    "A NOT_SET Decimal.",
    category="cast",
    examples=[Example("ToDecimal(NOT_SET)", "NOT_SET")],
)
@function(
    "ToDecimal(valueToReturn: Decimal?) -> Decimal",
    "The Decimal itself.",
    category="cast",
    examples=[Example("ToDecimal(5.5)", "5.5")],
)
@function(
    "ToBool(valueToConvert: NOT_SET?) -> Boolean",
    "A NOT_SET Boolean.",
    category="cast",
    examples=[Example("ToBool(NOT_SET)", "NOT_SET")],
)
@function(
    "ToBool(valueToReturn: Boolean?) -> Boolean",
    "The Boolean itself.",
    category="cast",
    examples=[Example("ToBool(true)", "true")],
)
def _itself(value: T) -> T:
    return value


@function(
    "ToInt(valueToConvert: Duration?) -> Integer",
    "The milliseconds of a Duration.",
    category="cast",
    examples=[Example("ToInt(MakeDuration(0, 0, 0, 1))", "1000")],
)
def _duration_to_int(value: timedelta | None) -> int | None:
    return None if value is None else bounds.milliseconds_of(value)


@function(
    "ToInt(text: String?, default: Integer?) -> Integer",
    "Reads a text as an Integer, with a default for text that is not a whole number; NOT_SET for blank text.",
    category="cast",
    examples=[Example('ToInt("a few", 3)', "3"), Example('ToInt("", 3)', "NOT_SET")],
)
def _text_to_int_or(text: str | None, default: int | None) -> int | None:
    return _or_default(_text_to_int, text, default)


@function(
    "ToInt(json: JSON?) -> Integer",
    "Converts a JSON boolean, number or string to an Integer, like the other forms; NOT_SET for null.",
    category="cast",
    examples=[Example('ToInt(JsonParse("5.9"))', "5"), Example('ToInt(JsonParse("[]"))', error="WrongKind")],
)
def _json_to_int(json: Json | None) -> int | None:
    match json:
        case None | Json(value=None):
            return None
        case Json(value=str() as text):
            return _text_to_int(text)
        case Json(value=bool() | int() | Decimal() as number):
            return _to_int(number)
        case _:
            raise _not_scalar("an Integer")


@function(
    "ToInt(json: JSON?, default: Integer?) -> Integer",
    "Converts a JSON value to an Integer, with a default for values that cannot be converted; NOT_SET for null.",
    category="cast",
    examples=[Example('ToInt(JsonParse("[1, 2]"), 7)', "7")],
)
def _json_to_int_or(json: Json | None, default: int | None) -> int | None:
    return _or_default(_json_to_int, json, default)


@function(
    "ToDecimal(valueToConvert: Boolean?) -> Decimal",
    "1.0 for true and 0.0 for false.",
    category="cast",
    examples=[Example("ToDecimal(false)", "0.0")],
)
@function(
    "ToDecimal(valueToConvert: Integer?) -> Decimal",
    "The Integer as a Decimal.",
    category="cast",
    examples=[Example("ToDecimal(100)", "100.0")],
)
def _to_decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(int(value))


@function(
    "ToDecimal(valueToConvert: Currency?) -> Decimal",
    "The amount of a Currency.",
    category="cast",
    examples=[Example('ToDecimal(MakeCurrency(5.25, "USD"))', "5.25")],
)
def _currency_to_decimal(value: Currency | None) -> Decimal | None:
    return None if value is None else value.amount


@function(
    "ToDecimal(valueToConvert: String?) -> Decimal",
    "Reads a text as a Decimal; NOT_SET for blank text.",
    category="cast",
    examples=[
        Example('ToDecimal("2.50")', "2.5"),
        Example('ToDecimal(" ")', "NOT_SET"),
        Example('ToDecimal("half")', error="Conversion"),
    ],
)
def _text_to_decimal(text: str | None) -> Decimal | None:
    return None if text is None or not text.strip() else read_decimal(text)


@function(
    "ToDecimal(text: String?, default: Decimal?) -> Decimal",
    "Reads a text as a Decimal, with a default for text that is not a number; NOT_SET for blank text.",
    category="cast",
    examples=[Example('ToDecimal("half", 0.5)', "0.5")],
)
def _text_to_decimal_or(text: str | None, default: Decimal | None) -> Decimal | None:
    return _or_default(_text_to_decimal, text, default)


@function(
    "ToDecimal(json: JSON?) -> Decimal",
    "Converts a JSON boolean, number or string to a Decimal, like the other forms; NOT_SET for null.",
    category="cast",
    examples=[Example('ToDecimal(JsonParse("true"))', "1.0"), Example('ToDecimal(JsonParse("{}"))', error="WrongKind")],
)
def _json_to_decimal(json: Json | None) -> Decimal | None:
    match json:
        case None | Json(value=None):
            return None
        case Json(value=str() as text):
            return _text_to_decimal(text)
        case Json(value=bool() | int() as number):
            return read_decimal(str(int(number)))
        case Json(value=Decimal() as number):
            return read_decimal(str(number))
        case _:
            raise _not_scalar("a Decimal")


@function(
    "ToDecimal(json: JSON?, default: Decimal?) -> Decimal",
    "Converts a JSON value to a Decimal, with a default for values that cannot be converted; NOT_SET for null.",
    category="cast",
    examples=[Example('ToDecimal(JsonParse("[]"), 1.5)', "1.5")],
)
def _json_to_decimal_or(json: Json | None, default: Decimal | None) -> Decimal | None:
    return _or_default(_json_to_decimal, json, default)


@function(
    "ToBool(valueToConvert: Decimal?) -> Boolean",
    "Whether a Decimal is not zero.",
    category="cast",
    examples=[Example("ToBool(-0.5)", "true")],
)
@function(
    "ToBool(valueToConvert: Integer?) -> Boolean",
    "Whether an Integer is not zero.",
    category="cast",
    examples=[Example("ToBool(0)", "false")],
)
def _number_to_bool(value: int | Decimal | None) -> bool | None:
    return None if value is None else bool(value)


@function(
    "ToBool(valueToConvert: String?) -> Boolean",
    "Reads a text as a Boolean: true, t and 1 are true; false, f and 0 are false, in any case; other text is NOT_SET.",
    category="cast",
    examples=[Example('ToBool("T")', "true"), Example('ToBool("yes")', "NOT_SET")],
)
def _text_to_bool(text: str | None) -> bool | None:
    return None if text is None else read_boolean(text)


@function(
    "ToBool(text: String?, default: Boolean?) -> Boolean",
    "Reads a text as a Boolean, with a default for other text; NOT_SET for NOT_SET and blank text.",
    category="cast",
    examples=[Example('ToBool("yes", true)', "true"), Example("ToBool(ToString(NOT_SET), true)", "NOT_SET")],
)
def _text_to_bool_or(text: str | None, default: bool | None) -> bool | None:
    if text is None or not text.strip():
        return None
    said = read_boolean(text)
    return default if said is None else said


@function(
    "ToBool(json: JSON?) -> Boolean",
    "Converts a JSON boolean, number or string to a Boolean, like the other forms; NOT_SET for null.",
    category="cast",
    examples=[Example('ToBool(JsonParse("0"))', "false"), Example('ToBool(JsonParse("{}"))', error="WrongKind")],
)
def _json_to_bool(json: Json | None) -> bool | None:
    match json:
        case None | Json(value=None):
            return None
        case Json(value=str() as text):
            return read_boolean(text)
        case Json(value=bool() | int() | Decimal() as number):
            return bool(number)
        case _:
            raise _not_scalar("a Boolean")


@function(
    "ToBool(json: JSON?, default: Boolean?) -> Boolean",
    "Converts a JSON value to a Boolean, with a default for values that cannot be converted; NOT_SET for null.",
    category="cast",
    examples=[
        Example('ToBool(JsonParse("[1, 2]"), false)', "false"),
        Example("ToBool(MakeNullJson(), true)", "NOT_SET"),
    ],
)
def _json_to_bool_or(json: Json | None, default: bool | None) -> bool | None:
    if isinstance(json, Json) and isinstance(json.value, str):
        return _text_to_bool_or(json.value, default)
    return _or_default(_json_to_bool, json, default)


def _or_default(convert: Callable[[Any], T | None], value: Any, default: T | None) -> T | None:
    try:
        return convert(value)
    except ExpressionError:
        return default


def _not_scalar(wanted: str) -> ExpressionError:
    return ExpressionError(WRONG_KIND, f"A JSON object or array cannot be read as {wanted}.")
