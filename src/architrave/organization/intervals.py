"""Intervals of time, and how a query splits them: ISO 8601 as the Platform API's analytics take it."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import gcd
from zoneinfo import ZoneInfo

from architrave.wire.dates import parse_instant

MOST_PARTS = 10_000
"""Into how many parts an interval may be split (assumed)."""

_DURATION = re.compile(
    r"P(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS_OF_A_YEAR = 12
_NEVER = 2**63


@dataclass(frozen=True, slots=True)
class Granularity:
    """The length of a part: of the calendar (`months`, `days`) and of the clock (`milliseconds`)."""

    months: int
    days: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an interval, by their borders in milliseconds since the epoch: each includes its first moment."""

    borders: tuple[int, ...]

    @property
    def size(self) -> int:
        """The greatest length in milliseconds that fits into each part without a rest."""
        return gcd(*(end - start for start, end in pairwise(self.borders)))

    def at(self, moment: int) -> tuple[int, int]:
        """The part that a moment of the interval is in."""
        index = bisect_right(self.borders, moment)
        return self.borders[index - 1], self.borders[index]


def read_interval(text: str) -> tuple[int, int] | None:
    """The start and end of `START/END` in milliseconds since the epoch; None if it is not an interval."""
    first, slash, last = text.partition("/")
    start, end = parse_instant(first), parse_instant(last)
    return None if not slash or start is None or end is None or start >= end else (start, end)


def read_granularity(text: str) -> Granularity | None:
    """An ISO 8601 duration such as `PT30M`, `P1D` or `P1M`; None if it is none, or has no length."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    clock = ((hours * 60 + minutes) * 60 + seconds) * 1000
    read = Granularity(years * _MONTHS_OF_A_YEAR + months, weeks * 7 + days, clock)
    return read if any((read.months, read.days, read.milliseconds)) else None


def split(start: int, end: int, granularity: Granularity | None, zone: ZoneInfo) -> Parts | None:
    """The parts of an interval, the last of which may be shorter; None if there are more than MOST_PARTS.

    Days and months are those of the calendar in `zone`: some days have 23 hours.
    """
    borders = [start]
    if granularity is not None:
        first = (_EPOCH + timedelta(milliseconds=start)).astimezone(zone)
        for number in range(1, MOST_PARTS + 1):
            following = _after(first, granularity, number)
            if following >= end:
                break
            borders.append(following)
        else:
            return None
    return Parts((*borders, end))


def _after(first: datetime, step: Granularity, times: int) -> int:
    """The moment a number of steps after the first one."""
    year, month = divmod(first.year * _MONTHS_OF_A_YEAR + first.month - 1 + step.months * times, _MONTHS_OF_A_YEAR)
    try:
        day = min(first.day, _days_of(year, month + 1))
        local = first.replace(year=year, month=month + 1, day=day) + timedelta(days=step.days * times)
        whole = (local.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)
    except (OverflowError, ValueError):  # beyond the calendar
        return _NEVER
    return whole + step.milliseconds * times


def _days_of(year: int, month: int) -> int:
    following = datetime(year + month // _MONTHS_OF_A_YEAR, month % _MONTHS_OF_A_YEAR + 1, 1, tzinfo=UTC)
    return (following - timedelta(days=1)).day
