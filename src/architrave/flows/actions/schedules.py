"""Schedules, schedule groups and emergency groups: is it open now?"""

from architrave.diagnostics import Provenance
from architrave.expressions.types import DATETIME, STRING, type_named
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running, named
from architrave.flows.actions.shape import Flag, Object, OneOf, Output, Text, Value, field

_SCHEDULE = type_named("Schedule")
_GROUP = type_named("ScheduleGroup")
_EMERGENCY = type_named("EmergencyGroup")

_WHEN = field(
    OneOf({"now": Flag(), "dateTime": Value(DATETIME), "evaluationDateTime": Value(DATETIME)}),
    "evaluate",
    doc="Becomes `at`: a Slot, or None for now.",
)
# Exports repeat the name beside the literal: `lit: {name: X}` and `name: X`.
_SCHEDULE_VALUE = field(Value(_SCHEDULE), "schedule")
_BY_SCHEDULE = Object(
    {
        "selectedSchedule": _SCHEDULE_VALUE,
        "name": field(Text(), "repeated_name"),
        "evaluationTimeZone": field(Text(), "time_zone"),
        "scheduleTimeZone": field(Value(STRING), "schedule_time_zone"),
        "evaluate": _WHEN,
    },
    is_open=True,
)
_BY_EMERGENCY = Object(
    {"emergencyGroup": field(Value(_EMERGENCY), "emergency_group"), "name": field(Text(), "repeated_name")},
    is_open=True,
)


def _schedule(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `schedule`, `emergency_group`, `schedule_time_zone`, `at`: Slots or None; `time_zone` text or None."""
    _, inner = named(raw, "evaluation")
    body: Fields = inner or {}
    names = ("schedule", "emergency_group", "schedule_time_zone", "time_zone")
    return {**{name: body.get(name) for name in names}, "at": _at(body.get("evaluate"))}, {}


def _schedule_group(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `schedule_group`, `emergency_group`, `at` Slots or None; `in_service_schedules` Target or None."""
    names = ("schedule_group", "emergency_group", "in_service_schedules")
    return {**{name: raw.get(name) for name in names}, "at": _at(raw.get("evaluate"))}, {}


def _at(when: tuple[str, object] | None) -> object:
    return None if when is None or when[0] == "now" else when[1]


DECLARATIONS = (
    ActionDeclaration(
        "evaluateSchedule",
        "Evaluate Schedule",
        {
            "evaluationType": field(
                OneOf({"schedule": _BY_SCHEDULE, "emergencyGroup": _BY_EMERGENCY}), "evaluation", required=True
            )
        },
        outputs=("active", "inactive"),
        running=Running.APPROXIMATED,
        note="Recurrences are those of iCalendar; how Archy writes an emergency group here is assumed.",
        build=_schedule,
    ),
    ActionDeclaration(
        "evaluateScheduleGroup",
        "Evaluate Schedule Group",
        {
            "scheduleGroup": field(Value(_GROUP), "schedule_group", required=True),
            "emergencyGroup": field(Value(_EMERGENCY), "emergency_group"),
            "inServiceSchedules": field(Output(STRING.collection), "in_service_schedules"),
            "evaluate": _WHEN,
        },
        outputs=("open", "closed", "holiday", "emergency"),
        running=Running.APPROXIMATED,
        provenance=Provenance.RECORDED,
        note="Recurrences are those of iCalendar.",
        build=_schedule_group,
    ),
)
