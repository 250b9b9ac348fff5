"""Schedules, schedule groups and emergency groups: is it open now?"""

from datetime import datetime

from architrave.diagnostics import Provenance
from architrave.expressions.types import DATETIME, STRING, type_named
from architrave.expressions.values import Record
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.shape import Flag, Object, OneOf, Output, Text, Value, field, fields
from architrave.flows.program import Fields, Slot, Target

_EMERGENCY_GROUP = Value(type_named("EmergencyGroup"))
_WHEN = OneOf({"now": Flag(), "dateTime": Value(DATETIME), "evaluationDateTime": Value(DATETIME)})
_WHEN_DOC = "Becomes `at`: a Slot, or None for now."


# Exports repeat the name next to the literal: `lit: {name: X}` and `name: X`.
@fields
class BySchedule(Fields):
    """The fields of evaluating a schedule."""

    schedule: Slot[Record] | None = field(Value(type_named("Schedule")), "selectedSchedule")
    repeated_name: str | None = field(Text(), "name")
    time_zone: str | None = field(Text(), "evaluationTimeZone")
    schedule_time_zone: Slot[str] | None = field(Value(STRING))
    at: bool | Slot[datetime] | None = field(_WHEN, "evaluate", doc=_WHEN_DOC)


@fields
class ByEmergencyGroup(Fields):
    """An emergency group that is evaluated instead of a schedule."""

    emergency_group: Slot[Record] | None = field(_EMERGENCY_GROUP)
    repeated_name: str | None = field(Text(), "name")


@fields
class EvaluateSchedule(Fields):
    """The fields of Evaluate Schedule."""

    evaluation: BySchedule | ByEmergencyGroup = field(
        OneOf(
            {
                "schedule": Object(BySchedule, is_open=True),
                "emergencyGroup": Object(ByEmergencyGroup, is_open=True),
            }
        ),
        "evaluationType",
        required=True,
    )


@fields
class EvaluateScheduleGroup(Fields):
    """The fields of Evaluate Schedule Group."""

    schedule_group: Slot[Record] = field(Value(type_named("ScheduleGroup")), required=True)
    emergency_group: Slot[Record] | None = field(_EMERGENCY_GROUP)
    in_service_schedules: Target | None = field(Output(STRING.collection))
    at: bool | Slot[datetime] | None = field(_WHEN, "evaluate", doc=_WHEN_DOC)


DECLARATIONS = (
    ActionDeclaration(
        "evaluateSchedule",
        "Evaluate Schedule",
        EvaluateSchedule,
        outputs=("active", "inactive"),
        running=Running.APPROXIMATED,
        page="evaluate-schedule-action",
        note="Recurrences follow iCalendar; how Archy writes an emergency group here is assumed.",
    ),
    ActionDeclaration(
        "evaluateScheduleGroup",
        "Evaluate Schedule Group",
        EvaluateScheduleGroup,
        outputs=("open", "closed", "holiday", "emergency"),
        running=Running.APPROXIMATED,
        provenance=Provenance.RECORDED,
        page="evaluate-schedule-group-action",
        note="Recurrences follow iCalendar.",
    ),
)
