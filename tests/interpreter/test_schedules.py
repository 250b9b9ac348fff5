"""Schedules: starts, ends, recurrences, and daylight saving time."""

from datetime import datetime

import pytest

from architrave.interpreter.faults import ActionFault
from architrave.interpreter.schedules import is_active
from architrave.interpreter.zones import zone

ONCE = {"name": "Once", "start": "2026-03-01T09:00:00.000", "end": "2026-03-01T17:00:00.000"}
DAILY = {**ONCE, "rrule": "FREQ=DAILY;INTERVAL=1"}
WEEKDAYS = {**ONCE, "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}
NIGHT = {"name": "Night", "start": "2026-03-01T22:00:00", "end": "2026-03-02T06:00:00", "rrule": "FREQ=DAILY"}
UNTIL = {**ONCE, "rrule": "FREQ=DAILY;UNTIL=20260303T235959Z"}
COUNT = {**ONCE, "rrule": "FREQ=DAILY;COUNT=2"}
YEARLY = {"name": "Day", "start": "2020-12-25T00:00:00", "end": "2020-12-26T00:00:00", "rrule": "FREQ=YEARLY"}
THIRD_MONDAY = {**ONCE, "rrule": "FREQ=MONTHLY;BYDAY=+3MO"}


@pytest.mark.parametrize(
    ("schedule", "at", "zone_name", "active"),
    [
        (ONCE, "2026-03-01T09:00:00Z", "UTC", True),
        (ONCE, "2026-03-01T08:59:59Z", "UTC", False),
        (ONCE, "2026-03-01T17:00:00Z", "UTC", False),
        (ONCE, "2026-03-02T10:00:00Z", "UTC", False),
        (ONCE, "2026-03-01T09:00:00Z", "America/Chicago", False),
        (ONCE, "2026-03-01T15:00:00Z", "America/Chicago", True),
        (DAILY, "2026-06-01T10:00:00Z", "UTC", True),
        (DAILY, "2026-02-01T10:00:00Z", "UTC", False),
        (WEEKDAYS, "2026-03-07T10:00:00Z", "UTC", False),
        (WEEKDAYS, "2026-03-09T10:00:00Z", "UTC", True),
        # The clocks of Chicago went forward on 8 March 2026: nine is 14:00 UTC from then on, 15:00 before.
        (DAILY, "2026-03-07T14:30:00Z", "America/Chicago", False),
        (DAILY, "2026-03-09T14:30:00Z", "America/Chicago", True),
        (NIGHT, "2026-03-05T05:59:00Z", "UTC", True),
        (NIGHT, "2026-03-05T06:00:00Z", "UTC", False),
        (NIGHT, "2026-03-05T23:00:00Z", "UTC", True),
        (UNTIL, "2026-03-03T10:00:00Z", "UTC", True),
        ({**ONCE, "rrule": "RRULE:UNTIL=20260303;FREQ=DAILY"}, "2026-03-02T10:00:00Z", "UTC", True),
        ({**ONCE, "rrule": "FREQ=DAILY;UNTIL=20260303"}, "2026-03-03T10:00:00Z", "UTC", False),
        (UNTIL, "2026-03-04T10:00:00Z", "UTC", False),
        (COUNT, "2026-03-02T10:00:00Z", "UTC", True),
        (COUNT, "2026-03-03T10:00:00Z", "UTC", False),
        (YEARLY, "2026-12-25T12:00:00Z", "UTC", True),
        (YEARLY, "2026-12-26T00:00:00Z", "UTC", False),
        (THIRD_MONDAY, "2026-03-16T10:00:00Z", "UTC", True),
        (THIRD_MONDAY, "2026-03-09T10:00:00Z", "UTC", False),
    ],
)
def test_a_schedule_is_active(schedule, at, zone_name, active):
    assert is_active(schedule, datetime.fromisoformat(at), zone_name) is active


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": None}, "no start and end"),
        ({"start": "soon"}, "not a date and time"),
        ({"rrule": "FREQ=SECONDLY"}, "must recur daily"),
        ({"rrule": "INTERVAL=2"}, "must recur daily"),
        ({"rrule": "FREQ=DAILY;BYDAY=XX"}, "cannot be read"),
        ({"rrule": "FREQ=DAILY;UNTIL=2026"}, "UNTIL=2026 is not a date"),
        ({"rrule": "FREQ=DAILY;UNTIL=20261332"}, "cannot be read"),
        ({"rrule": "RRULE:FREQ=DAILY\nEXDATE:20260302T090000"}, "several lines"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_a_fault(change, said):
    with pytest.raises(ActionFault, match=said) as fault:
        is_active({**ONCE, **change}, datetime.fromisoformat("2026-03-01T09:00:00Z"), "UTC")
    assert fault.value.type == "ScheduleInvalid"


@pytest.mark.parametrize("name", ["Nowhere/City", "", "../UTC", "/etc/passwd", "Europe", "UTC\x00"])
def test_a_name_that_is_not_a_zone_is_a_fault(name):
    with pytest.raises(ActionFault, match="not a time zone"):
        zone(name)
