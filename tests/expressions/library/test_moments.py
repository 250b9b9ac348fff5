import pytest

from tests.expressions.evaluating import outcome

TABLE = [
    # Making
    ("MakeDateTime(1800, 1, 1)", "1800-01-01T00:00:00.000Z"),
    ("MakeDateTime(2200, 12, 31, 23, 59, 59)", "2200-12-31T23:59:59.000Z"),
    ("MakeDateTime(2023, 4, 31)", "fault OutOfRange"),
    ("MakeDateTime(2023, 12 + 1, 1)", "fault OutOfRange"),
    ("MakeDateTime(2200 + 1, 1, 1)", "fault OutOfRange"),
    ("MakeDateTime(1900, 2, 29)", "fault OutOfRange"),
    ("MakeDateTime(2000, 2, 29)", "2000-02-29T00:00:00.000Z"),
    ("MakeDateTime(ToDate(NOT_SET), ToTime(NOT_SET))", "1970-01-01T00:00:00.000Z"),
    ("MakeDateTime(MakeDate(2024, 1, 2), MakeTime(3, 4, 5, 6))", "2024-01-02T03:04:05.006Z"),
    ("MakeDate(2024, 6, 31)", "fault OutOfRange"),
    ("MakeTime(23, 59, 59, 999)", "23:59:59.999"),
    ("MakeTime(23 + 1, 0, 0)", "fault OutOfRange"),
    ("MakeDuration(0, 0, 0, 0)", "PT0S"),
    ("MakeDuration(-10, 0, 30, 10, 500)", "-P9DT23H29M49.5S"),
    ("MakeDuration(0, 25, 61, 61)", "P1DT2H2M1S"),
    ("MakeDuration(999999999999999, 0, 0, 0)", "fault OutOfRange"),
    ("MakeDuration(0, 0, 0, 0, 999999999999999)", "P11574074DT1H46M39.999S"),
    ("MakeDuration(ToInt(NOT_SET), 0, 0, 0)", "fault NotSet"),
    ("GetCurrentDateTimeUtc()", "2024-02-29T17:30:05.250Z"),
    # Parts
    ("Second(GetCurrentDateTimeUtc())", "5"),
    ("DayOfWeek(MakeDate(2024, 2, 25))", "1"),
    ("DayOfWeek(MakeDate(2024, 3, 2))", "7"),
    ("DayOfWeek(MakeDate(1800, 1, 1))", "4"),
    ("Year(ToDateTime(NOT_SET))", "fault NotSet"),
    ("WeekNum(MakeDate(2007, 1, 1))", "1"),
    ("WeekNum(MakeDate(2021, 1, 3))", "53"),
    ("WeekNum(MakeDate(2021, 1, 4))", "1"),
    ("WeekNum(MakeDateTime(2018, 12, 31))", "1"),
    # Differences
    ("DateTimeDiff(GetCurrentDateTimeUtc(), MakeDateTime(2024, 2, 29))", "PT17H30M5.25S"),
    ("DateTimeDiff(MakeDateTime(2200, 12, 31), MakeDateTime(1800, 1, 1))", "P146461D"),
    ("DateDiff(MakeDate(2024, 3, 1), MakeDate(2023, 3, 1))", "P366D"),
    ("TimeDiff(MakeTime(0, 0, 0), MakeTime(23, 59, 59, 999))", "-PT23H59M59.999S"),
    # Adding
    ("AddDays(MakeDateTime(1800, 1, 1), -1)", "fault OutOfRange"),
    ("AddDays(MakeDateTime(2000, 1, 1), 999999999999999)", "fault OutOfRange"),
    ("AddDays(GetCurrentDateTimeUtc(), 1)", "2024-03-01T17:30:05.250Z"),
    ("AddHours(MakeDateTime(2000, 1, 1), -999999999999999)", "fault OutOfRange"),
    ("AddSeconds(MakeDateTime(2200, 12, 31, 23, 59, 59), 1)", "fault OutOfRange"),
    ("AddMonths(MakeDateTime(2024, 3, 31), -13)", "2023-02-28T00:00:00.000Z"),
    ("AddMonths(MakeDate(2200, 12, 1), 1)", "fault OutOfRange"),
    ("AddYears(MakeDateTime(2024, 2, 29), 100)", "2124-02-29T00:00:00.000Z"),
    ("AddYears(MakeDate(2024, 2, 29), 999999999999999)", "fault OutOfRange"),
    ("AddHours(MakeTime(1, 0, 0), -25)", "00:00:00.000"),
    ("AddSeconds(MakeTime(0, 0, 0), 999999999999999)", "01:46:39.000"),
    ("AddDuration(MakeDate(2024, 2, 28), MakeDuration(0, -47, 0, 0))", "2024-02-27"),
    ("AddDuration(MakeDate(2200, 12, 31), MakeDuration(1, 0, 0, 0))", "fault OutOfRange"),
    ("AddDuration(MakeTime(0, 0, 0), MakeDuration(0, 0, 0, 0, -1))", "23:59:59.999"),
    ("AddDuration(MakeDateTime(2024, 1, 1), MakeDuration(0, 0, 0, -1, -999))", "2023-12-31T23:59:59.000Z"),
    ("AddDuration(ToDateTime(NOT_SET), MakeDuration(1, 0, 0, 0))", "fault NotSet"),
    # Weekdays
    ("GetDayOfWeekOccurrence(1, 1, 2023)", "2023-01-01T00:00:00.000Z"),
    ("GetDayOfWeekOccurrence(1, 53, 2023)", "2023-12-31T00:00:00.000Z"),
    ("GetDayOfWeekOccurrence(1, -53, 2023)", "2023-01-01T00:00:00.000Z"),
    ("GetDayOfWeekOccurrence(7, -53, 2023)", "NOT_SET"),
    ("GetDayOfWeekOccurrence(5, -5, 2024, 2)", "2024-02-01T00:00:00.000Z"),
    ("GetDayOfWeekOccurrence(6, -5, 2024, 2)", "NOT_SET"),
    ("GetDayOfWeekOccurrence(2, 5 + 1, 2024, 2)", "fault OutOfRange"),
    ("GetDayOfWeekOccurrence(2, 1 - 1, 2024, 2)", "fault OutOfRange"),
    ("GetDayOfWeekOccurrence(7 + 1, 1, 2024)", "fault OutOfRange"),
    ("GetDayOfWeekOccurrence(2, 1, 2024, 2, 1, 2, 3)", "2024-02-05T01:02:03.000Z"),
    # Durations
    ("RoundUp(MakeDuration(0, 0, 0, 0))", "PT30S"),
    ("RoundUp(MakeDuration(0, 0, 0, 30))", "PT30S"),
    ("RoundUp(MakeDuration(0, 0, 0, 30, 1))", "PT1M"),
    ("RoundUp(MakeDuration(0, 0, 2, 1))", "PT5M"),
    ("RoundUp(MakeDuration(0, 0, 6, 0), MakeDuration(0, 0, 3, 0))", "PT6M"),
    ("RoundUp(MakeDuration(0, 0, 0, 0), MakeDuration(0, 0, 3, 0))", "PT0S"),
    ("RoundUp(MakeDuration(0, 0, 6, 0), MakeDuration(0, 0, -3, 0))", "fault OutOfRange"),
    ('RoundUp(ToDuration("PT1M"), ToDuration("PT2M"), MakeEmptyList(ToDuration("PT1M")))', "PT2M"),
    ('RoundUp(ToDuration("PT1M"), ToDuration("PT2M"), MakeList(NOT_SET, ToDuration("PT90S")))', "PT1M30S"),
    ('Range(ToDuration("PT1M"), ToDuration("PT2M"))', "-PT1M\nPT3M"),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_outcome(expression: str, expected: str):
    assert outcome(expression) == expected
