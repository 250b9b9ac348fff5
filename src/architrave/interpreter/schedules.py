"""Whether a schedule is active at a given time: its start, its end, and its recurrence (iCalendar, RFC 5545).

Starts and ends are local times in the schedule's time zone, so that nine o'clock stays nine o'clock when the clocks
change.
"""

from datetime import datetime

from architrave.interpreter.effects import Entity, Json
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.recurrences import latest_occurrence, read_rule
from architrave.interpreter.zones import zone

UTC_ZONE = "UTC"


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
    try:
        return latest_occurrence(read_rule(str(recurs), start), now, end - start) is not None
    except ValueError as error:
        raise _unreadable_rule(schedule, error) from None


def fault_of(schedule: Entity) -> str | None:
    """Why a schedule with a start and an end cannot be evaluated, without evaluating it; None if it can."""
    start, rule = _local(schedule, "start"), schedule.get("rrule")
    try:
        if start is not None and rule:
            read_rule(str(rule), start)
    except ActionFault as fault:
        return fault.message
    except ValueError as error:
        return _unreadable_rule(schedule, error).message
    return None


def active_names(schedules: Json, at: datetime, time_zone: str) -> tuple[str, ...]:
    """The names of the schedules that are active at a given time."""
    listed: list[Json] = schedules if isinstance(schedules, list) else []
    named = [schedule for schedule in listed if isinstance(schedule, dict)]
    return tuple(str(schedule.get("name")) for schedule in named if is_active(schedule, at, time_zone))


def _local(schedule: Entity, key: str) -> datetime | None:
    text = schedule.get(key)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        raise _unreadable(schedule, f"its {key} is not a date and time: {text}") from None


def _unreadable_rule(schedule: Entity, error: ValueError) -> ActionFault:
    return _unreadable(schedule, f"its rrule cannot be read ({error}): {schedule.get('rrule')}")


def _unreadable(schedule: Entity, why: str) -> ActionFault:
    return ActionFault("ScheduleInvalid", f"The schedule “{schedule.get('name')}” cannot be evaluated: {why}.")
