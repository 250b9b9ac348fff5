"""Evaluate Schedule and Evaluate Schedule Group."""

from datetime import datetime
from typing import Any

from architrave.expressions.values import Record
from architrave.flows.program import Action
from architrave.interpreter.effects import LookUp, ReadClock
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Work, performs
from architrave.interpreter.questions import moment
from architrave.interpreter.schedules import UTC_ZONE, active_names, is_active


@performs("evaluateSchedule")
def evaluate_schedule(machine: Machine, action: Action) -> Effects:
    """Active where the schedule, or the emergency group, is; else Inactive (documented)."""
    fields = action.fields
    schedule: Record | None = _value(machine, action, "schedule")
    group: Record | None = _value(machine, action, "emergency_group")
    at: datetime | None = _value(machine, action, "at")
    zone: str = _value(machine, action, "schedule_time_zone") or fields.get("time_zone") or UTC_ZONE
    if group is not None:
        emergency = yield from _emergency(machine, group)
        machine.seen = {"emergencyGroup": group["name"], "enabled": emergency}
        return "active" if emergency else "inactive"
    if schedule is None:
        raise ActionFault("NotSet", f"“{action.name}” has no schedule: it is NOT_SET.")
    found = yield from _entity(machine, "schedule", schedule)
    at = at or (yield from _now(machine))
    active = is_active(found, at, zone)
    machine.seen = {"schedule": found.get("name"), "at": at, "timeZone": zone}
    return "active" if active else "inactive"


@performs("evaluateScheduleGroup")
def evaluate_schedule_group(machine: Machine, action: Action) -> Effects:
    """Emergency, else Holiday, else Closed, else Open, as the group's schedules say; Closed where none does.

    The order is documented. `inServiceSchedules` gets the names of the schedules that decided (assumed).
    """
    wanted: Record | None = _value(machine, action, "schedule_group")
    group: Record | None = _value(machine, action, "emergency_group")
    at: datetime | None = _value(machine, action, "at")
    if wanted is None:
        raise ActionFault("NotSet", f"“{action.name}” has no schedule group: it is NOT_SET.")
    emergency = group is not None and (yield from _emergency(machine, group))
    found = yield from _entity(machine, "scheduleGroup", wanted)
    at = at or (yield from _now(machine))
    path, names = ("emergency", ()) if emergency else _kind(found, at)
    machine.seen = {"scheduleGroup": found.get("name"), "at": at, "timeZone": found.get("timeZone") or UTC_ZONE}
    machine.assign(action.fields.get("in_service_schedules"), names)
    return path


def _kind(group: dict[str, Any], at: datetime) -> tuple[str, tuple[str, ...]]:
    zone: str = group.get("timeZone") or UTC_ZONE
    for path, key in (("holiday", "holidaySchedules"), ("closed", "closedSchedules"), ("open", "openSchedules")):
        names = active_names(group.get(key) or [], at, zone)
        if names:
            return path, names
    return "closed", ()


def _value(machine: Machine, action: Action, name: str) -> Any:
    slot = action.fields.get(name)
    return None if slot is None else machine.evaluate(slot)


def _emergency(machine: Machine, group: Record) -> Work[bool]:
    found = yield from _entity(machine, "emergencyGroup", group)
    return found.get("enabled") is True


def _entity(machine: Machine, noun: str, record: Record) -> Work[dict[str, Any]]:
    """The entity that a value of the language stands for, with all that the organization knows of it."""
    by = "id" if record["id"] else "name"
    found = machine.take((yield LookUp(noun, by, record[by])))
    if found is None:
        raise ActionFault("EntityNotFound", f"The organization has no {noun} “{record['name'] or record['id']}”.")
    return found


def _now(machine: Machine) -> Work[datetime]:
    machine.take((yield ReadClock()))
    return moment(machine.time)
