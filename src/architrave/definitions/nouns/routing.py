"""Nouns of routing that only org.yaml has: groups, languages, utilization labels."""

from architrave.definitions.nouns.declaration import TEXT, Noun, Property

NOUNS = (
    Noun("group", "groups", "A group of users.", (Property("description", TEXT, "who is in it"),)),
    Noun("languageSkill", "languageSkills", "A language that an agent speaks."),
    Noun("utilizationLabel", "utilizationLabels", "A label that limits how many conversations an agent has at once."),
)
