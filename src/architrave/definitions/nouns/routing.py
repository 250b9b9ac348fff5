"""Nouns of routing that only org.yaml has: utilization labels."""

from architrave.definitions.nouns.declaration import Noun

NOUNS = (
    Noun("utilizationLabel", "utilizationLabels", "A label that limits how many conversations an agent has at once."),
)
