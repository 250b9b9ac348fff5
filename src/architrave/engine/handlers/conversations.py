"""Conversation data without a store: a run remembers what it has written."""


class Remembered:
    """Conversation data in memory. A conversation exists once something has been written to it."""

    def __init__(self) -> None:
        self._attributes: dict[tuple[str, str | None], dict[str, str]] = {}

    def read(self, conversation: str, participant: str | None, names: tuple[str, ...]) -> dict[str, str]:
        """The named attributes that are set."""
        known = self._attributes.get((conversation, participant), {})
        return {name: known[name] for name in names if name in known}

    def write(self, conversation: str, participant: str | None, attributes: dict[str, str]) -> None:
        """Sets attributes."""
        self._attributes.setdefault((conversation, participant), {}).update(attributes)
