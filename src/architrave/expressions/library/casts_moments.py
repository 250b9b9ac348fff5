"""ToDateTime, ToDate, ToTime and ToDuration: texts and numbers as dates, times and durations.

NOT_SET stays NOT_SET. Text in any other form is a fault (documented).
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar

from architrave.expressions import bounds, decimals
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE, WRONG_KIND, ExpressionError
from architrave.expressions.values.json import Json
from architrave.expressions.values.reading import read_date, read_date_time, read_duration, read_time

T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FARTHEST = 20_000_000_000
"""Seconds from 1970 that are beyond every DateTime."""


@function(
    "ToDateTime(text: String?) -> DateTime",
    "Reads an ISO text as a DateTime in UTC. The default date is 1970-01-01, the default time midnight.",
    category="cast",
    examples=[
        Example('ToDateTime("2024-02-29T06:30:00+02:00")', "2024-02-29T04:30:00.000Z"),
        Example('ToDateTime("2024-02")', "2024-02-01T00:00:00.000Z"),
        Example('ToDateTime("tomorrow")', error="Conversion"),
    ],
)
def _text_to_date_time(text: str | None) -> datetime | None:
    return None if text is None else read_date_time(text)


@function(
    "ToDateTime(valueToConvert: Integer?) -> DateTime",
    "The DateTime a number of seconds after the start of 1970.",
    category="cast",
    examples=[Example("ToDateTime(3600)", "1970-01-01T01:00:00.000Z")],
)
def _seconds_to_date_time(seconds: int | None) -> datetime | None:
    return None if seconds is None else _since_epoch(seconds * 1000)


@function(
    "ToDateTime(valueToConvert: NOT_SET?) -> DateTime",
    "A NOT_SET DateTime.",
    category="cast",
    examples=[Example("ToDateTime(NOT_SET)", "NOT_SET")],
)
@function(
    "ToDateTime(valueToReturn: DateTime?) -> DateTime",
    "The DateTime itself.",
    category="cast",
    examples=[Example("ToDateTime(MakeDateTime(2024, 2, 29))", "2024-02-29T00:00:00.000Z")],
)
@function(
    "ToDate(value: Date?) -> Date",
    "The Date itself.",
    category="cast",
    examples=[Example("ToDate(MakeDate(2024, 2, 29))", "2024-02-29")],
)
@function(
    "ToTime(value: Time?) -> Time",
    "The Time itself.",
    category="cast",
    examples=[Example("ToTime(MakeTime(2, 30, 0))", "02:30:00.000")],
)
@function(
    "ToDuration(valueToConvert: NOT_SET?) -> Duration",
    "A NOT_SET Duration.",
    category="cast",
    examples=[Example("ToDuration(NOT_SET)", "NOT_SET")],
)
@function(
    "ToDuration(valueToReturn: Duration?) -> Duration",
    "The Duration itself.",
    category="cast",
    examples=[Example("ToDuration(MakeDuration(0, 1, 0, 0))", "PT1H")],
)
def _itself(value: T) -> T:
    return value


@function(
    "ToDateTime(json: JSON?) -> DateTime",
    "Reads a JSON number as seconds after the start of 1970, to the millisecond, or a JSON string as ISO text.",
    category="cast",
    examples=[
        Example('ToDateTime(JsonParse("1.5"))', "1970-01-01T00:00:01.500Z"),
        Example('ToDateTime(JsonParse("true"))', error="WrongKind"),
    ],
)
def _json_to_date_time(json: Json | None) -> datetime | None:
    match json:
        case None | Json(value=None):
            return None
        case Json(value=str() as text):
            return read_date_time(text)
        case Json(value=int() | Decimal() as number) if not isinstance(number, bool):
            if abs(number) > _FARTHEST:
                raise _too_far()
            milliseconds = decimals.CONTEXT.multiply(Decimal(number), Decimal(1000))
            return _since_epoch(int(milliseconds.to_integral_value(ROUND_DOWN)))
        case _:
            raise ExpressionError(WRONG_KIND, "Only a JSON number or string can be read as a DateTime.")


@function(
    "ToDateTime(json: JSON?, default: DateTime?) -> DateTime",
    "Reads a JSON value as a DateTime, with a default for values that cannot be read; NOT_SET for null.",
    category="cast",
    examples=[Example('ToDateTime(JsonParse("true"), MakeDateTime(2024, 1, 1))', "2024-01-01T00:00:00.000Z")],
)
def _json_to_date_time_or(json: Json | None, default: datetime | None) -> datetime | None:
    try:
        return _json_to_date_time(json)
    except ExpressionError:
        return default


@function(
    "ToDate(text: String?) -> Date",
    "Reads a text YYYY-MM-DD as a Date.",
    category="cast",
    examples=[Example('ToDate("2024-02-29")', "2024-02-29"), Example('ToDate("2023-02-29")', error="Conversion")],
)
def _text_to_date(text: str | None) -> date | None:
    return None if text is None else read_date(text)


@function(
    "ToDate(value: DateTime?) -> Date",
    "The date of a DateTime, in UTC.",
    category="cast",
    examples=[Example("ToDate(MakeDateTime(2024, 2, 29, 23, 0, 0))", "2024-02-29")],
)
def _date_of(value: datetime | None) -> date | None:
    return None if value is None else value.date()


@function(
    "ToTime(text: String?) -> Time",
    "Reads a text hh:mm, hh:mm:ss or hh:mm:ss.SSS as a Time.",
    category="cast",
    examples=[Example('ToTime("02:30")', "02:30:00.000"), Example('ToTime("25:00")', error="Conversion")],
)
def _text_to_time(text: str | None) -> time | None:
    return None if text is None else read_time(text)


@function(
    "ToTime(value: DateTime?) -> Time",
    "The time of day of a DateTime, in UTC.",
    category="cast",
    examples=[Example("ToTime(MakeDateTime(2024, 2, 29, 3, 5, 0))", "03:05:00.000")],
)
def _time_of(value: datetime | None) -> time | None:
    return None if value is None else value.time()


@function(
    "ToDuration(valueToConvert: String?) -> Duration",
    "Reads an XSD text of days, hours, minutes and seconds as a Duration.",
    category="cast",
    examples=[
        Example('ToDuration("-P1DT3H")', "-P1DT3H"),
        Example('ToDuration("PT0.2509S")', "PT0.25S"),
        Example('ToDuration("1 hour")', error="Conversion"),
    ],
)
def _text_to_duration(text: str | None) -> timedelta | None:
    return None if text is None else read_duration(text)


@function(
    "ToDuration(valueToConvert: Integer?) -> Duration",
    "A Duration of a number of milliseconds.",
    category="cast",
    examples=[Example("ToDuration(1000 * 60 * 60)", "PT1H")],
)
def _milliseconds_to_duration(milliseconds: int | None) -> timedelta | None:
    return None if milliseconds is None else bounds.duration_of(milliseconds)


def _since_epoch(milliseconds: int) -> datetime:
    if abs(milliseconds) > _FARTHEST * 1000:
        raise _too_far()
    return bounds.date_time(_EPOCH + timedelta(milliseconds=milliseconds))


def _too_far() -> ExpressionError:
    return ExpressionError(OUT_OF_RANGE, "The result is outside the years 1800 to 2200.")
