"""Divisions: they say who may see and change an entity."""

from architrave.definitions.nouns.declaration import TEXT, Noun, Property

HOME = "Home"
"""The division of entities that name none. Every organization has it."""

DIVISION = Noun(
    "division",
    "divisions",
    "A part of the organization, to which entities belong.",
    (Property("description", TEXT, "what it is for"),),
)

DIVISION_OF_ENTITY = Property("division", TEXT, "the division that it belongs to, by name or id (Home by default)")
"""The property of an entity that belongs to a division."""
