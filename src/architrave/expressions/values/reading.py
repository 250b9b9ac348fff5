"""Reads values from text, for the casts and for the inputs of a launch."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from architrave.expressions import bounds, decimals
from architrave.expressions.faults import CONVERSION, ExpressionError
from architrave.expressions.values.money import Currency

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_DATE = r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
_TIME = r"(?P<hour>[0-9]{2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?)?"
_OFFSET = r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
_DATE_TIME = re.compile(f"{_DATE}(?:T{_TIME})?{_OFFSET}")
_TIME_ONLY = re.compile(f"T?{_TIME}")
_PLAIN_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PLAIN_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?")
_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<days>[0-9]{1,12})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,15})H)?(?:(?P<minutes>[0-9]{1,15})M)?"
    r"(?:(?P<seconds>[0-9]{1,15})(?:\.(?P<fraction>[0-9]+))?S)?)?"
)
_CODE = re.compile(r"[A-Za-z]{3}")

_TRUE, _FALSE = frozenset({"true", "t", "1"}), frozenset({"false", "f", "0"})


def read_integer(text: str) -> int:
    """Reads an Integer from text; white space around it is ignored."""
    stripped = text.strip()
    if _WHOLE.fullmatch(stripped) is None:
        _refuse(text, "an Integer")
    return bounds.integer(int(stripped))


def read_decimal(text: str) -> Decimal:
    """Reads a Decimal from text; white space around it is ignored."""
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped) is None:
        _refuse(text, "a Decimal")
    try:
        return decimals.rounded_to_precision(Decimal(stripped))
    except InvalidOperation:
        _refuse(text, "a Decimal")


def read_boolean(text: str) -> bool | None:
    """Reads a Boolean from text (`true`, `t`, `1`, `false`, `f`, `0` in any case); None for other text (documented)."""
    folded = text.strip().lower()
    return True if folded in _TRUE else False if folded in _FALSE else None


def read_date_time(text: str) -> datetime:
    """Reads a DateTime from ISO text, in UTC.

    The default date is 1970-01-01, the default month or day the first, the default time midnight; digits past
    milliseconds are ignored; a time without a date cannot have an offset (documented).
    """
    stripped = text.strip()
    match = _DATE_TIME.fullmatch(stripped) or _TIME_ONLY.fullmatch(stripped)
    if match is None:
        _refuse(text, "a DateTime", "such as 2009-01-10T06:30:00Z")
    parts = match.groupdict()
    try:
        value = datetime(
            int(parts.get("year") or 1970),
            int(parts.get("month") or 1),
            int(parts.get("day") or 1),
            int(parts["hour"] or 0),
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            _microseconds(parts["fraction"]),
            _zone(parts.get("offset")),
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        _refuse(text, "a DateTime", "such as 2009-01-10T06:30:00Z")
    return bounds.date_time(value)


def read_date(text: str) -> date:
    """Reads a Date from text `YYYY-MM-DD` (documented)."""
    match = _PLAIN_DATE.fullmatch(text.strip())
    try:
        value = None if match is None else date(*map(int, match.groups()))
    except ValueError:
        value = None
    if value is None:
        _refuse(text, "a Date", "such as 2009-01-10")
    return bounds.calendar_date(value)


def read_time(text: str) -> time:
    """Reads a Time from text `hh:mm[:ss[.SSS]]` (documented)."""
    match = _PLAIN_TIME.fullmatch(text.strip())
    hour, minute, second, fraction = match.groups() if match else ("24", "", None, None)
    try:
        return time(int(hour), int(minute), int(second or 0), _microseconds(fraction))
    except ValueError:
        _refuse(text, "a Time", "such as 02:30:00.000")


def read_duration(text: str) -> timedelta:
    """Reads a Duration from XSD text `PnDTnHnMnS`; digits past milliseconds are ignored (documented)."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.group("days", "hours", "minutes", "seconds")):
        _refuse(text, "a Duration", "such as PT1H15M30.250S")
    days, hours, minutes, seconds = (int(match[name] or 0) for name in ("days", "hours", "minutes", "seconds"))
    milliseconds = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
    milliseconds += _microseconds(match["fraction"]) // 1000
    return bounds.duration_of(-milliseconds if match["sign"] else milliseconds)


def read_currency(text: str) -> Currency:
    """Reads a Currency from text `amount|code`, either of which can be blank (documented)."""
    amount, _, code = text.strip().partition("|")
    amount, code = amount.strip(), code.strip()
    if code and not is_currency_code(code):
        raise ExpressionError(CONVERSION, f"“{code}” is not an ISO 4217 currency code.")
    return Currency(read_decimal(amount) if amount else None, code.upper() or None)


def is_currency_code(code: str) -> bool:
    """Whether a text is an ISO 4217 code, in any case."""
    from architrave.expressions.values.currencies import CODES

    return _CODE.fullmatch(code) is not None and code.upper() in CODES


def _microseconds(fraction: str | None) -> int:
    return int(fraction[:3].ljust(3, "0")) * 1000 if fraction else 0


def _zone(offset: str | None) -> timezone:
    if offset is None or offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    if minutes > 59:
        raise ValueError(offset)
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if offset[0] == "-" else shift)


def _refuse(text: str, wanted: str, example: str = "") -> NoReturn:
    shown = text if len(text) <= 60 else text[:57] + "…"
    raise ExpressionError(CONVERSION, f"“{shown}” cannot be read as {wanted}{f' {example}' if example else ''}.")
