"""Events that launch workflows by triggers, and what became of them.

Architrave's own: in the cloud, events come from what happens in it.
"""

import asyncio
import contextlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from architrave.contract.model_check import Path, Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE
from architrave.engine.identifiers import new_execution_id
from architrave.organization.trigger_events import Arrived, Event, arrive
from architrave.server.call import Answer, ApiCall
from architrave.server.entities.bodies import Body, RejectedBody, with_floats
from architrave.server.events import read_body
from architrave.server.query_check import MAX_PAGE_SIZE
from architrave.server.refusals import Refusal, bad_value
from architrave.server.services import Services
from architrave.store import NotKept
from architrave.store import trigger_launches as kept
from architrave.store.trigger_launches import DROPPED, LAUNCHED, WAITING, TriggerLaunchRow
from architrave.wire import iso_instant
from architrave.wire.paging import DEFAULT_PAGE_SIZE, CursorListing, cursor_listing

Shape = dict[str, Any]

MOST_EVENTS = 1_000
"""The most events of one request."""

_LONGEST = 200
_KEYS = ("id", "topicName", "eventBody", "eventTime")
_NAME = re.compile(r"[!-~](?:[ -~]*[!-~])?")
"""What can be a topic or the id of an event: printable ASCII."""

_CURSOR = re.compile(r"[1-9][0-9]{0,17}")
_STATES = (WAITING, LAUNCHED, DROPPED)


async def receive(call: ApiCall) -> Answer | RejectedBody:
    """Store what one or many events launch, launch what is due, and say what became of each.

    Once this is answered, a crash loses nothing. An event with the id of an earlier one launches nothing more.
    """
    body = await read_body(call)
    events = _events(body, call.services.now())
    if body.rejected is not None:
        return body.rejected
    services = call.services
    events = _interfered(services, events)
    arrived = await asyncio.to_thread(
        arrive, services.organization, events, services.now(), call.author, new_execution_id
    )
    done: dict[str, TriggerLaunchRow] = {}
    if services.triggers is not None:
        with contextlib.suppress(NotKept):  # it is stored, and will be launched
            done = await services.triggers.launch_due()
        services.triggers.wake()
    return Answer({"events": [_event_shape(one, done) for one in arrived]})


async def launches(call: ApiCall) -> CursorListing[Shape] | Refusal:
    """What events have launched, newest first, page by page: also what waits, and what was dropped and why."""
    size = call.whole("pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE)
    if isinstance(size, Refusal):
        return size
    after, state = call.text("after"), call.text("state")
    if after is not None and _CURSOR.fullmatch(after) is None:
        return bad_value("after", after, "the one in the nextUri of the page before")
    if state not in (None, *_STATES):
        return bad_value("state", state or "", ", ".join(_STATES))
    store = call.services.organization.store

    def read() -> list[TriggerLaunchRow]:
        with store.read() as connection:
            return kept.page(connection, None if after is None else int(after), state, size + 1)

    rows = await asyncio.to_thread(read)
    return cursor_listing(
        [_launch_shape(row) for row in rows[:size]],
        after=str(rows[size - 1].number) if len(rows) > size else None,
        page_size=size,
        path=call.request.path,
        query=call.query,
    )


def _events(body: Body, now: int) -> list[Event]:
    """The events of a body. Reports what is wrong with them."""
    value: Any = body.read.value
    is_list = isinstance(value, list)
    items = cast("list[Any]", value) if is_list else [value]
    if len(items) > MOST_EVENTS:
        body.report(Problem(INVALID_VALUE, f"These are {len(items):,} events.", (), f"Send at most {MOST_EVENTS:,}."))
        return []
    found = (_event(body, item, (index,) if is_list else (), now) for index, item in enumerate(items))
    return [event for event in found if event is not None]


def _event(body: Body, item: Any, path: Path, now: int) -> Event | None:
    if not isinstance(item, dict):
        if item is not None or body.rejected is None:
            advice = 'Send {"topicName": "v2.users.{id}.activity", "eventBody": {…}}, or a list of such objects.'
            body.report(Problem(WRONG_TYPE, "An event is a JSON object.", path, advice))
        return None
    said = cast("Shape", item)
    for key in said:
        if key not in _KEYS:
            message = f'An event has no field "{key}".'
            body.report(Problem(UNKNOWN_FIELD, message, (*path, key), f"Its fields are {', '.join(_KEYS)}.", True))
    topic, content = said.get("topicName"), said.get("eventBody")
    if topic is None:
        body.report(Problem(MISSING_FIELD, "The event has no topicName.", path, 'Add "topicName".'))
    elif not _is_name(topic):
        body.report(_not_a_name("topicName", path))
    if content is None:
        body.report(Problem(MISSING_FIELD, "The event has no eventBody.", path, 'Add "eventBody", an object.'))
    elif not isinstance(content, dict):
        message = "The content of an event is a JSON object."
        body.report(Problem(WRONG_TYPE, message, (*path, "eventBody"), "Send an object."))
    event_id = said.get("id")
    if event_id is not None and not _is_name(event_id):
        body.report(_not_a_name("id", path))
    moment = _moment(said.get("eventTime"), now)
    if moment is None:
        message = "The time of an event is an ISO 8601 time with its zone."
        advice = "Send one such as 2026-03-01T08:00:00Z, or leave it out: then it is now."
        body.report(Problem(INVALID_VALUE, message, (*path, "eventTime"), advice))
    if body.rejected is not None or not isinstance(topic, str):
        return None
    return Event(event_id or str(uuid4()), topic, with_floats(content), now if moment is None else moment)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST and _NAME.fullmatch(value) is not None


def _not_a_name(key: str, path: Path) -> Problem:
    message = f"The {key} of an event is a text of at most {_LONGEST} printable ASCII characters."
    return Problem(INVALID_VALUE, message, (*path, key), "Send a shorter or simpler one.")


def _moment(value: Any, now: int) -> int | None:
    """A time in milliseconds since the epoch: that of a text, or `now` without one; None if it is none."""
    if value is None:
        return now
    try:
        read = datetime.fromisoformat(value)
        return None if read.tzinfo is None else round(read.timestamp() * 1000)
    except (TypeError, ValueError, OverflowError):
        return None


def _interfered(services: Services, events: Sequence[Event]) -> list[Event]:
    """The events with the faults that are injected: twice, late, or after the one behind them."""
    chaos = services.chaos
    if not chaos.is_on:
        return list(events)
    order = list(events)
    for index in range(len(order) - 1):
        if (tally := chaos.choose_for_event("reorder", order[index].topic)) is not None:
            chaos.note_event(tally, order[index].topic)
            order[index], order[index + 1] = order[index + 1], order[index]
    changed: list[Event] = []
    for event in order:
        copies, late_by = event.copies, event.late_by
        if (tally := chaos.choose_for_event("duplicate", event.topic)) is not None:
            chaos.note_event(tally, event.topic)
            copies = 2
        if (tally := chaos.choose_for_event("late", event.topic)) is not None:
            chaos.note_event(tally, event.topic)
            late_by = tally.fault.seconds * 1000
        changed.append(Event(event.id, event.topic, event.body, event.happened_at, copies, late_by))
    return changed


def _event_shape(arrived: Arrived, done: dict[str, TriggerLaunchRow]) -> Shape:
    return {
        "id": arrived.event.id,
        "topicName": arrived.event.topic,
        "launches": [_launch_shape(done.get(row.id, row)) for row in arrived.launches],
        "notLaunched": [
            {"trigger": {"id": one.trigger.id, "name": one.trigger.name}, "reason": one.reason}
            for one in arrived.passed
        ],
    }


def _launch_shape(row: TriggerLaunchRow) -> Shape:
    shown = {
        "executionId": row.id,
        "eventId": row.event,
        "topicName": row.topic,
        "triggerId": row.trigger_id,
        "state": row.state,
        "dueAt": iso_instant(row.due_at),
    }
    return shown if row.reason is None else {**shown, "reason": row.reason}
