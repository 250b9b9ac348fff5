"""Schedule groups: the schedules of a place, in its time zone."""

from architrave.definitions.nouns.declaration import TEXT, TEXTS, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

_OPEN, _CLOSED, _HOLIDAY = "openSchedules", "closedSchedules", "holidaySchedules"

SCHEDULE_GROUP = Noun(
    "scheduleGroup",
    "scheduleGroups",
    "The schedules of a place, in its time zone.",
    (
        Property("description", TEXT, "what it is for", for_flows=False),
        Property("timeZone", TEXT, "the IANA name of its time zone"),
        Property(_OPEN, TEXTS, "when it is open", refers_to="schedule"),
        Property(_CLOSED, TEXTS, "when it is closed", refers_to="schedule"),
        Property(_HOLIDAY, TEXTS, "when it is on holiday", refers_to="schedule"),
        DIVISION_OF_ENTITY,
    ),
    unique="name",
    api=Api(
        "/api/v2/architect/schedulegroups",
        "scheduleGroupId",
        filters=("name", "scheduleIds", "divisionId"),
        looks_in={"scheduleIds": (_OPEN, _CLOSED, _HOLIDAY)},
        sorts=("name", "id"),
    ),
)
