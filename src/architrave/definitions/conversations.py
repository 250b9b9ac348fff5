"""The conversations in org.yaml, their participants, and the attributes of both."""

from collections.abc import Mapping
from typing import Any


def attributes_of(
    conversation: Mapping[str, Any] | None, participant: str | None, *, is_own: bool = False
) -> dict[str, str] | None:
    """A participant's attributes in a conversation's entity; without a participant, the conversation's own.

    None if there is no such conversation or participant. With `is_own` it is the execution's own conversation, which
    exists although org.yaml does not have it, with whatever participant.
    """
    entity: Mapping[str, Any] = conversation or {}
    member: Mapping[str, Any] | None = None if conversation is None else entity
    if participant is not None:
        members: list[Mapping[str, Any]] = entity.get("participants") or []
        member = next((one for one in members if one.get("id") == participant), None)
    if member is None:
        return {} if is_own else None
    return dict(member.get("attributes") or {})
