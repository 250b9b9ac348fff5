"""Recurrence rules of schedules (iCalendar, RFC 5545), evaluated in bounded time.

dateutil looks for the next occurrence until the year 9999, and goes through all those since the start. A rule that
never matches, such as the 30th of each February, would take it seconds, and the server would wait with it.
"""

import re
from datetime import datetime, timedelta
from math import prod
from typing import NamedTuple, cast

from dateutil.rrule import rrule, rrulestr

MOST_PERIODS = 100_000
"""Days or weeks that are looked at: 270 years of days."""
MOST_TIMES = 24
"""Times of the day that a rule may list."""
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 0, "YEARLY": 0}
"""Days of a period, if all periods are equally long. The others end by themselves soon enough."""
_PREFIX = re.compile(r"\s*RRULE:", re.IGNORECASE)
_INTERVAL = re.compile(r"0*[1-9]\d{0,8}")
_NUMBER = re.compile(r"[+-]?\d{1,9}")
_UNTIL = re.compile(r"(\d{8})(?:(T\d{6})Z?)?", re.IGNORECASE)


class Recurrence(NamedTuple):
    """A rule that can be evaluated."""

    rule: rrule
    start: datetime
    counts: bool
    """Whether it ends after a number of occurrences, so that the first ones matter."""
    interval: int
    days: int
    """The days of a period, without the interval, or 0."""


def read_rule(text: str, start: datetime) -> Recurrence:
    """A one-line rule, with or without `RRULE:` before it.

    Args:
        text: the rule. UNTIL is read here, because dateutil fills missing parts of a date from the clock.
        start: the first occurrence, in local time.

    Raises ValueError with the reason for one that cannot be read.
    """
    if len(text.splitlines()) > 1:
        raise ValueError("it has several lines")
    parts = [part.partition("=") for part in _PREFIX.sub("", text).split(";")]
    given = {key.upper(): value for key, _, value in parts}
    frequency = given.get("FREQ", "").upper()
    if frequency not in _DAYS:
        raise ValueError("it must recur daily, weekly, monthly or yearly")
    if not _INTERVAL.fullmatch(given.get("INTERVAL", "1")):
        raise ValueError("its INTERVAL must be a number from 1 to 999999999")
    times = prod(given.get(key, "").count(",") + 1 for key in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if times > MOST_TIMES:
        raise ValueError(f"it lists {times} times of the day, more than {MOST_TIMES}")
    weeks = 53 if frequency == "YEARLY" and "BYMONTH" not in given else 5
    if any(abs(int(number)) > weeks for number in _NUMBER.findall(given.get("BYDAY", ""))):
        raise ValueError(f"BYDAY counts further than the {weeks} weeks that there are")  # dateutil has an IndexError
    kept = ";".join("".join(part) for part in parts if part[0].upper() != "UNTIL")
    try:
        rule = cast("rrule", rrulestr(kept, dtstart=start))
    except (TypeError, OverflowError) as error:
        raise ValueError(str(error)) from None
    if (until := given.get("UNTIL")) is not None:
        rule = rule.replace(until=_until(until))
    return Recurrence(rule, start, "COUNT" in given, int(given.get("INTERVAL", "1")), _DAYS[frequency])


def latest_occurrence(recurrence: Recurrence, now: datetime, within: timedelta) -> datetime | None:
    """The latest occurrence at or before a time, or None if it is not within a duration before it.

    Args:
        recurrence: what recurs.
        now: the time, local as the start is.
        within: how long an occurrence matters.

    Raises ValueError if there are too many periods to look at.
    """
    latest = None
    try:
        for occurrence in _bounded(recurrence, now, within):
            if occurrence > now:
                break
            latest = occurrence
    except _PassedError:
        pass
    return latest if latest is not None and now - latest < within else None


def _bounded(recurrence: Recurrence, now: datetime, within: timedelta) -> rrule:
    """The rule from the last period that does not matter any more until the one after now."""
    rule, start, counts, interval, days = recurrence
    step = days * interval
    if not step:
        return rule
    past = 0 if counts else max(0, (now - start - within).days // step - 1)
    periods = max(0, (now - start).days // step - past) + 2
    if periods > MOST_PERIODS:
        raise ValueError(f"it has more than {MOST_PERIODS:,} periods to look at")
    steps = _Steps(interval)
    steps.left = periods
    return rule.replace(dtstart=start + timedelta(days=past * step), interval=steps)


class _PassedError(Exception):
    """All periods that matter have been looked at."""


class _Steps(int):
    """An interval that can be added a number of times: dateutil has no other way to end a search."""

    left = 0
    """How many times."""

    def __radd__(self, other: int) -> int:
        return other + self._next()

    def __mul__(self, other: int) -> int:
        return self._next() * other

    def _next(self) -> int:
        self.left -= 1
        if self.left < 0:
            raise _PassedError
        return int(self)


def _until(text: str) -> datetime:
    found = _UNTIL.fullmatch(text)
    if found is None:
        raise ValueError(f"UNTIL={text} is not a date")
    return datetime.fromisoformat(found[1] + (found[2] or "T000000"))
