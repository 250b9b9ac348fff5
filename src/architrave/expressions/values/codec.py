"""Values as JSON: the form that `eval` shows, and the form that is kept and read back.

The kept form loses nothing: a JSON value stands as its text, so that JSON null is not NOT_SET and no digit is lost.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions import decimals
from architrave.expressions.properties import properties_of
from architrave.expressions.types import CONSTANTS, SCALARS, SIGNATURE_ONLY, Type
from architrave.expressions.values.json import Json, json_text, parse_json
from architrave.expressions.values.media import Audio, Communication, audio_from_json, communication_from_json
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber, read_phone_number
from architrave.expressions.values.record import Record
from architrave.expressions.values.text import date_time_text, time_text

_MILLISECOND = timedelta(milliseconds=1)
_AS_IS = frozenset({*SCALARS, *SIGNATURE_ONLY, *CONSTANTS})


def to_eval_json(type: Type, value: Any) -> Any:  # noqa: A002, ARG001 - the design's own word; values know their type
    """The JSON that `architrave eval` shows for a value.

    Integer as a number, Decimal as a string, Currency as `{"amount", "code"}`, Duration in milliseconds, DateTime, Date
    and Time as ISO text, PhoneNumber as its uri, a collection as an array, what has properties as an object, NOT_SET as
    null. JSON data may hold Decimals; `json_text` writes them.
    """
    return _shown(value)


def encode_value(type: Type, value: Any) -> Any:  # noqa: A002 - the design's own word
    """The JSON in which a value is kept; `decode_value` of it, with the same type, gives the value back."""
    if value is None:
        return None
    if type.is_collection:
        return [encode_value(type.item, item) for item in value]
    if type.code == "jsn":
        return json_text(value.value)
    if type.code == "phn":
        return value.raw
    if isinstance(value, Record):
        types = properties_of(type)
        kept = {
            name: encode_value(types[name], item) if name in types else {"plain": _shown(item)}
            for name, item in value.properties.items()
        }
        return {"code": value.code, "properties": kept}
    return _shown(value)


def decode_value(type: Type, json: Any) -> Any:  # noqa: A002 - the design's own word
    """The value that `encode_value` kept."""
    if json is None:
        return None
    if type.is_collection:
        return tuple(decode_value(type.item, item) for item in json)
    if type.code in _READERS:
        return _READERS[type.code](json)
    if type.code in _AS_IS and not _is_record(json):
        return json
    return _decode_record(type, json)


def _is_record(json: Any) -> bool:
    return isinstance(json, dict) and "properties" in json


def _decode_record(type: Type, json: dict[str, Any]) -> Any:  # noqa: A002
    types = properties_of(type)
    kept: dict[str, Any] = json["properties"]
    properties = {
        name: decode_value(types[name], item) if name in types else item["plain"] for name, item in kept.items()
    }
    return Record(json["code"], properties)


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


def _read_currency(json: dict[str, str | None]) -> Currency:
    amount = json["amount"]
    return Currency(None if amount is None else Decimal(amount), json["code"])


_READERS: dict[str, Callable[[Any], Any]] = {
    "dec": Decimal,
    "dtm": lambda json: datetime.fromisoformat(json[:-1]).replace(tzinfo=UTC),
    "dat": date.fromisoformat,
    "tim": time.fromisoformat,
    "dur": lambda json: timedelta(milliseconds=json),
    "cur": _read_currency,
    "phn": read_phone_number,
    "jsn": lambda json: Json(parse_json(json)),
    "aud": audio_from_json,
    "com": communication_from_json,
}
