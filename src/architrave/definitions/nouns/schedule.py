"""Schedules: when something is open, closed or on holiday."""

from architrave.definitions.nouns.declaration import TEXT, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

SCHEDULE = Noun(
    "schedule",
    "schedules",
    "When something is open, closed or on holiday.",
    (
        Property("start", TEXT, "its first start, an ISO 8601 time without offset"),
        Property("end", TEXT, "its first end"),
        Property("rrule", TEXT, "how it repeats, as in RFC 5545"),
        Property("description", TEXT, "what it is for"),
        DIVISION_OF_ENTITY,
    ),
    unique="name",
    api=Api(
        "/api/v2/architect/schedules",
        "scheduleId",
        filters=("name", "divisionId"),
        sorts=("name", "id"),
        notes={
            "POST": "Which recurrence rules the cloud refuses is assumed: those that cannot be evaluated.",
            "PUT": "Which recurrence rules the cloud refuses is assumed: those that cannot be evaluated.",
        },
    ),
)
