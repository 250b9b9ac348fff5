"""Properties that the API shows and no entity has: they are computed from others."""

from collections.abc import Callable, Mapping
from typing import Any

from architrave.organization.entities import Entities
from architrave.organization.queue_members import members_of

Properties = Mapping[str, Any]


def _of_queue(properties: Properties, entities: Entities) -> dict[str, Any]:
    members = members_of(properties, entities)
    joined = sum(member.joined for member in members)
    return {"memberCount": len(members), "userMemberCount": len(members), "joinedMemberCount": joined}


_COMPUTED: dict[str, Callable[[Properties, Entities], dict[str, Any]]] = {"queue": _of_queue}


def computed(noun: str, properties: Properties, entities: Entities) -> dict[str, Any]:
    """The computed properties of an entity."""
    compute = _COMPUTED.get(noun)
    return {} if compute is None else compute(properties, entities)
