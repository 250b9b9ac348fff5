"""The text of a value: the result of ToString, which the reading functions turn back into the value."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions import decimals
from architrave.expressions.types import Type
from architrave.expressions.values.json import Json, json_text
from architrave.expressions.values.media import Audio, Communication
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber
from architrave.expressions.values.record import Record

_MILLISECOND = timedelta(milliseconds=1)

_SHOWN_PROPERTY = {
    "usr": ("username", "name"),
    "cpx_external_phone_number": ("display", "e164"),
    "cpx_email": ("id",),
    "cpx_email_address": ("id",),
    "cpx_email_attachment": ("id",),
    "cpx_external_contact": ("id",),
    "cpx_external_organization": ("id",),
    "con": ("id",),
}
"""The property that represents a value as text, if it is not the name (documented)."""

_ADDRESS = ("address1", "address2", "city", "state", "postalCode", "countryCode")


def to_text(type: Type, value: Any) -> str | None:  # noqa: A002, ARG001 - the design's term; values know their type
    """The result of ToString for a value of a type; None (NOT_SET) for NOT_SET (documented)."""
    return None if value is None else text_of(value)


def text_of(value: Any) -> str:
    """The text of a value, which must be set. Each item of a collection is on a separate line, empty for NOT_SET."""
    form = _FORMS.get(value.__class__)
    return str(value) if form is None else form(value)


def date_time_text(value: datetime) -> str:
    """ISO text with milliseconds and `Z` (documented)."""
    return value.isoformat(timespec="milliseconds")[:23] + "Z"


def time_text(value: time) -> str:
    """ISO text with milliseconds (documented)."""
    return value.isoformat(timespec="milliseconds")


def duration_text(value: timedelta) -> str:
    """The XSD text of a Duration in days, hours, minutes and seconds: `PT1H`, `-P9DT18H29M59.544S` (documented)."""
    total = value // _MILLISECOND
    sign, total = ("-", -total) if total < 0 else ("", total)
    seconds, milliseconds = divmod(total, 1000)
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{milliseconds:03}".rstrip("0") if milliseconds else ""
    clock = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
    if seconds or fraction or (not clock and not days):
        clock += f"{seconds}{fraction}S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def join_texts(values: tuple[Any, ...], delimiter: str, form: Callable[[Any], str] = text_of) -> str:
    """The texts of a collection's items, separated by a delimiter; a NOT_SET item is empty (documented)."""
    if form is text_of:
        try:
            return delimiter.join(values)  # most collections hold Strings
        except TypeError:
            pass
    return delimiter.join(["" if value is None else form(value) for value in values])


def _collection(values: tuple[Any, ...]) -> str:
    return join_texts(values, "\n")


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _json(value: Json) -> str:
    data = value.value
    if data.__class__ is int:
        return str(data)
    return data if isinstance(data, str) else json_text(data)


def _record(value: Record) -> str:
    if value.code == "cpx_external_address":
        return ", ".join(str(value[name]) for name in _ADDRESS if value[name])
    if value.code == "tsl":  # the text that ToTimeslot reads (documented)
        return f"{_part(value['dateTime'])}|{_part(value['duration'])}"
    if value.code == "cpx_agent_score_pair":
        return f"[{_part(value['agent'])},{_part(value['score'])}]"
    for name in (*_SHOWN_PROPERTY.get(value.code, ()), "name", "id"):
        if value[name] is not None:
            return text_of(value[name])
    return "[" + ",".join(_part(item) for item in value.properties.values()) + "]"


def _part(value: Any) -> str:
    return "" if value is None else text_of(value)


_FORMS: dict[type, Callable[[Any], str]] = {
    str: lambda value: value,
    bool: _boolean,
    int: str,
    Decimal: decimals.to_text,
    datetime: date_time_text,
    date: date.isoformat,
    time: time_text,
    timedelta: duration_text,
    Currency: Currency.text,
    PhoneNumber: lambda value: value.uri,
    Json: _json,
    Record: _record,
    Audio: str,
    Communication: lambda value: value.text,
    tuple: _collection,
}
