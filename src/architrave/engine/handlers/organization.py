"""What the handlers ask of an organization, and the organization in which there is nothing."""

from typing import Any, Protocol

from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, DataActionReply


class Directory(Protocol):
    """What the organization knows: its entities as JSON objects, by noun and property."""

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        """One entity, or None where there is none, or no single one."""
        ...

    def all(self, noun: str) -> list[dict[str, Any]]:
        """Every entity of a noun."""
        ...


class Conversations(Protocol):
    """The data of conversations' participants."""

    def read(self, conversation: str, participant: str | None, names: tuple[str, ...]) -> dict[str, str]:
        """The attributes that are set, of those named."""
        ...

    def write(self, conversation: str, participant: str | None, attributes: dict[str, str]) -> None:
        """Sets attributes. Writing the same ones again changes nothing."""
        ...


class DataActions(Protocol):
    """Calls data actions for real."""

    async def call(self, effect: CallDataAction, call: Call) -> DataActionReply:
        """The reply, as `CallDataAction` describes it."""
        ...


class NoDirectory:
    """An organization in which there is nothing."""

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:  # noqa: ARG002
        """Nothing."""
        return None

    def all(self, noun: str) -> list[dict[str, Any]]:  # noqa: ARG002
        """Nothing."""
        return []
