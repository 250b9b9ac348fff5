"""IVR configurations: which flow answers which number, and when."""

from architrave.definitions.nouns.declaration import TEXT, TEXTS, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

IVR = Noun(
    "ivr",
    "ivrs",
    "Which flow answers which number, and when.",
    (
        Property("description", TEXT, "what it is for"),
        Property("dnis", TEXTS, "the numbers that are called"),
        Property("openHoursFlow", TEXT, "the flow while it is open", refers_to="flow", for_flows=False),
        Property("closedHoursFlow", TEXT, "the flow while it is closed", refers_to="flow", for_flows=False),
        Property("holidayHoursFlow", TEXT, "the flow on holidays", refers_to="flow", for_flows=False),
        Property("scheduleGroup", TEXT, "when it is open", refers_to="scheduleGroup"),
        DIVISION_OF_ENTITY,
    ),
    unique="name",
    title="IVR configuration",
    api=Api(
        "/api/v2/architect/ivrs",
        "ivrId",
        filters=("name", "dnis", "scheduleGroup"),
        sorts=("name", "id"),
    ),
)
