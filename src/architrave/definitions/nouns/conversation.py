"""Conversations: the attributes of their participants, which flows read and set."""

from architrave.definitions.nouns.declaration import TEXT, Noun, Property
from architrave.definitions.shapes import Fields, Listed, Named

_PARTICIPANT = Fields({"id": TEXT, "name": TEXT, "purpose": TEXT, "attributes": Named(TEXT)}, required=("id",))

CONVERSATION = Noun(
    "conversation",
    "conversations",
    "A conversation with its participants; its `id` is required.",
    (
        Property("attributes", Named(TEXT), "the attributes of the conversation itself"),
        Property("participants", Listed(_PARTICIPANT), "who takes part, each with attributes"),
    ),
    is_named=False,
    has_own_id=True,
)
