"""Events that arrive: which triggers they match, and the launches that are stored before they are acknowledged.

An event with an id that arrived before is the same event: it launches nothing more, and the launches that it has made
are answered again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from architrave.cloud.trigger_topics import is_of_topic
from architrave.definitions.nouns.trigger import TRIGGER
from architrave.organization.entity import Entity
from architrave.organization.local import LocalOrganization
from architrave.organization.trigger_matching import compared
from architrave.store import trigger_launches as kept
from architrave.store.trigger_launches import TriggerLaunchRow

KEPT_MILLISECONDS = 24 * 60 * 60 * 1000
"""How long an event is remembered after its last launch."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event. `happened_at` is in milliseconds since the epoch. `copies` is how often each trigger gets it, and
    `late_by` how much later than usual, in milliseconds."""

    id: str
    topic: str
    body: Mapping[str, Any]
    happened_at: int
    copies: int = 1
    late_by: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """A trigger of the event's topic that launches nothing, and why."""

    trigger: Entity
    reason: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """What an event launches, and the triggers of its topic that launch nothing."""

    event: Event
    launches: tuple[TriggerLaunchRow, ...]
    passed: tuple[Passed, ...]


def arrive(
    organization: LocalOrganization,
    events: Sequence[Event],
    now: int,
    author: str | None,
    new_id: Callable[[], str],
) -> list[Arrived]:
    """Store what events launch. `now` is in milliseconds since the epoch. Blocks; raises `NotKept`: then nothing is."""
    found = [_matched(organization, event) for event in events]
    with organization.store.write(alone=True) as connection:
        kept.forget(connection, now - KEPT_MILLISECONDS)
        known: dict[str, list[TriggerLaunchRow]] = {}
        for row in kept.of_events(connection, [event.id for event in events]):
            known.setdefault(row.event, []).append(row)
        number = kept.last_number(connection)
        new: list[TriggerLaunchRow] = []
        for event, (triggers, _) in zip(events, found, strict=True):
            if event.id in known:
                continue
            rows = [_row(event, trigger, now, author, new_id()) for trigger in triggers for _ in range(event.copies)]
            known[event.id] = [replace(row, number=number + at) for at, row in enumerate(rows, len(new) + 1)]
            new += known[event.id]
        kept.add(connection, new)
    return [
        Arrived(event, tuple(known.get(event.id, ())), tuple(passed))
        for event, (_, passed) in zip(events, found, strict=True)
    ]


def _matched(organization: LocalOrganization, event: Event) -> tuple[list[Entity], list[Passed]]:
    """The triggers that an event matches, and those of its topic that it does not."""
    matching: list[Entity] = []
    passed: list[Passed] = []
    for trigger in organization.entities.all(TRIGGER.name):
        if not is_of_topic(event.topic, str(trigger.properties.get("topicName"))):
            continue
        reason = why_not(trigger, event)
        if reason is None:
            matching.append(trigger)
        else:
            passed.append(Passed(trigger, reason))
    return matching, passed


def why_not(trigger: Entity, event: Event) -> str | None:
    """Why a trigger of the event's topic launches nothing; None if it does."""
    if trigger.properties.get("enabled") is False:
        return "The trigger is not enabled."
    conditions = compared(trigger.properties.get("matchCriteria") or (), event.body)
    return next((f"The event does not match {one.as_filter}." for one in conditions if not one.matches), None)


def why_late(trigger: Entity, happened_at: int, now: int) -> str | None:
    """Why an event is too old for a trigger; None if it is not. The times are in milliseconds since the epoch."""
    lasts = trigger.properties.get("eventTTLSeconds")
    age = now - happened_at
    if isinstance(lasts, int) and age > lasts * 1000:
        return f"The event was {age / 1000:.1f} seconds old, and eventTTLSeconds is {lasts}."
    return None


def _row(event: Event, trigger: Entity, now: int, author: str | None, launch_id: str) -> TriggerLaunchRow:
    delay = trigger.properties.get("delayBySeconds")
    return TriggerLaunchRow(
        launch_id,
        event.id,
        event.topic,
        trigger.id,
        msgspec.json.encode(event.body).decode(),
        author,
        event.happened_at,
        now + event.late_by + (delay * 1000 if isinstance(delay, int) else 0),
    )
