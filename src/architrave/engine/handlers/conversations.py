"""Conversation data without a store: what a run remembers of its own writing."""


class Remembered:
    """The data of conversations, kept in memory. A conversation is there once something was written to it."""

    def __init__(self) -> None:
        self._attributes: dict[tuple[str, str | None], dict[str, str]] = {}

    def read(self, conversation: str, participant: str | None, names: tuple[str, ...]) -> dict[str, str]:
        """The attributes that are set, of those named."""
        known = self._attributes.get((conversation, participant), {})
        return {name: known[name] for name in names if name in known}

    def write(self, conversation: str, participant: str | None, attributes: dict[str, str]) -> None:
        """Sets attributes."""
        self._attributes.setdefault((conversation, participant), {}).update(attributes)
