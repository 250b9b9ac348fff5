"""Dates, times and durations in words."""

from datetime import date, time, timedelta

import pytest

from architrave.expressions.speech.moments import date_words, duration_words, time_range_words, time_words


@pytest.mark.parametrize(
    ("year", "long", "short"),
    [
        (1800, "eighteen hundred", "eighteen hundred"),
        (1905, "nineteen hundred five", "nineteen oh five"),
        (1989, "nineteen hundred eighty nine", "nineteen eighty nine"),
        (2000, "two thousand", "two thousand"),
        (2005, "two thousand five", "two thousand five"),
        (2014, "two thousand fourteen", "twenty fourteen"),
        (2100, "twenty one hundred", "twenty one hundred"),
    ],
)
def test_years(year: int, long: str, short: str) -> None:
    assert date_words(date(year, 1, 1), "longYearOnly") == long
    assert date_words(date(year, 1, 1), "shortYearOnly") == short


@pytest.mark.parametrize(
    ("hour", "minute", "american", "twelve", "twenty_four"),
    [
        (0, 0, "twelve AM", "twelve", "zero hours"),
        (0, 5, "twelve oh five AM", "twelve oh five", "zero oh five"),
        (1, 0, "one AM", "one", "one hour"),
        (12, 0, "twelve PM", "twelve", "twelve hours"),
        (14, 22, "two twenty two PM", "two twenty two", "fourteen twenty two"),
        (23, 59, "eleven fifty nine PM", "eleven fifty nine", "twenty three fifty nine"),
    ],
)
def test_times(hour: int, minute: int, american: str, twelve: str, twenty_four: str) -> None:
    moment = time(hour, minute)
    assert (time_words(moment), time_words(moment, "twelveHours"), time_words(moment, "twentyFourHours")) == (
        american,
        twelve,
        twenty_four,
    )


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(0), "zero seconds"),
        (timedelta(milliseconds=-400), "zero seconds"),
        (timedelta(seconds=1), "one second"),
        (timedelta(minutes=-30), "negative thirty minutes"),
        (timedelta(hours=1, minutes=30), "one hour thirty minutes"),
        (timedelta(hours=1, minutes=30, seconds=5, milliseconds=700), "one hour thirty minutes and five seconds"),
        (timedelta(days=2, seconds=1), "two days and one second"),
    ],
)
def test_durations(duration: timedelta, words: str) -> None:
    assert duration_words(duration) == words


def test_ranges_without_a_unit() -> None:
    assert time_range_words(9, 7, None) == "7 to 9"
    assert time_range_words(0, 0, "hours") == "0 hours"
