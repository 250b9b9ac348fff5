"""Values of a type that are worth trying: an ordinary one, those at its borders, and those next to a value."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions import decimals
from architrave.expressions.properties import properties_of
from architrave.expressions.types import REFERENCES, Type
from architrave.expressions.values import Currency, PhoneNumber, accept_input
from architrave.expressions.values import Json as JsonValue
from architrave.interpreter.effects import Json
from architrave.interpreter.plain import plain_json, sent_json

_ORDINARY: dict[str, Json] = {
    "str": "text",
    "int": 1,
    "dec": 1.5,
    "bln": True,
    "dtm": "2026-01-05T12:00:00.000Z",
    "dat": "2026-01-05",
    "tim": "12:00:00.000",
    "dur": "PT1H",
    "cur": {"amount": 10, "code": "USD"},
    "phn": "tel:+13175550123",
    "jsn": {"id": "1", "name": "text"},
}
_BORDERS: dict[str, tuple[Json, ...]] = {
    "str": ("", " ", "a", "0", "true", "{}", "[]", '{"id": "1"}'),
    "int": (0, -1, 2, 3, 10, 100, 10_000),
    "dec": (0, -1, 0.01, 1, 100, 10_000),
    "bln": (False, True),
    "dtm": ("1970-01-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z", "2100-01-01T00:00:00.000Z"),
    "dat": ("1970-01-01", "2026-12-31", "2024-02-29", "2100-01-01"),
    "tim": ("00:00:00.000", "23:59:59.999"),
    "dur": ("PT0S", "PT1S", "P1D", "P30D"),
    "cur": ({"amount": 0, "code": "USD"}, {"amount": -1, "code": "USD"}, {"amount": 10_000, "code": "USD"}),
    "phn": ("tel:+442079460000", "sip:a@example.com"),
    "jsn": ({}, [], "", 0, 1, True, False, [{"id": "1"}, {"id": "2"}]),
}
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


def ordinary(kind: Type) -> Json:
    """An ordinary value of a type, as JSON."""
    if kind.is_collection:
        return ["text", "more"] if kind.code == "str" else [ordinary(kind.item)] * 2
    known = _ORDINARY.get(kind.code)
    if known is not None:
        return known
    if kind.code in REFERENCES:
        return {"id": "00000000-0000-4000-8000-000000000001", "name": "text"}
    simple = {name: of for name, of in properties_of(kind).items() if not of.is_collection and of.code in _ORDINARY}
    return {name: _ORDINARY[of.code] for name, of in simple.items()} or {"id": "1"}


def borders(kind: Type) -> tuple[Json, ...]:
    """Values at the borders of a type, as JSON; None is NOT_SET."""
    if kind.is_collection:
        one = ordinary(kind.item)
        return ([], [one], [one] * 3, [one] * 6, [None], *([each] for each in borders(kind.item)[:3]))
    return (*_BORDERS.get(kind.code, ({},)), None)


def ordinary_value(kind: Type) -> Any:
    """An ordinary value of a type, as the language has it."""
    return accept_input(kind, ordinary(kind))[0]


def as_json(value: Any) -> Json:
    """A value of the language as the JSON that an input or a reply gives it with."""
    match value:
        case JsonValue():
            return plain_json(value)
        case Currency():
            return {"amount": sent_json(value.amount), "code": value.code}
        case PhoneNumber():
            return value.uri or value.raw
        case tuple():
            return [as_json(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return sent_json(value)


def below(value: Any) -> Iterator[Any]:
    """Values that are less than a value, nearest first."""
    yield from _stepped(value, -1)


def above(value: Any) -> Iterator[Any]:
    """Values that are more than a value, nearest first."""
    yield from _stepped(value, 1)


def others(value: Any) -> Iterator[Any]:
    """Values of the same type that are not equal to a value."""
    match value:
        case bool():
            yield not value
        case str():
            yield f"{value}?"
            if value:
                yield ""
        case JsonValue():
            yield JsonValue("other" if value.value != "other" else "another")
        case None:
            return
        case _:
            yield from above(value)
            yield from below(value)
    yield None


def _stepped(value: Any, sign: int) -> Iterator[Any]:
    try:
        match value:
            case bool():
                return
            case int():
                yield from (value + sign, value + sign * 100)
            case Decimal():
                yield from (decimals.add(value, Decimal(step)) for step in (sign, f"{sign}e-2"))
            case Currency(amount=Decimal() as amount):
                yield Currency(decimals.add(amount, Decimal(sign)), value.code)
            case datetime() | date():
                yield value + sign * _DAY
                if isinstance(value, datetime):
                    yield value + sign * _SECOND
            case timedelta():
                yield from (value + sign * _SECOND, value + sign * _DAY)
            case time():
                yield time(0, 0) if sign < 0 else time(23, 59, 59)
            case str():
                yield f"{value}a" if sign > 0 else value[:-1]
            case _:
                return
    except (OverflowError, ValueError):
        return


def plus(one: Any, other: Any) -> Any:
    """The sum of two numbers or times. Raises TypeError for values that cannot be added."""
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return decimals.add(Decimal(one), Decimal(other))
    return one + other


def minus(one: Any, other: Any) -> Any:
    """The difference of two numbers or times. Raises TypeError for values that cannot be subtracted."""
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return decimals.subtract(Decimal(one), Decimal(other))
    return one - other
