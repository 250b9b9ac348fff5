"""Language skills: the languages that agents speak."""

from architrave.definitions.nouns.declaration import Api, Noun

LANGUAGE = Noun(
    "languageSkill",
    "languageSkills",
    "A language that an agent speaks.",
    unique="name",
    api=Api("/api/v2/routing/languages", "languageId", starts_with=frozenset({"name"})),
)
