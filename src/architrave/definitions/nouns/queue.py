"""Queues: where conversations wait for an agent."""

from architrave.definitions.nouns.declaration import TEXT, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY
from architrave.definitions.shapes import Listed, Whole

QUEUE = Noun(
    "queue",
    "queues",
    "Where conversations wait for an agent.",
    (
        Property("description", TEXT, "what it is for"),
        DIVISION_OF_ENTITY,
        Property("estimatedWaitTimeSeconds", Whole(0, 86_400), "the wait that flows are told", in_api=False),
        Property("memberCount", Whole(0, 10**6), "the number of members that flows are told", in_api=False),
        Property(
            "members", Listed(TEXT), "the users who are its members", refers_to="user", in_api=False, for_flows=False
        ),
        Property(
            "wrapupCodes",
            Listed(TEXT),
            "the codes that its agents can choose",
            refers_to="wrapupCode",
            in_api=False,
            for_flows=False,
        ),
    ),
    unique="name",
    api=Api(
        "/api/v2/routing/queues",
        "queueId",
        filters=("id", "name", "divisionId"),
        sorts=("name", "id", "dateCreated"),
        force="forceDelete",
        kept=frozenset({"memberCount", "userMemberCount", "joinedMemberCount"}),
        notes={
            "DELETE": "That a flow which names the queue prevents its deletion without forceDelete is assumed.",
        },
    ),
)
