"""DateTimes, Dates and Times: adding days, months, hours and Durations to them.

A Date or DateTime that leaves the years 1800 to 2200 is the fault `OutOfRange`; a Time goes round midnight. A month
that is too short for the day gives its last day (documented).
"""

from datetime import date, datetime, time, timedelta

from architrave.expressions import moments
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE


@function(
    "AddDays(startDateTime: DateTime, days: Integer) -> DateTime",
    "The moment so many days later, or earlier for a negative number.",
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
    "The Date so many days later, or earlier for a negative number.",
    category="datetime",
    examples=[Example("AddDays(MakeDate(2024, 3, 1), -1)", "2024-02-29")],
)
def _add_days_to_date(start: date, days: int) -> date:
    return moments.date_plus_days(start, days)


@function(
    "AddMonths(startDateTime: DateTime, monthsToAdd: Integer) -> DateTime",
    "The moment so many months later, on the last day of a month that is too short.",
    category="datetime",
    examples=[Example("AddMonths(MakeDateTime(2024, 1, 31, 9, 0, 0), 1)", "2024-02-29T09:00:00.000Z")],
)
def _add_months(start: datetime, months: int) -> datetime:
    return moments.date_time_plus_months(start, months)


@function(
    "AddMonths(date: Date, amount: Integer) -> Date",
    "The Date so many months later, the last day of a month that is too short.",
    category="datetime",
    examples=[Example("AddMonths(MakeDate(2024, 1, 31), 13)", "2025-02-28")],
)
def _add_months_to_date(start: date, months: int) -> date:
    return moments.date_plus_months(start, months)


@function(
    "AddYears(startDateTime: DateTime, yearsToAdd: Integer) -> DateTime",
    "The moment so many years later; 29 February becomes the 28th where there is none.",
    category="datetime",
    examples=[Example("AddYears(MakeDateTime(2024, 2, 29, 9, 0, 0), 1)", "2025-02-28T09:00:00.000Z")],
)
def _add_years(start: datetime, years: int) -> datetime:
    return moments.date_time_plus_months(start, years * 12)


@function(
    "AddYears(date: Date, amount: Integer) -> Date",
    "The Date so many years later; 29 February becomes the 28th where there is none.",
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
    "The moment so many hours later, or earlier for a negative number.",
    category="datetime",
    examples=[Example("AddHours(MakeDateTime(2024, 2, 29, 23, 0, 0), 2)", "2024-03-01T01:00:00.000Z")],
)
def _add_hours(start: datetime, hours: int) -> datetime:
    return moments.date_time_plus_seconds(start, hours * 3600)


@function(
    "AddMinutes(startDateTime: DateTime, minutesToAdd: Integer) -> DateTime",
    "The moment so many minutes later, or earlier for a negative number.",
    category="datetime",
    examples=[Example("AddMinutes(MakeDateTime(2024, 3, 1), -1)", "2024-02-29T23:59:00.000Z")],
)
def _add_minutes(start: datetime, minutes: int) -> datetime:
    return moments.date_time_plus_seconds(start, minutes * 60)


@function(
    "AddSeconds(startDateTime: DateTime, secondsToAdd: Integer) -> DateTime",
    "The moment so many seconds later, or earlier for a negative number.",
    category="datetime",
    examples=[Example("AddSeconds(MakeDateTime(2024, 3, 1), 90)", "2024-03-01T00:01:30.000Z")],
)
def _add_seconds(start: datetime, seconds: int) -> datetime:
    return moments.date_time_plus_seconds(start, seconds)


@function(
    "AddHours(time: Time, amount: Integer) -> Time",
    "The Time so many hours later, round midnight.",
    category="datetime",
    examples=[Example("AddHours(MakeTime(23, 0, 0), 2)", "01:00:00.000")],
)
def _add_hours_to_time(start: time, hours: int) -> time:
    return moments.time_of_day(moments.milliseconds_of_day(start) + hours * 3_600_000)


@function(
    "AddMinutes(time: Time, amount: Integer) -> Time",
    "The Time so many minutes later, round midnight.",
    category="datetime",
    examples=[Example("AddMinutes(MakeTime(0, 0, 0), -90)", "22:30:00.000")],
)
def _add_minutes_to_time(start: time, minutes: int) -> time:
    return moments.time_of_day(moments.milliseconds_of_day(start) + minutes * 60_000)


@function(
    "AddSeconds(time: Time, amount: Integer) -> Time",
    "The Time so many seconds later, round midnight.",
    category="datetime",
    examples=[Example("AddSeconds(MakeTime(23, 59, 59), 2)", "00:00:01.000")],
)
def _add_seconds_to_time(start: time, seconds: int) -> time:
    return moments.time_of_day(moments.milliseconds_of_day(start) + seconds * 1000)


@function(
    "AddDuration(startDateTime: DateTime, durationToAdd: Duration) -> DateTime",
    "The moment so much later, or earlier for a negative Duration; fractions of a second do not count.",
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
    "The Date so many whole days later; what is less than a day does not count.",
    category="datetime",
    examples=[Example("AddDuration(MakeDate(2024, 2, 28), MakeDuration(1, 23, 0, 0))", "2024-02-29")],
)
def _add_duration_to_date(start: date, duration: timedelta) -> date:
    return moments.date_plus(start, duration)


@function(
    "AddDuration(time: Time, duration: Duration) -> Time",
    "The Time so much later, round midnight.",
    category="datetime",
    examples=[Example("AddDuration(MakeTime(22, 0, 0), MakeDuration(2, 3, 30, 0))", "01:30:00.000")],
)
def _add_duration_to_time(start: time, duration: timedelta) -> time:
    return moments.time_plus(start, duration)
