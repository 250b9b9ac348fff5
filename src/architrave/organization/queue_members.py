"""The members of a queue: who they are, and whether they have joined."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from architrave.organization.entities import Entities
from architrave.organization.entity import Entity

_MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a queue, by the id of the user. `ring` is the ring of bullseye routing, from 1."""

    id: str
    ring: int = 1
    joined: bool = True


def members_of(properties: Mapping[str, Any], entities: Entities) -> list[Member]:
    """The members of a queue that exist. org.yaml names them by id, name or email address."""
    found: dict[str, Member] = {}
    for one in cast("Iterable[Any]", properties.get(_MEMBERS) or ()):
        if isinstance(one, dict):
            said = cast("dict[str, Any]", one)
            member = Member(said["id"], said.get("ringNumber", 1), said.get("joined", True))
        else:
            user = _user(str(one), entities)
            if user is None:
                continue
            member = Member(user.id)
        if entities.find("user", member.id) is not None:
            found.setdefault(member.id, member)
    return list(found.values())


def with_members(properties: Mapping[str, Any], members: Iterable[Member]) -> dict[str, Any]:
    """The properties of a queue with these members."""
    written = [{"id": one.id, "ringNumber": one.ring, "joined": one.joined} for one in members]
    return {**properties, _MEMBERS: written}


def changed(members: Iterable[Member], member_id: str, ring: int | None, joined: bool | None) -> list[Member]:
    """The members with one of them changed; None leaves as it is."""
    return [
        replace(one, ring=ring or one.ring, joined=one.joined if joined is None else joined)
        if one.id == member_id
        else one
        for one in members
    ]


def _user(named: str, entities: Entities) -> Entity | None:
    found = entities.find("user", named)
    if found is not None:
        return found
    folded = named.casefold()
    same = [
        user
        for user in entities.all("user")
        if folded in (user.name.casefold(), str(user.properties.get("email") or "").casefold())
    ]
    return same[0] if same else None
