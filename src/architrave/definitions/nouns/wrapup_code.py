"""Wrap-up codes: what an agent chooses at the end of a conversation."""

from architrave.definitions.nouns.declaration import TEXT, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

WRAPUP_CODE = Noun(
    "wrapupCode",
    "wrapupCodes",
    "What an agent chooses at the end of a conversation.",
    (Property("description", TEXT, "what it means"), DIVISION_OF_ENTITY),
    unique="name",
    title="wrap-up code",
    api=Api(
        "/api/v2/routing/wrapupcodes",
        "codeId",
        filters=("id", "name", "divisionId"),
        sorts=("name", "id"),
        notes={"DELETE": "That a queue which has the code prevents its deletion is assumed."},
    ),
)
