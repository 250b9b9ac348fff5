"""Skills: what an agent can do."""

from architrave.definitions.nouns.declaration import Api, Noun
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY

SKILL = Noun(
    "skill",
    "skills",
    "What an agent can do.",
    (DIVISION_OF_ENTITY,),
    unique="name",
    api=Api("/api/v2/routing/skills", "skillId", starts_with=frozenset({"name"})),
)
