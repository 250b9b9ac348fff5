"""The attributes that org.yaml gives to a conversation and its participants."""

from collections.abc import Mapping
from typing import Any


def attributes_of(conversation: Mapping[str, Any] | None, participant: str | None) -> dict[str, str]:
    """A participant's attributes in a conversation's entity; without a participant, the conversation's own."""
    entity: Mapping[str, Any] = conversation or {}
    members: list[Mapping[str, Any]] = [entity] if participant is None else entity.get("participants") or []
    for one in members:
        if participant in (None, one.get("id")):
            return dict(one.get("attributes") or {})
    return {}
