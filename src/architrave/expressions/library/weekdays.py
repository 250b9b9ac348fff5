"""DateTimes: an occurrence of a day of the week in a year or month, such as the last Sunday, in UTC."""

from datetime import UTC, date, datetime, time, timedelta

from architrave.expressions import moments
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE

_WEEKDAY = "Days of the week are 1 (Sunday) to 7 (Saturday); a negative occurrence counts from the end."


@function(
    "GetDayOfWeekOccurrence(dayOfWeek: Integer[1..7], occurrence: Integer[-53..53 but 0], year: Integer[1800..2200])"
    " -> DateTime",
    f"Midnight on an occurrence of a day of the week in a year; NOT_SET if it does not exist. {_WEEKDAY}",
    category="datetime",
    examples=[
        Example("GetDayOfWeekOccurrence(2, 1, 2024)", "2024-01-01T00:00:00.000Z"),
        Example("GetDayOfWeekOccurrence(1, 53, 2024)", "NOT_SET"),
        Example("GetDayOfWeekOccurrence(1, 0 * 1, 2024)", error=OUT_OF_RANGE),
    ],
)
@function(
    "GetDayOfWeekOccurrence(dayOfWeek: Integer[1..7], occurrence: Integer[-53..53 but 0], year: Integer[1800..2200],"
    " hour: Integer[0..23], minute: Integer[0..59], second: Integer[0..59]) -> DateTime",
    f"A time on an occurrence of a day of the week in a year; NOT_SET if it does not exist. {_WEEKDAY}",
    category="datetime",
    examples=[Example("GetDayOfWeekOccurrence(3, -1, 2024, 18, 30, 0)", "2024-12-31T18:30:00.000Z")],
)
def _in_year(
    day_of_week: int, occurrence: int, year: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    return _occurrence(date(year, 1, 1), date(year, 12, 31), day_of_week, occurrence, time(hour, minute, second))


@function(
    "GetDayOfWeekOccurrence(dayOfWeek: Integer[1..7], occurrence: Integer[-5..5 but 0], year: Integer[1800..2200],"
    " month: Integer[1..12]) -> DateTime",
    f"Midnight on an occurrence of a day of the week in a month; NOT_SET if it does not exist. {_WEEKDAY}",
    category="datetime",
    examples=[
        Example("GetDayOfWeekOccurrence(1, -1, 2024, 10)", "2024-10-27T00:00:00.000Z"),
        Example("GetDayOfWeekOccurrence(1, 5, 2024, 10)", "NOT_SET"),
    ],
)
@function(
    "GetDayOfWeekOccurrence(dayOfWeek: Integer[1..7], occurrence: Integer[-5..5 but 0], year: Integer[1800..2200],"
    " month: Integer[1..12], hour: Integer[0..23], minute: Integer[0..59], second: Integer[0..59]) -> DateTime",
    f"A time on an occurrence of a day of the week in a month; NOT_SET if it does not exist. {_WEEKDAY}",
    category="datetime",
    examples=[Example("GetDayOfWeekOccurrence(5, 4, 2024, 11, 12, 0, 0)", "2024-11-28T12:00:00.000Z")],
)
def _in_month(
    day_of_week: int, occurrence: int, year: int, month: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    last = date(year, month, moments.days_in_month(year, month))
    return _occurrence(date(year, month, 1), last, day_of_week, occurrence, time(hour, minute, second))


def _occurrence(first: date, last: date, day_of_week: int, occurrence: int, clock: time) -> datetime | None:
    if occurrence > 0:
        days = (day_of_week - 1 - first.isoweekday()) % 7 + 7 * (occurrence - 1)
        found = first + timedelta(days=days)
    else:
        days = (last.isoweekday() - day_of_week + 1) % 7 + 7 * (-occurrence - 1)
        found = last - timedelta(days=days)
    return datetime.combine(found, clock, UTC) if first <= found <= last else None
