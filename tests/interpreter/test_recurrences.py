"""Recurrence rules: what they have in common with dateutil, and that none of them takes long."""

from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from architrave.interpreter import recurrences
from architrave.interpreter.recurrences import MOST_PERIODS, latest_occurrence, read_rule

START = datetime(2020, 1, 31, 9, 30)
NOW = datetime(2026, 11, 29, 10, 0)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

NEVER = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=13",
    "FREQ=DAILY;BYHOUR=1;BYSETPOS=5",
    "FREQ=DAILY;INTERVAL=999999999;BYMONTHDAY=32",
    "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
    "FREQ=WEEKLY;INTERVAL=3;BYMONTH=13",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
]


@pytest.mark.parametrize("rule", NEVER)
def test_a_rule_that_never_matches_ends_at_the_time_that_is_asked_for(rule, monkeypatch):
    steps = _steps(monkeypatch)
    assert latest_occurrence(read_rule(rule, START), NOW, HOUR) is None
    assert sum(steps) <= (NOW - START).days + 3


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU,SA", "FREQ=DAILY;INTERVAL=10"])
def test_a_rule_of_long_ago_takes_no_longer(rule, monkeypatch):
    steps = _steps(monkeypatch)
    latest_occurrence(read_rule(rule, datetime(1, 1, 1, 9)), NOW, 8 * HOUR)
    assert sum(steps) < 6


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=MONTHLY;BYDAY=+400MO", "further than the 5 weeks"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=50MO", "further than the 5 weeks"),
        ("FREQ=YEARLY;BYDAY=-54MO", "further than the 53 weeks"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL must be"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL must be"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "INTERVAL must be"),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,1,2,3,4", "25 times of the day, more than 24"),
        ("FREQ=HOURLY", "daily, weekly, monthly or yearly"),
        ("", "daily, weekly, monthly or yearly"),
        ("FREQ=DAILY;" + "A" * 10_000, "."),
    ],
)
def test_a_rule_that_cannot_be_read_says_why(rule, said):
    with pytest.raises(ValueError, match=said):
        latest_occurrence(read_rule(rule, START), NOW, HOUR)


def test_a_rule_with_too_many_periods_is_refused():
    with pytest.raises(ValueError, match="more than 100,000 periods"):
        latest_occurrence(read_rule("FREQ=DAILY;COUNT=9", NOW - (MOST_PERIODS + 1) * DAY), NOW, HOUR)


_PARTS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])},
    optional={
        "INTERVAL": st.integers(1, 9),
        "COUNT": st.integers(1, 2000),
        "UNTIL": st.sampled_from(["20240229", "20261128T093000Z", "20270101"]),
        "BYMONTH": st.sampled_from(["2", "1,11", "11"]),
        "BYMONTHDAY": st.sampled_from(["29", "-1", "1,15,30"]),
        "BYDAY": st.sampled_from(["MO", "SA,SU", "FR,SU", "-1SU,1MO"]),
        "BYHOUR": st.sampled_from(["9", "0,10,23"]),
        "BYSETPOS": st.sampled_from(["1", "-1", "2"]),
        "WKST": st.sampled_from(["MO", "SU"]),
    },
)


@pytest.mark.property
@settings(deadline=None)
@given(_PARTS, st.integers(0, 2800), st.integers(0, 23), st.sampled_from([HOUR, DAY, 40 * DAY]))
def test_the_latest_occurrence_is_that_of_dateutil(parts, days, hours, within):
    if "COUNT" in parts:
        parts.pop("UNTIL", None)
    assume(parts["FREQ"] in ("MONTHLY", "YEARLY") or "BYSETPOS" not in parts)  # dateutil takes seconds for them
    rule = ";".join(f"{key}={value}" for key, value in parts.items())
    now = START.replace(hour=0) + days * DAY + hours * HOUR
    latest = rrulestr(rule.replace("Z", ""), dtstart=START).before(now, inc=True)
    expected = latest if latest is not None and now - latest < within else None
    assert latest_occurrence(read_rule(rule, START), now, within) == expected


def _steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Gets a 1 for each period that a rule goes through."""
    steps: list[int] = []

    class Counted(recurrences._Steps):
        def _next(self) -> int:
            steps.append(1)
            return super()._next()

    monkeypatch.setattr(recurrences, "_Steps", Counted)
    return steps
