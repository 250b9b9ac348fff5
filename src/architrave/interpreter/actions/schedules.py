"""Evaluate Schedule and Evaluate Schedule Group."""

from datetime import datetime

from architrave.expressions.values import Record
from architrave.flows.actions.schedules import (
    ByEmergencyGroup,
    BySchedule,
    EvaluateSchedule,
    EvaluateScheduleGroup,
)
from architrave.flows.program import Action, AnyAction, Slot
from architrave.interpreter.effects import Entity, LookUp, ReadClock
from architrave.interpreter.faults import ActionFault, not_set
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Work, performs
from architrave.interpreter.questions import moment
from architrave.interpreter.schedules import UTC_ZONE, active_names, is_active


@performs(EvaluateSchedule)
def evaluate_schedule(machine: Machine, action: Action[EvaluateSchedule]) -> Effects:
    """Active if the schedule or the emergency group is active, else Inactive (documented).

    A date or a time zone of NOT_SET is a fault (documented); so is a schedule of NOT_SET (assumed).
    """
    by = action.fields.evaluation
    if isinstance(by, ByEmergencyGroup):
        group = machine.evaluate(by.emergency_group)
        if group is None:
            raise not_set(action, "emergency group")
        emergency = yield from _emergency(machine, group)
        machine.seen = {"emergencyGroup": group["name"], "enabled": emergency}
        return "active" if emergency else "inactive"
    schedule, at = machine.evaluate(by.schedule), _at(machine, action, by.at)
    zone = _zone(machine, action, by)
    if schedule is None:
        raise not_set(action, "schedule")
    found = yield from _entity(machine, "schedule", schedule)
    at = at or (yield from _now(machine))
    active = is_active(found, at, zone)
    machine.seen = {"schedule": found.get("name"), "at": at, "timeZone": zone}
    return "active" if active else "inactive"


@performs(EvaluateScheduleGroup)
def evaluate_schedule_group(machine: Machine, action: Action[EvaluateScheduleGroup]) -> Effects:
    """Emergency, else Holiday, else Closed, else Open, by the group's schedules; Closed if none is active.

    The order is documented, and that a date of NOT_SET is a fault. `inServiceSchedules` gets the names of the schedules
    that decide (assumed).
    """
    fields = action.fields
    wanted, group = machine.evaluate(fields.schedule_group), machine.evaluate(fields.emergency_group)
    at = _at(machine, action, fields.at)
    if wanted is None:
        raise not_set(action, "schedule group")
    emergency = group is not None and (yield from _emergency(machine, group))
    found = yield from _entity(machine, "scheduleGroup", wanted)
    at = at or (yield from _now(machine))
    path, names = ("emergency", ()) if emergency else _kind(found, at)
    machine.seen = {"scheduleGroup": found.get("name"), "at": at, "timeZone": found.get("timeZone") or UTC_ZONE}
    machine.assign(fields.in_service_schedules, names)
    return path


def _kind(group: Entity, at: datetime) -> tuple[str, tuple[str, ...]]:
    zone = str(group.get("timeZone") or UTC_ZONE)
    for path, key in (("holiday", "holidaySchedules"), ("closed", "closedSchedules"), ("open", "openSchedules")):
        names = active_names(group.get(key), at, zone)
        if names:
            return path, names
    return "closed", ()


def _at(machine: Machine, action: AnyAction, at: bool | Slot[datetime] | None) -> datetime | None:
    """The written time, which must not be NOT_SET (documented); None for now."""
    if not isinstance(at, Slot):
        return None
    value = machine.evaluate(at)
    if value is None:
        raise not_set(action, "date and time to evaluate")
    return value


def _zone(machine: Machine, action: AnyAction, by: BySchedule) -> str:
    """The time zone. If its value is written, it must not be NOT_SET (documented)."""
    if by.schedule_time_zone is None:
        return by.time_zone or UTC_ZONE
    value = machine.evaluate(by.schedule_time_zone)
    if value is None:
        raise not_set(action, "time zone")
    return value


def _emergency(machine: Machine, group: Record) -> Work[bool]:
    found = yield from _entity(machine, "emergencyGroup", group)
    return found.get("enabled") is True


def _entity(machine: Machine, noun: str, record: Record) -> Work[Entity]:
    """The entity that an expression value refers to, with all its properties in the organization."""
    by = "id" if record["id"] else "name"
    found = machine.take(asked := LookUp(noun, by, record[by]), (yield asked))
    if found is None:
        raise ActionFault("EntityNotFound", f"The organization has no {noun} “{record['name'] or record['id']}”.")
    return found


def _now(machine: Machine) -> Work[datetime]:
    machine.take(asked := ReadClock(), (yield asked))
    return moment(machine.time)
