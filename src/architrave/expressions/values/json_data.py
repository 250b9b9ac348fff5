"""What becomes of a value of the language when it enters JSON."""

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
"""How many values JSON that is put into other JSON may hold. No limit is documented; this one is ours: JSON that is
put into itself again and again would otherwise outgrow any memory."""


def json_data(value: Any) -> JsonData:
    """Give the JSON data of any value.

    NOT_SET is null; Boolean, number, String and JSON are themselves, a Currency an object of amount and code, a
    collection an array (documented); DateTime and PhoneNumber are their text (documented), and so are Date, Time and
    Duration (assumed); a value with properties is an object of those (assumed).

    Raises:
        ExpressionError: `OutOfRange`, when it is JSON of more than a million values or nested too deep.

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
            raise ExpressionError(OUT_OF_RANGE, f"The JSON holds more than {MAX_NODES} values or {MAX_DEPTH} levels.")
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
