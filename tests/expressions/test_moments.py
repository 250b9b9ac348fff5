from datetime import UTC, date, datetime, time, timedelta

import pytest

from architrave.expressions import moments
from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "duration", "result"),
    [
        ("2024-02-28T00:00:00", timedelta(days=1, hours=1), "2024-02-29T01:00:00"),
        ("2024-02-28T00:00:00", timedelta(milliseconds=1900), "2024-02-28T00:00:01"),
        ("2024-02-28T00:00:00", timedelta(milliseconds=-1900), "2024-02-27T23:59:59"),
        ("2024-02-28T00:00:00", timedelta(milliseconds=-900), "2024-02-28T00:00:00"),
    ],
)
def test_date_time_plus_counts_whole_seconds(start: str, duration: timedelta, result: str):
    assert moments.date_time_plus(moment(start), duration) == moment(result)


@pytest.mark.parametrize(
    ("start", "duration", "result"),
    [
        ("2024-02-28", timedelta(hours=47), "2024-02-29"),
        ("2024-02-28", timedelta(hours=-47), "2024-02-27"),
        ("2024-02-28", timedelta(hours=-23), "2024-02-28"),
    ],
)
def test_date_plus_counts_whole_days(start: str, duration: timedelta, result: str):
    assert moments.date_plus(date.fromisoformat(start), duration) == date.fromisoformat(result)


@pytest.mark.parametrize(
    ("start", "duration", "result"),
    [
        (time(22), timedelta(days=2, hours=3, minutes=30), time(1, 30)),
        (time(12, 30), timedelta(days=-1, hours=3, minutes=30), time(16)),
        (time(12, 30), timedelta(days=-1, hours=-3, minutes=-30), time(9)),
        (time(), timedelta(milliseconds=-1), time(23, 59, 59, 999_000)),
    ],
)
def test_time_plus_wraps_around_midnight(start: time, duration: timedelta, result: time):
    assert moments.time_plus(start, duration) == result


@pytest.mark.parametrize(
    ("start", "months", "result"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", 0, "2024-02-29"),
    ],
)
def test_adding_months_ends_on_the_last_day_of_a_short_month(start: str, months: int, result: str):
    assert moments.date_plus_months(date.fromisoformat(start), months) == date.fromisoformat(result)


@pytest.mark.parametrize(
    "leaves",
    [
        lambda: moments.date_plus_days(date(2200, 12, 31), 1),
        lambda: moments.date_plus_days(date(2000, 1, 1), 999_999_999_999_999),
        lambda: moments.date_plus_months(date(1800, 1, 1), -1),
        lambda: moments.date_plus_months(date(1800, 1, 1), -999_999_999_999_999),
        lambda: moments.date_time_plus_seconds(moment("2200-12-31T23:59:59"), 1),
        lambda: moments.date_time_plus(moment("1800-01-01T00:00:00"), timedelta(seconds=-1)),
        lambda: moments.date_time_plus(moment("2000-01-01T00:00:00"), timedelta.max),
        lambda: moments.date_time_plus(moment("2000-01-01T00:00:00"), timedelta.min + timedelta(days=1)),
    ],
)
def test_leaving_the_years_1800_to_2200_is_a_fault(leaves):
    with pytest.raises(ExpressionError) as raised:
        leaves()
    assert raised.value.type == OUT_OF_RANGE
