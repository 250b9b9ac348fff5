"""The JSON values that a flow input accepts, by the input's type (assumed: not publicly documented)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from architrave.expressions import bounds
from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import Type
from architrave.expressions.values.json import Json
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import read_phone_number
from architrave.expressions.values.reading import (
    read_currency,
    read_date,
    read_date_time,
    read_decimal,
    read_duration,
    read_integer,
    read_time,
)
from architrave.expressions.values.record import Record


def accept_input(type: Type, json: Any) -> tuple[Any, str | None]:  # noqa: A002 - the design's term
    """Converts a JSON value to an input's type; returns the value, or None and a sentence that says what is accepted.

    null is NOT_SET. A String accepts a string; an Integer a number without a fraction or a numeric string; a Decimal a
    number or a numeric string; a Boolean true or false; a DateTime, Date, Time or Duration its ISO text; JSON anything;
    a collection an array of what its items accept. A reference accepts its id as a string, or an object of its
    properties.
    """
    if json is None:
        return (() if type.is_collection else None), None
    if type.is_collection:
        return _accept_collection(type, json)
    if type.code == "jsn":
        return Json(_exact(json)), None
    accept, expected = _ACCEPTORS.get(type.code, (None, ""))
    if accept is None:
        return _accept_record(type, json)
    try:
        value = accept(json)
    except ExpressionError as error:
        return None, error.message
    return (value, None) if value is not None else (None, f"Expected {expected}, not {_kind(json)}.")


def _accept_collection(type: Type, json: Any) -> tuple[Any, str | None]:  # noqa: A002
    if not isinstance(json, list):
        return None, f"Expected an array of {type.item} values, not {_kind(json)}."
    if len(json) > bounds.MAX_ITEMS:  # pyright: ignore[reportUnknownArgumentType]
        return None, f"The array has {len(json):,} items; the limit is {bounds.MAX_ITEMS:,}."  # pyright: ignore[reportUnknownArgumentType]
    items: list[Any] = []
    for number, item in enumerate(json):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        value, problem = accept_input(type.item, item)
        if problem is not None:
            return None, f"Item {number}: {problem}"
        items.append(value)
    return tuple(items), None


def _accept_record(type: Type, json: Any) -> tuple[Any, str | None]:  # noqa: A002
    match json:
        case str():
            return Record(type.code, {"id": json}), None
        case dict():
            return Record(type.code, {str(name): value for name, value in json.items()}), None  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return None, f"Expected the id of a {type} or an object of its properties, not {_kind(json)}."


def _string(json: Any) -> str | None:
    return json if isinstance(json, str) else None


def _boolean(json: Any) -> bool | None:
    return json if isinstance(json, bool) else None


def _integer(json: Any) -> int | None:
    match json:
        case bool():
            return None
        case int():
            return bounds.integer(json)
        case float() | Decimal() if json == int(json):
            return bounds.integer(int(json))
        case str() if json.strip():
            return read_integer(json)
        case _:
            return None


def _decimal(json: Any) -> Decimal | None:
    match json:
        case bool():
            return None
        case int() | float() | Decimal():
            return read_decimal(str(json))
        case str() if json.strip():
            return read_decimal(json)
        case _:
            return None


def _currency(json: Any) -> Currency | None:
    match json:
        case str():
            return read_currency(json)
        case {"amount": amount, "code": str() | None as code}:
            return Currency(None if amount is None else _decimal(amount), code)
        case _:
            return None


def _text(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda json: read(json) if isinstance(json, str) else None


_ACCEPTORS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "str": (_string, "a string"),
    "bln": (_boolean, "true or false"),
    "int": (_integer, "a whole number"),
    "dec": (_decimal, "a number"),
    "dtm": (_text(read_date_time), "the ISO text of a DateTime, such as 2009-01-10T06:30:00Z"),
    "dat": (_text(read_date), "the text of a Date, such as 2009-01-10"),
    "tim": (_text(read_time), "the text of a Time, such as 02:30:00"),
    "dur": (_text(read_duration), "the ISO text of a Duration, such as PT1H30M"),
    "cur": (_currency, 'the text of a Currency, such as 5.00|USD, or an object {"amount", "code"}'),
    "phn": (_text(read_phone_number), "a phone number as a string"),
}


def _exact(json: Any) -> Any:
    match json:
        case float():
            return Decimal(repr(json))
        case dict():
            return {key: _exact(item) for key, item in json.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [_exact(item) for item in json]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return json


def _kind(json: Any) -> str:
    match json:
        case bool():
            return "a boolean"
        case str():
            return f'"{json}"' if len(json) <= 40 else "a string"
        case int() | float() | Decimal():
            return f"the number {json}"
        case list():
            return "an array"
        case _:
            return "an object"
