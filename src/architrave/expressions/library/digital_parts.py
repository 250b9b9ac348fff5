"""A value as a part of a communication: its kind, the text that is shown, and its plain JSON."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions.types import ANY, NAMES
from architrave.expressions.values.json import Json, json_text
from architrave.expressions.values.media import Part
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber
from architrave.expressions.values.record import Record
from architrave.expressions.values.shown import to_eval_json
from architrave.expressions.values.text import text_of

_KINDS: dict[type, str] = {
    str: "text",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    Currency: "currency",
    datetime: "dateTime",
    date: "date",
    time: "time",
    timedelta: "duration",
    PhoneNumber: "phoneNumber",
    Json: "json",
}


def shown_part(value: Any) -> Part:
    """The part of a communication that shows a value."""
    if isinstance(value, Record):
        name = NAMES[value.code]
        return Part(name[0].lower() + name[1:], _caption(value), plain(value))
    return Part(_KINDS.get(value.__class__, "value"), text_of(value), plain(value))


def _caption(record: Record) -> str:
    for name in ("title", "summary", "label", "name", "url", "value"):
        if isinstance(record[name], str):
            return record[name]
    return ""


def plain(value: Any) -> Any:
    """A value of the language as plain JSON, in the form that `eval` shows; a JSON value as its text."""
    return json_text(value.value) if isinstance(value, Json) else to_eval_json(ANY, value)
