"""Triggers: their list, the topics of events, and what an event would do. The rest is as for other nouns."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from architrave.cloud.trigger_topics import TRIGGER_TOPICS, is_of_topic
from architrave.definitions.nouns.trigger import TRIGGER
from architrave.organization.entity import Entity
from architrave.organization.trigger_inputs import inputs_for
from architrave.organization.trigger_matching import compared, matches
from architrave.server.call import ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import EntityAnswers
from architrave.server.entities.bodies import RejectedBody
from architrave.server.events import event_of
from architrave.server.query_check import MAX_PAGE_SIZE
from architrave.server.refusals import Refusal, bad_value
from architrave.wire.paging import DEFAULT_PAGE_SIZE

Shape = dict[str, Any]
Item = TypeVar("Item")

PATH = "/api/v2/processautomation/triggers"
_CURSOR = re.compile(r"[1-9][0-9]{0,17}")
_TRIGGERS = EntityAnswers.of(TRIGGER)
_PAGES = ("before", "after", "pageSize")
_NO_SCHEMA = "The schema of the topic's events is not known here, so any object is accepted."


async def index(call: ApiCall) -> Shape | Refusal:
    """One page of the triggers that the query asks for, oldest first."""
    enabled, delayed = call.flag("enabled"), call.flag("hasDelayBy")
    for each in (enabled, delayed):
        if isinstance(each, Refusal):
            return each
    topic = call.text("topicName")
    chosen = [
        one
        for one in call.services.organization.entities.all(TRIGGER.name)
        if topic in (None, one.properties.get("topicName"))
        and enabled in (None, is_enabled(one))
        and delayed in (None, one.properties.get("delayBySeconds") is not None)
    ]
    return _page(call, [(one.number, one) for one in chosen], lambda one: _TRIGGERS.shape(call, one))


async def topics(call: ApiCall) -> Shape | Refusal:
    """One page of the topics that are known: those of public pages, and those of the organization's triggers."""
    named = {str(one.properties.get("topicName")) for one in call.services.organization.entities.all(TRIGGER.name)}
    known = sorted({*TRIGGER_TOPICS, *named})
    return _page(call, list(enumerate(known, 1)), lambda topic: topic)


async def test(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """What a trigger would do with an event."""
    trigger = _TRIGGERS.find(call)
    if isinstance(trigger, Refusal):
        return trigger
    body, event = await event_of(call)
    if body.rejected is not None:
        return body.rejected
    conditions = compared(trigger.properties.get("matchCriteria") or (), event)
    fitting = inputs_for(call.services.organization, trigger, event)
    return {
        "schemaValidation": {"name": "Schema validation", "step": 1, "matches": True, "details": [_NO_SCHEMA]},
        "targetValidation": {
            "name": "Target validation",
            "step": 2,
            "matches": not fitting.problems,
            "details": list(fitting.problems or fitting.remarks),
        },
        "jsonPathValidation": {
            "name": "JSONPath validation",
            "step": 3,
            "matches": all(one.matches for one in conditions),
            "details": [
                {
                    **one.criterion,
                    "generatedJsonPathCondition": one.as_filter,
                    "match": one.matches,
                    "jsonPathExtraction": [
                        {"path": one.criterion.get("jsonPath"), "value": each} for each in one.found
                    ],
                }
                for one in conditions
            ],
        },
        "triggerMatches": all(one.matches for one in conditions),
    }


async def test_topic(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Which triggers of a topic an event matches."""
    body, event = await event_of(call)
    if body.rejected is not None:
        return body.rejected
    matched: list[Shape] = []
    unmatched: list[Shape] = []
    for trigger in call.services.organization.entities.all(TRIGGER.name):
        if is_of_topic(call.params["topicName"], str(trigger.properties.get("topicName"))):
            shown = {
                "id": trigger.id,
                "name": trigger.name,
                "enabled": is_enabled(trigger),
                "selfUri": f"{PATH}/{trigger.id}",
            }
            (matched if matches(trigger.properties, event) else unmatched).append(shown)
    return {
        "schemaValidation": {"name": "Schema validation", "step": 1, "matches": True, "details": [_NO_SCHEMA]},
        "triggerMatchValidation": {
            "name": "Trigger match validation",
            "step": 2,
            "matchedTriggers": matched,
            "unmatchedTriggers": unmatched,
        },
    }


def is_enabled(trigger: Entity) -> bool:
    """Whether a trigger launches anything."""
    return trigger.properties.get("enabled") is not False


def _page(call: ApiCall, items: Sequence[tuple[int, Item]], shape: Callable[[Item], Any]) -> Shape | Refusal:
    """The page after or before a number; `items` have rising numbers."""
    size = call.whole("pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE)
    if isinstance(size, Refusal):
        return size
    for name in ("after", "before"):
        if (value := call.text(name)) is not None and _CURSOR.fullmatch(value) is None:
            return bad_value(name, value, "the one in the nextUri or previousUri of a page")
    after, before = call.text("after"), call.text("before")
    if after is None and before is not None:
        page = [one for one in items if one[0] < int(before)][-size:]
    else:
        page = [one for one in items if after is None or one[0] > int(after)][:size]
    path, others = call.request.path, [one for one in call.query if one[0] not in ("after", "before")]
    answer: Shape = {
        "entities": [shape(one) for _, one in page],
        "selfUri": f"{path}?{urlencode(call.query)}" if call.query else path,
    }
    if page and page[-1][0] < items[-1][0]:
        answer["nextUri"] = f"{path}?{urlencode([*others, ('after', page[-1][0])])}"
    if page and page[0][0] > items[0][0]:
        answer["previousUri"] = f"{path}?{urlencode([*others, ('before', page[0][0])])}"
    return answer


_ASSUMED_TEST = "The names of the steps and their texts are assumed; no schema of a topic is known."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", PATH, index, query=(*_PAGES, "topicName", "enabled", "hasDelayBy")),
    endpoint(
        "GET",
        f"{PATH}/topics",
        topics,
        note="Lists the topics that public pages name, and those of the triggers.",
        query=_PAGES,
    ),
    endpoint("POST", f"{PATH}/topics/{{topicName}}/test", test_topic, note=_ASSUMED_TEST),
    endpoint("POST", f"{PATH}/{{triggerId}}/test", test, note=_ASSUMED_TEST),
)
