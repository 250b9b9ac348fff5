"""The rule for entities that the folder and the store both know.

- An entity whose text in the folder is unchanged keeps what the API and flows made of it, also that it was deleted.
- When its text changes, or disappears, the folder wins.
- An entity that the folder never had is left alone.

The text is compared by what it means: layout and comments make no difference.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from architrave.definitions.values import Entity as WrittenEntity
from architrave.organization.entity import Entity, Origin, digest_of


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the folder changes. `changed` are the entities after it; of these, `replaced` had changes that are lost."""

    changed: tuple[Entity, ...]
    replaced: tuple[Entity, ...]


def seeded(
    known: Mapping[tuple[str, str], Entity],
    written: Iterable[WrittenEntity],
    now: int,
    unread: Collection[str] = (),
) -> Seeded:
    """Compare the entities in the store, by their keys, with those in the folder. `now` is in ms since the epoch.

    `unread` are nouns of which some could not be read, because of an error in a file: none of these is gone.
    """
    changed: list[Entity] = []
    replaced: list[Entity] = []
    seen: set[tuple[str, str]] = set()
    for one in written:
        new = Entity(one.noun, one.id, one.properties, 1, now, now, origin=Origin(digest_of(one)))
        if new.key in seen:
            continue  # reported by the reader; the first one counts
        seen.add(new.key)
        before = known.get(new.key)
        if before is None:
            changed.append(new)
        elif before.origin.digest != new.origin.digest:
            after = replace(new, version=before.version + 1, created_at=before.created_at, number=before.number)
            changed.append(after)
            if _is_lost(before, after):
                replaced.append(after)
    for key, before in known.items():
        if key in seen or before.origin.digest is None or before.noun in unread:
            continue
        after = replace(
            before, version=before.version + 1, changed_at=now, author=None, origin=Origin(), is_deleted=True
        )
        changed.append(after)
        if _is_lost(before, after):
            replaced.append(after)
    return Seeded(tuple(changed), tuple(replaced))


def _is_lost(before: Entity, after: Entity) -> bool:
    """Whether something that was made outside the folder is no longer there."""
    is_of_folder = before.origin.digest is not None
    made_elsewhere = before.origin.is_edited if is_of_folder else not before.is_deleted
    if not made_elsewhere or (before.is_deleted and after.is_deleted):
        return False
    return before.is_deleted != after.is_deleted or dict(before.properties) != dict(after.properties)
