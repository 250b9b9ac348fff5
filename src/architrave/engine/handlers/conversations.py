"""Conversation data without a store: a run remembers what it has written."""

from collections.abc import Callable

from architrave.definitions.conversations import attributes_of
from architrave.engine.handlers.organization import Directory, NoDirectory


class Remembered:
    """Conversation data in memory. Attributes that a flow has set override those of the organization."""

    def __init__(self, directory: Callable[[], Directory] = NoDirectory) -> None:
        self._directory = directory
        self._attributes: dict[tuple[str, str | None], dict[str, str]] = {}

    def read(self, conversation: str, participant: str | None, names: tuple[str, ...]) -> dict[str, str]:
        """The named attributes that are set."""
        defined = attributes_of(self._directory().look_up("conversation", "id", conversation), participant)
        known = defined | self._attributes.get((conversation, participant), {})
        return {name: known[name] for name in names if name in known}

    def write(self, conversation: str, participant: str | None, attributes: dict[str, str]) -> None:
        """Sets attributes."""
        self._attributes.setdefault((conversation, participant), {}).update(attributes)
