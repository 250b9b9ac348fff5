"""The interface of an organization that the handlers use, and an empty organization."""

from typing import Any, Protocol

from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, DataActionReply


class Directory(Protocol):
    """The entities of the organization as JSON objects, by noun and property."""

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        """The entity, or None if there is not exactly one."""
        ...

    def all(self, noun: str) -> list[dict[str, Any]]:
        """All entities of a noun."""
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


class DataActions(Protocol):
    """Really calls data actions."""

    async def call(self, effect: CallDataAction, call: Call) -> DataActionReply:
        """The reply, as `CallDataAction` describes it."""
        ...


class NoDirectory:
    """An empty organization."""

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:  # noqa: ARG002
        """Nothing."""
        return None

    def all(self, noun: str) -> list[dict[str, Any]]:  # noqa: ARG002
        """Nothing."""
        return []
