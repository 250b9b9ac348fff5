"""Prompts: what flows say, with a text for each language."""

from architrave.definitions.nouns.declaration import TEXT, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY
from architrave.definitions.shapes import Anything, Fields, Listed

_SPOKEN = {"text": TEXT, "ttsString": TEXT, "durationSeconds": Anything()}
_RESOURCES = Listed(Fields({"language": TEXT, **_SPOKEN}, required=("language",)))
PROMPT = (
    Property("type", TEXT, "user or system", in_api=False),
    Property("description", TEXT, "what it says"),
    Property("text", TEXT, "its text in all languages", in_api=False),
    Property("ttsString", TEXT, "what text-to-speech says in all languages", in_api=False),
    Property("durationSeconds", Anything(), "how long its recording takes", in_api=False),
    Property("resources", _RESOURCES, "its texts by language", in_api=False),
)
"""The properties of prompts, those of the organization and those of the system. The API has resources of their own."""

USER_PROMPT = Noun(
    "userPrompt",
    "userPrompts",
    "A prompt that the organization made.",
    (*PROMPT, DIVISION_OF_ENTITY),
    unique="name",
    title="prompt",
    api=Api(
        "/api/v2/architect/prompts",
        "promptId",
        filters=("name", "description", "nameOrDescription", "divisionId"),
        looks_in={"nameOrDescription": ("name", "description")},
        sorts=("id", "name", "description"),
        kept=frozenset({"currentOperation"}),
        notes={
            "GET": "There is no audio.",
            "DELETE": "The resources are deleted too.",
        },
    ),
)
