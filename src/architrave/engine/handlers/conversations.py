"""Conversation data without a store: a run remembers what it has written."""

from collections.abc import Callable

from architrave.definitions.conversations import attributes_of
from architrave.engine.handlers.organization import Directory, NoDirectory


class Remembered:
    """Conversation data in memory. Attributes that a flow has set override those of the organization."""

    def __init__(self, directory: Callable[[], Directory] = NoDirectory) -> None:
        self._directory = directory
        self._attributes: dict[tuple[str, str | None], dict[str, str]] = {}

    def read(
        self, conversation: str, participant: str | None, names: tuple[str, ...], *, is_own: bool = False
    ) -> dict[str, str] | None:
        """The named attributes that are set; None if there is no such conversation or participant."""
        defined = self._defined(conversation, participant, is_own=is_own)
        if defined is None:
            return None
        known = defined | self._attributes.get((conversation, participant), {})
        return {name: known[name] for name in names if name in known}

    def write(
        self, conversation: str, participant: str | None, attributes: dict[str, str], *, is_own: bool = False
    ) -> bool:
        """Sets attributes. False if there is no such conversation or participant."""
        if self._defined(conversation, participant, is_own=is_own) is None:
            return False
        self._attributes.setdefault((conversation, participant), {}).update(attributes)
        return True

    def _defined(self, conversation: str, participant: str | None, *, is_own: bool = False) -> dict[str, str] | None:
        entity = self._directory().look_up("conversation", "id", conversation)
        return attributes_of(entity, participant, is_own=is_own)
