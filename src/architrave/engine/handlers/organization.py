"""The interface of an organization that the handlers use, and an empty organization."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from architrave.definitions.mocks import ScriptedReply
from architrave.definitions.values import DataAction
from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, DataActionReply

if TYPE_CHECKING:
    from collections.abc import Callable

    from architrave.engine.data_actions.exchange import Request, Watch

Edit = tuple[str, str, dict[str, Any] | None]
"""A noun, the id of an entity, and the entity; None if it is gone."""


class Directory(Protocol):
    """The entities of the organization as JSON objects, by noun and property."""

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        """The entity, or None if there is not exactly one."""
        ...

    def all(self, noun: str) -> list[dict[str, Any]]:
        """All entities of a noun."""
        ...


class EditedDirectory(Directory, Protocol):
    """A directory of which a copy in another process can follow the edits."""

    @property
    def version(self) -> int:
        """The number of edits so far."""
        ...

    def edits_since(self, version: int) -> list[Edit] | None:
        """The edits after a version, oldest first; None if they are not all remembered."""
        ...

    def apply(self, edits: Iterable[Edit]) -> None:
        """Take over edits of the directory that this one is a copy of."""
        ...


class Conversations(Protocol):
    """The data of conversations and their participants. `is_own`: it is the execution's own conversation."""

    def read(
        self, conversation: str, participant: str | None, names: tuple[str, ...], *, is_own: bool = False
    ) -> dict[str, str] | None:
        """The named attributes that are set; None if there is no such conversation or participant."""
        ...

    def write(
        self, conversation: str, participant: str | None, attributes: dict[str, str], *, is_own: bool = False
    ) -> bool:
        """Sets attributes. Writing the same ones again changes nothing. False if there is no such participant."""
        ...


class Changes(Protocol):
    """Changes the entities of the organization. Blocks until a change is on disk."""

    def create(self, noun: str, entity_id: str, values: dict[str, Any]) -> dict[str, Any]:
        """The new entity; the one that exists, if it was made before with the same id."""
        ...

    def change(self, noun: str, entity_id: str, values: dict[str, Any]) -> dict[str, Any] | None:
        """The entity with other values; None if it does not exist."""
        ...


class DataActions(Protocol):
    """The data actions of the organization: calls them, and checks scripted replies as it checks real ones."""

    async def call(self, effect: CallDataAction, call: Call, watch: "Watch | None" = None) -> DataActionReply:
        """The reply, as `CallDataAction` describes it. `watch` gets the exchange, without credentials."""
        ...

    async def respond(
        self,
        effect: CallDataAction,
        call: Call,
        scripted: ScriptedReply,
        note: "Callable[[Request], None]" = ...,
        watch: "Watch | None" = None,
    ) -> DataActionReply:
        """The reply to a call that gets a scripted HTTP response: its templates and its translation map really run.

        `note` is called with each request that would have been sent, `watch` with the exchange, without credentials.
        """
        ...

    def definition(self, effect: CallDataAction) -> DataAction | None:
        """The definition that a call refers to; None if the organization has none."""
        ...

    def timeout(self, effect: CallDataAction) -> int:
        """The milliseconds within which a call must be answered."""
        ...

    def refused(self, effect: CallDataAction, call: Call | None = None) -> DataActionReply | None:
        """The failure of a call that would not be sent, because its inputs do not match the contract; else None."""
        ...

    def agreed(self, effect: CallDataAction, reply: DataActionReply, call: Call) -> DataActionReply:
        """A scripted reply as a real call would give it: what does not match the contract is a failure."""
        ...


class NoDirectory:
    """An empty organization."""

    version = 0

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:  # noqa: ARG002
        """Nothing."""
        return None

    def all(self, noun: str) -> list[dict[str, Any]]:  # noqa: ARG002
        """Nothing."""
        return []

    def edits_since(self, version: int) -> list[Edit] | None:  # noqa: ARG002
        """None are made."""
        return []

    def apply(self, edits: Iterable[Edit]) -> None:
        """None are made."""
