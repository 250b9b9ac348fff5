"""Values as JSON, in the form that `eval` shows."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions import decimals
from architrave.expressions.types import Type
from architrave.expressions.values.json import Json
from architrave.expressions.values.media import Audio, Communication
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber
from architrave.expressions.values.record import Record
from architrave.expressions.values.text import date_time_text, time_text

_MILLISECOND = timedelta(milliseconds=1)


def to_eval_json(type: Type, value: Any) -> Any:  # noqa: A002, ARG001 - the design's term; values know their type
    """The JSON that `architrave eval` shows for a value.

    Integer as a number, Decimal as a string, Currency as `{"amount", "code"}`, Duration in milliseconds, DateTime, Date
    and Time as ISO text, PhoneNumber as its uri, a collection as an array, a value with properties as an object, and
    NOT_SET as null. JSON data can contain Decimals; `json_text` writes them.
    """
    return _shown(value)


def _shown(value: Any) -> Any:
    form = _FORMS.get(value.__class__)
    return value if form is None else form(value)


def _shown_currency(value: Currency) -> dict[str, str | None]:
    return {"amount": None if value.amount is None else decimals.to_text(value.amount), "code": value.code}


def _shown_record(value: Record) -> dict[str, Any]:
    return {name: _shown(item) for name, item in value.properties.items()}


_FORMS: dict[type, Callable[[Any], Any]] = {
    Decimal: decimals.to_text,
    datetime: date_time_text,
    date: date.isoformat,
    time: time_text,
    timedelta: lambda value: value // _MILLISECOND,
    Currency: _shown_currency,
    PhoneNumber: lambda value: value.uri,
    Json: lambda value: value.value,
    Record: _shown_record,
    Audio: Audio.to_json,
    Communication: Communication.to_json,
    tuple: lambda value: [_shown(item) for item in value],
}
