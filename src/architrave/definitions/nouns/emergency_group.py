"""Emergency groups: a switch for emergencies."""

from architrave.definitions.nouns.declaration import FLAG, TEXT, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

EMERGENCY_GROUP = Noun(
    "emergencyGroup",
    "emergencyGroups",
    "A switch for emergencies.",
    (
        Property("enabled", FLAG, "whether there is an emergency"),
        Property("description", TEXT, "what it is for"),
        DIVISION_OF_ENTITY,
    ),
    unique="name",
    api=Api(
        "/api/v2/architect/emergencygroups",
        "emergencyGroupId",
        filters=("name",),
        sorts=("name", "id"),
        notes={
            "POST": "The flows and IVR configurations in emergencyCallFlows are kept and not checked.",
            "PUT": "The flows and IVR configurations in emergencyCallFlows are kept and not checked.",
        },
    ),
)
