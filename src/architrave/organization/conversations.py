"""Conversations: the attributes of their participants, as org.yaml has them and as flows have set them since."""

from collections.abc import Callable

from architrave.organization.directory import Directory
from architrave.store import Store
from architrave.store import participants as kept


class Conversations:
    """The data of conversations. What a flow has set goes before what org.yaml says."""

    def __init__(self, store: Store, directory: Callable[[], Directory]) -> None:
        self._store = store
        self._directory = directory

    def read(self, conversation: str, participant: str | None, names: tuple[str, ...]) -> dict[str, str]:
        """The attributes that are set, of those named. Without a participant, those of the conversation itself."""
        with self._store.read() as connection:
            found = kept.read(connection, conversation, participant, names)
        written = self._written(conversation, participant)
        return {name: written[name] for name in names if name in written} | found

    def write(self, conversation: str, participant: str | None, attributes: dict[str, str]) -> None:
        """Set attributes; they are on disk when this returns. Writing the same ones again changes nothing."""
        with self._store.write() as connection:
            kept.write(connection, conversation, participant, attributes)

    def _written(self, conversation: str, participant: str | None) -> dict[str, str]:
        entity = self._directory().look_up("conversation", "id", conversation) or {}
        if participant is None:
            return entity.get("attributes") or {}
        members = entity.get("participants") or ()
        return next((one.get("attributes") or {} for one in members if one.get("id") == participant), {})
