"""Intervals and how they are split: texts, the calendar, daylight saving, borders."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.organization.intervals import MOST_PARTS, Granularity, read_granularity, read_interval, split
from architrave.wire.dates import iso_instant, parse_instant

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000


def ms(text: str) -> int:
    found = parse_instant(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-03-01T00:00:00Z/2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("2026-03-01T00:00:00.000+01:00/2026-03-02T00:00Z", "2026-02-28T23:00:00Z", "2026-03-02T00:00:00Z"),
        ("2026-03-01/2026-03-02", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
    ],
)
def test_an_interval(text, start, end):
    assert read_interval(text) == (ms(start), ms(end))


@pytest.mark.parametrize(
    "text",
    ["", "/", "2026-03-01", "2026-03-01/", "/2026-03-01", "2026-03-02/2026-03-01", "2026-03-01/2026-03-01", "a/b",
     "2026-03-01/P1D", "2026-03-01/2026-03-02/2026-03-03"],
)  # fmt: skip
def test_no_interval(text):
    assert read_interval(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("PT30M", Granularity(0, 0, 1_800_000)),
        ("PT1H30M5S", Granularity(0, 0, 5_405_000)),
        ("P1D", Granularity(0, 1, 0)),
        ("P2W", Granularity(0, 14, 0)),
        ("P1Y2M", Granularity(14, 0, 0)),
        ("P1DT1H", Granularity(0, 1, HOUR)),
        ("P", None),
        ("PT", None),
        ("PT0M", None),
        ("1D", None),
        ("P-1D", None),
        ("PT1.5H", None),
        ("P1H", None),
    ],
)
def test_a_granularity(text, read):
    assert read_granularity(text) == read


def borders(start: str, end: str, length: str, zone: ZoneInfo = BERLIN) -> list[str]:
    parts = split(ms(start), ms(end), read_granularity(length), zone)
    assert parts is not None
    return [iso_instant(border).removesuffix(":00.000Z") for border in parts.borders]


@pytest.mark.parametrize(
    ("start", "end", "length", "found"),
    [
        ("2026-03-01T00:00Z", "2026-03-01T01:15Z", "PT30M",
         ["2026-03-01T00:00", "2026-03-01T00:30", "2026-03-01T01:00", "2026-03-01T01:15"]),
        ("2026-03-28T23:00Z", "2026-03-30T22:00Z", "P1D",
         ["2026-03-28T23:00", "2026-03-29T22:00", "2026-03-30T22:00"]),
        ("2026-10-24T22:00Z", "2026-10-26T23:00Z", "P1D",
         ["2026-10-24T22:00", "2026-10-25T23:00", "2026-10-26T23:00"]),
        ("2026-01-30T23:00Z", "2026-04-30T22:00Z", "P1M",
         ["2026-01-30T23:00", "2026-02-27T23:00", "2026-03-30T22:00", "2026-04-29T22:00", "2026-04-30T22:00"]),
    ],
)  # fmt: skip
def test_parts(start, end, length, found):
    assert borders(start, end, length) == found


def test_an_interval_without_a_granularity_is_one_part():
    parts = split(0, 5, None, BERLIN)
    assert parts is not None
    assert (parts.borders, parts.size) == ((0, 5), 5)


def test_too_many_parts():
    assert split(0, MOST_PARTS * 1000, Granularity(0, 0, 1000), BERLIN) is not None
    assert split(0, MOST_PARTS * 1000 + 1, Granularity(0, 0, 1000), BERLIN) is None


def test_the_end_of_the_calendar():
    start, end = ms("9998-01-01T00:00Z"), ms("9999-12-31T00:00Z")
    for length in (Granularity(12, 0, 0), Granularity(9_999 * 12, 0, 0), Granularity(0, 99_999, 0)):
        parts = split(start, end, length, BERLIN)
        assert parts is not None
        assert parts.borders[-1] == end


MOMENTS = st.integers(0, int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()) * 1000)


@given(MOMENTS, st.integers(1, 10**11), st.sampled_from(["PT7M", "PT1H", "P1D", "P1DT5H", "P1W", "P1M", "P1Y"]))
def test_each_moment_is_in_one_part_and_the_size_fits_into_each(start, length, granularity):
    parts = split(start, start + length, read_granularity(granularity), BERLIN)
    if parts is None:
        return
    assert parts.borders[0] == start
    assert parts.borders[-1] == start + length
    assert all(first < second and (second - first) % parts.size == 0 for first, second in pairwise(parts.borders))
    for moment in {start, start + length // 2, start + length - 1}:
        first, second = parts.at(moment)
        assert first <= moment < second
