"""DateTimes, Dates and Times: adding days, months, hours and Durations to them.

A Date or DateTime outside the years 1800 to 2200 is the fault `OutOfRange`; a Time wraps around midnight. In a month
that is too short for the day, the result is its last day (documented).
"""

from datetime import date, datetime, time, timedelta

from architrave.expressions import moments
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE


@function(
    "AddDays(startDateTime: DateTime, days: Integer) -> DateTime",
    "The DateTime plus a number of days, which can be negative.",
    category="datetime",
    examples=[
        Example("AddDays(MakeDateTime(2024, 2, 28, 9, 0, 0), 2)", "2024-03-01T09:00:00.000Z"),
        Example("AddDays(MakeDateTime(2200, 12, 31), 1)", error=OUT_OF_RANGE),
    ],
)
def _add_days(start: datetime, days: int) -> datetime:
    return moments.date_time_plus_seconds(start, days * 86_400)


@function(
    "AddDays(date: Date, amount: Integer) -> Date",
    "The Date plus a number of days, which can be negative.",
    category="datetime",
    examples=[Example("AddDays(MakeDate(2024, 3, 1), -1)", "2024-02-29")],
)
def _add_days_to_date(start: date, days: int) -> date:
    return moments.date_plus_days(start, days)


@function(
    "AddMonths(startDateTime: DateTime, monthsToAdd: Integer) -> DateTime",
    "The DateTime plus a number of months; the last day of a month that is too short.",
    category="datetime",
    examples=[Example("AddMonths(MakeDateTime(2024, 1, 31, 9, 0, 0), 1)", "2024-02-29T09:00:00.000Z")],
)
def _add_months(start: datetime, months: int) -> datetime:
    return moments.date_time_plus_months(start, months)


@function(
    "AddMonths(date: Date, amount: Integer) -> Date",
    "The Date plus a number of months; the last day of a month that is too short.",
    category="datetime",
    examples=[Example("AddMonths(MakeDate(2024, 1, 31), 13)", "2025-02-28")],
)
def _add_months_to_date(start: date, months: int) -> date:
    return moments.date_plus_months(start, months)


@function(
    "AddYears(startDateTime: DateTime, yearsToAdd: Integer) -> DateTime",
    "The DateTime plus a number of years; February 29 becomes February 28 in a year without it.",
    category="datetime",
    examples=[Example("AddYears(MakeDateTime(2024, 2, 29, 9, 0, 0), 1)", "2025-02-28T09:00:00.000Z")],
)
def _add_years(start: datetime, years: int) -> datetime:
    return moments.date_time_plus_months(start, years * 12)


@function(
    "AddYears(date: Date, amount: Integer) -> Date",
    "The Date plus a number of years; February 29 becomes February 28 in a year without it.",
    category="datetime",
    examples=[
        Example("AddYears(MakeDate(2024, 2, 29), -4)", "2020-02-29"),
        Example("AddYears(MakeDate(1800, 1, 1), -1)", error=OUT_OF_RANGE),
    ],
)
def _add_years_to_date(start: date, years: int) -> date:
    return moments.date_plus_months(start, years * 12)


@function(
    "AddHours(startDateTime: DateTime, hoursToAdd: Integer) -> DateTime",
    "The DateTime plus a number of hours, which can be negative.",
    category="datetime",
    examples=[Example("AddHours(MakeDateTime(2024, 2, 29, 23, 0, 0), 2)", "2024-03-01T01:00:00.000Z")],
)
def _add_hours(start: datetime, hours: int) -> datetime:
    return moments.date_time_plus_seconds(start, hours * 3600)


@function(
    "AddMinutes(startDateTime: DateTime, minutesToAdd: Integer) -> DateTime",
    "The DateTime plus a number of minutes, which can be negative.",
    category="datetime",
    examples=[Example("AddMinutes(MakeDateTime(2024, 3, 1), -1)", "2024-02-29T23:59:00.000Z")],
)
def _add_minutes(start: datetime, minutes: int) -> datetime:
    return moments.date_time_plus_seconds(start, minutes * 60)


@function(
    "AddSeconds(startDateTime: DateTime, secondsToAdd: Integer) -> DateTime",
    "The DateTime plus a number of seconds, which can be negative.",
    category="datetime",
    examples=[Example("AddSeconds(MakeDateTime(2024, 3, 1), 90)", "2024-03-01T00:01:30.000Z")],
)
def _add_seconds(start: datetime, seconds: int) -> datetime:
    return moments.date_time_plus_seconds(start, seconds)


@function(
    "AddHours(time: Time, amount: Integer) -> Time",
    "The Time plus a number of hours, wrapping around midnight.",
    category="datetime",
    examples=[Example("AddHours(MakeTime(23, 0, 0), 2)", "01:00:00.000")],
)
def _add_hours_to_time(start: time, hours: int) -> time:
    return moments.time_of_day(moments.milliseconds_of_day(start) + hours * 3_600_000)


@function(
    "AddMinutes(time: Time, amount: Integer) -> Time",
    "The Time plus a number of minutes, wrapping around midnight.",
    category="datetime",
    examples=[Example("AddMinutes(MakeTime(0, 0, 0), -90)", "22:30:00.000")],
)
def _add_minutes_to_time(start: time, minutes: int) -> time:
    return moments.time_of_day(moments.milliseconds_of_day(start) + minutes * 60_000)


@function(
    "AddSeconds(time: Time, amount: Integer) -> Time",
    "The Time plus a number of seconds, wrapping around midnight.",
    category="datetime",
    examples=[Example("AddSeconds(MakeTime(23, 59, 59), 2)", "00:00:01.000")],
)
def _add_seconds_to_time(start: time, seconds: int) -> time:
    return moments.time_of_day(moments.milliseconds_of_day(start) + seconds * 1000)


@function(
    "AddDuration(startDateTime: DateTime, durationToAdd: Duration) -> DateTime",
    "The DateTime plus a Duration, which can be negative; fractions of a second are ignored.",
    category="datetime",
    examples=[
        Example("AddDuration(MakeDateTime(2024, 2, 28), MakeDuration(1, 1, 0, 0))", "2024-02-29T01:00:00.000Z"),
        Example("AddDuration(MakeDateTime(2024, 2, 28), MakeDuration(0, 0, 0, 1, 900))", "2024-02-28T00:00:01.000Z"),
    ],
)
def _add_duration(start: datetime, duration: timedelta) -> datetime:
    return moments.date_time_plus(start, duration)


@function(
    "AddDuration(date: Date, duration: Duration) -> Date",
    "The Date plus the whole days of a Duration; the rest is ignored.",
    category="datetime",
    examples=[Example("AddDuration(MakeDate(2024, 2, 28), MakeDuration(1, 23, 0, 0))", "2024-02-29")],
)
def _add_duration_to_date(start: date, duration: timedelta) -> date:
    return moments.date_plus(start, duration)


@function(
    "AddDuration(time: Time, duration: Duration) -> Time",
    "The Time plus a Duration, wrapping around midnight.",
    category="datetime",
    examples=[Example("AddDuration(MakeTime(22, 0, 0), MakeDuration(2, 3, 30, 0))", "01:30:00.000")],
)
def _add_duration_to_time(start: time, duration: timedelta) -> time:
    return moments.time_plus(start, duration)
