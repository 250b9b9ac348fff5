"""DateTimes, Dates and Times: their parts and the differences between them. All times are in UTC."""

from datetime import date, datetime, time, timedelta

from architrave.expressions import moments
from architrave.expressions.declare import Example, function

_ISO_WEEKS = (
    "Week numbers are those of ISO 8601 (weeks start on Monday, week 1 has the first Thursday), as in every example."
)


@function(
    "Day(value: DateTime) -> Integer",
    "The day of the month, 1 to 31.",
    category="datetime",
    examples=[Example("Day(MakeDateTime(2024, 2, 29))", "29")],
)
@function(
    "Day(value: Date) -> Integer",
    "The day of the month, 1 to 31.",
    category="datetime",
    examples=[Example("Day(MakeDate(2024, 2, 29))", "29")],
)
def _day(value: date) -> int:
    return value.day


@function(
    "Month(value: DateTime) -> Integer",
    "The month, 1 (January) to 12.",
    category="datetime",
    examples=[Example("Month(MakeDateTime(2024, 2, 29))", "2")],
)
@function(
    "Month(value: Date) -> Integer",
    "The month, 1 (January) to 12.",
    category="datetime",
    examples=[Example("Month(MakeDate(2024, 2, 29))", "2")],
)
def _month(value: date) -> int:
    return value.month


@function(
    "Year(value: DateTime) -> Integer",
    "The year.",
    category="datetime",
    examples=[Example("Year(MakeDateTime(2024, 2, 29))", "2024")],
)
@function(
    "Year(value: Date) -> Integer",
    "The year.",
    category="datetime",
    examples=[Example("Year(MakeDate(2024, 2, 29))", "2024")],
)
def _year(value: date) -> int:
    return value.year


@function(
    "DayOfWeek(value: DateTime) -> Integer",
    "The day of the week, 1 (Sunday) to 7 (Saturday).",
    category="datetime",
    examples=[Example("DayOfWeek(MakeDateTime(2024, 2, 29))", "5")],
)
@function(
    "DayOfWeek(value: Date) -> Integer",
    "The day of the week, 1 (Sunday) to 7 (Saturday).",
    category="datetime",
    examples=[Example("DayOfWeek(MakeDate(2024, 3, 3))", "1")],
)
def _day_of_week(value: date) -> int:
    return value.isoweekday() % 7 + 1


@function(
    "WeekNum(value: DateTime) -> Integer",
    "The week number, 1 to 53.",
    category="datetime",
    note=_ISO_WEEKS,
    examples=[Example("WeekNum(MakeDateTime(2024, 2, 29))", "9"), Example("WeekNum(MakeDateTime(2009, 12, 31))", "53")],
)
@function(
    "WeekNum(value: Date) -> Integer",
    "The week number, 1 to 53.",
    category="datetime",
    note=_ISO_WEEKS,
    examples=[Example("WeekNum(MakeDate(2024, 12, 30))", "1")],
)
def _week_number(value: date) -> int:
    return value.isocalendar().week


@function(
    "Hour(value: DateTime) -> Integer",
    "The hour of the day, 0 to 23.",
    category="datetime",
    examples=[Example("Hour(MakeDateTime(2024, 2, 29, 17, 30, 5))", "17")],
)
@function(
    "Hour(value: Time) -> Integer",
    "The hour of the day, 0 to 23.",
    category="datetime",
    examples=[Example("Hour(MakeTime(17, 30, 5))", "17")],
)
def _hour(value: datetime | time) -> int:
    return value.hour


@function(
    "Minute(value: DateTime) -> Integer",
    "The minute of the hour, 0 to 59.",
    category="datetime",
    examples=[Example("Minute(MakeDateTime(2024, 2, 29, 17, 30, 5))", "30")],
)
@function(
    "Minute(value: Time) -> Integer",
    "The minute of the hour, 0 to 59.",
    category="datetime",
    examples=[Example("Minute(MakeTime(17, 30, 5))", "30")],
)
def _minute(value: datetime | time) -> int:
    return value.minute


@function(
    "Second(value: DateTime) -> Integer",
    "The second of the minute, 0 to 59, without the fraction.",
    category="datetime",
    examples=[Example("Second(MakeDateTime(2024, 2, 29, 17, 30, 5))", "5")],
)
@function(
    "Second(value: Time) -> Integer",
    "The second of the minute, 0 to 59, without the fraction.",
    category="datetime",
    examples=[Example("Second(MakeTime(17, 30, 5, 900))", "5")],
)
def _second(value: datetime | time) -> int:
    return value.second


@function(
    "DateTimeDiff(dateTime1: DateTime, dateTime2: DateTime) -> Duration",
    "The first DateTime minus the second; negative if the first is earlier.",
    category="datetime",
    examples=[Example("DateTimeDiff(MakeDateTime(2024, 2, 29), MakeDateTime(2024, 3, 1))", "-P1D")],
)
@function(
    "DateDiff(date1: Date, date2: Date) -> Duration",
    "The first Date minus the second, as a Duration in days; negative if the first is earlier.",
    category="datetime",
    examples=[Example("DateDiff(MakeDate(2024, 3, 1), MakeDate(2024, 2, 28))", "P2D")],
)
def _difference(first: date, second: date) -> timedelta:
    return first - second


@function(
    "TimeDiff(time1: Time, time2: Time) -> Duration",
    "The first Time minus the second; negative if the first is earlier.",
    category="datetime",
    examples=[Example("TimeDiff(MakeTime(9, 0, 0), MakeTime(17, 30, 0))", "-PT8H30M")],
)
def _difference_of_times(first: time, second: time) -> timedelta:
    return timedelta(milliseconds=moments.milliseconds_of_day(first) - moments.milliseconds_of_day(second))
