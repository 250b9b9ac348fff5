"""Estimated wait times of queues.

The estimate is the queue's `estimatedWaitTimeSeconds` in the local organization, the same for every media type.
"""

from datetime import timedelta
from typing import Any

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError
from architrave.expressions.question import Ask, Question
from architrave.expressions.values.record import Record

_MEDIA_TYPES = ("call", "chat", "callback", "email", "videoComm", "message")
_FOLDED = frozenset(map(str.lower, _MEDIA_TYPES))
_NOTE = "The wait time is the queue's value in the local organization, the same for every media type."


def _check(*media_types: str | None) -> None:
    for name in media_types:
        if (name or "").strip().lower() not in _FOLDED:
            raise ExpressionError(
                OUT_OF_RANGE, f"“{name or ''}” is not a media type. The media types are {', '.join(_MEDIA_TYPES)}."
            )


def _estimate(ask: Ask, by: str, value: str | None) -> timedelta | None:
    if value is None or not value.strip():
        return None
    queue: dict[str, Any] = ask(Question("lookUp", ("queue", by, value))) or {}
    seconds = queue.get("estimatedWaitTimeSeconds")
    return bounds.duration_of(seconds * 1000) if isinstance(seconds, int) else None


@function(
    "FindQueueEstimatedWaitTime(queueName: String) -> Duration",
    "The estimated wait time of the queue with a name; NOT_SET if there is no queue or no estimate.",
    category="search",
    examples=[Example('FindQueueEstimatedWaitTime("Support")', shown="a Duration, NOT_SET without an estimate")],
    note=_NOTE,
    asks=True,
)
def _find(ask: Ask, name: str) -> timedelta | None:
    return _estimate(ask, "name", name)


@function(
    "FindQueueEstimatedWaitTime(queueName: String, mediaType: String) -> Duration",
    "The estimated wait time of the queue with a name for one media type: `call`, `chat`, `callback`, `email`, "
    "`videoComm` or `message`, in any case.",
    category="search",
    examples=[
        Example('FindQueueEstimatedWaitTime("Support", "call")', shown="a Duration, NOT_SET without an estimate"),
        Example('FindQueueEstimatedWaitTime("Support", "telegraph")', error=OUT_OF_RANGE),
    ],
    note=_NOTE,
    asks=True,
)
def _find_for_media(ask: Ask, name: str, media_type: str) -> timedelta | None:
    _check(media_type)
    return _estimate(ask, "name", name)


@function(
    "FindQueueEstimatedWaitTime(queueName: String, mediaTypes: String[]) -> Duration[]",
    "The estimated wait times of the queue with a name, one for each media type, in order.",
    category="search",
    examples=[
        Example('Count(FindQueueEstimatedWaitTime("Support", MakeList("call", "chat")))', shown="2"),
    ],
    note=_NOTE,
    asks=True,
)
def _find_for_each(ask: Ask, name: str, media_types: tuple[str | None, ...]) -> tuple[timedelta | None, ...]:
    _check(*media_types)
    return (_estimate(ask, "name", name),) * len(media_types)


@function(
    "GetQueueEstimatedWaitTime(queue: Queue) -> Duration",
    "The estimated wait time of a queue; NOT_SET if there is no estimate.",
    category="search",
    examples=[Example('GetQueueEstimatedWaitTime(FindQueue("Support"))', shown="a Duration, NOT_SET without one")],
    note=_NOTE,
    asks=True,
)
def _get(ask: Ask, queue: Record) -> timedelta | None:
    return _estimate(ask, "id", queue["id"])


@function(
    "GetQueueEstimatedWaitTime(queue: Queue, mediaType: String) -> Duration",
    "The estimated wait time of a queue for one media type, in any case.",
    category="search",
    examples=[Example('GetQueueEstimatedWaitTime(FindQueue("Support"), "call")', shown="a Duration, or NOT_SET")],
    note=_NOTE,
    asks=True,
)
def _get_for_media(ask: Ask, queue: Record, media_type: str) -> timedelta | None:
    _check(media_type)
    return _estimate(ask, "id", queue["id"])


@function(
    "GetQueueEstimatedWaitTime(queue: Queue, mediaTypes: String[]) -> Duration[]",
    "The estimated wait times of a queue, one for each media type, in order.",
    category="search",
    examples=[
        Example('GetQueueEstimatedWaitTime(FindQueue("Support"), MakeList("call", "chat"))', shown="two Durations"),
    ],
    note=_NOTE,
    asks=True,
)
def _get_for_each(ask: Ask, queue: Record, media_types: tuple[str | None, ...]) -> tuple[timedelta | None, ...]:
    _check(*media_types)
    return (_estimate(ask, "id", queue["id"]),) * len(media_types)
