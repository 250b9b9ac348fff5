"""Whether a schedule is active at a given time: its start, its end, and its recurrence (iCalendar, RFC 5545).

Starts and ends are local times in the schedule's time zone, so that nine o'clock stays nine o'clock when the clocks
change.
"""

import re
from datetime import datetime
from typing import cast

from dateutil.rrule import rrule, rrulestr

from architrave.interpreter.effects import Entity, Json
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.zones import zone

UTC_ZONE = "UTC"
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_FREQUENCY = re.compile(r"FREQ=(\w+)", re.IGNORECASE)
_PREFIX = re.compile(r"\s*RRULE:", re.IGNORECASE)
_NO_INTERVAL = re.compile(r"INTERVAL=(?:-|0+(?!\d))", re.IGNORECASE)
"""An interval with which dateutil never ends."""
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:(T\d{6})Z?)?", re.IGNORECASE)


def is_active(schedule: Entity, at: datetime, time_zone: str) -> bool:
    """Whether a schedule is active at a given time.

    Args:
        schedule: the platform's Schedule: `start` and `end` as ISO texts without a zone, `rrule` if it recurs.
        at: the time, aware.
        time_zone: the IANA name of the zone of the schedule's times.

    Raises ActionFault for a schedule that cannot be read. The end is exclusive (assumed).
    """
    start, end = _local(schedule, "start"), _local(schedule, "end")
    if start is None or end is None:
        raise _unreadable(schedule, "it has no start and end")
    now = at.astimezone(zone(time_zone)).replace(tzinfo=None)
    recurs = schedule.get("rrule")
    if not recurs:
        return start <= now < end
    latest = _latest(schedule, str(recurs), start, now)
    return latest is not None and now < latest + (end - start)


def fault_of(schedule: Entity) -> str | None:
    """Why a schedule with a start and an end cannot be evaluated, without evaluating it; None if it can."""
    start, rule = _local(schedule, "start"), schedule.get("rrule")
    try:
        if start is not None and rule:
            _readable(schedule, str(rule), start)
    except ActionFault as fault:
        return fault.message
    return None


def active_names(schedules: Json, at: datetime, time_zone: str) -> tuple[str, ...]:
    """The names of the schedules that are active at a given time."""
    listed: list[Json] = schedules if isinstance(schedules, list) else []
    named = [schedule for schedule in listed if isinstance(schedule, dict)]
    return tuple(str(schedule.get("name")) for schedule in named if is_active(schedule, at, time_zone))


def _latest(schedule: Entity, rule: str, start: datetime, now: datetime) -> datetime | None:
    """The latest occurrence that has started."""
    try:
        return _readable(schedule, rule, start).before(now, inc=True)
    except (ValueError, TypeError, OverflowError) as error:
        raise _unreadable(schedule, f"its rrule cannot be read ({error}): {rule}") from None


def _readable(schedule: Entity, rule: str, start: datetime) -> rrule:
    frequency = _FREQUENCY.search(rule)
    if frequency is None or frequency[1].upper() not in _FREQUENCIES:
        raise _unreadable(schedule, f"its rrule must recur daily, weekly, monthly or yearly: {rule}")
    try:
        return _recurrence(rule, start)
    except (ValueError, TypeError, OverflowError) as error:
        raise _unreadable(schedule, f"its rrule cannot be read ({error}): {rule}") from None


def _recurrence(rule: str, start: datetime) -> rrule:
    """A one-line rule. Its end is read here, because dateutil fills missing parts of a date from the clock."""
    if len(rule.splitlines()) > 1:
        raise ValueError("it has several lines")
    parts = _PREFIX.sub("", rule).split(";")
    if _NO_INTERVAL.search(rule):
        raise ValueError("its INTERVAL must be 1 or more")
    ends = [part for part in parts if part.upper().startswith("UNTIL")]
    recurrence = cast("rrule", rrulestr(";".join(part for part in parts if part not in ends), dtstart=start))
    for end in ends:
        found = _UNTIL.fullmatch(end)
        if found is None:
            raise ValueError(f"{end} is not a date")
        recurrence = recurrence.replace(until=datetime.fromisoformat(found[1] + (found[2] or "T000000")))
    return recurrence


def _local(schedule: Entity, key: str) -> datetime | None:
    text = schedule.get(key)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        raise _unreadable(schedule, f"its {key} is not a date and time: {text}") from None


def _unreadable(schedule: Entity, why: str) -> ActionFault:
    return ActionFault("ScheduleInvalid", f"The schedule “{schedule.get('name')}” cannot be evaluated: {why}.")
