"""Flow outcomes: results that flows report."""

from architrave.definitions.nouns.declaration import TEXT, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

FLOW_OUTCOME = Noun(
    "flowOutcome",
    "flowOutcomes",
    "A result that flows report.",
    (Property("description", TEXT, "what it is"), DIVISION_OF_ENTITY),
    unique="name",
    api=Api(
        "/api/v2/flows/outcomes",
        "flowOutcomeId",
        filters=("id", "name", "description", "nameOrDescription", "divisionId"),
        looks_in={"nameOrDescription": ("name", "description")},
        sorts=("id", "name", "description"),
    ),
)
