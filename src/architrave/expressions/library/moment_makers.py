"""Making DateTimes, Dates, Times and Durations. All times are in UTC."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from architrave.expressions import bounds, moments
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError
from architrave.expressions.question import Ask, Question

D = TypeVar("D", date, datetime)


@function(
    "MakeDateTime(year: Integer[1800..2200], month: Integer[1..12], day: Integer[1..31]) -> DateTime",
    "Midnight at the start of a day, in UTC.",
    category="datetime",
    examples=[
        Example("MakeDateTime(2024, 2, 29)", "2024-02-29T00:00:00.000Z"),
        Example("MakeDateTime(2023, 2, 29)", error=OUT_OF_RANGE),
    ],
)
@function(
    "MakeDateTime(year: Integer[1800..2200], month: Integer[1..12], day: Integer[1..31], hour: Integer[0..23],"
    " minute: Integer[0..59], second: Integer[0..59]) -> DateTime",
    "A DateTime in UTC from its six parts.",
    category="datetime",
    examples=[Example("MakeDateTime(2024, 2, 29, 17, 30, 5)", "2024-02-29T17:30:05.000Z")],
)
def _make_date_time(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return _existing(lambda: datetime(year, month, day, hour, minute, second, tzinfo=UTC), year, month, day)


@function(
    "MakeDateTime(date: Date?, time: Time?) -> DateTime",
    "A DateTime in UTC from a Date and a Time; NOT_SET means 1970-01-01 or midnight.",
    category="datetime",
    examples=[
        Example("MakeDateTime(MakeDate(2024, 2, 29), MakeTime(17, 30, 5))", "2024-02-29T17:30:05.000Z"),
        Example("MakeDateTime(ToDate(NOT_SET), MakeTime(6, 0, 0))", "1970-01-01T06:00:00.000Z"),
    ],
)
def _join(day: date | None, clock: time | None) -> datetime:
    return moments.join(day, clock)


@function(
    "MakeDate(year: Integer[1800..2200], month: Integer[1..12], day: Integer[1..31]) -> Date",
    "A Date from its three parts.",
    category="datetime",
    examples=[
        Example("MakeDate(2024, 2, 29)", "2024-02-29"),
        Example("MakeDate(2023, 2, 29)", error=OUT_OF_RANGE),
    ],
)
def _make_date(year: int, month: int, day: int) -> date:
    return _existing(lambda: date(year, month, day), year, month, day)


@function(
    "MakeTime(hour: Integer[0..23], minute: Integer[0..59], second: Integer[0..59]) -> Time",
    "A Time from its three parts.",
    category="datetime",
    examples=[Example("MakeTime(17, 5, 0)", "17:05:00.000")],
)
@function(
    "MakeTime(hour: Integer[0..23], minute: Integer[0..59], second: Integer[0..59], millisecond: Integer[0..999])"
    " -> Time",
    "A Time from its four parts.",
    category="datetime",
    examples=[Example("MakeTime(17, 5, 0, 250)", "17:05:00.250")],
)
def _make_time(hour: int, minute: int, second: int, millisecond: int = 0) -> time:
    return time(hour, minute, second, millisecond * 1000)


@function(
    "MakeDuration(day: Integer, hour: Integer, minute: Integer, second: Integer) -> Duration",
    "A Duration of days (24 hours each), hours, minutes and seconds, each of which can be negative.",
    category="datetime",
    examples=[
        Example("MakeDuration(1, 2, 0, 30)", "P1DT2H30S"),
        Example("MakeDuration(-10, 0, 30, 0)", "-P9DT23H30M"),
    ],
)
@function(
    "MakeDuration(day: Integer, hour: Integer, minute: Integer, second: Integer, milliseconds: Integer) -> Duration",
    "A Duration of days (24 hours each), hours, minutes, seconds and milliseconds.",
    category="datetime",
    examples=[Example("MakeDuration(0, 0, 1, 0, 500)", "PT1M0.5S")],
)
def _make_duration(day: int, hour: int, minute: int, second: int, millisecond: int = 0) -> timedelta:
    return bounds.duration_of((((day * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millisecond)


@function(
    "GetCurrentDateTimeUtc() -> DateTime",
    "The current date and time, in UTC.",
    category="datetime",
    asks=True,
    examples=[Example("GetCurrentDateTimeUtc()", shown="the DateTime of the evaluation")],
)
def _now(ask: Ask) -> datetime:
    return ask(Question("now"))


def _existing(make: Callable[[], D], year: int, month: int, day: int) -> D:
    try:
        return make()
    except ValueError:
        raise ExpressionError(OUT_OF_RANGE, f"The date {year}-{month:02}-{day:02} does not exist.") from None
