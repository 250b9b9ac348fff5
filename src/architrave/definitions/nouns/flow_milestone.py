"""Flow milestones: steps that flows report."""

from architrave.definitions.nouns.declaration import TEXT, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

FLOW_MILESTONE = Noun(
    "flowMilestone",
    "flowMilestones",
    "A step that flows report.",
    (Property("description", TEXT, "what it is"), DIVISION_OF_ENTITY),
    unique="name",
    api=Api(
        "/api/v2/flows/milestones",
        "milestoneId",
        filters=("id", "name", "description", "nameOrDescription", "divisionId"),
        looks_in={"nameOrDescription": ("name", "description")},
        sorts=("id", "name", "description"),
    ),
)
