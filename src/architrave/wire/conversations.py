"""The shapes of conversations."""

from architrave.wire.codec import Shape


class Participant(Shape, kw_only=True):
    """Who takes part in a conversation, with the attributes that flows read and set."""

    id: str
    name: str | None = None
    purpose: str | None = None
    attributes: dict[str, str]


class Conversation(Shape, kw_only=True):
    """A conversation with its participants."""

    id: str
    participants: list[Participant]
    self_uri: str
