"""Groups of users."""

from architrave.definitions.nouns.declaration import FLAG, TEXT, TEXTS, Api, Noun, Property
from architrave.definitions.shapes import Text

GROUP = Noun(
    "group",
    "groups",
    "A group of users.",
    (
        Property("description", TEXT, "who is in it"),
        Property("members", TEXTS, "the users who are in it", refers_to="user", in_api=False, for_flows=False),
        Property("ownerIds", TEXTS, "the users who manage it", refers_to="user", for_flows=False),
        Property(
            "type",
            Text(("official", "social")),
            "official or social (official by default)",
            for_flows=False,
            default="official",
        ),
        Property(
            "visibility",
            Text(("public", "owners", "members")),
            "who sees it: public, owners or members (public by default)",
            for_flows=False,
            default="public",
        ),
        Property(
            "rulesVisible", FLAG, "whether its rules can be seen (true by default)", for_flows=False, default=True
        ),
    ),
    unique="name",
    api=Api(
        "/api/v2/groups",
        "groupId",
        filters=("id",),
        kept=frozenset({"memberCount"}),
    ),
)
