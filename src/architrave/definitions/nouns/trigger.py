"""Triggers: which workflow an event launches, and when."""

from architrave.definitions.nouns.declaration import FLAG, TEXT, Api, Noun, Property
from architrave.definitions.shapes import Anything, Fields, Listed, Text, Whole

OPERATORS = (
    *("Equal", "NotEqual", "LessThan", "LessThanOrEqual", "GreaterThan", "GreaterThanOrEqual"),
    *("In", "NotIn", "Contains", "All", "Exists", "Size"),
)
TOP_LEVEL, JSON = "TopLevelPrimitives", "Json"
DATA_FORMATS = (TOP_LEVEL, JSON)
LEAST_TTL = 10
LEAST_DELAY, MOST_DELAY = 60, 900
"""Seconds (documented)."""

_CRITERIA = Listed(
    Fields(
        {"jsonPath": TEXT, "operator": Text(OPERATORS), "value": Anything(), "values": Listed(Anything())},
        required=("jsonPath", "operator"),
    )
)

TRIGGER = Noun(
    "trigger",
    "triggers",
    "Which workflow an event launches, and when.",
    (
        Property("description", TEXT, "what it is for", for_flows=False),
        Property("topicName", TEXT, "the topic of the events", required=True, for_flows=False),
        Property("target", TEXT, "the workflow to launch", refers_to="flow", required=True, for_flows=False),
        Property(
            "dataFormat",
            Text(DATA_FORMATS),
            "how the event becomes inputs: TopLevelPrimitives (the default) or Json",
            in_api=False,
            for_flows=False,
        ),
        Property("enabled", FLAG, "whether it launches anything (true by default)", for_flows=False, default=True),
        Property("matchCriteria", _CRITERIA, "what must be true of the event", for_flows=False),
        Property(
            "eventTTLSeconds", Whole(LEAST_TTL, 2**31 - 1), "how old an event may be, in seconds", for_flows=False
        ),
        Property(
            "delayBySeconds",
            Whole(LEAST_DELAY, MOST_DELAY),
            "how long after the event it launches, in seconds",
            for_flows=False,
        ),
    ),
    api=Api(
        "/api/v2/processautomation/triggers",
        "triggerId",
        filters=("topicName", "enabled", "hasDelayBy"),
        leaves=frozenset({"list"}),
        notes={
            "POST": "Any topic is accepted. Which triggers the cloud refuses besides is not documented.",
            "PUT": "Any topic is accepted.",
        },
    ),
)
