"""Converts a value of the language to JSON data."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError
from architrave.expressions.values.json import MAX_DEPTH, Json, JsonData
from architrave.expressions.values.money import Currency
from architrave.expressions.values.record import Record
from architrave.expressions.values.text import text_of

MAX_NODES = 1_000_000
"""Maximum number of values in JSON that is put into other JSON. The cloud documents no limit; this one keeps JSON that
is put into itself repeatedly from using all memory."""


def json_data(value: Any) -> JsonData:
    """Return the JSON data of any value.

    NOT_SET becomes null; a Boolean, number, String or JSON value stays the same; a Currency becomes an object of amount
    and code, a collection an array (documented). DateTime and PhoneNumber become text (documented), and so do Date,
    Time and Duration (assumed); a value with properties becomes an object of them (assumed).

    Raises:
        ExpressionError: `OutOfRange` for JSON with more than a million values or too deep nesting.

    """
    match value:
        case None | bool() | int() | str() | Decimal():
            return value
        case Json(data):
            return _measured(data)
        case Currency(amount, code):
            return {"amount": amount, "code": code}
        case datetime() | date() | time() | timedelta():
            return text_of(value)
        case tuple():
            return list(map(json_data, value))  # pyright: ignore[reportUnknownArgumentType]
        case Record(_, properties):
            return {name: json_data(each) for name, each in properties.items()}
        case _:
            return text_of(value)


def _measured(data: JsonData) -> JsonData:
    if not isinstance(data, (list, dict)):
        return data
    level: list[Any] = [data]
    nodes = depth = 0
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ExpressionError(OUT_OF_RANGE, f"The JSON has more than {MAX_NODES} values or {MAX_DEPTH} levels.")
        level = [item for each in level for item in _items(each)]
    return data


def _items(value: Any) -> Iterable[Any]:
    match value:
        case list():
            return value  # pyright: ignore[reportUnknownVariableType]
        case dict():
            return value.values()  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        case _:
            return ()
