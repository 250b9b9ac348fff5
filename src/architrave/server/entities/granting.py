"""Changes what is granted to users and clients, in the divisions in which the caller may do so."""

import asyncio
from collections.abc import Callable, Iterable

from architrave.definitions.grants import ALL_DIVISIONS
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.organization.subjects import Pair
from architrave.server.call import ApiCall
from architrave.server.refusals import Refusal, conflict, missing_everywhere

Change = Callable[[list[Pair]], Iterable[Pair]]


async def change_grants(call: ApiCall, subject: Entity, change: Change) -> Entity | Refusal:
    """Grant a subject what `change` makes of what it has. Nobody grants, or takes away, where they may not."""
    subjects = call.services.organization.subjects
    before = subjects.pairs(subject)
    touched = {*before} ^ {*change(before)}
    refusal = refusal_to_grant(call, (pair.division_id for pair in touched))
    if refusal is not None:
        return refusal
    done = await asyncio.to_thread(subjects.change, subject, change, call.author)
    return conflict(done) if isinstance(done, Conflict) else done


def refusal_to_grant(call: ApiCall, division_ids: Iterable[str]) -> Refusal | None:
    """Why the caller may not grant roles in one of these divisions, of which `*` is all; None if it may."""
    if call.divisions is None:
        return None
    for division_id in dict.fromkeys(division_ids):
        if division_id == ALL_DIVISIONS:
            return missing_everywhere(call.permissions)
        known = call.services.organization.divisions.find(division_id)
        refusal = call.refusal_in(division_id if known is None else known.written)
        if refusal is not None:
            return refusal
    return None
